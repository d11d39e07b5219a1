/**
 * The claims of an id_token, and the public keys that verify it.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"

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
 * A public key as a JSON Web Key. `kty` decides which other fields it has.
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
