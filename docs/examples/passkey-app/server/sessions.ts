/** Who is behind a cookie. In memory; a real application has a table with a row for each. */
import { createHash, randomBytes } from "node:crypto"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"

/** A code that was mailed. The secret never leaves the server, so the code alone is of no use elsewhere. */
export interface MailedCode {
  readonly challengeId: string
  readonly secret: Redacted.Redacted<string>
  readonly email: string
  readonly displayName: string
  readonly expiresAt: number
}

export interface Visitor {
  readonly _tag: "Visitor"
  readonly mailedCode: MailedCode | undefined
}

export interface Member {
  readonly _tag: "Member"
  readonly userId: string
  readonly loggedInAt: number
  /** When the user last confirmed with a passkey that it is really them. */
  readonly steppedUpAt: number | undefined
}

export type Session = Visitor | Member

/** What the cookie holds. Who has it has the session. */
export type SessionId = Redacted.Redacted<string>

const lifetimes: { readonly [Tag in Session["_tag"]]: Duration.Duration } = {
  Visitor: Duration.minutes(30),
  Member: Duration.hours(12)
}

export const lifetimeOf = (session: Session): Duration.Duration => lifetimes[session._tag]

export class Sessions extends Context.Tag("passkey-app/Sessions")<
  Sessions,
  {
    readonly create: (session: Session) => Effect.Effect<SessionId>
    readonly get: (id: SessionId) => Effect.Effect<Session | undefined>
    /** Changes what is known of a session, not how long it lives. */
    readonly update: (id: SessionId, session: Session) => Effect.Effect<void>
    readonly delete: (id: SessionId) => Effect.Effect<void>
    readonly deleteForUser: (userId: string) => Effect.Effect<void>
  }
>() {
  static readonly layerMemory: Layer.Layer<Sessions> = Layer.sync(Sessions, () => {
    const rows = new Map<string, { readonly session: Session; readonly expiresAt: number }>()
    // Kept like passwords: who reads the store cannot log in with what it says.
    const keyOf = (id: SessionId) => createHash("sha256").update(Redacted.value(id)).digest("base64url")
    const forgetWhere = (holds: (row: { readonly session: Session; readonly expiresAt: number }) => boolean) => {
      for (const [key, row] of rows) if (holds(row)) rows.delete(key)
    }
    return {
      create: (session) =>
        Effect.map(Clock.currentTimeMillis, (now) => {
          forgetWhere(({ expiresAt }) => expiresAt <= now)
          const id = Redacted.make(randomBytes(32).toString("base64url"))
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
      delete: (id) => Effect.sync(() => void rows.delete(keyOf(id))),
      deleteForUser: (userId) =>
        Effect.sync(() => forgetWhere(({ session }) => session._tag === "Member" && session.userId === userId))
    }
  })
}
