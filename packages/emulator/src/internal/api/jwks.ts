/**
 * Signs id_tokens and serves the key set: the current key, the key before it so that its tokens still verify, and the key
 * after it so that clients know it before it signs.
 */
import { issuer, type Key, type KeySet } from "@passlock-sdk/contract/IdToken"
import type { ExtendedPrincipal } from "@passlock-sdk/contract/Principal"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as jose from "jose"
import type { Tables } from "../state/table.js"
import type { HandlersOf } from "./handler.js"

export interface SigningKeys {
  /** Signs an id_token. */
  readonly sign: (principal: ExtendedPrincipal, tenancyId: string) => Effect.Effect<string>
  /** The published keys, the current one first. */
  readonly keySet: Effect.Effect<KeySet>
  readonly rotate: (rotation?: KeyRotation) => Effect.Effect<void>
  /** Ends a rotation in progress, for a clock that was set back. */
  readonly clear: () => void
}

/**
 * A rotation of the signing keys.
 *
 * @since 0.1.0
 * @category models
 */
export interface KeyRotation {
  /**
   * How long the key set contains the new key before id_tokens are signed with it, in milliseconds of the emulator's
   * time. Default: 15 minutes, which is longer than clients keep keys. With 0, the key signs as soon as it is published,
   * before clients with older keys know it. With a negative number, it signs that long before it is published.
   */
  readonly publishAhead?: number
}

/** Longer than the 10 minutes for which the SDK keeps keys. */
const defaultPublishAhead = 15 * 60_000

const maximumPublishAhead = 1e12

export const Rotation: Schema.Schema<KeyRotation> = Schema.Struct({
  publishAhead: Schema.optionalWith(
    Schema.Number.pipe(
      Schema.filter((time) => Number.isInteger(time) && Math.abs(time) <= maximumPublishAhead, {
        description: "an integer number of milliseconds from -1000000000000 to 1000000000000"
      })
    ),
    { exact: true }
  )
})

const algorithm = "RS256"

interface SigningKey {
  readonly kid: string
  readonly privateKey: jose.CryptoKey
  readonly publicKey: Key
}

const importKey = async (jwk: jose.JWK): Promise<SigningKey> => {
  const { e = "", n = "" } = jwk
  const kid = await jose.calculateJwkThumbprint(jwk)
  return {
    kid,
    privateKey: (await jose.importJWK(jwk, algorithm)) as jose.CryptoKey,
    publicKey: { kty: "RSA", n, e, kid, alg: algorithm, use: "sig" }
  }
}

const generate = async (): Promise<jose.JWK> =>
  jose.exportJWK((await jose.generateKeyPair(algorithm, { extractable: true })).privateKey)

const seconds = (milliseconds: number): number => Math.floor(milliseconds / 1000)

const time = Schema.optionalWith(Schema.Number, { default: () => 0 })

/** A private JWK, and when it is published and signs: Unix times in milliseconds. */
const StoredKey = Schema.Struct(
  { publishedAt: time, signsAt: time },
  Schema.Record({ key: Schema.String, value: Schema.Unknown })
)
type StoredKey = typeof StoredKey.Type

export const make = (tables: Tables): SigningKeys => {
  /** The keys `current`, `previous` and `next`. */
  const stored = tables("signingKey", StoredKey)
  const imported = new WeakMap<StoredKey, Promise<SigningKey>>()

  const signingKeyOf = (key: StoredKey): Promise<SigningKey> => {
    const known = imported.get(key) ?? importKey(key as jose.JWK)
    imported.set(key, known)
    return known
  }

  const promote = (key: StoredKey) => {
    const current = stored.get("current")
    if (current !== undefined) stored.set("previous", current)
    stored.set("current", key)
    stored.remove("next")
  }

  let first: Promise<void> | undefined
  /** The key that signs at a time. The first one is generated on first use: an RSA key takes a while. */
  const currentAt = async (now: number): Promise<StoredKey> => {
    if (stored.get("current") === undefined) {
      first ??= generate().then((jwk) => stored.set("current", { ...jwk, publishedAt: 0, signsAt: 0 }))
      await first
    }
    const next = stored.get("next")
    if (next !== undefined && now >= next.signsAt) promote(next)
    const current = stored.get("current")
    if (current === undefined) throw new Error("no signing key")
    return current
  }

  return {
    sign: (principal, tenancyId) =>
      Effect.flatMap(Clock.currentTimeMillis, (now) =>
        Effect.promise(async () => {
          const key = await signingKeyOf(await currentAt(now))
          return new jose.SignJWT({
            "a:id": principal.authenticatorId,
            "a:typ": principal.authenticatorType,
            "pk:uv": principal.passkey?.userVerified ?? false
          })
            .setProtectedHeader({ alg: algorithm, kid: key.kid, typ: "JWT" })
            .setIssuer(issuer)
            .setAudience(tenancyId)
            .setSubject(principal.userId)
            .setJti(principal.id)
            .setIssuedAt(seconds(principal.createdAt))
            .setExpirationTime(seconds(principal.expiresAt))
            .sign(key.privateKey)
        })
      ),
    keySet: Effect.flatMap(Clock.currentTimeMillis, (now) =>
      Effect.promise(async () => {
        const keys = [await currentAt(now), stored.get("next"), stored.get("previous")]
        const published = keys.filter((key) => key !== undefined && now >= key.publishedAt) as Array<StoredKey>
        return { keys: (await Promise.all(published.map(signingKeyOf))).map(({ publicKey }) => publicKey) }
      })
    ),
    rotate: ({ publishAhead = defaultPublishAhead } = {}) =>
      Effect.flatMap(Clock.currentTimeMillis, (now) =>
        Effect.promise(async () => {
          const jwk = await generate()
          await currentAt(now)
          const key = {
            ...jwk,
            publishedAt: now + Math.max(0, -publishAhead),
            signsAt: now + Math.max(0, publishAhead)
          }
          if (publishAhead > 0) stored.set("next", key)
          else promote(key)
        })
      ),
    clear: () => {
      stored.remove("next")
      const current = stored.get("current")
      if (current !== undefined && current.publishedAt > 0) stored.set("current", { ...current, publishedAt: 0 })
    }
  }
}

export const makeHandlers = (keys: SigningKeys): HandlersOf<"Principals.verifyIdToken"> => ({
  "Principals.verifyIdToken": () => keys.keySet
})
