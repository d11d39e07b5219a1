/**
 * Entries for the application's logger.
 *
 * @since 0.1.0
 */

/**
 * The end of a call, or a retry. Entries never contain keys, codes, tokens or secrets.
 *
 * @since 0.1.0
 * @category models
 */
export interface LogEntry {
  /** `debug` for a success; `warn` for an error, an abort and a retry. */
  readonly level: "debug" | "warn"
  /** A summary on one line, such as `Passkeys.get: NotFound in 35 ms`. */
  readonly message: string
  /** The operation, such as `Passkeys.get`. */
  readonly operation: string
  /** The duration of the call, in milliseconds. Like the fields below, missing on a retry. */
  readonly milliseconds?: number
  /** The number of attempts. */
  readonly attempts?: number
  /** The HTTP status of the last response, if present. */
  readonly status?: number
  /** The `_tag` of the error, or `aborted` when a signal aborted the call. */
  readonly error?: string
}
