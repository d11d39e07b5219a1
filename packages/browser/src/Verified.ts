/**
 * What a ceremony gives.
 *
 * @since 0.1.0
 */

/**
 * What a registration or an authentication gives.
 *
 * @since 0.1.0
 * @category models
 */
export interface Verified {
  /** Send it to your server, which exchanges it for the principal. It lives five minutes. Do not keep it. */
  readonly code: string
  /** A signed statement of who it was, which your server can check by itself. */
  readonly idToken: string
  /** Who it was. A page can be made to say anything: a server believes the code or the id_token alone. */
  readonly principal: {
    /** Passlock's id of the passkey. */
    readonly authenticatorId: string
    /** The application's own id of the user. */
    readonly userId: string
  }
}

/**
 * How far a ceremony has come: it asks Passlock for the options, then the user's authenticator, then has the answer
 * verified.
 *
 * @since 0.1.0
 * @category models
 */
export type Progress = "options" | "authenticator" | "verification"
