/**
 * The errors of ceremonies and signals.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"

const commonFields = {
  /** The operation that failed, such as `Ceremony.register`. */
  operation: Schema.String,
  /** A message for developers. It contains no secrets. */
  message: Schema.String
}

/**
 * The browser does not support passkeys, or the page is not served over HTTPS or from localhost. Nothing was sent.
 *
 * @since 0.1.0
 * @category errors
 */
export class PasskeysUnsupported extends Schema.TaggedError<PasskeysUnsupported>(
  "@passlock-sdk/browser/PasskeysUnsupported"
)("PasskeysUnsupported", commonFields) {}

/**
 * The browser supports passkeys, but not this feature.
 *
 * @since 0.1.0
 * @category errors
 */
export class Unsupported extends Schema.TaggedError<Unsupported>("@passlock-sdk/browser/Unsupported")("Unsupported", {
  ...commonFields,
  /** Conditional UI (autofill), or one of the three signals. */
  feature: Schema.Literal("autofill", "unknownCredential", "allAcceptedCredentials", "currentUserDetails")
}) {}

/**
 * The device already has one of the passkeys that the server excluded. Let the user log in with it.
 *
 * @since 0.1.0
 * @category errors
 */
export class PasskeyAlreadyRegistered extends Schema.TaggedError<PasskeyAlreadyRegistered>(
  "@passlock-sdk/browser/PasskeyAlreadyRegistered"
)("PasskeyAlreadyRegistered", commonFields) {}

/**
 * The user or another ceremony cancelled this one.
 *
 * **Gotchas**
 *
 * Browsers do not distinguish a user who cancels from a device that has no matching passkey or cannot meet the request:
 * all are `by: "user"`. An interruption is not a `CeremonyCancelled`.
 *
 * @since 0.1.0
 * @category errors
 */
export class CeremonyCancelled extends Schema.TaggedError<CeremonyCancelled>("@passlock-sdk/browser/CeremonyCancelled")(
  "CeremonyCancelled",
  {
    ...commonFields,
    /** `"ceremony"`: a later ceremony started, such as a login by button while autofill was pending. */
    by: Schema.Literal("user", "ceremony")
  }
) {}

/**
 * The user did not respond to the browser's dialog in time.
 *
 * @since 0.1.0
 * @category errors
 */
export class CeremonyTimeout extends Schema.TaggedError<CeremonyTimeout>("@passlock-sdk/browser/CeremonyTimeout")(
  "CeremonyTimeout",
  {
    ...commonFields,
    /** The time limit that the server set, in milliseconds. */
    milliseconds: Schema.Number
  }
) {}

/**
 * The vault does not contain the passkey that the user chose. Offer to remove it: `Signals.unknownCredential` takes
 * this error as it is.
 *
 * @since 0.1.0
 * @category errors
 */
export class OrphanedPasskey extends Schema.TaggedError<OrphanedPasskey>("@passlock-sdk/browser/OrphanedPasskey")(
  "OrphanedPasskey",
  {
    ...commonFields,
    /** The number of attempts, including those that never reached the API. */
    attempts: Schema.Int,
    /** The HTTP status of the response. */
    status: Schema.Int,
    /** The `x-request-id` header of the response, if present. */
    requestId: Schema.optionalWith(Schema.String, { exact: true }),
    /** The credential ID, base64url. */
    credentialId: Schema.String,
    /** The relying party ID: the domain that the passkey belongs to. */
    rpId: Schema.String
  }
) {}

/**
 * The browser or the device failed, for a reason other than the user.
 *
 * @since 0.1.0
 * @category errors
 */
export class AuthenticatorError extends Schema.TaggedError<AuthenticatorError>(
  "@passlock-sdk/browser/AuthenticatorError"
)("AuthenticatorError", {
  ...commonFields,
  /**
   * The name of the browser's `DOMException`, such as `SecurityError` when the page is on another domain than `rpId`.
   */
  code: Schema.String
}) {}

/**
 * The errors that a browser or its authenticator can cause.
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
