/** What the server and the page tell each other, as JSON. Times are milliseconds since 1970. */
import type { PasslockError } from "@passlock-sdk/effect"

export interface User {
  readonly id: string
  readonly email: string
  readonly displayName: string
}

/** A mailed code that is waited for. Its secret stays on the server. */
export interface PendingCode {
  readonly email: string
  readonly expiresAt: number
  /** Where a mail can be read that never leaves this machine. */
  readonly mailbox: string | null
}

/** Who looks at the page. */
export interface Visit {
  readonly user: User | null
  readonly pendingCode: PendingCode | null
}

export interface Passkey {
  readonly id: string
  readonly name: string
  /** The product that keeps it, where it is known. */
  readonly platform: string | null
  /** Whether it is also kept in another place, such as the account of the device's maker. */
  readonly isSynced: boolean
  readonly createdAt: number
  readonly lastUsed: number | null
}

export interface Account {
  readonly user: User
  readonly passkeys: ReadonlyArray<Passkey>
}

export interface PreparedRegistration {
  readonly registrationToken: string
}

export interface PreparedAuthentication {
  readonly authenticationToken: string
}

/** What the device is told once a passkey is gone from the vault. `userHandle` is WebAuthn's id of the user. */
export interface RemovedPasskey {
  readonly rpId: string
  readonly userHandle: string
  readonly credentialId: string
  readonly acceptedCredentialIds: ReadonlyArray<string>
}

/** What the device is told once a user has another name. */
export interface RenamedUser {
  readonly user: User
  readonly rpId: string
  readonly userHandles: ReadonlyArray<string>
}

export interface DeletedAccount {
  readonly removed: ReadonlyArray<RemovedPasskey>
}

/** What this application refuses by itself. */
export type RefusalTag =
  | "AlreadyLoggedIn"
  | "CodeOfAnotherUser"
  | "CrossSite"
  | "InvalidForm"
  | "LogInAgain"
  | "MailNotSent"
  | "NoAccount"
  | "NoPendingCode"
  | "NotLoggedIn"
  | "NotYourPasskey"
  | "StepUpRequired"
  | "UnknownAddress"
  | "UserNotVerified"

export interface Refused {
  readonly error: RefusalTag | PasslockError["_tag"] | "Defect"
  /** For the user: what happened, and what to do next. */
  readonly sentence: string
  readonly retryAfterSeconds?: number
}
