import { configurationOf } from "@passlock-sdk/contract/Codec"
import { InvalidInput } from "@passlock-sdk/contract/PasslockError"
import { fieldsOf, invalidInput, settingsIssues } from "@passlock-sdk/contract/protocol/Call"
import type { Issue } from "@passlock-sdk/contract/protocol/Issue"
import { configurationIssues } from "@passlock-sdk/contract/protocol/Request"
import * as Effect from "effect/Effect"
import { MaxResponseSize } from "../MaxResponseSize.js"
import { RetryPolicy } from "../RetryPolicy.js"
import { Timeouts } from "../Timeouts.js"

/** Fails with every issue of the configuration, the timeouts and the retry policy, and with `more`. */
export const check = Effect.fnUntraced(function* (
  operation: string,
  service: Parameters<typeof configurationOf>[0],
  needsApiKey: boolean,
  more: ReadonlyArray<Issue> = []
): Effect.fn.Return<void, InvalidInput> {
  const issues = [
    ...configurationIssues(configurationOf(service), needsApiKey),
    ...settingsIssues({
      ...fieldsOf(yield* RetryPolicy),
      ...fieldsOf(yield* Timeouts),
      maxResponseSize: yield* MaxResponseSize
    }),
    ...more
  ]
  if (issues.length > 0) yield* Effect.fail(new InvalidInput(invalidInput(operation, issues), true))
})
