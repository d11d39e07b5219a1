/** The options of a client, checked. */
import {
  defaultLimits,
  defaultMaxResponseSize,
  type Settings as EngineSettings,
  settingsIssues
} from "@passlock-sdk/contract/protocol/Call"
import { expected, type Issue } from "@passlock-sdk/contract/protocol/Issue"
import { type Configuration, configurationIssues } from "@passlock-sdk/contract/protocol/Request"
import * as Retry from "@passlock-sdk/contract/protocol/Retry"
import { defaultEndpoint } from "@passlock-sdk/contract/protocol/Url"
import type { PasslockOptions } from "../PasslockOptions.js"
import { type CallError, invalidInput } from "./errors.js"

export interface Settings extends Configuration, EngineSettings<CallError> {
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>
}

/** Resolves the defaults. Throws `InvalidInput` with every issue. */
export const settingsOf = (options: PasslockOptions): Settings => {
  const given: Partial<PasslockOptions> & { readonly apiKey?: unknown } = options ?? {}
  const settings: Settings = {
    ...Retry.defaults,
    shouldRetry: Retry.isRetryable,
    tenancyId: given.tenancyId,
    endpoint: given.endpoint ?? defaultEndpoint,
    timeout: given.timeout ?? defaultLimits.timeout,
    totalTimeout: given.totalTimeout ?? defaultLimits.totalTimeout,
    maxResponseSize: defaultMaxResponseSize,
    maxRetries: given.maxRetries ?? Retry.defaults.maxRetries,
    // Looked up at each call, so that a page can replace it.
    fetch: given.fetch ?? ((url, init) => globalThis.fetch(url, init))
  }
  const issues: Array<Issue> = [...configurationIssues(settings, false), ...settingsIssues(settings)]
  if (typeof settings.fetch !== "function")
    issues.push({ path: "fetch", message: expected("function", settings.fetch) })
  if (given.apiKey !== undefined) {
    issues.push({ path: "apiKey", message: "must not be set: anyone who opens the page can read it" })
  }
  if (issues.length > 0) throw invalidInput("new Passlock", issues)
  return settings
}
