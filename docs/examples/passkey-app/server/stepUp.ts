/** A proof, not older than five minutes, that it is really the user, before something that cannot be taken back. */
import { Authentication, Principals } from "@passlock-sdk/effect"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Answers from "./answers.js"
import { CodeOfAnotherUser, LogInAgain, StepUpRequired, UserNotVerified } from "./refusals.js"
import { Sessions } from "./sessions.js"
import { Site } from "./site.js"
import * as Visits from "./visits.js"

const lifetime = Duration.minutes(5)

export const prepare = Effect.gen(function* () {
  const { account } = yield* Visits.member
  const { rpId } = yield* Site
  const { authenticationToken } = yield* Authentication.prepare({
    rpId,
    userId: account.id,
    userVerification: "required"
  })
  return { authenticationToken }
})

/** Asking the device for verification is not enough: what it did stands in the principal. */
export const finish = Effect.gen(function* () {
  const { account, session, sessionId } = yield* Visits.member
  const code = yield* Answers.ceremonyCode
  const principal = yield* Principals.exchange({ code })
  if (principal.userId !== account.id) return yield* new CodeOfAnotherUser()
  if (principal.passkey?.userVerified !== true) return yield* new UserNotVerified()
  const steppedUpAt = yield* Clock.currentTimeMillis
  yield* Effect.flatMap(Sessions, (sessions) => sessions.update(sessionId, { ...session, steppedUpAt }))
})

export const require = Effect.fnUntraced(function* ({ account, session }: Visits.LoggedIn) {
  const now = yield* Clock.currentTimeMillis
  const isFresh = (time: number | undefined) => time !== undefined && now - time < Duration.toMillis(lifetime)
  // Who has no passkey proved a mailbox to log in.
  if (account.passkeyIds.length === 0) return isFresh(session.loggedInAt) ? undefined : yield* new LogInAgain()
  if (!isFresh(session.steppedUpAt)) return yield* new StepUpRequired()
})
