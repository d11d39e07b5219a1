/**
 * Limits how many one-time codes are sent per hour. Kept in memory; several servers need a shared store.
 *
 * Passlock's own limit counts per email address only, so a stranger could use up somebody's codes. Here a client can use
 * up a quarter of them.
 */
import { createHash } from "node:crypto"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { TooManyCodes } from "./errors.js"

const period = Duration.hours(1)

export const maximums = {
  /** Codes that one client may request for one email address. */
  perClientAndEmail: 5,
  /** Codes that one client may request for all email addresses together. */
  perClient: 20,
  /** Codes that all clients together may request for one email address. */
  perEmail: 20
}

export interface CodeRequest {
  readonly client: string
  readonly email: string
}

export class CodeLimits extends Context.Tag("passkey-app/CodeLimits")<
  CodeLimits,
  {
    /** Counts the request, or fails if a limit is reached. A rejected request does not count. */
    readonly take: (request: CodeRequest) => Effect.Effect<void, TooManyCodes>
    /** The number of counters in memory. */
    readonly size: Effect.Effect<number>
  }
>() {
  /** Keeps at most this many counters: 3 per request. Without room, the oldest one starts again. */
  static readonly layerMemory = (maximumCounters = 50_000): Layer.Layer<CodeLimits> =>
    Layer.sync(CodeLimits, () => {
      // The times of the requests by counter. Ordered by the latest request.
      const counters = new Map<string, ReadonlyArray<number>>()
      // Hashed, so that all keys have the same length.
      const keyOf = (...parts: ReadonlyArray<string>) =>
        createHash("sha256").update(JSON.stringify(parts)).digest("base64url")
      const discard = (since: number) => {
        for (const [key, times] of counters) {
          if (counters.size <= maximumCounters && (times.at(-1) ?? 0) > since) return
          counters.delete(key)
        }
      }
      return {
        take: ({ client, email }) =>
          Effect.flatMap(Clock.currentTimeMillis, (now) => {
            const since = now - Duration.toMillis(period)
            const limits = [
              { key: keyOf("client", client, "email", email), maximum: maximums.perClientAndEmail },
              { key: keyOf("client", client), maximum: maximums.perClient },
              { key: keyOf("email", email), maximum: maximums.perEmail }
            ].map((limit) => ({ ...limit, times: (counters.get(limit.key) ?? []).filter((time) => time > since) }))
            const waits = limits.flatMap(({ maximum, times }) => {
              const oldest = times.at(-maximum)
              return oldest === undefined ? [] : [oldest - since]
            })
            if (waits.length > 0) return new TooManyCodes({ retryAfterSeconds: Math.ceil(Math.max(...waits) / 1_000) })
            for (const { key, times } of limits) {
              counters.delete(key)
              counters.set(key, [...times, now])
            }
            discard(since)
            return Effect.void
          }),
        size: Effect.sync(() => counters.size)
      }
    })
}
