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
  /** The exchange code. Send it to your server, which exchanges it for the principal. Valid for five minutes. */
  readonly code: string
  /** The signed id_token of the principal. Your server can verify it without a call to the API. */
  readonly idToken: string
  /** The user who completed the ceremony, for display only: a server must trust the code or the id_token alone. */
  readonly principal: {
    /** Passlock's id of the passkey. */
    readonly authenticatorId: string
    /** The application's own id of the user. */
    readonly userId: string
  }
}

/**
 * The step of a ceremony: it requests options from Passlock, asks the user's authenticator, then has Passlock verify the
 * response.
 *
 * @since 0.1.0
 * @category models
 */
export type Progress = "options" | "authenticator" | "verification"
