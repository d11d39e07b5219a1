/**
 * Two lookups that Passlock does not document.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import * as Endpoint from "./Endpoint.js"
import { NotFound } from "./PasslockError.js"
import { PathValue, PathValues } from "./Strings.js"

/**
 * The values that the `unknownCredential` signal needs.
 *
 * @since 0.1.0
 * @category schemas
 */
export const CredentialLookup = Schema.Struct({
  /** The credential ID, base64url. */
  credentialId: Schema.String,
  /** The WebAuthn user handle, base64url. */
  userId: Schema.String,
  /** The relying party ID: the domain that the passkey belongs to. */
  rpId: Schema.String
})

/**
 * @since 0.1.0
 * @category models
 */
export interface CredentialLookup extends Schema.Schema.Type<typeof CredentialLookup> {}

/**
 * The values that the `allAcceptedCredentials` signal needs.
 *
 * @since 0.1.0
 * @category schemas
 */
export const CredentialsLookup = Schema.Struct({
  /** The relying party ID: the domain that the passkeys belong to. */
  rpId: Schema.String,
  /** The WebAuthn user handle, base64url. */
  userId: Schema.String,
  /** The IDs of all the user's credentials in the vault, base64url. */
  allAcceptedCredentialIds: Schema.Array(Schema.String)
})

/**
 * @since 0.1.0
 * @category models
 */
export interface CredentialsLookup extends Schema.Schema.Type<typeof CredentialsLookup> {}

/**
 * Undocumented. Passlock's browser client calls it before it signals that a credential is unknown.
 *
 * @since 0.1.0
 * @category lookups
 */
export const findCredential = /*#__PURE__*/ Endpoint.make({
  operation: "Lookups.credential",
  method: "GET",
  path: "/v2/{tenancyId}/credential/{passkeyId}",
  releases: ["2.6"],
  authentication: "none",
  request: { path: Schema.Struct({ passkeyId: PathValue }) },
  success: { status: 200, schema: CredentialLookup },
  errors: [NotFound],
  idempotent: true
})

/**
 * Undocumented. Passlock's browser client calls it before it signals which credentials are accepted.
 *
 * @since 0.1.0
 * @category lookups
 */
export const findCredentials = /*#__PURE__*/ Endpoint.make({
  operation: "Lookups.credentials",
  method: "GET",
  path: "/v2/{tenancyId}/credentials/{passkeyIds}",
  releases: ["2.6"],
  authentication: "none",
  request: { path: Schema.Struct({ passkeyIds: PathValues }) },
  success: { status: 200, schema: CredentialsLookup },
  errors: [NotFound],
  idempotent: true
})

/**
 * The endpoints, in the order of Passlock's documentation.
 *
 * @since 0.1.0
 * @category constants
 */
export const lookupEndpoints = [findCredential, findCredentials] as const

/**
 * An example of each endpoint's request and response, encoded as on the wire.
 *
 * @since 0.1.0
 * @category constants
 */
export const lookupExamples: Endpoint.Examples<typeof lookupEndpoints> = {
  "Lookups.credential": {
    request: { path: { passkeyId: "passkey_01" } },
    response: { credentialId: "Y3JlZGVudGlhbF8wMQ", userId: "aGFuZGxlXzAx", rpId: "example.com" }
  },
  "Lookups.credentials": {
    request: { path: { passkeyIds: "passkey_01,passkey_02" } },
    response: {
      rpId: "example.com",
      userId: "aGFuZGxlXzAx",
      allAcceptedCredentialIds: ["Y3JlZGVudGlhbF8wMQ", "Y3JlZGVudGlhbF8wMg"]
    }
  }
}
