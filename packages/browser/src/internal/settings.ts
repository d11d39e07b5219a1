/** The options of a client, checked. */
import { defaultLimits, type Settings as EngineSettings, settingsIssues } from "@passlock-sdk/contract/protocol/Call"
import { expected, type Issue } from "@passlock-sdk/contract/protocol/Issue"
import { type Configuration, configurationIssues } from "@passlock-sdk/contract/protocol/Request"
import * as Retry from "@passlock-sdk/contract/protocol/Retry"
import { defaultEndpoint } from "@passlock-sdk/contract/protocol/Url"
import type { PasslockOptions } from "../PasslockOptions.js"
import { type CallError, invalidInput } from "./errors.js"

export interface Settings extends Configuration, EngineSettings<CallError> {
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>
}

const defaults = {
  ...defaultLimits,
  ...Retry.defaults,
  endpoint: defaultEndpoint,
  // Looked up at each call, so that a page can replace it.
  fetch: (url: string, init: RequestInit) => globalThis.fetch(url, init),
  shouldRetry: Retry.isRetryable
}

/** Throws `InvalidInput` with every issue. */
export const settingsOf = (options: PasslockOptions): Settings => {
  const given = Object.entries({ ...options }).filter(([, value]) => value !== undefined)
  const settings = { ...defaults, ...Object.fromEntries(given) } as unknown as Settings
  const issues: Array<Issue> = [...configurationIssues(settings), ...settingsIssues(settings)]
  if (typeof settings.fetch !== "function")
    issues.push({ path: "fetch", message: expected("function", settings.fetch) })
  if ("apiKey" in settings) {
    issues.push({ path: "apiKey", message: "must not be set: anyone who opens the page can read it" })
  }
  if (issues.length > 0) throw invalidInput("new Passlock", issues)
  return settings
}
