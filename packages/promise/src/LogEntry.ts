/**
 * What a client tells an application's logger.
 *
 * @since 0.1.0
 */

/**
 * One thing that a client tells: how a call ended, or that it tries again. It never holds a key, a code, a token or a
 * secret.
 *
 * @since 0.1.0
 * @category models
 */
export interface LogEntry {
  /** `debug` for a call that gave a value; `warn` for one that did not, and for another attempt. */
  readonly level: "debug" | "warn"
  /** One line that says it all: `Passkeys.get: NotFound in 35 ms`. */
  readonly message: string
  /** The method, such as `Passkeys.get`. */
  readonly operation: string
  /** How long the call took. Absent while it goes on, and so are the other fields. */
  readonly milliseconds?: number
  /** How many requests were sent, or tried to be sent. */
  readonly attempts?: number
  /** The HTTP status of the last answer, where there was one. */
  readonly status?: number
  /** The `_tag` of the error, where there was one; `aborted` where a signal ended the call. */
  readonly error?: string
}
