/**
 * When a request may be sent again. Without Effect, so that a page's client can use it too.
 *
 * @since 0.1.0
 */

/** What an error of any client tells. */
interface Told {
  readonly _tag: string
  readonly attempts: number
  readonly sent?: "no" | "unknown"
  readonly retryAfterSeconds?: number
}

/**
 * Whether sending a request again is known to be safe: it certainly never arrived, it was refused for being one too many,
 * or repeating it has no further effect.
 *
 * @since 0.1.0
 * @category predicates
 */
export const isRetryable = ({ error, idempotent }: { readonly error: Told; readonly idempotent: boolean }): boolean => {
  switch (error._tag) {
    case "RateLimited":
      return true
    case "TransportError":
      return idempotent || error.sent === "no"
    case "RequestTimeout":
    case "ServerError":
      return idempotent
    default:
      return false
  }
}

/**
 * The waits that apply where nobody says otherwise, in milliseconds.
 *
 * @since 0.1.0
 * @category constants
 */
export const standard = { maxRetries: 2, baseDelay: 500, maxDelay: 8_000, maxRetryAfter: 60_000 } as const

/**
 * How long to wait before the next attempt, in milliseconds: what the answer asked for, or a time that doubles with each
 * attempt. `undefined` when the answer asks for too much.
 *
 * @since 0.1.0
 * @category getters
 */
export const delay = (
  { baseDelay, maxDelay, maxRetryAfter }: { readonly [Name in keyof typeof standard]: number },
  error: Told,
  /** A random number from 0 to 1, so that clients that failed together do not come back together. */
  jitter: number
): number | undefined => {
  const asked = error.retryAfterSeconds
  if (asked !== undefined) return asked * 1_000 <= maxRetryAfter ? asked * 1_000 : undefined
  // Whole, since a test clock cannot stand between two milliseconds.
  return Math.round(Math.min(baseDelay * 2 ** (error.attempts - 1), maxDelay) * (1 - jitter / 4))
}
