/**
 * Step-up authentication: the user confirms with a passkey before a sensitive action. Valid for five minutes.
 *
 * A thief of the session cookie must not be able to do the same. A principal does not say whether its code comes from a
 * registration or from an authentication, so two facts prove that the user authenticated for this step-up: the account
 * had the passkey when the step-up began, and the principal was created after that.
 */
import { Authentication, type ExtendedPrincipal, Principals } from "@passlock-sdk/effect"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Responses from "../wire/responses.js"
import { RecentLoginRequired, StepUpRequired, UserMismatch, UserNotVerified } from "./errors.js"
import * as RequestBody from "./requestBody.js"
import * as SessionCookie from "./sessionCookie.js"
import { type PendingStepUp, Sessions } from "./sessions.js"
import { Site } from "./site.js"
import * as Vault from "./vault.js"

const lifetime = Duration.minutes(5)

export const authorize = Effect.gen(function* () {
  const { account, session, sessionId } = yield* SessionCookie.requireLogin
  const passkeyIds = (yield* Vault.passkeysOf(account)).map(({ id }) => id)
  if (passkeyIds.length === 0) return yield* new RecentLoginRequired()
  const { rpId } = yield* Site
  const startedAt = yield* Clock.currentTimeMillis
  const { authenticationToken } = yield* Authentication.authorize({
    rpId,
    userId: account.id,
    allowCredentials: passkeyIds,
    userVerification: "required"
  })
  const pendingStepUp = { passkeyIds, startedAt }
  yield* Effect.flatMap(Sessions, (sessions) => sessions.update(sessionId, { ...session, pendingStepUp }))
  return { authenticationToken } satisfies Responses.AuthorizedAuthentication
})

/** The token does not restrict which codes the page sends, so check the principal. */
const isFrom = (stepUp: PendingStepUp, { authenticatorId, createdAt }: ExtendedPrincipal): boolean =>
  stepUp.passkeyIds.includes(authenticatorId) && createdAt > stepUp.startedAt

export const finish = Effect.gen(function* () {
  const { account, session, sessionId } = yield* SessionCookie.requireLogin
  const code = yield* RequestBody.exchangeCode
  const principal = yield* Principals.exchange({ code })
  if (principal.userId !== account.id) return yield* new UserMismatch()
  const { pendingStepUp } = session
  if (pendingStepUp === undefined || !isFrom(pendingStepUp, principal)) return yield* new StepUpRequired()
  // Requesting user verification does not guarantee it.
  if (principal.passkey?.userVerified !== true) return yield* new UserNotVerified()
  const steppedUpAt = yield* Clock.currentTimeMillis
  yield* SessionCookie.replace(sessionId, { ...session, pendingStepUp: undefined, steppedUpAt })
})

export const require = Effect.fnUntraced(function* ({ account, session }: SessionCookie.LoggedIn) {
  const now = yield* Clock.currentTimeMillis
  const isFresh = (time: number | undefined) => time !== undefined && now - time < Duration.toMillis(lifetime)
  // A user without a passkey logged in with an email code: require a recent login instead.
  if (account.passkeys.length === 0) return isFresh(session.loggedInAt) ? undefined : yield* new RecentLoginRequired()
  if (!isFresh(session.steppedUpAt)) return yield* new StepUpRequired()
})
