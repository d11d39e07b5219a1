/** Sign up, or log in without a passkey, with a one-time code sent by email. */
import { Challenges } from "@passlock-sdk/effect"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { PendingCode } from "../wire/responses.js"
import { Accounts } from "./accounts.js"
import * as ClientAddress from "./clientAddress.js"
import { CodeLimits } from "./codeLimits.js"
import { AlreadyLoggedIn, NoPendingCode } from "./errors.js"
import { Mailer } from "./mailer.js"
import * as Names from "./names.js"
import * as RequestBody from "./requestBody.js"
import * as SessionCookie from "./sessionCookie.js"
import type { OneTimeCode } from "./sessions.js"

/** The code of an anonymous session. Fails with `AlreadyLoggedIn` when the session belongs to a user. */
const currentCode = Effect.flatMap(SessionCookie.current, (current) =>
  current?.session._tag === "User" ? new AlreadyLoggedIn() : Effect.succeed(current?.session.oneTimeCode)
)

const toResponse = ({ email, expiresAt }: OneTimeCode): Effect.Effect<PendingCode, never, Mailer> =>
  Effect.map(Mailer, ({ mailboxUrl = null }) => ({ email, expiresAt, mailboxUrl }))

/**
 * Emails a code whether or not the account exists, so that the response does not reveal who has an account. For the
 * same reason the challenge has no `userId`.
 *
 * A pending code belongs to the session of one browser. `invalidateOthers` would let a stranger invalidate it.
 */
export const send = Effect.gen(function* () {
  const email = yield* Names.email
  const typedName = yield* Names.optionalDisplayName
  const previous = yield* currentCode
  const client = yield* ClientAddress.client
  yield* Effect.flatMap(CodeLimits, (limits) => limits.take({ client, email }))
  // The application sends the email. No name: a stranger could write a text into an email to anybody.
  const request = { email, purpose: "signup", sendEmail: false, skipRateLimit: true }
  const { challenge } = yield* Challenges.create(request)
  yield* Effect.flatMap(Mailer, (mailer) => mailer.send({ to: email, message: challenge.message }))
  const { challengeId, expiresAt, secret } = challenge
  // A request for another code has no name: keep the one from the first request.
  const previousName = previous?.email === email ? previous.displayName : undefined
  const displayName = typedName || previousName || Names.localPartOf(email)
  const oneTimeCode: OneTimeCode = { challengeId, secret, email, displayName, expiresAt }
  yield* SessionCookie.startAnonymous(oneTimeCode)
  return yield* toResponse(oneTimeCode)
})

/** The unexpired code of this session, or `null`. */
export const pending = Effect.gen(function* () {
  const current = yield* SessionCookie.current
  const now = yield* Clock.currentTimeMillis
  const oneTimeCode = current?.session._tag === "Anonymous" ? current.session.oneTimeCode : undefined
  return oneTimeCode !== undefined && oneTimeCode.expiresAt > now ? yield* toResponse(oneTimeCode) : null
})

const typedCode = RequestBody.decode(
  Schema.Struct({ code: Schema.String.pipe(Schema.pattern(/^\d{6}$/), Schema.Redacted) }),
  "Enter the 6-digit code from the email."
)

/** Verifies the email address and logs the user in. Creates the account if the address is new. */
export const verify = Effect.gen(function* () {
  const { code } = yield* typedCode
  const oneTimeCode = yield* currentCode
  if (oneTimeCode === undefined) return yield* new NoPendingCode()
  const { challengeId, displayName, secret } = oneTimeCode
  const { challenge } = yield* Challenges.verify({ challengeId, secret, code })
  const accounts = yield* Accounts
  const account = yield* accounts.getOrCreate({ email: challenge.email, displayName })
  yield* SessionCookie.logIn(account)
  return Names.userOf(account)
})

/** Invalidates the code, for a user who wants to change the email address. */
export const cancel = Effect.gen(function* () {
  const oneTimeCode = yield* currentCode
  // Ignore failures: the challenge expires anyway.
  if (oneTimeCode !== undefined) yield* Effect.ignore(Challenges.delete({ challengeId: oneTimeCode.challengeId }))
  yield* SessionCookie.end
})
