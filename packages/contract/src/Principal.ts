/**
 * The principal: who logged in, and how.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { Timestamp } from "./Numbers.js"
import { openSet } from "./Strings.js"

const optionalString = Schema.optionalWith(Schema.String, { exact: true, nullable: true })

const common = {
  /** The principal's ID. Each login has a new one. */
  id: Schema.String,
  /** The passkey's Passlock ID. */
  authenticatorId: Schema.String,
  authenticatorType: openSet("passkey"),
  /** The user's ID in your application. */
  userId: Schema.String,
  /** Unix time in milliseconds. */
  createdAt: Timestamp,
  /** Unix time in milliseconds. */
  expiresAt: Timestamp
}

/**
 * The full principal, returned for an exchange code.
 *
 * @since 0.1.0
 * @category schemas
 */
export const ExtendedPrincipal = Schema.TaggedStruct("ExtendedPrincipal", {
  ...common,
  passkey: Schema.optionalWith(
    Schema.Struct({
      /** Whether the passkey's signature was verified. */
      verified: Schema.Boolean,
      /** Whether the authenticator verified the user, by fingerprint, face or PIN. */
      userVerified: Schema.Boolean,
      /** The product that stores the passkey. */
      platformName: optionalString
    }),
    { exact: true, nullable: true }
  ),
  metadata: Schema.Struct({
    /** The user's IP address. */
    ipAddress: optionalString,
    /** The user agent of the user's browser. */
    userAgent: optionalString
  })
})

/**
 * @since 0.1.0
 * @category models
 */
export interface ExtendedPrincipal extends Schema.Schema.Type<typeof ExtendedPrincipal> {}

/**
 * The principal in an id_token.
 *
 * @since 0.1.0
 * @category schemas
 */
export const Principal = Schema.TaggedStruct("Principal", {
  ...common,
  passkey: Schema.optionalWith(
    Schema.Struct({
      /** Whether the passkey's signature was verified. */
      verified: Schema.Boolean,
      /** Whether the authenticator verified the user, by fingerprint, face or PIN. */
      userVerified: Schema.Boolean
    }),
    { exact: true }
  )
})

/**
 * @since 0.1.0
 * @category models
 */
export interface Principal extends Schema.Schema.Type<typeof Principal> {}

/**
 * The principal in a verified registration or authentication. Exchange the code for the full principal.
 *
 * @since 0.1.0
 * @category schemas
 */
export const VerifiedPrincipal = Schema.Struct({
  /** The passkey's Passlock ID. */
  authenticatorId: Schema.String,
  /** The user's ID in your application. */
  userId: Schema.String
})

/**
 * @since 0.1.0
 * @category models
 */
export interface VerifiedPrincipal extends Schema.Schema.Type<typeof VerifiedPrincipal> {}
