/** The question before what cannot be taken back. */
import { during } from "./buttons.js"
import { find, within } from "./elements.js"
import { notice } from "./notice.js"
import type { Failure } from "./server.js"

const dialog = find("confirmation", HTMLDialogElement)
const title = find("confirmation-title", HTMLElement)
const text = find("confirmation-text", HTMLElement)
const go = find("confirmation-go", HTMLButtonElement)
const status = find("confirmation-status", HTMLElement)
const warning = notice("confirmation-notice")

// While the dialog is open, nothing outside of it is read out.
const tell = (sentence: string): void => {
  status.textContent = sentence
}

export interface Question {
  readonly title: string
  readonly text: string
  readonly go: string
  /** Gives nothing where it worked; else the dialog stays and warns. What goes on is told in the dialog, too. */
  readonly run: (tell: (sentence: string) => void) => Promise<Failure | undefined>
}

/** Asks, and once it is done, leaves the focus to the caller. */
export const confirm = (question: Question, done: () => void): void => {
  title.textContent = question.title
  text.textContent = question.text
  within(go, "span", HTMLElement).textContent = question.go
  warning.clear()
  tell("")
  go.onclick = () =>
    during(go, async () => {
      warning.clear()
      const failure = await question.run(tell)
      if (failure === undefined) {
        dialog.close()
        done()
      } else warning.warn(failure)
      // The button serves other questions, too, and does not wait for one of them: how long to wait says the sentence.
      return undefined
    })
  dialog.showModal()
}
