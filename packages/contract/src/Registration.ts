/**
 * Registration: the ceremony that creates a passkey.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import * as Endpoint from "./Endpoint.js"
import { Milliseconds, Timestamp } from "./Numbers.js"
import { VerifiedPrincipal } from "./Principal.js"
import { NonEmpty, RelyingPartyId, Secret } from "./Strings.js"
import { CreationOptionsJSON, RegistrationResponseJSON, UserVerification } from "./WebAuthn.js"

/**
 * The request that prepares a registration.
 *
 * @since 0.1.0
 * @category schemas
 */
export const PrepareRegistration = Schema.Struct({
  /** The relying party ID: the domain that the passkey will belong to. */
  rpId: NonEmpty,
  /** The user's ID in your application. */
  userId: NonEmpty,
  /** The name that the device shows for the passkey. */
  username: NonEmpty,
  /** A friendlier name, for devices that show two. */
  displayName: Schema.optional(Schema.String),
  /** The Passlock IDs of existing passkeys. A device that holds one of them does not create another. */
  excludeCredentials: Schema.optional(Schema.Array(NonEmpty)),
  /** Whether the authenticator must verify the user. Default: `preferred`. */
  userVerification: Schema.optional(UserVerification),
  /** How long the browser waits for the user, in milliseconds. Above 0. */
  timeout: Schema.optional(Milliseconds)
})

/**
 * The request that authorizes a registration.
 *
 * @since 0.1.0
 * @category schemas
 */
export const AuthorizeRegistration = Schema.Struct({
  ...PrepareRegistration.fields,
  /** The relying party ID: the domain that the passkey will belong to. Sent in lower case. */
  rpId: RelyingPartyId,
  /** The name of the relying party, which some devices show. */
  rpName: Schema.optional(
    Schema.String.pipe(Schema.filter((name) => name.trim() !== "", { description: "a string that is not blank" }))
  )
})

const tokenFields = {
  /** The token for the page. It works once. */
  registrationToken: Schema.String,
  /** When the token expires, as Unix time in milliseconds. */
  expiresAt: Timestamp
}

/**
 * A prepared registration, for the page to continue.
 *
 * @since 0.1.0
 * @category schemas
 */
export const PreparedPasskeyRegistration = Schema.TaggedStruct("PreparedPasskeyRegistration", tokenFields)

/**
 * @since 0.1.0
 * @category models
 */
export interface PreparedPasskeyRegistration extends Schema.Schema.Type<typeof PreparedPasskeyRegistration> {}

/**
 * An authorized registration, for the page to continue.
 *
 * @since 0.1.0
 * @category schemas
 */
export const AuthorizedPasskeyRegistration = Schema.TaggedStruct("AuthorizedPasskeyRegistration", tokenFields)

/**
 * @since 0.1.0
 * @category models
 */
export interface AuthorizedPasskeyRegistration extends Schema.Schema.Type<typeof AuthorizedPasskeyRegistration> {}

/**
 * The request for the options of an authorized or prepared registration.
 *
 * @since 0.1.0
 * @category schemas
 */
export const RedeemRegistration = Schema.Struct({
  /** The token of the authorized or prepared registration. */
  registrationToken: Secret
})

/**
 * The options of a registration, for the browser.
 *
 * @since 0.1.0
 * @category schemas
 */
export const RegistrationOptions = Schema.Struct({
  /** Pass it to `verify` with the authenticator's response. It works once. */
  sessionToken: Schema.String,
  /** The options of `navigator.credentials.create`. */
  optionsJSON: CreationOptionsJSON
})

/**
 * @since 0.1.0
 * @category models
 */
export interface RegistrationOptions extends Schema.Schema.Type<typeof RegistrationOptions> {}

/**
 * The request that verifies a registration.
 *
 * @since 0.1.0
 * @category schemas
 */
export const VerifyRegistration = Schema.Struct({
  /** The token from the options. */
  sessionToken: Secret,
  /** The authenticator's response: the `toJSON()` of the new credential. */
  response: RegistrationResponseJSON
})

/**
 * A verified registration: the passkey is in the vault.
 *
 * @since 0.1.0
 * @category schemas
 */
export const RegistrationSuccess = Schema.TaggedStruct("RegistrationSuccess", {
  /** The user, and the new passkey. */
  principal: VerifiedPrincipal,
  /** A signed JWT that identifies the user. */
  idToken: Schema.propertySignature(Schema.String).pipe(Schema.fromKey("id_token")),
  /** The exchange code. The server exchanges it for the full principal within five minutes. */
  code: Schema.String
})

/**
 * @since 0.1.0
 * @category models
 */
