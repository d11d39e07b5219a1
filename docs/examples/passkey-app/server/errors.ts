/** The application's own errors, in addition to the SDK's. */
import * as Data from "effect/Data"

export class AccountNotFound extends Data.TaggedError("AccountNotFound") {}

/** A logged-in user requested or entered a one-time code. */
export class AlreadyLoggedIn extends Data.TaggedError("AlreadyLoggedIn") {}

export class BodyTooLarge extends Data.TaggedError("BodyTooLarge") {}

/** A request that changes something came from another site. */
export class CrossSiteRequest extends Data.TaggedError("CrossSiteRequest") {}

export class EmailNotSent extends Data.TaggedError("EmailNotSent") {}

/** The request body did not decode. `userMessage` says what to correct. */
export class InvalidBody extends Data.TaggedError("InvalidBody")<{ readonly userMessage: string }> {}

/** The session has no one-time code to verify. */
export class NoPendingCode extends Data.TaggedError("NoPendingCode") {}

export class NotLoggedIn extends Data.TaggedError("NotLoggedIn") {}

export class PasskeyNotInAccount extends Data.TaggedError("PasskeyNotInAccount") {}

/** The account has no passkey to confirm with, and the login is too old. */
export class RecentLoginRequired extends Data.TaggedError("RecentLoginRequired") {}

/** The user must confirm with a passkey. */
export class StepUpRequired extends Data.TaggedError("StepUpRequired") {}

/** A limit on the codes of this client or email address is reached. */
export class TooManyCodes extends Data.TaggedError("TooManyCodes")<{ readonly retryAfterSeconds: number }> {}

export class UnknownPath extends Data.TaggedError("UnknownPath") {}

/** The exchange code belongs to a user other than the session's. */
export class UserMismatch extends Data.TaggedError("UserMismatch") {}

/** The authenticator did not verify the user. */
export class UserNotVerified extends Data.TaggedError("UserNotVerified") {}

export type AppError =
  | AccountNotFound
  | AlreadyLoggedIn
  | BodyTooLarge
  | CrossSiteRequest
  | EmailNotSent
  | InvalidBody
  | NoPendingCode
  | NotLoggedIn
  | PasskeyNotInAccount
  | RecentLoginRequired
  | StepUpRequired
  | TooManyCodes
  | UnknownPath
  | UserMismatch
  | UserNotVerified
