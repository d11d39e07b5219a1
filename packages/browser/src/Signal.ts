/**
 * Signals, which keep the passkeys on a device in step with the vault.
 *
 * @since 0.1.0
 */

/**
 * A passkey that is no longer in the vault. The device may hide it or offer to remove it.
 *
 * @since 0.1.0
 * @category models
 */
export interface UnknownCredential {
  /** The credential id, base64url: from an `OrphanedPasskey`, or `credential.id` of a deleted passkey. */
  readonly credentialId: string
  /** The relying party of the passkey: a domain. */
  readonly rpId: string
}

/**
 * All valid passkeys of a user. The device may hide every other passkey of this user.
 *
 * @since 0.1.0
 * @category models
 */
export interface AllAcceptedCredentials {
  /** The relying party of the passkeys: a domain. */
  readonly rpId: string
  /** The WebAuthn user handle, base64url: `credential.userId` of a passkey. Not the application's own id. */
  readonly userId: string
  /** The credential ids, base64url. List all of them: the device hides the passkeys that are missing. */
  readonly allAcceptedCredentialIds: ReadonlyArray<string>
}

/**
 * The current names of a user. The device shows them instead of the names from registration.
 *
 * @since 0.1.0
 * @category models
 */
export interface CurrentUserDetails {
  /** The relying party of the passkeys: a domain. */
  readonly rpId: string
  /** The WebAuthn user handle, base64url: `credential.userId` of a passkey. Not the application's own id. */
  readonly userId: string
  /** The user name, which tells accounts apart, such as an email address. */
  readonly name: string
  /** The display name, for devices that show two names. */
  readonly displayName: string
}

/**
 * A signal to the device.
 *
 * @since 0.1.0
 * @category models
 */
export type Signal =
  | ({ readonly signal: "unknownCredential" } & UnknownCredential)
  | ({ readonly signal: "allAcceptedCredentials" } & AllAcceptedCredentials)
  | ({ readonly signal: "currentUserDetails" } & CurrentUserDetails)

/**
 * The signal methods of the client.
 *
 * **Details**
 *
 * A browser accepts no signal while a ceremony waits for the user. A signal pauses an autofill for that moment, and waits
 * for the end of a dialog.
 *
 * @since 0.1.0
 * @category models
 */
export interface Signals {
  /**
   * Signals that a passkey is no longer in the vault, so that the device stops offering it.
   *
   * **Details**
   *
   * Accepts an `OrphanedPasskey` as it is. With a `passkeyId` it looks the credential up first, which requires that the
   * passkey is still in the vault: signal before the server deletes it, or pass the credential of the deleted passkey.
   * It rejects with a `SignalError`: `Unsupported` when the browser does not support this signal, `NotFound` when the
   * vault has no such passkey.
   *
   * Calls `PublicKeyCredential.signalUnknownCredential`; with a `passkeyId`, `GET /v2/{tenancyId}/credential/{passkeyId}`
   * first.
   */
  readonly unknownCredential: (credential: UnknownCredential | { readonly passkeyId: string }) => Promise<void>
  /**
   * Signals all valid passkeys of a user, so that the device stops offering the others.
   *
   * **Details**
   *
   * With `passkeyIds`, all of one user, it looks the credentials up first. List all of them: the device hides the passkeys
   * that are missing. It rejects with a `SignalError`: `Unsupported` when the browser does not support this signal,
   * `NotFound` when the vault has none of the passkeys.
   *
   * Calls `PublicKeyCredential.signalAllAcceptedCredentials`; with `passkeyIds`,
   * `GET /v2/{tenancyId}/credentials/{passkeyIds}` first.
   */
  readonly allAcceptedCredentials: (
    credentials: AllAcceptedCredentials | { readonly passkeyIds: ReadonlyArray<string> }
  ) => Promise<void>
  /**
   * Signals the current names of a user, so that the device shows them.
   *
   * **Details**
   *
   * With the `passkeyId` of one of the user's passkeys, it looks the relying party and the user handle up first. It rejects
   * with a `SignalError`: `Unsupported` when the browser does not support this signal, `NotFound` when the vault has no
   * such passkey.
   *
   * Calls `PublicKeyCredential.signalCurrentUserDetails`; with a `passkeyId`,
   * `GET /v2/{tenancyId}/credential/{passkeyId}` first.
   */
  readonly currentUserDetails: (
    details: CurrentUserDetails | { readonly passkeyId: string; readonly name: string; readonly displayName: string }
  ) => Promise<void>
}
