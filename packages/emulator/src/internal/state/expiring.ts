/** Values that are found by a secret, for a while. */
import * as Secret from "./secret.js"

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
  /** How many values are kept, expired ones included. */
  readonly size: () => number
}

export const make = <A>(): Expiring<A> => {
  const entries = new Map<string, { readonly value: A; readonly expiresAt: number }>()
  const keyOf = (secret: string) => Secret.digest(secret).toString("base64")
  const peek = (key: string, now: number) => {
    const entry = entries.get(key)
    return entry !== undefined && now < entry.expiresAt ? entry.value : undefined
  }
  return {
    add: (value, expiresAt, now) => {
      for (const [key, entry] of entries) {
        if (now < entry.expiresAt) break
        entries.delete(key)
      }
      const secret = Secret.make()
      entries.set(keyOf(secret), { value, expiresAt })
      return secret
    },
    peek: (secret, now) => peek(keyOf(secret), now),
    take: (secret, now) => {
      const key = keyOf(secret)
      const value = peek(key, now)
      entries.delete(key)
      return value
    },
    size: () => entries.size
  }
}
