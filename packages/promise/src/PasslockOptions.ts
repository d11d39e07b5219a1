/**
 * Options of a client.
 *
 * @since 0.1.0
 */
import type { LogEntry } from "./LogEntry.js"

/**
 * Options of a client without an API key.
 *
 * @since 0.1.0
 * @category models
 */
export interface PasslockTenancyOptions {
  /** The id of the tenancy. Defaults to `PASSLOCK_TENANCY_ID`. */
  readonly tenancyId?: string | undefined
  /**
   * The URL of the API. A base path is kept. Defaults to `PASSLOCK_ENDPOINT`, then to `https://api.passlock.dev`.
   */
  readonly endpoint?: string | undefined
  /**
   * The time limit for one attempt, in milliseconds: connection, headers and the whole body. Must be above 0;
   * `Infinity` means no limit. Defaults to 30,000.
   */
  readonly timeout?: number | undefined
  /**
   * The time limit for a call, in milliseconds: all attempts and the waits between them. Must be above 0; `Infinity`
   * means no limit. Defaults to 60,000.
   */
  readonly totalTimeout?: number | undefined
  /**
   * The maximum number of attempts after the first: an integer, 0 or more. Only requests that are safe to send again
   * are retried. Defaults to 2.
   */
  readonly maxRetries?: number | undefined
  /** The function that sends requests. Defaults to the global `fetch`, looked up at each call. */
  readonly fetch?: ((url: URL, init: RequestInit) => Promise<Response>) | undefined
  /**
   * Called when a call ends and before each retry, but not for a call that never started: one that was already aborted,
   * had an invalid signal or options that cannot be read, or was made after `close`. Entries contain no secrets.
   */
  readonly logger?: ((entry: LogEntry) => void) | undefined
}

/**
 * Options of a client with an API key.
 *
 * @since 0.1.0
 * @category models
 */
export interface PasslockOptions extends PasslockTenancyOptions {
  /** The tenancy's API key. Keep it out of browsers. Defaults to `PASSLOCK_API_KEY`. */
  readonly apiKey?: string | undefined
  /**
   * Allows the API key in a web page, where every visitor can read it. Defaults to false. Prefer `PasslockTenancy` in a
   * page: it needs no key. Web workers are not detected.
   */
  readonly dangerouslyAllowBrowser?: boolean | undefined
}
