/** Server-side sessions. Kept in memory; a real application has a table. */
import { createHash, randomBytes } from "node:crypto"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"

/** A one-time code sent by email. The secret never leaves the server, so the code works only in this session. */
export interface OneTimeCode {
  readonly challengeId: string
  readonly secret: Redacted.Redacted<string>
  readonly email: string
  readonly displayName: string
  readonly expiresAt: number
}

export interface AnonymousSession {
  readonly _tag: "Anonymous"
  readonly oneTimeCode: OneTimeCode | undefined
}

/** A step-up that the user has not confirmed yet. */
export interface PendingStepUp {
  /** The passkeys that the account had when the step-up began. */
  readonly passkeyIds: ReadonlyArray<string>
  readonly startedAt: number
}

export interface UserSession {
  readonly _tag: "User"
  readonly userId: string
  readonly loggedInAt: number
  readonly pendingStepUp: PendingStepUp | undefined
  /** When the user last confirmed with a passkey. */
  readonly steppedUpAt: number | undefined
}

export type Session = AnonymousSession | UserSession

/** The value of the cookie. Anyone who knows it can use the session. */
export type SessionId = Redacted.Redacted<string>

const lifetimes: { readonly [Tag in Session["_tag"]]: Duration.Duration } = {
  Anonymous: Duration.minutes(30),
  User: Duration.hours(12)
}

export const lifetimeOf = (session: Session): Duration.Duration => lifetimes[session._tag]

export class Sessions extends Context.Tag("passkey-app/Sessions")<
  Sessions,
  {
    readonly create: (session: Session) => Effect.Effect<SessionId>
    readonly get: (id: SessionId) => Effect.Effect<Session | undefined>
    /** Replaces the session's data. Does not extend its lifetime. */
    readonly update: (id: SessionId, session: Session) => Effect.Effect<void>
    /**
     * Replaces the session's data and its ID, so that a stolen cookie stops working. Returns `undefined` if the session no
     * longer exists. Does not extend its lifetime.
     */
    readonly replace: (id: SessionId, session: Session) => Effect.Effect<SessionId | undefined>
    readonly delete: (id: SessionId) => Effect.Effect<void>
    readonly deleteForUser: (userId: string) => Effect.Effect<void>
  }
>() {
  /** Anybody can start an anonymous session: for one more than the maximum, the oldest one ends. */
  static readonly layerMemory = (maximumAnonymous = 10_000): Layer.Layer<Sessions> =>
    Layer.sync(Sessions, () => {
      const rows = new Map<string, { readonly session: Session; readonly expiresAt: number }>()
      // Store a hash of the id, so that a leaked store contains no usable cookie.
      const keyOf = (id: SessionId) => createHash("sha256").update(Redacted.value(id)).digest("base64url")
      const makeId = (): SessionId => Redacted.make(randomBytes(32).toString("base64url"))
      const deleteWhere = (predicate: (row: { readonly session: Session; readonly expiresAt: number }) => boolean) => {
        for (const [key, row] of rows) if (predicate(row)) rows.delete(key)
      }
      const makeRoom = () => {
        const keys = [...rows].flatMap(([key, { session }]) => (session._tag === "Anonymous" ? [key] : []))
        for (const key of keys.slice(0, Math.max(0, keys.length - maximumAnonymous + 1))) rows.delete(key)
      }
      return {
        create: (session) =>
          Effect.map(Clock.currentTimeMillis, (now) => {
            deleteWhere(({ expiresAt }) => expiresAt <= now)
            if (session._tag === "Anonymous") makeRoom()
            const id = makeId()
            rows.set(keyOf(id), { session, expiresAt: now + Duration.toMillis(lifetimeOf(session)) })
            return id
          }),
        get: (id) =>
          Effect.map(Clock.currentTimeMillis, (now) => {
            const row = rows.get(keyOf(id))
            return row !== undefined && row.expiresAt > now ? row.session : undefined
          }),
        update: (id, session) =>
          Effect.sync(() => {
            const row = rows.get(keyOf(id))
            if (row !== undefined) rows.set(keyOf(id), { ...row, session })
          }),
        replace: (id, session) =>
          Effect.map(Clock.currentTimeMillis, (now) => {
            const row = rows.get(keyOf(id))
            if (row === undefined || row.expiresAt <= now) return undefined
            const nextId = makeId()
            rows.delete(keyOf(id))
            rows.set(keyOf(nextId), { ...row, session })
            return nextId
          }),
        delete: (id) => Effect.sync(() => void rows.delete(keyOf(id))),
        deleteForUser: (userId) =>
          Effect.sync(() => deleteWhere(({ session }) => session._tag === "User" && session.userId === userId))
      }
    })
}
