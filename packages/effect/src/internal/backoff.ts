import * as Repetition from "@passlock-sdk/contract/protocol/Retry"
import type { RetryPolicy } from "../RetryPolicy.js"

/** How long to wait before the next attempt, in milliseconds; `undefined` when there is to be none. */
export const delay = (
  policy: RetryPolicy.Policy,
  failure: RetryPolicy.Failure,
  /** A random number from 0 to 1. */
  jitter: number
): number | undefined =>
  failure.error.attempts > policy.maxRetries || !policy.shouldRetry(failure)
    ? undefined
    : Repetition.delay(policy, failure.error, jitter)
