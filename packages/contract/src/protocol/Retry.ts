/**
 * Whether and when a failed attempt is followed by another.
 *
 * @since 0.1.0
 */

/** What the decision needs to know of an error. */
interface AttemptError {
  readonly _tag: string
  readonly attempts: number
  readonly sent?: "no" | "unknown"
  readonly status?: number
  readonly retryAfterSeconds?: number
}

/**
 * A failed attempt.
 *
 * @since 0.1.0
 * @category models
 */
export interface Failure<Error> {
  /** The operation, such as `Challenges.create`. */
  readonly operation: string
  /** Whether sending the request twice has the same effect as sending it once. */
  readonly idempotent: boolean
  readonly error: Error
}

/**
 * Whether another attempt is safe: the request never arrived, it was rejected with 429, or the operation is idempotent and
 * the attempt ended with a lost connection, a timeout, a 5xx or a 408.
 *
 * @since 0.1.0
 * @category predicates
 */
export const isRetryable = ({ error, idempotent }: Omit<Failure<AttemptError>, "operation">): boolean => {
  switch (error._tag) {
    case "RateLimited":
      return true
    case "TransportError":
      return idempotent || error.sent === "no"
    case "RequestTimeout":
    case "ServerError":
      return idempotent
    case "UnexpectedResponse":
      // The server gave up waiting for the request.
      return idempotent && error.status === 408
    default:
      return false
  }
}

/**
 * How often a call is retried, and the delays in milliseconds.
 *
 * @since 0.1.0
 * @category models
 */
export interface Settings {
  /** How many attempts may follow the first. */
  readonly maxRetries: number
  /** The first delay. It doubles with each retry, and each delay is shortened at random by up to a quarter. */
  readonly baseDelay: number
  /** The longest of these delays. */
  readonly maxDelay: number
  /** The longest `Retry-After` that is obeyed. A longer one ends the call. */
  readonly maxRetryAfter: number
}

/**
 * A call's settings, and the rule that says which failures are retried.
 *
 * @since 0.1.0
 * @category models
 */
export interface Policy<Error> extends Settings {
  /** Only `true` leads to a retry. A rule that throws does not. */
  readonly shouldRetry: (failure: Failure<Error>) => boolean
}

/**
 * The settings that apply by default.
 *
 * @since 0.1.0
 * @category constants
 */
export const defaults: Settings = { maxRetries: 2, baseDelay: 500, maxDelay: 8_000, maxRetryAfter: 60_000 }

/**
 * The delay before the next attempt in milliseconds, or `undefined` if there must be none.
 *
 * @since 0.1.0
 * @category getters
 */
export const delay = <Error extends AttemptError>(
  policy: Policy<Error>,
  failure: Failure<Error>,
  /** A random number from 0 to 1, so that clients that failed together do not retry together. */
  random: number
): number | undefined => {
  const { attempts, retryAfterSeconds } = failure.error
  if (attempts > policy.maxRetries || !allows(policy, failure)) return undefined
  if (retryAfterSeconds !== undefined) {
    return retryAfterSeconds * 1_000 <= policy.maxRetryAfter ? retryAfterSeconds * 1_000 : undefined
  }
  // Whole milliseconds, since a test clock has no others.
  return Math.round(Math.min(policy.baseDelay * 2 ** (attempts - 1), policy.maxDelay) * (1 - random / 4))
}

const allows = <Error>(policy: Policy<Error>, failure: Failure<Error>): boolean => {
  try {
    const answer: unknown = policy.shouldRetry(failure)
    if (answer === true) return true
    // An async rule can reject, which nobody would handle.
    Promise.resolve(answer).catch(() => {})
  } catch {}
  return false
}