export interface RegistrationSuccess extends Schema.Schema.Type<typeof RegistrationSuccess> {}

/**
 * @since 0.1.0
 * @category registration
 */
export const prepareRegistration = /*#__PURE__*/ Endpoint.make({
  operation: "Registration.prepare",
  method: "POST",
  path: "/v2/{tenancyId}/passkey/registration/prepare",
  releases: ["2.6"],
  authentication: "apiKey",
  request: { body: PrepareRegistration },
  success: { status: 200, schema: PreparedPasskeyRegistration },
  idempotent: false
})

/**
 * @since 0.1.0
 * @category registration
 */
export const authorizeRegistration = /*#__PURE__*/ Endpoint.make({
  operation: "Registration.authorize",
  method: "POST",
  path: "/v2/{tenancyId}/passkey/registration/authorize",
  releases: ["2.9"],
  authentication: "apiKey",
  request: { body: AuthorizeRegistration },
  success: { status: 200, schema: AuthorizedPasskeyRegistration },
  idempotent: false
})

/**
 * @since 0.1.0
 * @category registration
 */
export const registrationOptions = /*#__PURE__*/ Endpoint.make({
  operation: "Registration.options",
  method: "POST",
  path: "/v2/{tenancyId}/passkey/registration/options",
  authentication: "token",
  request: { body: RedeemRegistration },
  secrets: ["registrationToken"],
  success: { status: 200, schema: RegistrationOptions },
  idempotent: false
})

/**
 * @since 0.1.0
 * @category registration
 */
export const verifyRegistration = /*#__PURE__*/ Endpoint.make({
  operation: "Registration.verify",
  method: "POST",
  path: "/v2/{tenancyId}/passkey/registration/verification",
  authentication: "token",
  request: { body: VerifyRegistration },
  secrets: ["sessionToken"],
  success: { status: 200, schema: RegistrationSuccess },
  idempotent: false
})

/**
 * The endpoints, in the order of Passlock's documentation.
 *
 * @since 0.1.0
 * @category constants
 */
export const registrationEndpoints = [
  prepareRegistration,
  authorizeRegistration,
  registrationOptions,
  verifyRegistration
] as const

/**
 * An example of each endpoint's request and response, encoded as on the wire.
 *
 * @since 0.1.0
 * @category constants
 */
export const registrationExamples: Endpoint.Examples<typeof registrationEndpoints> = {
  "Registration.prepare": {
    request: { body: { rpId: "example.com", userId: "user_01", username: "ada@example.com", displayName: "Ada" } },
    response: {
      _tag: "PreparedPasskeyRegistration",
      registrationToken: "registration_01",
      expiresAt: 1_760_000_300_000
    }
  },
  "Registration.authorize": {
    request: {
      body: {
        rpId: "example.com",
        rpName: "Example",
        userId: "user_01",
        username: "ada@example.com",
        displayName: "Ada"
      }
    },
    response: {
      _tag: "AuthorizedPasskeyRegistration",
      registrationToken: "registration_01",
      expiresAt: 1_760_000_300_000
    }
  },
  "Registration.options": {
    request: { body: { registrationToken: "registration_01" } },
    response: {
      sessionToken: "session_01",
      optionsJSON: {
        rp: { id: "example.com", name: "example.com" },
        user: { id: "aGFuZGxlXzAx", name: "ada@example.com", displayName: "Ada" },
        challenge: "Y2hhbGxlbmdlXzAx",
        pubKeyCredParams: [{ alg: -7, type: "public-key" }],
        timeout: 60_000,
        excludeCredentials: [],
        authenticatorSelection: { residentKey: "preferred", userVerification: "preferred" },
        attestation: "none"
      }
    }
  },
  "Registration.verify": {
    request: {
      body: {
        sessionToken: "session_01",
        response: {
          id: "Y3JlZGVudGlhbF8wMQ",
          rawId: "Y3JlZGVudGlhbF8wMQ",
          type: "public-key",
          authenticatorAttachment: "platform",
          clientExtensionResults: {},
          response: {
            clientDataJSON: "eyJ0eXBlIjoid2ViYXV0aG4uY3JlYXRlIn0",
            attestationObject: "o2NmbXRkbm9uZQ",
            transports: ["internal", "hybrid"]
          }
        }
      }
    },
    response: {
      _tag: "RegistrationSuccess",
      principal: { authenticatorId: "passkey_01", userId: "user_01" },
      id_token: "eyJhbGciOiJSUzI1NiIsImtpZCI6ImsxIn0.eyJzdWIiOiJ1c2VyXzAxIn0.c2lnbmF0dXJl",
      code: "code_01"
    }
  }
}
