/**
 * The ceremony that creates a passkey.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { VerifiedPrincipal } from "./Principal.js"
import { NonEmpty, Secret } from "./Strings.js"
import { Milliseconds, Timestamp } from "./Timestamp.js"
import { CreationOptionsJSON, RegistrationResponseJSON, UserVerification } from "./WebAuthn.js"

/**
 * What a registration is prepared from.
 *
 * @since 0.1.0
 * @category schemas
 */
export const PrepareRegistration = Schema.Struct({
  /** The relying party: the domain the passkey will belong to. */
  rpId: NonEmpty,
  /** The application's own id of the user. */
  userId: NonEmpty,
  /** The name the passkey is shown with on the device. */
  username: NonEmpty,
  /** A friendlier name, where a device shows two. */
  displayName: Schema.optional(Schema.String),
  /** Passlock's ids of passkeys; a device that holds one of them refuses to create another. */
  excludeCredentials: Schema.optional(Schema.Array(NonEmpty)),
  /** Default `preferred`. */
  userVerification: Schema.optional(UserVerification),
  /** How long the browser waits for the user, in milliseconds. */
  timeout: Schema.optional(Milliseconds)
})

/**
 * A registration that a browser may now continue.
 *
 * @since 0.1.0
 * @category schemas
 */
export const PreparedPasskeyRegistration = Schema.TaggedStruct("PreparedPasskeyRegistration", {
  /** Hand it to the page. It works once. */
  registrationToken: Schema.String,
  /** Milliseconds since 1970. */
  expiresAt: Timestamp
})

/**
 * @since 0.1.0
 * @category models
 */
export interface PreparedPasskeyRegistration extends Schema.Schema.Type<typeof PreparedPasskeyRegistration> {}

/**
 * What a prepared registration is redeemed with.
 *
 * @since 0.1.0
 * @category schemas
 */
export const RedeemRegistration = Schema.Struct({ registrationToken: Secret })

/**
 * What the browser needs to create the passkey.
 *
 * @since 0.1.0
 * @category schemas
 */
export const RegistrationOptions = Schema.Struct({
  /** Send it back with the authenticator's response. It works once. */
  sessionToken: Schema.String,
  /** For `navigator.credentials.create`. */
  optionsJSON: CreationOptionsJSON
})

/**
 * @since 0.1.0
 * @category models
 */
export interface RegistrationOptions extends Schema.Schema.Type<typeof RegistrationOptions> {}

/**
 * What a registration is verified from.
 *
 * @since 0.1.0
 * @category schemas
 */
export const VerifyRegistration = Schema.Struct({ sessionToken: Secret, response: RegistrationResponseJSON })

/**
 * The passkey is in the vault.
 *
 * @since 0.1.0
 * @category schemas
 */
export const RegistrationSuccess = Schema.TaggedStruct("RegistrationSuccess", {
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
export interface RegistrationSuccess extends Schema.Schema.Type<typeof RegistrationSuccess> {}
