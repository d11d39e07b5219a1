/** Values that are found by a secret, for a while. */
import type * as Schema from "effect/Schema"
import * as Records from "./records.js"
import * as Secret from "./secret.js"
import type { Tables } from "./table.js"

/**
 * Each operation is one synchronous step, so of two requests that redeem the same secret exactly one gets the value.
 * What has expired is dropped when something is added; all values live equally long, so the oldest stand in front.
 */
export interface Expiring<A> {
  /** Keeps a value and gives the secret it is found by. */
  readonly add: (value: A, expiresAt: number, now: number) => string
  /** The value, which stays. */
  readonly peek: (secret: string, now: number) => A | undefined
  /** The value, which is gone with that. */
  readonly take: (secret: string, now: number) => A | undefined
  /** The values that can still be found, oldest first. */
  readonly pending: (now: number) => ReadonlyArray<{ readonly value: A; readonly expiresAt: number }>
  /** How many values are kept, expired ones included. */
  readonly size: () => number
  readonly clear: () => void
}

export const make = <A, I>(tables: Tables, name: string, schema: Schema.Schema<A, I>): Expiring<A> => {
  const table = tables(name, Records.Expiring(schema))
  const peek = (key: string, now: number) => {
    const entry = table.get(key)
    return entry !== undefined && now < entry.expiresAt ? entry.value : undefined
  }
  return {
    add: (value, expiresAt, now) => {
      for (const [key, entry] of table.entries()) {
        if (now < entry.expiresAt) break
        table.remove(key)
      }
      const secret = Secret.make()
      table.set(Secret.digest(secret), { value, expiresAt })
      return secret
    },
    peek: (secret, now) => peek(Secret.digest(secret), now),
    take: (secret, now) => {
      const key = Secret.digest(secret)
      const value = peek(key, now)
      table.remove(key)
      return value
    },
    pending: (now) => Array.from(table.values()).filter(({ expiresAt }) => now < expiresAt),
    size: table.size,
    clear: table.clear
  }
}
