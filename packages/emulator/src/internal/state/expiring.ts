/** Values that expire, found by a secret. */
import type * as Schema from "effect/Schema"
import * as Records from "./records.js"
import * as Secret from "./secret.js"
import type { Tables } from "./table.js"

/**
 * Each operation is one synchronous step, so exactly one of two requests that redeem the same secret gets the value.
 * Adding a value removes expired ones; all values of a table have the same lifetime, so the oldest expire first.
 */
export interface Expiring<A> {
  /** Adds a value and returns its secret. */
  readonly add: (value: A, expiresAt: number, now: number) => string
  /** Returns the value and keeps it. */
  readonly peek: (secret: string, now: number) => A | undefined
  /** Returns the value and removes it. */
  readonly take: (secret: string, now: number) => A | undefined
  /** The values that have not expired, oldest first. */
  readonly pending: (now: number) => ReadonlyArray<{ readonly value: A; readonly expiresAt: number }>
  /** The number of values, including expired ones. */
  readonly size: () => number
  readonly clear: () => void
}

/** @param maximum how many values are kept; the oldest makes room for a new one */
export const make = <A, I>(
  tables: Tables,
  name: string,
  schema: Schema.Schema<A, I>,
  maximum = Number.POSITIVE_INFINITY
): Expiring<A> => {
  const table = tables(name, Records.Expiring(schema))
  const peek = (key: string, now: number) => {
    const entry = table.get(key)
    return entry !== undefined && now < entry.expiresAt ? entry.value : undefined
  }
  return {
    add: (value, expiresAt, now) => {
      for (const [key, entry] of table.entries()) {
        if (now < entry.expiresAt && table.size() < maximum) break
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
