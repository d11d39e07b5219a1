import type * as Issue from "@passlock-sdk/contract/Issue"
import type { InvalidInput } from "@passlock-sdk/contract/PasslockError"
import * as Address from "@passlock-sdk/contract/protocol/Url"
import { PathValue } from "@passlock-sdk/contract/Strings"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { RetryPolicy } from "../RetryPolicy.js"
import { Timeouts } from "../Timeouts.js"
import * as Input from "./input.js"

export const TenancyId = PathValue

export const Endpoint = Schema.String.pipe(
  Schema.filter(Address.isEndpoint, { description: Address.endpointDescription })
)

export const ApiKey = Schema.RedactedFromSelf(
  // Anything else could not travel in a header.
  Schema.String.pipe(Schema.filter((text) => /^[\x21-\x7e]+$/.test(text)))
).annotations({ description: "a key of printable characters without spaces" })

/** What every request needs of the configuration. */
export const Tenancy = Schema.Struct({ tenancyId: TenancyId, endpoint: Endpoint })

/** What a request with an API key needs of the configuration. */
export const Config = Schema.Struct({ ...Tenancy.fields, apiKey: ApiKey })

export const redacted = (text: string | Redacted.Redacted<string>): Redacted.Redacted<string> =>
  Redacted.isRedacted(text) ? text : Redacted.make(text)

/** What of the timeouts and the retry policy cannot work. */
export const faults = (policy: RetryPolicy.Policy, limits: Timeouts.Limits): ReadonlyArray<Issue.Issue> => [
  ...(["timeout", "totalTimeout"] as const).flatMap((path) =>
    typeof limits[path] === "number" && limits[path] > 0
      ? []
      : [{ path, message: "expected a number of milliseconds above 0" }]
  ),
  ...(["baseDelay", "maxDelay", "maxRetryAfter"] as const).flatMap((path) =>
    typeof policy[path] === "number" && policy[path] >= 0
      ? []
      : [{ path, message: "expected a number of milliseconds, 0 or more" }]
  ),
  ...(Number.isInteger(policy.maxRetries) && policy.maxRetries >= 0
    ? []
    : [{ path: "maxRetries", message: "expected a whole number, 0 or more" }])
]

/** Fails with everything that would make each call fail. */
export const check = Effect.fnUntraced(function* (
  operation: string,
  schema: Schema.Schema.AnyNoContext,
  service: unknown
): Effect.fn.Return<void, InvalidInput> {
  const encoded = Input.encode(schema, service)
  const issues = [...(Either.isLeft(encoded) ? encoded.left : []), ...faults(yield* RetryPolicy, yield* Timeouts)]
  if (issues.length > 0) yield* Input.refuse(operation, issues)
})
