import type * as HttpClient from "@effect/platform/HttpClient"
import { algorithms, Claims, issuer, KeySet } from "@passlock-sdk/contract/IdToken"
import { type CommonError, InvalidIdToken } from "@passlock-sdk/contract/PasslockError"
import type { Principal } from "@passlock-sdk/contract/Principal"
import { revealSecret, Secret } from "@passlock-sdk/contract/Strings"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as ParseResult from "effect/ParseResult"
import * as Schema from "effect/Schema"
import { decodeProtectedHeader } from "jose/decode/protected_header"
import { createLocalJWKSet } from "jose/jwks/local"
import { jwtVerify } from "jose/jwt/verify"
import { PasslockTenancy } from "../PasslockTenancy.js"
import { RetryPolicy } from "../RetryPolicy.js"
import { Timeouts } from "../Timeouts.js"
import * as Input from "./input.js"
import { keySetFor } from "./keySet.js"
import * as settings from "./settings.js"

/** A longer key id is none of Passlock's, and is not worth remembering as unknown. */
const maximumKid = 256

const Options = Schema.Struct({
  token: Secret,
  clockToleranceSeconds: Schema.optional(
    Schema.Number.pipe(
      Schema.filter((seconds) => seconds >= 0 && seconds <= 60, { description: "a number of seconds from 0 to 60" })
    )
  ),
  keys: Schema.optional(KeySet)
})

export type Options = Schema.Schema.Type<typeof Options>

/** Signature before claims: what an unsigned token says is not worth an answer. */
export const verify = Effect.fnUntraced(function* (
  operation: string,
  given: Options
): Effect.fn.Return<Principal, InvalidIdToken | CommonError, HttpClient.HttpClient | PasslockTenancy> {
  const tenancy = yield* PasslockTenancy
  const options = Input.copy(given)
  const checked = [Input.encode(settings.Tenancy, tenancy), Input.encode(Options, options)]
  const issues = [
    ...settings.faults(yield* RetryPolicy, yield* Timeouts),
    ...checked.flatMap((part) => (Either.isLeft(part) ? part.left : []))
  ]
  if (issues.length > 0) return yield* Input.refuse(operation, issues)

  const invalid = (reason: InvalidIdToken["reason"]) =>
    new InvalidIdToken({ operation, attempts: 0, reason, message: `${operation}: ${sentences[reason]}` }, true)

  const token = revealSecret(options.token)
  const header = yield* Effect.try({ try: () => decodeProtectedHeader(token), catch: () => invalid("malformed") })
  if (!algorithms.some((algorithm) => algorithm === header.alg)) return yield* Effect.fail(invalid("algorithm"))
  const { kid } = header
  if (typeof kid !== "string" || kid.length > maximumKid) return yield* Effect.fail(invalid("malformed"))

  const keys = options.keys ?? (yield* keySetFor(kid))
  const now = yield* Clock.currentTimeMillis
  const { payload } = yield* Effect.tryPromise({
    try: () =>
      jwtVerify(token, resolverOf(keys), {
        algorithms: [...algorithms],
        issuer,
        audience: tenancy.tenancyId,
        clockTolerance: options.clockToleranceSeconds ?? 5,
        currentDate: new Date(now)
      }),
    catch: (error) => invalid(reasonOf(error))
  })
  const claims = ParseResult.decodeUnknownEither(Claims)(payload)
  return Either.isRight(claims) ? principalOf(claims.right) : yield* Effect.fail(invalid("claims"))
})

type Resolver = ReturnType<typeof createLocalJWKSet>

/** A resolver keeps the keys it has imported, so there is one for each set. */
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
    // A critical extension that nobody here knows.
    case "ERR_JOSE_NOT_SUPPORTED":
      return "malformed"
    case "ERR_JOSE_ALG_NOT_ALLOWED":
      return "algorithm"
    default:
      // No such key, or one that cannot check this algorithm.
      return "unknown-key"
  }
}

const sentences: { readonly [Reason in InvalidIdToken["reason"]]: string } = {
  malformed: "This is not an id_token. Pass the idToken of a verified registration or authentication.",
  algorithm: `The id_token is not signed with one of ${algorithms.join(", ")}. Do not trust it.`,
  "unknown-key": "Passlock has no key that this id_token could be signed with. Do not trust it.",
  signature: "The id_token's signature is wrong. Do not trust it.",
  issuer: `The id_token was not issued by ${issuer}. Do not trust it.`,
  audience: "The id_token was issued for another tenancy. Check the tenancy id.",
  expired: "The id_token has expired. Ask the user to log in again.",
  "not-yet-valid": "The id_token is not valid yet. Check this machine's clock.",
  claims: "The id_token lacks a claim that Passlock always sets. Do not trust it."
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
