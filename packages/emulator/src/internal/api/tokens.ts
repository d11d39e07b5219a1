/** The tokens that a server hands to its page. */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { Expiring } from "../state/expiring.js"
import type { Tenancy } from "../state/store.js"

interface Token {
  readonly token: string
  readonly expiresAt: number
}

/** Adds a token with the lifetime of the tenancy's tokens. */
export const addToken = <A>({ settings }: Tenancy, tokens: Expiring<A>, value: A): Effect.Effect<Token> =>
  Effect.map(Clock.currentTimeMillis, (now) => {
    const expiresAt = now + settings.tokenLifetime
    return { token: tokens.add(value, expiresAt, now), expiresAt }
  })
