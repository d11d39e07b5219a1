/**
 * Authentication: the ceremony that uses a passkey.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import * as Endpoint from "./Endpoint.js"
import { Milliseconds, Timestamp } from "./Numbers.js"
import { PasskeyNotFound } from "./PasslockError.js"
import { VerifiedPrincipal } from "./Principal.js"
import { NonEmpty, openSet, RelyingPartyId, Secret } from "./Strings.js"
import { AuthenticationResponseJSON, RequestOptionsJSON, UserVerification } from "./WebAuthn.js"

const preferences = {
  /** Whether the authenticator must verify the user. Default: `preferred`. */
  userVerification: Schema.optional(UserVerification),
  /** How long the browser waits for the user, in milliseconds. Above 0. */
  timeout: Schema.optional(Milliseconds)
}

const allowed = {
  /** The user's ID in your application. All passkeys of this user are allowed. */
  userId: Schema.optional(NonEmpty),
  /** The Passlock IDs of the allowed passkeys. */
  allowCredentials: Schema.optional(Schema.Array(NonEmpty))
}

/**
 * The request that prepares an authentication. It needs `userId`, `allowCredentials` or both.
 *
 * @since 0.1.0
 * @category schemas
 */
export const PrepareAuthentication = Schema.Struct({
  /** The relying party ID: the domain that the passkeys belong to. */
  rpId: NonEmpty,
  ...allowed,
  ...preferences
}).pipe(
  Schema.filter((request) => request.userId !== undefined || (request.allowCredentials ?? []).length > 0, {
    description: "at least one of userId and allowCredentials"
  })
)

/**
 * The request that authorizes an authentication. It needs `userId`, `allowCredentials` or `discoverable: true`.
 *
 * @since 0.1.0
 * @category schemas
 */
export const AuthorizeAuthentication = Schema.Struct({
  /** The relying party ID: the domain that the passkeys belong to. Sent in lower case. */
  rpId: RelyingPartyId,
  ...allowed,
  /** Whether the user may choose any passkey of the relying party on the device. Default: `false`. */
  discoverable: Schema.optional(Schema.Boolean),
  /** `required` shows a dialog; `conditional` offers passkeys in the browser's autofill, and needs `discoverable: true`. */
  mediation: Schema.optional(
    Schema.Literal("required", "conditional").annotations({ description: '"required" or "conditional"' })
  ),
  ...preferences
}).pipe(
  Schema.filter(
    ({ allowCredentials = [], discoverable, userId }) =>
      discoverable === true || userId !== undefined || allowCredentials.length > 0,
    { description: "at least one of userId, allowCredentials and discoverable: true" }
  ),
  Schema.filter(({ discoverable, mediation }) => mediation !== "conditional" || discoverable === true, {
    description: 'discoverable: true, which mediation: "conditional" needs'
  })
)

const tokenFields = {
  /** The token for the page. It works once. */
  authenticationToken: Schema.String,
  /** When the token expires, as Unix time in milliseconds. */
  expiresAt: Timestamp
}

/**
 * A prepared authentication, for the page to continue.
 *
 * @since 0.1.0
 * @category schemas
 */
export const PreparedPasskeyAuthentication = Schema.TaggedStruct("PreparedPasskeyAuthentication", tokenFields)

/**
 * @since 0.1.0
 * @category models
 */
export interface PreparedPasskeyAuthentication extends Schema.Schema.Type<typeof PreparedPasskeyAuthentication> {}

/**
 * An authorized authentication, for the page to continue.
 *
 * @since 0.1.0
 * @category schemas
 */
export const AuthorizedPasskeyAuthentication = Schema.TaggedStruct("AuthorizedPasskeyAuthentication", tokenFields)

/**
 * @since 0.1.0
 * @category models
 */
export interface AuthorizedPasskeyAuthentication extends Schema.Schema.Type<typeof AuthorizedPasskeyAuthentication> {}

/**
 * The request for the options of an authorized or prepared authentication.
 *
 * @since 0.1.0
 * @category schemas
 */
export const RedeemAuthentication = Schema.Struct({
  /** The token of the authorized or prepared authentication. */
  authenticationToken: Secret
})

/**
 * The request for the options of an authentication that the page starts itself. Only Passlock 2.6 documents it.
 *
 * @since 0.1.0
 * @category schemas
 */
export const StartAuthentication = Schema.Struct({
  /** The relying party ID: the domain that the passkeys belong to. */
  rpId: NonEmpty,
  /** The Passlock IDs of the allowed passkeys. Without them, the user chooses one. */
  allowCredentials: Schema.optional(Schema.Array(NonEmpty)),
  ...preferences
})

/**
 * The request for the options of an authentication: the token of an authorized or prepared authentication, or the
 * settings of one that the page starts itself. Only Passlock 2.6 documents the latter.
 *
 * @since 0.1.0
 * @category schemas
 */
export const BeginAuthentication = Schema.Union(RedeemAuthentication, StartAuthentication)

/**
 * The options of an authentication, for the browser.
 *
 * @since 0.1.0
 * @category schemas
 */
