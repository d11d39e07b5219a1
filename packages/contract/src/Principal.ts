/**
 * Who logged in, and how.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { openSet } from "./Strings.js"
import { Timestamp } from "./Timestamp.js"

const optionalText = Schema.optionalWith(Schema.String, { exact: true, nullable: true })

const common = {
  /** The id of this login. */
  id: Schema.String,
  /** The id of the passkey that was used. */
  authenticatorId: Schema.String,
  authenticatorType: openSet("passkey"),
  /** The application's own id of the user. */
  userId: Schema.String,
  /** Milliseconds since 1970. */
  createdAt: Timestamp,
  /** Milliseconds since 1970. */
  expiresAt: Timestamp
}

/**
 * Who logged in, as the API answers in exchange for a code.
 *
 * @since 0.1.0
 * @category schemas
 */
export const ExtendedPrincipal = Schema.TaggedStruct("ExtendedPrincipal", {
  ...common,
  passkey: Schema.optionalWith(
    Schema.Struct({
      /** Whether the passkey's signature was checked. */
      verified: Schema.Boolean,
      /** Whether the authenticator checked that it is the user: by fingerprint, face or PIN. */
      userVerified: Schema.Boolean,
      /** The product that keeps the passkey. */
      platformName: optionalText
    }),
    { exact: true, nullable: true }
  ),
  metadata: Schema.Struct({
    /** The address the user came from. */
    ipAddress: optionalText,
    /** The browser the user came with. */
    userAgent: optionalText
  })
})

/**
 * @since 0.1.0
 * @category models
 */
export interface ExtendedPrincipal extends Schema.Schema.Type<typeof ExtendedPrincipal> {}

/**
 * Who logged in, as an id_token says.
 *
 * @since 0.1.0
 * @category schemas
 */
export const Principal = Schema.TaggedStruct("Principal", {
  ...common,
  passkey: Schema.optionalWith(
    Schema.Struct({
      /** Whether the passkey's signature was checked. */
      verified: Schema.Boolean,
      /** Whether the authenticator checked that it is the user: by fingerprint, face or PIN. */
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
 * What a verified registration or authentication says of the user. The whole principal comes in exchange for the code.
 *
 * @since 0.1.0
 * @category schemas
 */
export const VerifiedPrincipal = Schema.Struct({
  /** The id of the passkey that was registered or used. */
  authenticatorId: Schema.String,
  /** The application's own id of the user. */
  userId: Schema.String
})

/**
 * @since 0.1.0
 * @category models
 */
export interface VerifiedPrincipal extends Schema.Schema.Type<typeof VerifiedPrincipal> {}
