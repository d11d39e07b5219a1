/**
 * What a page's client is made of.
 *
 * @since 0.1.0
 */

/**
 * What a page's client is made of. There is no option for an API key: everybody who opens a page can read what is in it.
 *
 * @since 0.1.0
 * @category models
 */
export interface PasslockOptions {
  /** The id of the tenancy. */
  readonly tenancyId: string
  /** The API's address. A base path is kept. Default `https://api.passlock.dev`. */
  readonly endpoint?: string | undefined
  /**
   * How long one request may take, in milliseconds: connection, headers and the whole body. Above 0; `Infinity` for no
   * limit. Default 30,000. How long the user may take is the server's choice, when it prepares the ceremony.
   */
  readonly timeout?: number | undefined
  /**
   * How long a request may take with every attempt and every wait between them, in milliseconds. Above 0; `Infinity` for
   * no limit. Default 60,000.
   */
  readonly totalTimeout?: number | undefined
  /** How many attempts may follow the first, where repeating is safe. A whole number, 0 or more. Default 2. */
  readonly maxRetries?: number | undefined
  /** What requests are sent with. Default the global `fetch`, looked up at each call. */
  readonly fetch?: ((url: string, init: RequestInit) => Promise<Response>) | undefined
}
