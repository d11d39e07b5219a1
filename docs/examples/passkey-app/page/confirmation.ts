/** The dialog that confirms an irreversible action. */
import type { Failure } from "./api.js"
import { runBusy } from "./buttons.js"
import { find, within } from "./elements.js"
import { notice } from "./notice.js"

const dialog = find("confirmation", HTMLDialogElement)
const title = find("confirmation-title", HTMLElement)
const text = find("confirmation-text", HTMLElement)
const confirmButton = find("confirmation-confirm", HTMLButtonElement)
const status = find("confirmation-status", HTMLElement)
const warning = notice("confirmation-notice")

// Screen readers do not announce the page's status while a modal dialog is open.
const showDialogStatus = (message: string): void => {
  status.textContent = message
}

export interface Confirmation {
  readonly title: string
  readonly text: string
  readonly confirmLabel: string
  /** Runs the action. If it returns a failure, the dialog stays open and shows it. */
  readonly run: (showDialogStatus: (message: string) => void) => Promise<Failure | undefined>
}

/** Opens the dialog. Calls `done` after the action succeeds and the dialog closes; `done` moves the focus. */
export const confirm = (confirmation: Confirmation, done: () => void): void => {
  title.textContent = confirmation.title
  text.textContent = confirmation.text
  within(confirmButton, "span", HTMLElement).textContent = confirmation.confirmLabel
  warning.clear()
  showDialogStatus("")
  confirmButton.onclick = () =>
    runBusy(confirmButton, async () => {
      warning.clear()
      const failure = await confirmation.run(showDialogStatus)
      if (failure === undefined) {
        dialog.close()
        done()
      } else warning.warn(failure)
      // No countdown: all confirmations share this button. The message says how long to wait.
      return undefined
    })
  dialog.showModal()
}
