/** The options of a client, checked. */
import { defaultLimits, type Limits, settingsIssues } from "@passlock-sdk/contract/protocol/Call"
import { expected, type Issue } from "@passlock-sdk/contract/protocol/Issue"
import { configurationIssues } from "@passlock-sdk/contract/protocol/Request"
import * as Retry from "@passlock-sdk/contract/protocol/Retry"
import { defaultEndpoint } from "@passlock-sdk/contract/protocol/Url"
import type { PasslockOptions } from "../PasslockOptions.js"
import { type CallError, invalidInput } from "./errors.js"

export interface Settings {
  readonly configuration: { readonly tenancyId: string; readonly endpoint: string }
  readonly limits: Limits
  readonly policy: Retry.Policy<CallError>
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>
}

/** Resolves the defaults. Throws `InvalidInput` with every issue. */
export const settingsOf = (options: PasslockOptions): Settings => {
  const input: { readonly [Name in keyof PasslockOptions | "apiKey"]?: PasslockOptions[Name & keyof PasslockOptions] } =
    {
      ...options
    }
  const { maxRetries = Retry.defaults.maxRetries } = input
  const settings: Settings = {
    configuration: { tenancyId: input.tenancyId as string, endpoint: input.endpoint ?? defaultEndpoint },
    limits: {
      timeout: input.timeout ?? defaultLimits.timeout,
      totalTimeout: input.totalTimeout ?? defaultLimits.totalTimeout
    },
    policy: { ...Retry.defaults, maxRetries, shouldRetry: Retry.isRetryable },
    // Looked up at each call, so that a page or a test can replace it.
    fetch: input.fetch ?? ((url, init) => globalThis.fetch(url, init))
  }
  const issues: ReadonlyArray<Issue> = [
    ...configurationIssues(settings.configuration, false),
    ...settingsIssues(settings.policy, settings.limits),
    ...(typeof settings.fetch === "function" ? [] : [{ path: "fetch", message: expected("function", settings.fetch) }]),
    ...(input.apiKey === undefined
      ? []
      : [{ path: "apiKey", message: "must not be set: every visitor of the page can read it" }])
  ]
  if (issues.length > 0) throw invalidInput("new Passlock", issues)
  return settings
}
