/** The keys that sign id_tokens. They rotate: a token of the key before the current one can still be checked. */
import { issuer, type Key, type KeySet } from "@passlock-sdk/contract/IdToken"
import type { ExtendedPrincipal } from "@passlock-sdk/contract/Principal"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as jose from "jose"
import type { Tables } from "../state/table.js"
import type { HandlersOf } from "./handlers.js"

export interface Signing {
  /** An id_token for a principal of a tenancy. */
  readonly sign: (principal: ExtendedPrincipal, tenancyId: string) => Effect.Effect<string>
  /** The key that signs, and the one that signed before it. */
  readonly keySet: Effect.Effect<KeySet>
  /** Signs with a new key from now on. */
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

/** A private key as JSON Web Key. */
const PrivateKey = Schema.Record({ key: Schema.String, value: Schema.Unknown })

export const make = (tables: Tables): Signing => {
  const stored = tables("signingKey", PrivateKey)
  const make = async () => {
    const jwk = await generate()
    const previous = stored.get("current")
    if (previous !== undefined) stored.set("previous", previous)
    stored.set("current", jwk)
  }
  const load = async (): Promise<ReadonlyArray<SigningKey>> => {
    // Made when first needed, for an RSA key takes a while.
    if (stored.get("current") === undefined) await make()
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
        if (key === undefined) throw new Error("there is no key to sign with")
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
      keys = ensure().then(make).then(load)
      await keys
    })
  }
}

export const handlers = (signing: Signing): HandlersOf<"Principals.verifyIdToken"> => ({
  "Principals.verifyIdToken": () => signing.keySet
})
