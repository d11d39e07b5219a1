/**
 * Whether and when a request is sent again.
 *
 * @since 0.1.0
 */
import type { PasslockError } from "@passlock-sdk/contract/PasslockError"
import * as Retry from "@passlock-sdk/contract/protocol/Retry"
import * as Context from "effect/Context"
import { constant } from "effect/Function"

const standard: RetryPolicy.Policy = { ...Retry.defaults, shouldRetry: Retry.isRetryable }

/**
 * The policy that applies: at most two more attempts, and only where that is known to be safe, unless a program is
 * provided with another.
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
  defaultValue: /*#__PURE__*/ constant(standard)
}) {
  /**
   * The standard policy with some values replaced.
   *
   * @since 0.1.0
   * @category constructors
   */
  static readonly make = (changes: Partial<RetryPolicy.Policy>): RetryPolicy.Policy => ({ ...standard, ...changes })

  /**
   * One attempt, whatever happens.
   *
   * @since 0.1.0
   * @category constructors
   */
  static readonly none: RetryPolicy.Policy = { ...standard, maxRetries: 0 }

  /**
   * Whether sending the request again is known to be safe: it certainly never arrived, it was refused for being one too
   * many, or repeating it has no further effect.
   *
   * **Gotchas**
   *
   * `ChallengeRateLimited` is not among them. It is an answer about a person's mailbox, and who asked is better told to
   * come back in `retryAfterSeconds` than kept waiting.
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
   * A failed attempt: the operation, whether it is idempotent, and the error.
   *
   * @since 0.1.0
   * @category models
   */
  export interface Failure extends Retry.Failure<PasslockError> {}

  /**
   * Whether and when a failed attempt is followed by another.
   *
   * @since 0.1.0
   * @category models
   */
  export interface Policy extends Retry.Policy<PasslockError> {}
}
