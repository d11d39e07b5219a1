/**
 * Whether and when a request is sent again.
 *
 * @since 0.1.0
 */
import type { PasslockError } from "@passlock-sdk/contract/PasslockError"
import * as Repetition from "@passlock-sdk/contract/protocol/Retry"
import * as Context from "effect/Context"

const standard: RetryPolicy.Policy = { ...Repetition.standard, shouldRetry: Repetition.isRetryable }

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
  defaultValue: (): RetryPolicy.Policy => standard
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
  static readonly isRetryable: (failure: RetryPolicy.Failure) => boolean = Repetition.isRetryable
}

/**
 * @since 0.1.0
 */
export declare namespace RetryPolicy {
  /**
   * An attempt that failed.
   *
   * @since 0.1.0
   * @category models
   */
  export interface Failure {
    /** The program, such as `Challenges.create`. */
    readonly operation: string
    /** Whether asking twice has the effect of asking once: true for reads, renames and deletes. */
    readonly idempotent: boolean
    readonly error: PasslockError
  }

  /**
   * Whether and when a request is sent again.
   *
   * @since 0.1.0
   * @category models
   */
  export interface Policy {
    /** How many attempts follow the first, at most. A whole number, 0 or more. */
    readonly maxRetries: number
    /** The first wait in milliseconds. It doubles each time, and each wait is shortened at random by up to a quarter. */
    readonly baseDelay: number
    /** The longest of these waits in milliseconds. */
    readonly maxDelay: number
    /**
     * The longest wait in milliseconds that an answer's `Retry-After` is obeyed for. If it asks for more, the call fails
     * at once.
     */
    readonly maxRetryAfter: number
    /** Whether this failure may be followed by another attempt. */
    readonly shouldRetry: (failure: Failure) => boolean
  }
}
