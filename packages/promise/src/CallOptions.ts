/**
 * Options of a single call.
 *
 * @since 0.1.0
 */
/**
 * Options of a single call. They override the client's options.
 *
 * @since 0.1.0
 * @category models
 */
export interface CallOptions {
  /**
   * Aborts the call at once, during a request or while it waits for the next attempt. The promise rejects with the
   * signal's reason.
   */
  readonly signal?: AbortSignal | undefined
  /**
   * The time limit for one attempt, in milliseconds: connection, headers and the whole body. Must be above 0;
   * `Infinity` means no limit.
   */
  readonly timeout?: number | undefined
  /**
   * The time limit for the call, in milliseconds: all attempts and the waits between them. Must be above 0; `Infinity`
   * means no limit.
   */
  readonly totalTimeout?: number | undefined
  /**
   * The maximum number of attempts after the first: an integer, 0 or more. Only requests that are safe to send again
   * are retried.
   */
  readonly maxRetries?: number | undefined
}
