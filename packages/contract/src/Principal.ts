/**
 * The principal: who logged in, and how.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import * as Endpoint from "./Endpoint.js"
import { Timestamp } from "./Numbers.js"
import { InvalidCode } from "./PasslockError.js"
import { openSet, SecretPathValue } from "./Strings.js"

const optionalString = Schema.optionalWith(Schema.String, { exact: true, nullable: true })

const common = {
  /** The principal's ID. Each login has a new one. */
  id: Schema.String,
  /** The passkey's Passlock ID. */
  authenticatorId: Schema.String,
  /** The authenticator type. More values may be added. */
  authenticatorType: openSet("passkey"),
  /** The user's ID in your application. */
  userId: Schema.String,
  /** When it was created, as Unix time in milliseconds. */
  createdAt: Timestamp,
  /** When it expires, as Unix time in milliseconds. */
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
  /** How the passkey was verified. */
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
  /** The IP address and the user agent of the login. */
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
  /** How the passkey was verified. */
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

/**
 * @since 0.1.0
 * @category principals
 */
export const exchangePrincipal = /*#__PURE__*/ Endpoint.make({
  operation: "Principals.exchange",
  method: "GET",
  path: "/v2/{tenancyId}/principal/{code}",
  authentication: "apiKey",
  request: { path: Schema.Struct({ code: SecretPathValue }) },
  secrets: ["code"],
  success: { status: 200, schema: ExtendedPrincipal },
  errors: [InvalidCode],
  idempotent: false
})

/**
 * The endpoints, in the order of Passlock's documentation.
 *
 * @since 0.1.0
 * @category constants
 */
export const principalEndpoints = [exchangePrincipal] as const

/**
 * An example of each endpoint's request and response, encoded as on the wire.
 *
 * @since 0.1.0
 * @category constants
 */
export const principalExamples: Endpoint.Examples<typeof principalEndpoints> = {
  "Principals.exchange": {
    request: { path: { code: "code_01" } },
    response: {
      _tag: "ExtendedPrincipal",
      id: "principal_01",
      authenticatorId: "passkey_01",
      authenticatorType: "passkey",
      userId: "user_01",
      createdAt: 1_760_000_000_000,
      expiresAt: 1_760_000_300_000,
      passkey: { verified: true, userVerified: true, platformName: "Google Password Manager" },
      metadata: { ipAddress: "192.0.2.1", userAgent: "Mozilla/5.0" }
    }
  }
}
