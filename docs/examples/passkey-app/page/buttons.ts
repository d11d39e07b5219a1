/** Buttons that wait. They stay focusable all the while, so that nobody loses their place. */
import { within } from "./elements.js"
import type { Failure } from "./server.js"

/** Gives what went wrong, if something did: the button waits for as long as that asks for. */
export type Work = () => Promise<Failure | undefined>

const isWaiting = (button: HTMLButtonElement): boolean => button.getAttribute("aria-disabled") === "true"

/** Does the work, unless it is being done already. */
export const during = async (button: HTMLButtonElement, work: Work): Promise<void> => {
  if (isWaiting(button)) return
  button.setAttribute("aria-disabled", "true")
  button.classList.add("busy")
  try {
    const failure = await work()
    if (failure?.retryAfterSeconds !== undefined) countDown(button, failure.retryAfterSeconds)
  } finally {
    button.classList.remove("busy")
    if (!counting.has(button)) button.removeAttribute("aria-disabled")
  }
}

export const onClick = (button: HTMLButtonElement, work: Work): void => {
  button.addEventListener("click", () => during(button, work))
}

export const onSubmit = (form: HTMLFormElement, work: Work): void => {
  const button = within(form, "button[type=submit]", HTMLButtonElement)
  form.addEventListener("submit", (event) => {
    event.preventDefault()
    during(button, work)
  })
}

const counting = new Set<HTMLButtonElement>()

const shortly = (seconds: number): string => (seconds < 90 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`)

/** Lets a button wait for some seconds, and shows them. */
const countDown = (button: HTMLButtonElement, seconds: number): void => {
  if (counting.has(button)) return
  const text = button.querySelector("span") ?? button
  const label = text.textContent
  const end = performance.now() + seconds * 1_000
  counting.add(button)
  button.setAttribute("aria-disabled", "true")
  const tick = () => {
    const left = Math.ceil((end - performance.now()) / 1_000)
    if (left > 0) {
      text.textContent = `${label} (in ${shortly(left)})`
      setTimeout(tick, 250)
      return
    }
    text.textContent = label
    counting.delete(button)
    button.removeAttribute("aria-disabled")
  }
  tick()
}
