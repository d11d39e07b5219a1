import type * as HttpClient from "@effect/platform/HttpClient"
import * as Codec from "@passlock-sdk/contract/Codec"
import {
  advice,
  algorithms,
  Claims,
  defaultClockTolerance,
  issuer,
  type KeySet,
  maximumKeyId,
  VerifyIdToken
} from "@passlock-sdk/contract/IdToken"
import { type CommonError, InvalidIdToken } from "@passlock-sdk/contract/PasslockError"
import type { Principal } from "@passlock-sdk/contract/Principal"
import { revealSecret } from "@passlock-sdk/contract/Strings"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { decodeProtectedHeader } from "jose/decode/protected_header"
import { createLocalJWKSet } from "jose/jwks/local"
import { jwtVerify } from "jose/jwt/verify"
import { PasslockTenancy } from "../PasslockTenancy.js"
import { keySetFor } from "./keySet.js"
import * as settings from "./settings.js"

/** The signature is checked before the claims: what an unsigned token claims must not be reported. */
export const verify = Effect.fnUntraced(function* (
  operation: string,
  given: VerifyIdToken
): Effect.fn.Return<Principal, InvalidIdToken | CommonError, HttpClient.HttpClient | PasslockTenancy> {
  const tenancy = yield* PasslockTenancy
  const options = copy(given)
  const checked = Codec.encode(VerifyIdToken, options)
  yield* settings.check(operation, tenancy, false, "issues" in checked ? checked.issues : [])

  const invalid = (reason: InvalidIdToken["reason"]) =>
    new InvalidIdToken({ operation, attempts: 0, reason, message: `${operation}: ${advice[reason]}` }, true)

  const token = revealSecret(options.token)
  const header = yield* Effect.try({ try: () => decodeProtectedHeader(token), catch: () => invalid("malformed") })
  if (!algorithms.some((algorithm) => algorithm === header.alg)) return yield* Effect.fail(invalid("algorithm"))
  const { kid } = header
  if (typeof kid !== "string" || kid.length > maximumKeyId) return yield* Effect.fail(invalid("malformed"))

  const keys = options.keys ?? (yield* keySetFor(kid))
  const now = yield* Clock.currentTimeMillis
  const { payload } = yield* Effect.tryPromise({
    try: () =>
      jwtVerify(token, resolverOf(keys), {
        algorithms: [...algorithms],
        issuer,
        audience: tenancy.tenancyId,
        clockTolerance: options.clockToleranceSeconds ?? defaultClockTolerance,
        currentDate: new Date(now)
      }),
    catch: (error) => invalid(reasonOf(error))
  })
  const claims = Codec.decode(Claims, payload)
  return "value" in claims ? principalOf(claims.value) : yield* Effect.fail(invalid("claims"))
})

/** Reads each option once: a getter could return something else the second time. */
const copy = (options: VerifyIdToken): VerifyIdToken => {
  try {
    return { ...options }
  } catch {
    return options
  }
}

type Resolver = ReturnType<typeof createLocalJWKSet>

/** A resolver caches the keys that it imported, so each set has one. */
const resolvers = new WeakMap<KeySet, Resolver>()

const resolverOf = (keys: KeySet): Resolver => {
  const resolver = resolvers.get(keys) ?? createLocalJWKSet({ keys: [...keys.keys] })
  resolvers.set(keys, resolver)
  return resolver
}

const reasonOf = (error: unknown): InvalidIdToken["reason"] => {
  const { claim, code } = error as { readonly claim?: unknown; readonly code?: unknown }
  switch (code) {
    case "ERR_JWT_EXPIRED":
      return "expired"
    case "ERR_JWS_SIGNATURE_VERIFICATION_FAILED":
      return "signature"
    case "ERR_JWT_CLAIM_VALIDATION_FAILED":
      return claim === "iss" ? "issuer" : claim === "aud" ? "audience" : claim === "nbf" ? "not-yet-valid" : "claims"
    case "ERR_JWS_INVALID":
    case "ERR_JWT_INVALID":
    // An unknown critical extension.
    case "ERR_JOSE_NOT_SUPPORTED":
      return "malformed"
    case "ERR_JOSE_ALG_NOT_ALLOWED":
      return "algorithm"
    default:
      // No such key, or one for another algorithm.
      return "unknown-key"
  }
}

const principalOf = (claims: Claims): Principal => {
  const userVerified = claims["pk:uv"]
  return {
    _tag: "Principal",
    id: claims.jti,
    authenticatorId: claims["a:id"],
    authenticatorType: claims["a:typ"],
    userId: claims.sub,
    createdAt: claims.iat * 1_000,
    expiresAt: claims.exp * 1_000,
    ...(userVerified === undefined ? {} : { passkey: { verified: true, userVerified } })
  }
}
