/**
 * The options of the client.
 *
 * @since 0.1.0
 */

/**
 * The options of the client. There is no option for an API key: everyone who opens a page can read its content.
 *
 * @since 0.1.0
 * @category models
 */
export interface PasslockOptions {
  /** The id of the tenancy. */
  readonly tenancyId: string
  /** The URL of the API, with its base path. Default `https://api.passlock.dev`. */
  readonly endpoint?: string | undefined
  /**
   * The timeout of one attempt of a request, in milliseconds: connection, headers and the whole body. Above 0; `Infinity`
   * for no limit. Default 30,000. It does not limit the user: the server chooses that limit when it prepares the ceremony.
   */
  readonly timeout?: number | undefined
  /**
   * The timeout of a request with all attempts and the waits between them, in milliseconds. Above 0; `Infinity` for no
   * limit. Default 60,000.
   */
  readonly totalTimeout?: number | undefined
  /** The maximum number of retries, made only where a retry is safe. An integer, 0 or more. Default 2. */
  readonly maxRetries?: number | undefined
  /** The function that sends requests. Default: the global `fetch`, looked up at each call. */
  readonly fetch?: ((url: string, init: RequestInit) => Promise<Response>) | undefined
}
