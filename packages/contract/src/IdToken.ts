/**
 * The claims of an id_token and the keys that sign it.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"

/**
 * Who signs every id_token.
 *
 * @since 0.1.0
 * @category constants
 */
export const issuer = "passlock.dev"

/**
 * The signature algorithms that Passlock names. It signs with the first; the others are reserved.
 *
 * @since 0.1.0
 * @category constants
 */
export const algorithms = ["RS256", "PS256", "PS384", "PS512"] as const

/**
 * What an id_token says beside who issued it for whom.
 *
 * @since 0.1.0
 * @category schemas
 */
export const Claims = Schema.Struct({
  /** The application's own id of the user. */
  sub: Schema.String,
  /** The id of the principal. */
  jti: Schema.String,
  /** Seconds since 1970. */
  iat: Schema.Number,
  /** Seconds since 1970. */
  exp: Schema.Number,
  /** The id of the passkey. */
  "a:id": Schema.String,
  /** The kind of authenticator: `passkey`. */
  "a:typ": Schema.String,
  /** Whether the authenticator checked that it is the user. */
  "pk:uv": Schema.optionalWith(Schema.Boolean, { exact: true, nullable: true })
})

/**
 * @since 0.1.0
 * @category models
 */
export interface Claims extends Schema.Schema.Type<typeof Claims> {}

/**
 * One public key. The fields of the key itself depend on its type.
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
 * The public keys that id_tokens are checked with: a JSON Web Key Set.
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
