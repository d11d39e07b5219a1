/**
 * The options of the client.
 *
 * @since 0.1.0
 */

/**
 * The options of the client. An API key is not an option, because every visitor of a page could read it.
 *
 * @since 0.1.0
 * @category models
 */
export interface PasslockOptions {
  /** The tenancy ID. */
  readonly tenancyId: string
  /** The URL of the API. A base path is kept. Default: `https://api.passlock.dev`. */
  readonly endpoint?: string | undefined
  /**
   * The time limit for one attempt, in milliseconds: connection, headers and the whole body. Above 0; `Infinity` for no
   * limit. Default: 30,000. It does not limit the user: the preparation of the ceremony sets that limit.
   */
  readonly timeout?: number | undefined
  /**
   * The time limit for a whole call, in milliseconds: all attempts and the delays between them. Above 0; `Infinity` for
   * no limit. Default: 60,000.
   */
  readonly totalTimeout?: number | undefined
  /**
   * The maximum number of retries, made only where a retry is safe. An integer, 0 or more. Default: 2. Chromium itself
   * sends a request again after a 421, a 408 or a lost connection.
   */
  readonly maxRetries?: number | undefined
  /** The function that sends requests. Default: the global `fetch`, looked up at each call. */
  readonly fetch?: ((url: string, init: RequestInit) => Promise<Response>) | undefined
}
