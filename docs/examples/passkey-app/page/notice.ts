/** Where the user is told what happened. */
import { find } from "./elements.js"

import type { Failure } from "./server.js"

/** What can be done about it, at once. */
export interface Action {
  readonly label: string
  readonly run: () => void
}

export interface Notice {
  /** Is read out at once. With an action, a button stands beside it. Gives the failure on to whoever has to wait for it. */
  readonly warn: (failure: Failure, action?: Action) => Failure
  readonly clear: () => void
}

export const notice = (id: string): Notice => {
  const text = find(id, HTMLElement)
  const button = find(`${id}-action`, HTMLButtonElement)
  const show = (sentence: string, action?: Action) => {
    text.textContent = sentence
    button.hidden = action === undefined
    button.textContent = action?.label ?? ""
    button.onclick = action?.run ?? null
  }
  return {
    warn: (failure, action) => {
      // What went well before would contradict it.
      tell("")
      show(failure.sentence, action)
      return failure
    },
    clear: () => show("")
  }
}

const status = find("status", HTMLElement)
let fading: ReturnType<typeof setTimeout> | undefined

/** What goes on, or went well. Is read out when the user pauses, and leaves again where it is not about a wait. */
export const tell = (sentence: string, { stays = false }: { readonly stays?: boolean } = {}): void => {
  clearTimeout(fading)
  status.textContent = sentence
  if (!stays && sentence !== "") fading = setTimeout(() => tell(""), 8_000)
}
