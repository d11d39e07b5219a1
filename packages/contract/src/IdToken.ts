/**
 * The claims of an id_token, and the public keys that verify it.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import * as Endpoint from "./Endpoint.js"
import { JsonNumber } from "./Numbers.js"
import type { InvalidIdToken } from "./PasslockError.js"
import { Secret } from "./Strings.js"

/**
 * The `iss` claim of every id_token.
 *
 * @since 0.1.0
 * @category constants
 */
export const issuer = "passlock.dev"

/**
 * The signature algorithms in Passlock's documentation. Passlock signs with the first; the others are reserved.
 *
 * @since 0.1.0
 * @category constants
 */
export const algorithms = ["RS256", "PS256", "PS384", "PS512"] as const

/**
 * The claims of an id_token, besides `iss` and `aud`.
 *
 * @since 0.1.0
 * @category schemas
 */
export const Claims = Schema.Struct({
  /** The user's ID in your application. */
  sub: Schema.String,
  /** The principal's ID. */
  jti: Schema.String,
  /** Unix time in seconds. */
  iat: JsonNumber,
  /** Unix time in seconds. */
  exp: JsonNumber,
  /** The passkey's ID. */
  "a:id": Schema.String,
  /** The authenticator type: `passkey`. */
  "a:typ": Schema.String,
  /** Whether the authenticator verified the user. */
  "pk:uv": Schema.optionalWith(Schema.Boolean, { exact: true, nullable: true })
})

/**
 * @since 0.1.0
 * @category models
 */
export interface Claims extends Schema.Schema.Type<typeof Claims> {}

/**
 * A public key: a JSON Web Key. Its other fields depend on `kty`.
 *
 * @since 0.1.0
 * @category models
 */
export interface Key {
  /** The key type. */
  readonly kty: "RSA" | (string & {})
  /** The key ID, as in the header of an id_token. */
  readonly kid?: string
  /** The signature algorithm. */
  readonly alg?: "RS256" | "PS256" | "PS384" | "PS512" | (string & {})
  /** The use of the key. */
  readonly use?: "sig" | (string & {})
  /** The modulus of an RSA key, base64url. */
  readonly n?: string
  /** The exponent of an RSA key, base64url. */
  readonly e?: string
}

/**
 * The public keys that verify id_tokens: a JSON Web Key Set.
 *
 * @since 0.1.0
 * @category models
 */
export interface KeySet {
  /** The current signing key, and older keys whose tokens are still valid. */
  readonly keys: ReadonlyArray<Key>
}

/**
 * @since 0.1.0
 * @category schemas
 */
export const KeySet: Schema.Schema<KeySet> = Schema.Struct({
  keys: Schema.Array(Schema.Struct({ kty: Schema.String }))
}).annotations({ parseOptions: { onExcessProperty: "preserve" } }) as unknown as Schema.Schema<KeySet>

/**
 * The clock difference that is accepted by default, in seconds.
 *
 * @since 0.1.0
 * @category constants
 */
export const defaultClockTolerance = 5

/**
 * The input of the verification of an id_token.
 *
 * @since 0.1.0
 * @category schemas
 */
export const VerifyIdToken = Schema.Struct({
  /** The `idToken` of a verified registration or authentication. */
  token: Secret,
  /** The accepted clock difference, in seconds: 0 to 60. Default: 5. */
  clockToleranceSeconds: Schema.optional(
    Schema.Number.pipe(
      Schema.filter((seconds) => seconds >= 0 && seconds <= 60, { description: "a number of seconds from 0 to 60" })
    )
  ),
  /** The public keys to verify with. By default, the client fetches and caches them. */
  keys: Schema.optional(KeySet)
})

/**
 * @since 0.1.0
 * @category models
 */
export interface VerifyIdToken extends Schema.Schema.Type<typeof VerifyIdToken> {}

/**
 * What to tell the developer about an id_token that is not valid, by the reason.
 *
 * @since 0.1.0
 * @category constants
 */
export const advice: { readonly [Reason in InvalidIdToken["reason"]]: string } = {
  malformed: "This is not an id_token. Pass the idToken of a verified registration or authentication.",
  algorithm: `The id_token is not signed with one of ${algorithms.join(", ")}. Do not trust it.`,
  "unknown-key": "The id_token is signed with a key that Passlock does not publish. Do not trust it.",
  signature: "The id_token has an invalid signature. Do not trust it.",
  issuer: `The id_token was not issued by ${issuer}. Do not trust it.`,
  audience: "The id_token was issued for another tenancy. Check the tenancy ID.",
  expired: "The id_token has expired. Ask the user to log in again.",
  "not-yet-valid": "The id_token is not valid yet. Check the clock of this machine.",
  claims: "The id_token lacks a claim that Passlock always sets. Do not trust it."
}

/**
 * How many milliseconds after a fetch of the keys the next one may start, whether or not the first one succeeded.
 *
 * @since 0.1.0
 * @category key cache
 */
export const cooldown = 30_000

/**
 * The cooldown after the first failed fetch while there are no keys, in milliseconds. It doubles with each further failure,
 * up to `cooldown`.
 *
 * @since 0.1.0
 * @category key cache
 */
export const firstCooldown = 1_000

/**
 * The age of fetched keys, in milliseconds, from which a verification with them starts the next fetch, without waiting for
 * it.
 *
 * @since 0.1.0
 * @category key cache
 */
export const refreshAge = 600_000

/**
 * The age of fetched keys, in milliseconds, from which they are no longer used: a key that Passlock revoked may be among
 * them.
 *
 * @since 0.1.0
 * @category key cache
 */
export const maximumAge = 86_400_000

/**
 * How many characters a key ID may have.
 *
 * @since 0.1.0
 * @category key cache
 */
export const maximumKeyId = 256

/**
 * The public keys that verify id_tokens. They are the same for every tenancy.
 *
 * @since 0.1.0
 * @category keys
 */
export const getKeySet = /*#__PURE__*/ Endpoint.make({
  operation: "Principals.verifyIdToken",
  method: "GET",
  path: "/v2/.well-known/jwks.json",
  authentication: "none",
  success: { status: 200, schema: KeySet },
  idempotent: true
})

/**
 * The endpoints, in the order of Passlock's documentation.
 *
 * @since 0.1.0
 * @category constants
 */
export const keySetEndpoints = [getKeySet] as const

/**
 * An example of each endpoint's request and response, encoded as on the wire.
 *
 * @since 0.1.0
 * @category constants
 */
export const keySetExamples: Endpoint.Examples<typeof keySetEndpoints> = {
  "Principals.verifyIdToken": {
    request: {},
    response: {
      keys: [{ kty: "RSA", kid: "key_01", alg: "RS256", use: "sig", n: "sXchsWTF3lPg4Cm0Yvd4uw", e: "AQAB" }]
    }
  }
}
