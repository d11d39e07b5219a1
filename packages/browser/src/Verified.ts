/**
 * The result of a ceremony.
 *
 * @since 0.1.0
 */

/**
 * The result of a registration or an authentication.
 *
 * @since 0.1.0
 * @category models
 */
export interface Verified {
  /** The exchange code. The server exchanges it for the full principal within five minutes. */
  readonly code: string
  /** A signed JWT that identifies the user. A server can verify it without a call to the API. */
  readonly idToken: string
  /** The user who completed the ceremony, for display only: a server must trust the code or the id_token alone. */
  readonly principal: {
    /** The passkey's Passlock ID. */
    readonly authenticatorId: string
    /** The user's ID in your application. */
    readonly userId: string
  }
}

/**
 * The step of a ceremony: requesting the options, waiting for the user's authenticator, and verifying its response.
 *
 * @since 0.1.0
 * @category models
 */
export type Progress = "options" | "authenticator" | "verification"
