/**
 * The claims of an id_token, and the public keys that verify it.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import type { InvalidIdToken } from "./PasslockError.js"

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
  iat: Schema.Number,
  /** Unix time in seconds. */
  exp: Schema.Number,
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
  readonly kty: string
  readonly kid?: string
  readonly alg?: string
  readonly use?: string
  readonly n?: string
  readonly e?: string
}

/**
 * The public keys that verify id_tokens: a JSON Web Key Set.
 *
 * @since 0.1.0
 * @category models
 */
export interface KeySet {
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
 * The messages of `InvalidIdToken`, by reason.
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
 * The limits of the key cache.
 *
 * @since 0.1.0
 * @category constants
 */
export const keyCache = {
  /** The minimum time between two fetches, in milliseconds, whether or not the first one succeeded. */
  cooldown: 30_000,
  /** The time after which the keys are fetched again, and an unknown key ID is looked up again, in milliseconds. */
  maximumAge: 600_000,
  /** The maximum number of unknown key IDs in the cache. Anyone can make up more. */
  maximumUnknown: 100,
  /** The maximum length of a key ID, in characters. */
  maximumKeyId: 256
} as const
