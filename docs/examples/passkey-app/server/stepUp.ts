/** Step-up authentication: the user confirms with a passkey before an irreversible action. Valid for five minutes. */
import { Authentication, Principals } from "@passlock-sdk/effect"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { RecentLoginRequired, StepUpRequired, UserMismatch, UserNotVerified } from "./errors.js"
import * as RequestBody from "./requestBody.js"
import * as SessionCookie from "./sessionCookie.js"
import { Sessions } from "./sessions.js"
import { Site } from "./site.js"

const lifetime = Duration.minutes(5)

export const prepare = Effect.gen(function* () {
  const { account } = yield* SessionCookie.requireLogin
  const { rpId } = yield* Site
  const { authenticationToken } = yield* Authentication.prepare({
    rpId,
    userId: account.id,
    userVerification: "required"
  })
  return { authenticationToken }
})

/** Requesting user verification does not guarantee it: check the principal. */
export const finish = Effect.gen(function* () {
  const { account, session, sessionId } = yield* SessionCookie.requireLogin
  const code = yield* RequestBody.exchangeCode
  const principal = yield* Principals.exchange({ code })
  if (principal.userId !== account.id) return yield* new UserMismatch()
  if (principal.passkey?.userVerified !== true) return yield* new UserNotVerified()
  const steppedUpAt = yield* Clock.currentTimeMillis
  yield* Effect.flatMap(Sessions, (sessions) => sessions.update(sessionId, { ...session, steppedUpAt }))
})

export const require = Effect.fnUntraced(function* ({ account, session }: SessionCookie.LoggedIn) {
  const now = yield* Clock.currentTimeMillis
  const isFresh = (time: number | undefined) => time !== undefined && now - time < Duration.toMillis(lifetime)
  // A user without a passkey logged in with an email code: require a recent login instead.
  if (account.passkeyIds.length === 0) return isFresh(session.loggedInAt) ? undefined : yield* new RecentLoginRequired()
  if (!isFresh(session.steppedUpAt)) return yield* new StepUpRequired()
})
