/**
 * What a client is made of.
 *
 * @since 0.1.0
 */
import type { LogEntry } from "./LogEntry.js"

/**
 * What a client without a key is made of. Options come first, then the environment.
 *
 * @since 0.1.0
 * @category models
 */
export interface PasslockTenancyOptions {
  /** The id of the tenancy. Default `PASSLOCK_TENANCY_ID`. */
  readonly tenancyId?: string | undefined
  /**
   * The API's address. A base path is kept. Default `PASSLOCK_ENDPOINT` and, without that, `https://api.passlock.dev`.
   */
  readonly endpoint?: string | undefined
  /**
   * How long one attempt may take, in milliseconds: connection, headers and the whole body. Above 0; `Infinity` for no
   * limit. Default 30,000.
   */
  readonly timeout?: number | undefined
  /**
   * How long a call may take, in milliseconds: every attempt and every wait between them. Above 0; `Infinity` for no
   * limit. Default 60,000.
   */
  readonly totalTimeout?: number | undefined
  /** How many attempts may follow the first, where repeating is safe. A whole number, 0 or more. Default 2. */
  readonly maxRetries?: number | undefined
  /** What requests are sent with. Default the global `fetch`, looked up at each call. */
  readonly fetch?: ((url: URL, init: RequestInit) => Promise<Response>) | undefined
  /**
   * Is told how each call ended that was begun, and of each further attempt. A call that was aborted before, or that a
   * closed client refused, was not begun. Nothing that it is told holds a secret.
   */
  readonly logger?: ((entry: LogEntry) => void) | undefined
}

/**
 * What a client with a key is made of. Options come first, then the environment.
 *
 * @since 0.1.0
 * @category models
 */
export interface PasslockOptions extends PasslockTenancyOptions {
  /** The tenancy's API key. It must never reach a browser. Default `PASSLOCK_API_KEY`. */
  readonly apiKey?: string | undefined
  /**
   * Lets a web page hold the API key, where everybody who opens the page can read it. Default false: a page is better
   * served by `PasslockTenancy`, which has no key. A worker of a page is not recognised.
   */
  readonly dangerouslyAllowBrowser?: boolean | undefined
}
