/**
 * The options of a single call.
 *
 * @since 0.1.0
 */

/**
 * The options of a single call. They override the client's options.
 *
 * @since 0.1.0
 * @category models
 */
export interface CallOptions {
  /**
   * Aborts the call at once, during a request or the delay before a retry. The promise rejects with the signal's
   * reason.
   */
  readonly signal?: AbortSignal | undefined
  /**
   * The time limit for one attempt, in milliseconds: connection, headers and the whole body. Above 0; `Infinity` for no
   * limit.
   */
  readonly timeout?: number | undefined
  /**
   * The time limit for the whole call, in milliseconds: all attempts and the delays between them. Above 0; `Infinity`
   * for no limit.
   */
  readonly totalTimeout?: number | undefined
  /** The maximum number of retries, made only where a retry is safe. An integer, 0 or more. */
  readonly maxRetries?: number | undefined
}
