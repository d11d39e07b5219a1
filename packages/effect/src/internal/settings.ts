import { InvalidInput } from "@passlock-sdk/contract/PasslockError"
import { invalidInput, settingsIssues } from "@passlock-sdk/contract/protocol/Call"
import type { Issue } from "@passlock-sdk/contract/protocol/Issue"
import { checkApiKey, configurationIssues } from "@passlock-sdk/contract/protocol/Request"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { RetryPolicy } from "../RetryPolicy.js"
import { Timeouts } from "../Timeouts.js"

interface Service {
  readonly tenancyId: string
  readonly endpoint: string
  readonly apiKey?: Redacted.Redacted
}

/** Fails with every issue of the configuration, the timeouts and the retry policy, and with `more`. */
export const check = Effect.fnUntraced(function* (
  operation: string,
  service: Service,
  more: ReadonlyArray<Issue> = []
): Effect.fn.Return<void, InvalidInput> {
  const { apiKey, ...tenancy } = service
  const issues = [
    ...configurationIssues(tenancy, apiKey && checkApiKey(() => Redacted.value(apiKey))),
    ...settingsIssues({ ...(yield* RetryPolicy), ...(yield* Timeouts) }),
    ...more
  ]
  if (issues.length > 0) yield* Effect.fail(new InvalidInput(invalidInput(operation, issues), true))
})
