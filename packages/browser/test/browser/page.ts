/** The script of the test page. It exposes a page of either entry point to the test. */
import { effectPage, type Page, type PageOptions, promisePage } from "../support/pages.js"

declare global {
  var openPage: (entryPoint: "promise" | "effect", options: PageOptions) => void
  var page: Page
  /** Resolves shortly after the next call of `navigator.credentials.get`. */
  var nextRequest: () => Promise<void>
}

let onRequest = (): void => {}
const get = navigator.credentials.get.bind(navigator.credentials)
navigator.credentials.get = (options) => {
  setTimeout(onRequest, 100)
  return get(options)
}

globalThis.nextRequest = () =>
  new Promise((resolve) => {
    onRequest = resolve
  })

globalThis.openPage = (entryPoint, options) => {
  globalThis.page = { promise: promisePage, effect: effectPage }[entryPoint](options)
}
