/** Signing up, and getting back in, with a code that is mailed. */
import { Challenges } from "@passlock-sdk/effect"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { PendingCode } from "../wire/answers.js"
import { Accounts } from "./accounts.js"
import * as Answers from "./answers.js"
import { Mailer } from "./mailer.js"
import * as Names from "./names.js"
import { AlreadyLoggedIn, NoPendingCode } from "./refusals.js"
import type { MailedCode } from "./sessions.js"
import * as Visits from "./visits.js"

const visitor = Effect.flatMap(Visits.current, (visit) =>
  visit?.session._tag === "Member" ? new AlreadyLoggedIn() : Effect.succeed(visit?.session.mailedCode)
)

const describe = ({ email, expiresAt }: MailedCode): Effect.Effect<PendingCode, never, Mailer> =>
  Effect.map(Mailer, ({ mailbox = null }) => ({ email, expiresAt, mailbox }))

/**
 * Mails a code, whether or not there is an account already: the answer tells nobody who has one. For the same reason the
 * challenge names no user.
 */
export const send = Effect.gen(function* () {
  const email = yield* Names.email
  const typedName = yield* Names.nameOrNone
  const previous = yield* visitor
  const { challenge } = yield* Challenges.create({ email, purpose: "signup", invalidateOthers: true })
  yield* Effect.flatMap(Mailer, (mailer) => mailer.send({ to: email, message: challenge.message }))
  const { challengeId, expiresAt, secret } = challenge
  // Who asks for another code has typed their name before.
  const nameBefore = previous?.email === email ? previous.displayName : undefined
  const displayName = typedName || nameBefore || Names.mailboxOf(email)
  const mailedCode: MailedCode = { challengeId, secret, email, displayName, expiresAt }
  yield* Visits.beginVisit(mailedCode)
  return yield* describe(mailedCode)
})

/** The code that this visitor may still type. */
export const pending = Effect.gen(function* () {
  const visit = yield* Visits.current
  const now = yield* Clock.currentTimeMillis
  const mailedCode = visit?.session._tag === "Visitor" ? visit.session.mailedCode : undefined
  return mailedCode !== undefined && mailedCode.expiresAt > now ? yield* describe(mailedCode) : null
})

const typedCode = Answers.body(
  Schema.Struct({ code: Schema.String.pipe(Schema.pattern(/^\d{6}$/), Schema.Redacted) }),
  "The code has six digits. Check the mail and type all of them."
)

/** A right code proves the mailbox, and with that the account, which begins here if it is new. */
export const verify = Effect.gen(function* () {
  const { code } = yield* typedCode
  const mailedCode = yield* visitor
  if (mailedCode === undefined) return yield* new NoPendingCode()
  const { challengeId, displayName, secret } = mailedCode
  const { challenge } = yield* Challenges.verify({ challengeId, secret, code })
  const accounts = yield* Accounts
  const account = yield* accounts.getOrCreate({ email: challenge.email, displayName })
  yield* Visits.logIn(account)
  return Names.userOf(account)
})

/** For somebody who mistyped their address. */
export const forget = Effect.gen(function* () {
  const mailedCode = yield* visitor
  // One that cannot be deleted now expires by itself.
  if (mailedCode !== undefined) yield* Effect.ignore(Challenges.delete({ challengeId: mailedCode.challengeId }))
  yield* Visits.end
})
