/**
 * Authentication: the ceremony that uses a passkey.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { Milliseconds, Timestamp } from "./Numbers.js"
import { VerifiedPrincipal } from "./Principal.js"
import { NonEmpty, openSet, Secret } from "./Strings.js"
import { AuthenticationResponseJSON, RequestOptionsJSON, UserVerification } from "./WebAuthn.js"

const preferences = {
  /** Whether the authenticator must verify the user. Default: `preferred`. */
  userVerification: Schema.optional(UserVerification),
  /** How long the browser waits for the user, in milliseconds. Above 0. */
  timeout: Schema.optional(Milliseconds)
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
  /** The user's ID in your application. All passkeys of this user are allowed. */
  userId: Schema.optional(NonEmpty),
  /** The Passlock IDs of the allowed passkeys. */
  allowCredentials: Schema.optional(Schema.Array(NonEmpty)),
  ...preferences
}).pipe(
  Schema.filter((request) => request.userId !== undefined || (request.allowCredentials ?? []).length > 0, {
    description: "at least one of userId and allowCredentials"
  })
)

/**
 * A prepared authentication, for the page to continue.
 *
 * @since 0.1.0
 * @category schemas
 */
export const PreparedPasskeyAuthentication = Schema.TaggedStruct("PreparedPasskeyAuthentication", {
  /** The token for the page. It works once. */
  authenticationToken: Schema.String,
  /** Unix time in milliseconds. */
  expiresAt: Timestamp
})

/**
 * @since 0.1.0
 * @category models
 */
export interface PreparedPasskeyAuthentication extends Schema.Schema.Type<typeof PreparedPasskeyAuthentication> {}

/**
 * The request for the options of an authentication: the token of a prepared authentication, or the settings of one that
 * the page starts itself.
 *
 * @since 0.1.0
 * @category schemas
 */
export const BeginAuthentication = Schema.Union(
  Schema.Struct({ authenticationToken: Secret }),
  Schema.Struct({
    /** The relying party ID: the domain that the passkeys belong to. */
    rpId: NonEmpty,
    /** The Passlock IDs of the allowed passkeys. Without them, the user chooses one. */
    allowCredentials: Schema.optional(Schema.Array(NonEmpty)),
    ...preferences
  })
)

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
  /** `required` shows a dialog; `conditional` offers passkeys in the browser's autofill. */
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
export const VerifyAuthentication = Schema.Struct({ sessionToken: Secret, response: AuthenticationResponseJSON })

/**
 * A verified authentication.
 *
 * @since 0.1.0
 * @category schemas
 */
export const AuthenticationSuccess = Schema.TaggedStruct("AuthenticationSuccess", {
  principal: VerifiedPrincipal,
  /** A signed JWT that identifies the user. The wire calls it `id_token`. */
  idToken: Schema.propertySignature(Schema.String).pipe(Schema.fromKey("id_token")),
  /** The exchange code. The server exchanges it for the full principal within five minutes. */
  code: Schema.String
})

/**
 * @since 0.1.0
 * @category models
 */
export interface AuthenticationSuccess extends Schema.Schema.Type<typeof AuthenticationSuccess> {}
