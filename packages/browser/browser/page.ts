/** Runs in the browser: a page for each entry, where the test can reach it. */
import { type Page, programs, promises, type Where } from "../test/support/pages.js"

declare global {
  var show: (entry: "promises" | "programs", where: Where) => void
  var page: Page
  /** Resolves a little after the browser has next been asked for a passkey. */
  var nextQuestion: () => Promise<void>
}

let onQuestion = (): void => {}
const get = navigator.credentials.get.bind(navigator.credentials)
navigator.credentials.get = (options) => {
  setTimeout(onQuestion, 100)
  return get(options)
}

globalThis.nextQuestion = () =>
  new Promise((resolve) => {
    onQuestion = resolve
  })

globalThis.show = (entry, where) => {
  globalThis.page = { promises, programs }[entry](where)
}
