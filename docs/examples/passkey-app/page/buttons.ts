/** Buttons with a busy state and a countdown. They keep the focus because they use `aria-disabled` instead of `disabled`. */
import type { Failure } from "./api.js"
import { within } from "./elements.js"

/** Returns the failure, if any. The button stays disabled for its `retryAfterSeconds`. */
export type Handler = () => Promise<Failure | undefined>

const isDisabled = (button: HTMLButtonElement): boolean => button.getAttribute("aria-disabled") === "true"

/** Runs the handler and shows the button as busy. Does nothing while the button is disabled. */
export const runBusy = async (button: HTMLButtonElement, handler: Handler): Promise<void> => {
  if (isDisabled(button)) return
  button.setAttribute("aria-disabled", "true")
  button.classList.add("busy")
  try {
    const failure = await handler()
    if (failure?.retryAfterSeconds !== undefined) countDown(button, failure.retryAfterSeconds)
  } finally {
    button.classList.remove("busy")
    if (!countingDown.has(button)) button.removeAttribute("aria-disabled")
  }
}

export const onClick = (button: HTMLButtonElement, handler: Handler): void => {
  button.addEventListener("click", () => runBusy(button, handler))
}

export const onSubmit = (form: HTMLFormElement, handler: Handler): void => {
  const button = within(form, "button[type=submit]", HTMLButtonElement)
  form.addEventListener("submit", (event) => {
    event.preventDefault()
    runBusy(button, handler)
  })
}

const countingDown = new Set<HTMLButtonElement>()

const format = (seconds: number): string => (seconds < 90 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`)

/** Disables the button and shows the remaining time. */
const countDown = (button: HTMLButtonElement, seconds: number): void => {
  if (countingDown.has(button)) return
  const text = button.querySelector("span") ?? button
  const label = text.textContent
  const end = performance.now() + seconds * 1_000
  countingDown.add(button)
  button.setAttribute("aria-disabled", "true")
  const tick = () => {
    const remaining = Math.ceil((end - performance.now()) / 1_000)
    if (remaining > 0) {
      text.textContent = `${label} (in ${format(remaining)})`
      setTimeout(tick, 250)
      return
    }
    text.textContent = label
    countingDown.delete(button)
    button.removeAttribute("aria-disabled")
  }
  tick()
}
