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
  /** The credential ID, base64url: from an `OrphanedPasskey`, or `credential.id` of a deleted passkey. */
  readonly credentialId: string
  /** The relying party ID: the domain that the passkey belongs to. */
  readonly rpId: string
}

/**
 * All valid passkeys of a user. The device may hide every other passkey of this user.
 *
 * @since 0.1.0
 * @category models
 */
export interface AllAcceptedCredentials {
  /** The relying party ID: the domain that the passkeys belong to. */
  readonly rpId: string
  /** The WebAuthn user handle, base64url: `credential.userId` of a passkey. Not the user's ID in your application. */
  readonly userId: string
  /** The credential IDs, base64url. List all of them: the device may hide the passkeys that are missing. */
  readonly allAcceptedCredentialIds: ReadonlyArray<string>
}

/**
 * The current names of a user. The device shows them instead of the names from registration.
 *
 * @since 0.1.0
 * @category models
 */
export interface CurrentUserDetails {
  /** The relying party ID: the domain that the passkeys belong to. */
  readonly rpId: string
  /** The WebAuthn user handle, base64url: `credential.userId` of a passkey. Not the user's ID in your application. */
  readonly userId: string
  /** The username, which distinguishes accounts, such as an email address. */
  readonly name: string
  /** A friendlier name, for devices that show two. */
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
 * A browser rejects signals while a ceremony waits for the user. So a signal pauses a pending autofill, and waits for
 * the end of a dialog.
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
   * Accepts an `OrphanedPasskey` as it is. With a `passkeyId`, it looks up the credential first, so the passkey must
   * still be in the vault: signal before the server deletes it, or pass the credential of the deleted passkey. From
   * Passlock 2.7 on, `passkeys.delete` needs no lookup.
   *
   * Fails with a `SignalError`, such as:
   *
   * - `Unsupported` when the browser does not support this signal. Nothing was sent.
   * - `NotFound` when the vault has no passkey with this `passkeyId`.
   *
   * Calls `PublicKeyCredential.signalUnknownCredential`; with a `passkeyId`, `GET
   * /v2/{tenancyId}/credential/{passkeyId}` first.
   */
  readonly unknownCredential: (credential: UnknownCredential | { readonly passkeyId: string }) => Promise<void>
  /**
   * Signals all valid passkeys of a user, so that the device stops offering the others.
   *
   * **Details**
   *
   * With `passkeyIds`, all of one user, it looks up the credentials first. List all of them: the device may hide the
   * passkeys that are missing.
   *
   * Fails with a `SignalError`, such as:
   *
   * - `Unsupported` when the browser does not support this signal. Nothing was sent.
   * - `NotFound` when one of the passkeys is not in the vault, or of another user. Nothing was signalled.
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
   * With the `passkeyId` of one of the user's passkeys, it looks up the relying party ID and the user handle first.
   *
   * Fails with a `SignalError`, such as:
   *
   * - `Unsupported` when the browser does not support this signal. Nothing was sent.
   * - `NotFound` when the vault has no passkey with this `passkeyId`.
   *
   * Calls `PublicKeyCredential.signalCurrentUserDetails`; with a `passkeyId`,
   * `GET /v2/{tenancyId}/credential/{passkeyId}` first.
   */
  readonly currentUserDetails: (
    details: CurrentUserDetails | { readonly passkeyId: string; readonly name: string; readonly displayName: string }
  ) => Promise<void>
}
