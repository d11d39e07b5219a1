/**
 * Registration: the ceremony that creates a passkey.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { Milliseconds, Timestamp } from "./Numbers.js"
import { VerifiedPrincipal } from "./Principal.js"
import { NonEmpty, Secret } from "./Strings.js"
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
 * A prepared registration, for the page to continue.
 *
 * @since 0.1.0
 * @category schemas
 */
export const PreparedPasskeyRegistration = Schema.TaggedStruct("PreparedPasskeyRegistration", {
  /** The token for the page. It works once. */
  registrationToken: Schema.String,
  /** Unix time in milliseconds. */
  expiresAt: Timestamp
})

/**
 * @since 0.1.0
 * @category models
 */
export interface PreparedPasskeyRegistration extends Schema.Schema.Type<typeof PreparedPasskeyRegistration> {}

/**
 * The request that redeems the token of a prepared registration.
 *
 * @since 0.1.0
 * @category schemas
 */
export const RedeemRegistration = Schema.Struct({ registrationToken: Secret })

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
export const VerifyRegistration = Schema.Struct({ sessionToken: Secret, response: RegistrationResponseJSON })

/**
 * A verified registration: the passkey is in the vault.
 *
 * @since 0.1.0
 * @category schemas
 */
export const RegistrationSuccess = Schema.TaggedStruct("RegistrationSuccess", {
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
export interface RegistrationSuccess extends Schema.Schema.Type<typeof RegistrationSuccess> {}
