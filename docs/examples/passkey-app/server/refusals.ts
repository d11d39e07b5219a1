/** What this application refuses by itself, beside the errors of Passlock. */
import * as Data from "effect/Data"

/** A code was asked for, or typed, in a session that belongs to a user. */
export class AlreadyLoggedIn extends Data.TaggedError("AlreadyLoggedIn") {}

/** The one-time code of a ceremony belongs to another user than the session. */
export class CodeOfAnotherUser extends Data.TaggedError("CodeOfAnotherUser") {}

/** The request comes from a page that is not ours. */
export class CrossSite extends Data.TaggedError("CrossSite") {}

/** The body is not what the address takes. `advice` is a sentence for the user. */
export class InvalidForm extends Data.TaggedError("InvalidForm")<{ readonly advice: string }> {}

/** Without a passkey only a fresh login proves who is there. */
export class LogInAgain extends Data.TaggedError("LogInAgain") {}

export class MailNotSent extends Data.TaggedError("MailNotSent") {}

/** The vault holds a passkey of a user that has no account, or no longer one. */
export class NoAccount extends Data.TaggedError("NoAccount") {}

/** There is no mailed code that this visitor could type. */
export class NoPendingCode extends Data.TaggedError("NoPendingCode") {}

export class NotLoggedIn extends Data.TaggedError("NotLoggedIn") {}

export class NotYourPasskey extends Data.TaggedError("NotYourPasskey") {}

export class StepUpRequired extends Data.TaggedError("StepUpRequired") {}

export class UnknownAddress extends Data.TaggedError("UnknownAddress") {}

/** The device used the passkey without asking for a fingerprint, a face or a PIN. */
export class UserNotVerified extends Data.TaggedError("UserNotVerified") {}

export type Refusal =
  | AlreadyLoggedIn
  | CodeOfAnotherUser
  | CrossSite
  | InvalidForm
  | LogInAgain
  | MailNotSent
  | NoAccount
  | NoPendingCode
  | NotLoggedIn
  | NotYourPasskey
  | StepUpRequired
  | UnknownAddress
  | UserNotVerified
