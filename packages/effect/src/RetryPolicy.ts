/**
 * Whether and when a failed attempt is retried.
 *
 * @since 0.1.0
 */
import type { PasslockError } from "@passlock-sdk/contract/PasslockError"
import * as Retry from "@passlock-sdk/contract/protocol/Retry"
import * as Context from "effect/Context"
import { constant } from "effect/Function"

const standard: RetryPolicy.Policy = { ...Retry.defaults, shouldRetry: Retry.isRetryable }

/**
 * The retry policy. By default, a call makes at most two retries, and only when a retry is known to be safe.
 *
 * **Details**
 *
 * A request that is not idempotent is sent at most once, except after a 429 or if it never reached the API. The platform can
 * repeat it beneath the SDK: `fetch` in Node.js after a 421, Chromium also after a 408 or a lost connection.
 *
 * Provide another policy to change it for a program. With an invalid policy, the program fails with `InvalidInput`. A
 * `shouldRetry` that throws, or returns anything but `true`, means no retry.
 *
 * @example
 * ```ts
 * import { Passkeys, RetryPolicy } from "@passlock-sdk/effect"
 * import * as Effect from "effect/Effect"
 *
 * export const withoutRetries = Passkeys.list().pipe(Effect.provideService(RetryPolicy, RetryPolicy.none))
 *
 * export const withMoreRetries = Passkeys.list().pipe(
 *   Effect.provideService(RetryPolicy, RetryPolicy.make({ maxRetries: 5 }))
 * )
 * ```
 *
 * @since 0.1.0
 * @category references
 */
export class RetryPolicy extends Context.Reference<RetryPolicy>()("@passlock-sdk/effect/RetryPolicy", {
  defaultValue: /*#__PURE__*/ constant(standard)
}) {
  /**
   * Returns the standard policy with some values replaced.
   *
   * @since 0.1.0
   * @category constructors
   */
  static readonly make = (changes: Partial<RetryPolicy.Policy>): RetryPolicy.Policy => ({ ...standard, ...changes })

  /**
   * The policy that never retries.
   *
   * @since 0.1.0
   * @category constructors
   */
  static readonly none: RetryPolicy.Policy = { ...standard, maxRetries: 0 }

  /**
   * Returns whether a retry is known to be safe: the request never reached the API, it was rejected with status 429, or
   * the operation is idempotent and the connection was lost, the attempt timed out, or the status was 408 or 5xx.
   *
   * **Gotchas**
   *
   * `ChallengeRateLimited` is not retryable: show it to the user, who can try again after `retryAfterSeconds`.
   *
   * @since 0.1.0
   * @category predicates
   */
  static readonly isRetryable: (failure: RetryPolicy.Failure) => boolean = Retry.isRetryable
}

/**
 * @since 0.1.0
 */
export declare namespace RetryPolicy {
  /**
   * A failed attempt.
   *
   * @since 0.1.0
   * @category models
   */
  export interface Failure extends Retry.Failure<PasslockError> {}

  /**
   * How many retries a call makes, when, and for which failures.
   *
   * @since 0.1.0
   * @category models
   */
  export interface Policy extends Retry.Policy<PasslockError> {}
}
