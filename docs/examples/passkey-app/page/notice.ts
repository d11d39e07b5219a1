/** Warnings and status messages. */
import type { Failure } from "./api.js"
import { find } from "./elements.js"

/** A button beside the warning. */
export interface Action {
  readonly label: string
  readonly run: () => void
}

export interface Notice {
  /** Shows the failure's message and, optionally, a button. Returns the failure. Screen readers announce it at once. */
  readonly warn: (failure: Failure, action?: Action) => Failure
  readonly clear: () => void
}

export const notice = (id: string): Notice => {
  const text = find(id, HTMLElement)
  const button = find(`${id}-action`, HTMLButtonElement)
  const show = (message: string, action?: Action) => {
    text.textContent = message
    button.hidden = action === undefined
    button.textContent = action?.label ?? ""
    button.onclick = action?.run ?? null
  }
  return {
    warn: (failure, action) => {
      // An earlier success message would contradict the warning.
      showStatus("")
      show(failure.message, action)
      return failure
    },
    clear: () => show("")
  }
}

const status = find("status", HTMLElement)
let hideTimer: ReturnType<typeof setTimeout> | undefined

/** Shows progress or success. Screen readers announce it politely. It disappears after 8 seconds unless it `stays`. */
export const showStatus = (message: string, { stays = false }: { readonly stays?: boolean } = {}): void => {
  clearTimeout(hideTimer)
  status.textContent = message
  if (!stays && message !== "") hideTimer = setTimeout(() => showStatus(""), 8_000)
}
