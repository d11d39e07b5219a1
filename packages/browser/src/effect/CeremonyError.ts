/**
 * What can go wrong between a page and its user's device.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"

const told = {
  /** What failed, such as `Ceremony.register`. */
  operation: Schema.String,
  /** A sentence for the developer. It never holds a secret. */
  message: Schema.String
}

/**
 * The browser has no passkeys, or the page was not opened over https or on localhost. Nothing was sent.
 *
 * @since 0.1.0
 * @category errors
 */
export class PasskeysUnsupported extends Schema.TaggedError<PasskeysUnsupported>(
  "@passlock-sdk/browser/PasskeysUnsupported"
)("PasskeysUnsupported", told) {}

/**
 * The browser has passkeys, but not this.
 *
 * @since 0.1.0
 * @category errors
 */
export class Unsupported extends Schema.TaggedError<Unsupported>("@passlock-sdk/browser/Unsupported")("Unsupported", {
  ...told,
  /** Passkeys in the browser's autofill, or one of the three signals. */
  feature: Schema.Literal("autofill", "unknownCredential", "allAcceptedCredentials", "currentUserDetails")
}) {}

/**
 * The device holds a passkey of this user already: one of those that the server excluded. Let the user log in with it.
 *
 * @since 0.1.0
 * @category errors
 */
export class PasskeyAlreadyRegistered extends Schema.TaggedError<PasskeyAlreadyRegistered>(
  "@passlock-sdk/browser/PasskeyAlreadyRegistered"
)("PasskeyAlreadyRegistered", told) {}

/**
 * The user, or another ceremony, ended this one.
 *
 * **Gotchas**
 *
 * A browser does not tell a refusal of the user from a device that could not do what was asked, or that has no passkey:
 * all of them are `by: "user"`. An interruption is none of them.
 *
 * @since 0.1.0
 * @category errors
 */
export class CeremonyCancelled extends Schema.TaggedError<CeremonyCancelled>("@passlock-sdk/browser/CeremonyCancelled")(
  "CeremonyCancelled",
  {
    ...told,
    /** `"ceremony"`: a later one took its place, as a login with a button takes that of a waiting autofill. */
    by: Schema.Literal("user", "ceremony")
  }
) {}

/**
 * The user did not answer the browser's dialog in time.
 *
 * @since 0.1.0
 * @category errors
 */
export class CeremonyTimeout extends Schema.TaggedError<CeremonyTimeout>("@passlock-sdk/browser/CeremonyTimeout")(
  "CeremonyTimeout",
  {
    ...told,
    /** How long the browser waited, as the server had asked. */
    milliseconds: Schema.Number
  }
) {}

/**
 * The device used a passkey that the vault does not hold. Offer to remove it: `Signals.unknownCredential` takes this
 * error as it is.
 *
 * @since 0.1.0
 * @category errors
 */
export class OrphanedPasskey extends Schema.TaggedError<OrphanedPasskey>("@passlock-sdk/browser/OrphanedPasskey")(
  "OrphanedPasskey",
  {
    ...told,
    /** How many requests were sent. */
    attempts: Schema.Int,
    /** The HTTP status of the answer. */
    status: Schema.Int,
    /** The `x-request-id` of the answer, where there was one. */
    requestId: Schema.optionalWith(Schema.String, { exact: true }),
    /** The credential id, base64url. */
    credentialId: Schema.String,
    /** The relying party the passkey belongs to: a domain. */
    rpId: Schema.String
  }
) {}

/**
 * The browser or the device refused, for a reason that is not the user's.
 *
 * @since 0.1.0
 * @category errors
 */
export class AuthenticatorError extends Schema.TaggedError<AuthenticatorError>(
  "@passlock-sdk/browser/AuthenticatorError"
)("AuthenticatorError", {
  ...told,
  /** The name of the browser's `DOMException`: `SecurityError` where the relying party is not this page's domain. */
  code: Schema.String
}) {}

/**
 * What can come of asking a device.
 *
 * @since 0.1.0
 * @category models
 */
export type DeviceError =
  | PasskeysUnsupported
  | Unsupported
  | PasskeyAlreadyRegistered
  | CeremonyCancelled
  | CeremonyTimeout
  | AuthenticatorError
