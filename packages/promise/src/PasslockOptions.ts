/**
 * The options of a client.
 *
 * @since 0.1.0
 */
import type { LogEntry } from "./LogEntry.js"

/**
 * The options of a client without an API key.
 *
 * @since 0.1.0
 * @category models
 */
export interface PasslockTenancyOptions {
  /** The tenancy ID. Default: the variable `PASSLOCK_TENANCY_ID`. */
  readonly tenancyId?: string | undefined
  /**
   * The URL of the API. A base path is kept. Default: the variable `PASSLOCK_ENDPOINT`, else
   * `https://api.passlock.dev`.
   */
  readonly endpoint?: string | undefined
  /**
   * Allows an `endpoint` with `http://` on a host other than this machine, such as a container. Others in the network can
   * read keys, codes and tokens then. Default: the variable `PASSLOCK_ALLOW_INSECURE_ENDPOINT` (`true` or `false`), else
   * `false`.
   */
  readonly allowInsecureEndpoint?: boolean | undefined
  /**
   * The time limit for one attempt, in milliseconds: connection, headers and the whole body. Above 0; `Infinity` for no
   * limit. Default: 30,000.
   */
  readonly timeout?: number | undefined
  /**
   * The time limit for a whole call, in milliseconds: all attempts and the delays between them. Above 0; `Infinity` for
   * no limit. Default: 60,000.
   */
  readonly totalTimeout?: number | undefined
  /**
   * The maximum number of retries, made only where a retry is safe. An integer, 0 or more. Default: 2. The `fetch` of
   * Node.js itself sends a request again after a 421.
   */
  readonly maxRetries?: number | undefined
  /**
   * The largest response body in bytes, after decompression. A larger one is not read further: the call rejects with
   * `UnexpectedResponse`. Above 0; `Infinity` for no limit. Default: 10 MiB.
   */
  readonly maxResponseSize?: number | undefined
  /** The function that sends requests. Default: the global `fetch`, looked up at each call. */
  readonly fetch?: ((url: URL, init: RequestInit) => Promise<Response>) | undefined
  /**
   * Called when a call ends and before each retry. Entries never contain secrets. Not called for calls that never
   * start: those that are already aborted, have an invalid signal or unreadable options, or follow `close`.
   */
  readonly logger?: ((entry: LogEntry) => void) | undefined
}

/**
 * The options of a client with an API key.
 *
 * @since 0.1.0
 * @category models
 */
export interface PasslockOptions extends PasslockTenancyOptions {
  /** The tenancy's API key. Never send it to a browser. Default: the variable `PASSLOCK_API_KEY`. */
  readonly apiKey?: string | undefined
  /**
   * Allows the API key in a web page, where every visitor can read it. Use `PasslockTenancy` instead: it needs no key.
   * Web workers are not detected. Default: `false`.
   */
  readonly dangerouslyAllowBrowser?: boolean | undefined
}
