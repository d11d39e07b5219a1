/**
 * How one call is made.
 *
 * @since 0.1.0
 */
/**
 * How one call is made. What is left out is as the client was told.
 *
 * @since 0.1.0
 * @category models
 */
export interface CallOptions {
  /**
   * Ends the call at once: the request, or the wait before the next attempt. The promise then rejects with the signal's
   * reason.
   */
  readonly signal?: AbortSignal | undefined
  /**
   * How long one attempt may take, in milliseconds: connection, headers and the whole body. Above 0; `Infinity` for no
   * limit.
   */
  readonly timeout?: number | undefined
  /**
   * How long the call may take, in milliseconds: every attempt and every wait between them. Above 0; `Infinity` for no
   * limit.
   */
  readonly totalTimeout?: number | undefined
  /** How many attempts may follow the first, where repeating is safe. A whole number, 0 or more. */
  readonly maxRetries?: number | undefined
}
