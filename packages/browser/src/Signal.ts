/**
 * What a device can be told about its passkeys.
 *
 * @since 0.1.0
 */

/**
 * A passkey that is no longer in the vault: the device may hide it or offer to remove it.
 *
 * @since 0.1.0
 * @category models
 */
export interface UnknownCredential {
  /** The credential id, base64url: of an `OrphanedPasskey`, or `credential.id` of what a deletion answered. */
  readonly credentialId: string
  /** The relying party the passkey belonged to: a domain. */
  readonly rpId: string
}

/**
 * All passkeys of a user that are good: the device may hide every other one of this user.
 *
 * @since 0.1.0
 * @category models
 */
export interface AllAcceptedCredentials {
  /** The relying party the passkeys belong to: a domain. */
  readonly rpId: string
  /** The WebAuthn user handle, base64url: `credential.userId` of a passkey. Not the application's own id. */
  readonly userId: string
  /** The credential ids, base64url. Leave none out: what is left out is hidden from the user. */
  readonly allAcceptedCredentialIds: ReadonlyArray<string>
}

/**
 * What the user is called now: the device shows it instead of what it was told at registration.
 *
 * @since 0.1.0
 * @category models
 */
export interface CurrentUserDetails {
  /** The relying party the passkeys belong to: a domain. */
  readonly rpId: string
  /** The WebAuthn user handle, base64url: `credential.userId` of a passkey. Not the application's own id. */
  readonly userId: string
  /** What tells the user's accounts apart, such as a mailbox. */
  readonly name: string
  /** A friendlier name, where a device shows two. */
  readonly displayName: string
}

/**
 * What a device can be told.
 *
 * @since 0.1.0
 * @category models
 */
export type Signal =
  | ({ readonly signal: "unknownCredential" } & UnknownCredential)
  | ({ readonly signal: "allAcceptedCredentials" } & AllAcceptedCredentials)
  | ({ readonly signal: "currentUserDetails" } & CurrentUserDetails)

/**
 * The methods that tell a device something.
 *
 * **Details**
 *
 * A browser takes no signal while it waits for the user: an autofill that waits is taken back for that moment and goes on,
 * and the end of a dialog is waited for.
 *
 * @since 0.1.0
 * @category models
 */
export interface Signals {
  /**
   * Tells the device that a passkey is no longer in the vault, so that it stops offering it.
   *
   * **Details**
   *
   * An `OrphanedPasskey` can be given as it is. With a `passkeyId` the credential is looked up, which only works while
   * the vault holds it: signal that before the server deletes it, or give what the deletion answered.
   */
  readonly unknownCredential: (credential: UnknownCredential | { readonly passkeyId: string }) => Promise<void>
  /**
   * Tells the device which passkeys of a user are good, so that it stops offering every other one.
   *
   * **Details**
   *
   * With `passkeyIds`, those of one user, the credentials are looked up. Leave none out: what is left out is hidden.
   */
  readonly allAcceptedCredentials: (
    credentials: AllAcceptedCredentials | { readonly passkeyIds: ReadonlyArray<string> }
  ) => Promise<void>
  /**
   * Tells the device what a user is called now.
   *
   * **Details**
   *
   * With the `passkeyId` of one of the user's passkeys, the rest is looked up.
   */
  readonly currentUserDetails: (
    details: CurrentUserDetails | { readonly passkeyId: string; readonly name: string; readonly displayName: string }
  ) => Promise<void>
}
