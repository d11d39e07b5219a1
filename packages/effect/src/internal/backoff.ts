import type { RetryPolicy } from "../RetryPolicy.js"

/** How long to wait before the next attempt, in milliseconds; `undefined` when there is to be none. */
export const delay = (
  policy: RetryPolicy.Policy,
  failure: RetryPolicy.Failure,
  /** A random number from 0 to 1, so that clients that failed together do not come back together. */
  jitter: number
): number | undefined => {
  const { attempts } = failure.error
  if (attempts > policy.maxRetries || !policy.shouldRetry(failure)) return undefined
  const asked = "retryAfterSeconds" in failure.error ? failure.error.retryAfterSeconds : undefined
  if (asked !== undefined) return asked * 1_000 <= policy.maxRetryAfter ? asked * 1_000 : undefined
  // Whole, since a test clock cannot stand between two milliseconds.
  return Math.round(Math.min(policy.baseDelay * 2 ** (attempts - 1), policy.maxDelay) * (1 - jitter / 4))
}
