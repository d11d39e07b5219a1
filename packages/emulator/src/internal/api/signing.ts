/** The keys that sign id_tokens. They rotate: a token of the key before the current one can still be checked. */
import { issuer, type Key, type KeySet } from "@passlock-sdk/contract/IdToken"
import type { ExtendedPrincipal } from "@passlock-sdk/contract/Principal"
import * as Effect from "effect/Effect"
import * as jose from "jose"
import type { HandlersOf } from "./handlers.js"

interface SigningKey {
  readonly privateKey: jose.CryptoKey
  readonly publicKey: Key
  readonly kid: string
}

export interface Signing {
  /** An id_token for a principal of a tenancy. */
  readonly sign: (principal: ExtendedPrincipal, tenancyId: string) => Effect.Effect<string>
  /** The key that signs, and the one that signed before it. */
  readonly keySet: Effect.Effect<KeySet>
  /** Signs with a new key from now on. */
  readonly rotate: Effect.Effect<void>
}

const algorithm = "RS256"

const makeKey = async (): Promise<SigningKey> => {
  const { privateKey, publicKey } = await jose.generateKeyPair(algorithm, { extractable: true })
  const jwk = await jose.exportJWK(publicKey)
  const kid = await jose.calculateJwkThumbprint(jwk)
  return { privateKey, publicKey: { ...jwk, kty: "RSA", kid, alg: algorithm, use: "sig" }, kid }
}

const seconds = (milliseconds: number): number => Math.floor(milliseconds / 1000)

export const make = (): Signing => {
  // Made when first needed, for an RSA key takes a while.
  let keys: Promise<readonly [current: SigningKey, previous?: SigningKey]> | undefined
  const ensure = () => {
    keys ??= makeKey().then((key) => [key])
    return keys
  }
  return {
    sign: (principal, tenancyId) =>
      Effect.promise(async () => {
        const [{ kid, privateKey }] = await ensure()
        return new jose.SignJWT({
          "a:id": principal.authenticatorId,
          "a:typ": principal.authenticatorType,
          "pk:uv": principal.passkey?.userVerified ?? false
        })
          .setProtectedHeader({ alg: algorithm, kid, typ: "JWT" })
          .setIssuer(issuer)
          .setAudience(tenancyId)
          .setSubject(principal.userId)
          .setJti(principal.id)
          .setIssuedAt(seconds(principal.createdAt))
          .setExpirationTime(seconds(principal.expiresAt))
          .sign(privateKey)
      }),
    keySet: Effect.promise(async () => ({
      keys: (await ensure()).flatMap((key) => (key === undefined ? [] : [key.publicKey]))
    })),
    rotate: Effect.promise(async () => {
      keys = ensure().then(async ([current]) => [await makeKey(), current])
      await keys
    })
  }
}

export const handlers = (signing: Signing): HandlersOf<"Principals.verifyIdToken"> => ({
  "Principals.verifyIdToken": () => signing.keySet
})
