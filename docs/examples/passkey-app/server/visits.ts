/** The session of the request: it begins with a cookie and ends with it. */
import * as HttpApp from "@effect/platform/HttpApp"
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { type Account, Accounts } from "./accounts.js"
import { NotLoggedIn } from "./refusals.js"
import { lifetimeOf, type Member, type Session, type SessionId, Sessions, type Visitor } from "./sessions.js"
import { Site } from "./site.js"

// The prefix has the browser refuse such a cookie from a subdomain. On localhost other ports share the cookies.
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

/** Who asks, where that is known. */
export const current = Effect.gen(function* () {
  const id = yield* sessionId
  if (id === undefined) return undefined
  const session = yield* Effect.flatMap(Sessions, (sessions) => sessions.get(id))
  return session === undefined ? undefined : { id, session }
})

/** Whether the browser keeps the cookie of a session that is over, as after a restart. */
export const isOver = Effect.gen(function* () {
  return (yield* sessionId) !== undefined && (yield* current) === undefined
})

/** Begins another session, with an id that nobody can have known before. */
const begin = Effect.fnUntraced(function* (session: Session) {
  const sessions = yield* Sessions
  const previous = yield* sessionId
  if (previous !== undefined) yield* sessions.delete(previous)
  const id = yield* sessions.create(session)
  const name = yield* cookieName
  const options = { ...(yield* cookieOptions), maxAge: lifetimeOf(session) }
  yield* HttpApp.appendPreResponseHandler((_, response) =>
    Effect.orDie(HttpServerResponse.setCookie(response, name, Redacted.value(id), options))
  )
})

export const beginVisit = (mailedCode: Visitor["mailedCode"]) => begin({ _tag: "Visitor", mailedCode })

export const logIn = (account: Account) =>
  Effect.flatMap(Clock.currentTimeMillis, (loggedInAt) =>
    begin({ _tag: "Member", userId: account.id, loggedInAt, steppedUpAt: undefined })
  )

/** Lets the browser forget the cookie; the session is deleted apart. */
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
  readonly session: Member
  readonly account: Account
}

/** The user who asks. */
export const member = Effect.gen(function* () {
  const visit = yield* current
  if (visit?.session._tag !== "Member") return yield* new NotLoggedIn()
  const { session } = visit
  const account = yield* Effect.flatMap(Accounts, (accounts) => accounts.get(session.userId))
  if (account === undefined) return yield* new NotLoggedIn()
  return { sessionId: visit.id, session, account } satisfies LoggedIn
})
