/** The session of a request, identified by a cookie. */
import * as HttpApp from "@effect/platform/HttpApp"
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { type Account, Accounts } from "./accounts.js"
import { NotLoggedIn } from "./errors.js"
import { lifetimeOf, type OneTimeCode, type Session, type SessionId, Sessions, type UserSession } from "./sessions.js"
import { Site } from "./site.js"

// Browsers reject a `__Host-` cookie set by a subdomain. On localhost all ports share cookies, hence the specific name.
const cookieName = Effect.map(Site, ({ isSecure }) => (isSecure ? "__Host-session" : "passkey-app-session"))

const cookieOptions = Effect.map(
  Site,
  ({ isSecure }) => ({ path: "/", httpOnly: true, sameSite: "lax", secure: isSecure }) as const
)

const sessionId = Effect.gen(function* () {
  const { cookies } = yield* HttpServerRequest.HttpServerRequest
  const value = cookies[yield* cookieName]
  return value === undefined ? undefined : (Redacted.make(value) satisfies SessionId)
})

/** The session of the request, or `undefined` without a valid cookie. */
export const current = Effect.gen(function* () {
  const id = yield* sessionId
  if (id === undefined) return undefined
  const session = yield* Effect.flatMap(Sessions, (sessions) => sessions.get(id))
  return session === undefined ? undefined : { id, session }
})

/** Whether the request has a cookie whose session no longer exists, for example after a restart. */
export const isExpired = Effect.gen(function* () {
  return (yield* sessionId) !== undefined && (yield* current) === undefined
})

const set = Effect.fnUntraced(function* (id: SessionId, session: Session) {
  const name = yield* cookieName
  const options = { ...(yield* cookieOptions), maxAge: lifetimeOf(session) }
  yield* HttpApp.appendPreResponseHandler((_, response) =>
    Effect.orDie(HttpServerResponse.setCookie(response, name, Redacted.value(id), options))
  )
})

/** Ends the current session and starts another. The new ID prevents session fixation. */
const start = Effect.fnUntraced(function* (session: Session) {
  const sessions = yield* Sessions
  const previous = yield* sessionId
  if (previous !== undefined) yield* sessions.delete(previous)
  yield* set(yield* sessions.create(session), session)
})

/** Replaces the data and the ID of a session. Fails with `NotLoggedIn` if it ended in the meantime. */
export const replace = Effect.fnUntraced(function* (id: SessionId, session: Session) {
  const nextId = yield* Effect.flatMap(Sessions, (sessions) => sessions.replace(id, session))
  if (nextId === undefined) return yield* new NotLoggedIn()
  yield* set(nextId, session)
})

export const startAnonymous = (oneTimeCode: OneTimeCode | undefined) => start({ _tag: "Anonymous", oneTimeCode })

export const logIn = (account: Account) =>
  Effect.flatMap(Clock.currentTimeMillis, (loggedInAt) =>
    start({ _tag: "User", userId: account.id, loggedInAt, pendingStepUp: undefined, steppedUpAt: undefined })
  )

/** Deletes the session and expires the cookie. */
export const end = Effect.gen(function* () {
  const id = yield* sessionId
  if (id !== undefined) yield* Effect.flatMap(Sessions, (sessions) => sessions.delete(id))
  const name = yield* cookieName
  const options = yield* cookieOptions
  yield* HttpApp.appendPreResponseHandler((_, response) =>
    Effect.succeed(HttpServerResponse.expireCookie(response, name, options))
  )
})

export interface LoggedIn {
  readonly sessionId: SessionId
  readonly session: UserSession
  readonly account: Account
}

/** The logged-in user of the request. Fails with `NotLoggedIn`. */
export const requireLogin = Effect.gen(function* () {
  const active = yield* current
  if (active?.session._tag !== "User") return yield* new NotLoggedIn()
  const { session } = active
  const account = yield* Effect.flatMap(Accounts, (accounts) => accounts.get(session.userId))
  if (account === undefined) return yield* new NotLoggedIn()
  return { sessionId: active.id, session, account } satisfies LoggedIn
})
