/**
 * Whether and when a failed attempt is retried.
 *
 * @since 0.1.0
 */
import type { PasslockError } from "@passlock-sdk/contract/PasslockError"
import * as Repetition from "@passlock-sdk/contract/protocol/Retry"
import * as Context from "effect/Context"

const standard: RetryPolicy.Policy = { ...Repetition.standard, shouldRetry: Repetition.isRetryable }

/**
 * The retry policy. By default, a call makes at most two retries, and only when a retry is known to be safe.
 *
 * **Details**
 *
 * Provide another policy to change it for a program. An invalid policy makes the program fail with `InvalidInput`.
 *
 * @example
 * ```ts
 * import { Passkeys, RetryPolicy } from "@passlock-sdk/effect"
 * import * as Effect from "effect/Effect"
 *
 * export const once = Passkeys.list().pipe(Effect.provideService(RetryPolicy, RetryPolicy.none))
 *
 * export const patient = Passkeys.list().pipe(
 *   Effect.provideService(RetryPolicy, RetryPolicy.make({ maxRetries: 5 }))
 * )
 * ```
 *
 * @since 0.1.0
 * @category references
 */
export class RetryPolicy extends Context.Reference<RetryPolicy>()("@passlock-sdk/effect/RetryPolicy", {
  defaultValue: (): RetryPolicy.Policy => standard
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
   * Returns whether a retry is known to be safe: the request was never sent, it was rejected with 429, or the operation
   * is idempotent.
   *
   * **Gotchas**
   *
   * `ChallengeRateLimited` is not retryable: show it to the user, who can try again after `retryAfterSeconds`.
   *
   * @since 0.1.0
   * @category predicates
   */
  static readonly isRetryable: (failure: RetryPolicy.Failure) => boolean = Repetition.isRetryable
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
  export interface Failure {
    /** The name of the program, such as `Challenges.create`. */
    readonly operation: string
    /** Whether two requests have the same effect as one: true for reads, updates and deletes. */
    readonly idempotent: boolean
    readonly error: PasslockError
  }

  /**
   * How many retries a call makes, when, and for which failures.
   *
   * @since 0.1.0
   * @category models
   */
  export interface Policy {
    /** The maximum number of retries after the first attempt. A whole number, 0 or more. */
    readonly maxRetries: number
    /** The first delay in milliseconds. It doubles with each retry; jitter shortens each delay by up to a quarter. */
    readonly baseDelay: number
    /** The maximum of these delays in milliseconds. */
    readonly maxDelay: number
    /** The longest `Retry-After` that is obeyed, in milliseconds. A longer one fails the call at once. */
    readonly maxRetryAfter: number
    /** Returns whether this failure is retried. */
    readonly shouldRetry: (failure: Failure) => boolean
  }
}
