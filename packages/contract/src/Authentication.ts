/**
 * The ceremony that uses a passkey.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { VerifiedPrincipal } from "./Principal.js"
import { NonEmpty, openSet, Secret } from "./Strings.js"
import { Milliseconds, Timestamp } from "./Timestamp.js"
import { AuthenticationResponseJSON, RequestOptionsJSON, UserVerification } from "./WebAuthn.js"

const wishes = {
  /** Default `preferred`. */
  userVerification: Schema.optional(UserVerification),
  /** How long the browser waits for the user, in milliseconds. */
  timeout: Schema.optional(Milliseconds)
}

/**
 * What an authentication is prepared from. At least one of `userId` and `allowCredentials` says whose it is.
 *
 * @since 0.1.0
 * @category schemas
 */
export const PrepareAuthentication = Schema.Struct({
  /** The relying party: the domain the passkeys belong to. */
  rpId: NonEmpty,
  /** The application's own id of the user whose passkeys are allowed. */
  userId: Schema.optional(NonEmpty),
  /** Passlock's ids of the passkeys that are allowed. */
  allowCredentials: Schema.optional(Schema.Array(NonEmpty)),
  ...wishes
}).pipe(
  Schema.filter((request) => request.userId !== undefined || (request.allowCredentials ?? []).length > 0, {
    description: "at least one of userId and allowCredentials"
  })
)

/**
 * An authentication that a browser may now continue.
 *
 * @since 0.1.0
 * @category schemas
 */
export const PreparedPasskeyAuthentication = Schema.TaggedStruct("PreparedPasskeyAuthentication", {
  /** Hand it to the page. It works once. */
  authenticationToken: Schema.String,
  /** Milliseconds since 1970. */
  expiresAt: Timestamp
})

/**
 * @since 0.1.0
 * @category models
 */
export interface PreparedPasskeyAuthentication extends Schema.Schema.Type<typeof PreparedPasskeyAuthentication> {}

/**
 * What an authentication begins with in the browser: a prepared one, or one that the page starts by itself.
 *
 * @since 0.1.0
 * @category schemas
 */
export const BeginAuthentication = Schema.Union(
  Schema.Struct({ authenticationToken: Secret }),
  Schema.Struct({
    /** The relying party: the domain the passkeys belong to. */
    rpId: NonEmpty,
    /** Passlock's ids of the passkeys that are allowed; without them the user picks one. */
    allowCredentials: Schema.optional(Schema.Array(NonEmpty)),
    ...wishes
  })
)

/**
 * What the browser needs to use a passkey.
 *
 * @since 0.1.0
 * @category schemas
 */
export const AuthenticationOptions = Schema.Struct({
  /** Send it back with the authenticator's response. It works once. */
  sessionToken: Schema.String,
  /** For `navigator.credentials.get`. */
  optionsJSON: RequestOptionsJSON,
  /** Whether to ask at once, or to wait in the browser's autofill. */
  mediation: Schema.optionalWith(openSet("required", "conditional"), { exact: true, nullable: true })
})

/**
 * @since 0.1.0
 * @category models
 */
export interface AuthenticationOptions extends Schema.Schema.Type<typeof AuthenticationOptions> {}

/**
 * What an authentication is verified from.
 *
 * @since 0.1.0
 * @category schemas
 */
export const VerifyAuthentication = Schema.Struct({ sessionToken: Secret, response: AuthenticationResponseJSON })

/**
 * The user is who the passkey says.
 *
 * @since 0.1.0
 * @category schemas
 */
export const AuthenticationSuccess = Schema.TaggedStruct("AuthenticationSuccess", {
  principal: VerifiedPrincipal,
  /** A signed statement of who it was. On the wire `id_token`. */
  idToken: Schema.propertySignature(Schema.String).pipe(Schema.fromKey("id_token")),
  /** To be exchanged for the whole principal, by a server. It lives five minutes. */
  code: Schema.String
})

/**
 * @since 0.1.0
 * @category models
 */
export interface AuthenticationSuccess extends Schema.Schema.Type<typeof AuthenticationSuccess> {}