export const AuthenticationOptions = Schema.Struct({
  /** Pass it to `verify` with the authenticator's response. It works once. */
  sessionToken: Schema.String,
  /** The options of `navigator.credentials.get`. */
  optionsJSON: RequestOptionsJSON,
  /** `required` shows a dialog; `conditional` offers passkeys in the browser's autofill. More values may be added. */
  mediation: Schema.optionalWith(openSet("required", "conditional"), { exact: true, nullable: true })
})

/**
 * @since 0.1.0
 * @category models
 */
export interface AuthenticationOptions extends Schema.Schema.Type<typeof AuthenticationOptions> {}

/**
 * The request that verifies an authentication.
 *
 * @since 0.1.0
 * @category schemas
 */
export const VerifyAuthentication = Schema.Struct({
  /** The token from the options. */
  sessionToken: Secret,
  /** The authenticator's response: the `toJSON()` of the credential. */
  response: AuthenticationResponseJSON
})

/**
 * A verified authentication.
 *
 * @since 0.1.0
 * @category schemas
 */
export const AuthenticationSuccess = Schema.TaggedStruct("AuthenticationSuccess", {
  /** The user, and the passkey. */
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
export interface AuthenticationSuccess extends Schema.Schema.Type<typeof AuthenticationSuccess> {}

/**
 * @since 0.1.0
 * @category authentication
 */
export const prepareAuthentication = /*#__PURE__*/ Endpoint.make({
  operation: "Authentication.prepare",
  method: "POST",
  path: "/v2/{tenancyId}/passkey/authentication/prepare",
  releases: ["2.6"],
  authentication: "apiKey",
  request: { body: PrepareAuthentication },
  success: { status: 200, schema: PreparedPasskeyAuthentication },
  idempotent: false
})

/**
 * @since 0.1.0
 * @category authentication
 */
export const authorizeAuthentication = /*#__PURE__*/ Endpoint.make({
  operation: "Authentication.authorize",
  method: "POST",
  path: "/v2/{tenancyId}/passkey/authentication/authorize",
  releases: ["2.9"],
  authentication: "apiKey",
  request: { body: AuthorizeAuthentication },
  success: { status: 200, schema: AuthorizedPasskeyAuthentication },
  idempotent: false
})

/**
 * @since 0.1.0
 * @category authentication
 */
export const authenticationOptions = /*#__PURE__*/ Endpoint.make({
  operation: "Authentication.options",
  method: "POST",
  path: "/v2/{tenancyId}/passkey/authentication/options",
  authentication: "token",
  request: { body: BeginAuthentication },
  secrets: ["authenticationToken"],
  success: { status: 200, schema: AuthenticationOptions },
  idempotent: false
})

/**
 * @since 0.1.0
 * @category authentication
 */
export const verifyAuthentication = /*#__PURE__*/ Endpoint.make({
  operation: "Authentication.verify",
  method: "POST",
  path: "/v2/{tenancyId}/passkey/authentication/verification",
  authentication: "token",
  request: { body: VerifyAuthentication },
  secrets: ["sessionToken"],
  success: { status: 200, schema: AuthenticationSuccess },
  errors: [PasskeyNotFound],
  idempotent: false
})

/**
 * The endpoints, in the order of Passlock's documentation.
 *
 * @since 0.1.0
 * @category constants
 */
export const authenticationEndpoints = [
  prepareAuthentication,
  authorizeAuthentication,
  authenticationOptions,
  verifyAuthentication
] as const

/**
 * An example of each endpoint's request and response, encoded as on the wire.
 *
 * @since 0.1.0
 * @category constants
 */
export const authenticationExamples: Endpoint.Examples<typeof authenticationEndpoints> = {
  "Authentication.prepare": {
    request: { body: { rpId: "example.com", userId: "user_01" } },
    response: {
      _tag: "PreparedPasskeyAuthentication",
      authenticationToken: "authentication_01",
      expiresAt: 1_760_000_300_000
    }
  },
  "Authentication.authorize": {
    request: { body: { rpId: "example.com", discoverable: true, mediation: "conditional" } },
    response: {
      _tag: "AuthorizedPasskeyAuthentication",
      authenticationToken: "authentication_01",
      expiresAt: 1_760_000_300_000
    }
  },
  "Authentication.options": {
    request: { body: { authenticationToken: "authentication_01" } },
    response: {
      sessionToken: "session_01",
      optionsJSON: {
        challenge: "Y2hhbGxlbmdlXzAx",
        timeout: 60_000,
        rpId: "example.com",
        allowCredentials: [{ id: "Y3JlZGVudGlhbF8wMQ", type: "public-key", transports: ["internal"] }],
        userVerification: "preferred"
      },
      mediation: "required"
    }
  },
  "Authentication.verify": {
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
            clientDataJSON: "eyJ0eXBlIjoid2ViYXV0aG4uZ2V0In0",
            authenticatorData: "o3mm9u6vuaVeN4wRgDTid",
            signature: "MEUCIQDc2lnbmF0dXJl",
            userHandle: "aGFuZGxlXzAx"
          }
        }
      }
    },
    response: {
      _tag: "AuthenticationSuccess",
      principal: { authenticatorId: "passkey_01", userId: "user_01" },
      id_token: "eyJhbGciOiJSUzI1NiIsImtpZCI6ImsxIn0.eyJzdWIiOiJ1c2VyXzAxIn0.c2lnbmF0dXJl",
      code: "code_01"
    }
  }
}
