/**
 * Entries for the application's logger.
 *
 * @since 0.1.0
 */

/**
 * How a call ended, or that it retries. An entry never contains keys, codes, tokens or secrets.
 *
 * @since 0.1.0
 * @category models
 */
export interface LogEntry {
  /** `debug` for a call that succeeded; `warn` for one that did not, and for a retry. */
  readonly level: "debug" | "warn"
  /** A summary in one line, such as `Passkeys.get: NotFound in 35 ms`. */
  readonly message: string
  /** The operation, such as `Passkeys.get`. */
  readonly operation: string
  /** The duration of the call. A retry's entry has neither this field nor those below. */
  readonly milliseconds?: number
  /** The number of attempts. */
  readonly attempts?: number
  /** The HTTP status of the last response, if there was one. */
  readonly status?: number
  /** The `_tag` of the error, or `aborted` when a signal aborted the call. */
  readonly error?: string
}
