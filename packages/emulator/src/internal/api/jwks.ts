/** Signs id_tokens and serves the key set: the current key, and the key before it so that its tokens still verify. */
import { issuer, type Key, type KeySet } from "@passlock-sdk/contract/IdToken"
import type { ExtendedPrincipal } from "@passlock-sdk/contract/Principal"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as jose from "jose"
import type { Tables } from "../state/table.js"
import type { HandlersOf } from "./handler.js"

export interface SigningKeys {
  /** Signs an id_token. */
  readonly sign: (principal: ExtendedPrincipal, tenancyId: string) => Effect.Effect<string>
  /** The current key, and the key before it. */
  readonly keySet: Effect.Effect<KeySet>
  /** Replaces the current key. */
  readonly rotate: Effect.Effect<void>
}

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

const PrivateJwk = Schema.Record({ key: Schema.String, value: Schema.Unknown })

export const make = (tables: Tables): SigningKeys => {
  const stored = tables("signingKey", PrivateJwk)
  const replace = async () => {
    const jwk = await generate()
    const previous = stored.get("current")
    if (previous !== undefined) stored.set("previous", previous)
    stored.set("current", jwk)
  }
  const load = async (): Promise<ReadonlyArray<SigningKey>> => {
    // Generated on first use: an RSA key takes a while.
    if (stored.get("current") === undefined) await replace()
    const [current, previous] = [stored.get("current"), stored.get("previous")]
    return Promise.all([current, previous].flatMap((jwk) => (jwk === undefined ? [] : [importKey(jwk as jose.JWK)])))
  }
  let keys: Promise<ReadonlyArray<SigningKey>> | undefined
  const ensure = () => {
    keys ??= load()
    return keys
  }
  return {
    sign: (principal, tenancyId) =>
      Effect.promise(async () => {
        const [key] = await ensure()
        if (key === undefined) throw new Error("no signing key")
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
      }),
    keySet: Effect.promise(async () => ({ keys: (await ensure()).map(({ publicKey }) => publicKey) })),
    rotate: Effect.promise(async () => {
      keys = ensure().then(replace).then(load)
      await keys
    })
  }
}

export const makeHandlers = (keys: SigningKeys): HandlersOf<"Principals.verifyIdToken"> => ({
  "Principals.verifyIdToken": () => keys.keySet
})
