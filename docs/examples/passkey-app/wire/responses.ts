/** The server's JSON responses. Times are in milliseconds since the Unix epoch. */
import type { PasslockError } from "@passlock-sdk/effect"

export interface User {
  readonly id: string
  readonly email: string
  readonly displayName: string
}

/** A one-time code that the user has not entered yet. Its secret stays on the server. */
export interface PendingCode {
  readonly email: string
  readonly expiresAt: number
  /** URL of a local mailbox, when no real email is sent. */
  readonly mailboxUrl: string | null
}

export interface CurrentSession {
  readonly user: User | null
  readonly pendingCode: PendingCode | null
}

export interface Passkey {
  readonly id: string
  readonly name: string
  /** The password manager or platform, if known. */
  readonly platform: string | null
  /** Whether it is backed up, for example by a password manager. */
  readonly isSynced: boolean
  readonly createdAt: number
  readonly lastUsed: number | null
}

export interface Account {
  readonly user: User
  readonly passkeys: ReadonlyArray<Passkey>
}

export interface AuthorizedRegistration {
  readonly registrationToken: string
}

export interface AuthorizedAuthentication {
  readonly authenticationToken: string
}

export interface RenamedPasskey {
  readonly name: string
}

/** The page exchanges the token, so that the device shows the new name. */
export interface RenamedUser {
  readonly user: User
  readonly updatePasskeysToken: string
}

/** The passkeys are no longer in the vault. The page exchanges the token, so that the device deletes them too. */
export interface RemovedPasskeys {
  readonly deletePasskeysToken: string
}

/** The application's own errors. */
export type AppErrorTag =
  | "AccountNotFound"
  | "AlreadyLoggedIn"
  | "BodyTooLarge"
  | "CrossSiteRequest"
  | "EmailNotSent"
  | "InvalidBody"
  | "NoPendingCode"
  | "NotLoggedIn"
  | "PasskeyNotInAccount"
  | "RecentLoginRequired"
  | "StepUpRequired"
  | "TooManyCodes"
  | "UnknownPath"
  | "UserMismatch"
  | "UserNotVerified"

export interface ErrorResponse {
  readonly error: AppErrorTag | PasslockError["_tag"] | "Defect"
  /** A message for the user: what happened, and what to do. */
  readonly message: string
  readonly retryAfterSeconds?: number
}
