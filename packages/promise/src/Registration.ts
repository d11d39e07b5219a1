/**
 * Registration of a passkey: prepare on the server, get options in the browser, verify the response.
 *
 * @since 0.1.0
 */
import type { CallOptions } from "./CallOptions.js"
import type { CommonError } from "./PasslockError.js"
import type { VerifiedPrincipal } from "./Principals.js"
import type { CreationOptionsJSON, RegistrationResponseJSON, UserVerification } from "./WebAuthn.js"

/**
 * The request of `registration.prepare`.
 *
 * @since 0.1.0
 * @category requests
 */
export interface PrepareRegistration {
  /** The relying party: the domain that the passkey will belong to. */
  readonly rpId: string
  /** Your application's id for the user. */
  readonly userId: string
  /** The name that the device shows for the passkey. */
  readonly username: string
  /** A friendlier name, for devices that show two. */
  readonly displayName?: string | undefined
  /** Passlock's ids of passkeys. A device that has one of them does not create another. */
  readonly excludeCredentials?: ReadonlyArray<string> | undefined
  /** Defaults to `preferred`. */
  readonly userVerification?: UserVerification | undefined
  /** The browser's time limit for the user, in milliseconds. */
  readonly timeout?: number | undefined
}

/**
 * A prepared registration, for the browser to continue.
 *
 * @since 0.1.0
 * @category models
 */
export interface PreparedPasskeyRegistration {
  readonly _tag: "PreparedPasskeyRegistration"
  /** Send it to the page. It works once. */
  readonly registrationToken: string
  /** In milliseconds since the Unix epoch. */
  readonly expiresAt: number
}

/**
 * The browser's options for creating a passkey.
 *
 * @since 0.1.0
 * @category models
 */
export interface RegistrationOptions {
  /** Send it back with the authenticator's response. It works once. */
  readonly sessionToken: string
  /** For `navigator.credentials.create`. */
  readonly optionsJSON: CreationOptionsJSON
}

/**
 * A verified registration. The passkey is in the vault.
 *
 * @since 0.1.0
 * @category models
 */
export interface RegistrationSuccess {
  readonly _tag: "RegistrationSuccess"
  readonly principal: VerifiedPrincipal
  /** A signed JWT that identifies the user. */
  readonly idToken: string
  /** An exchange code. A server exchanges it for the whole principal within five minutes. */
  readonly code: string
}

/**
 * The methods of `passlock.registration`.
 *
 * @since 0.1.0
 * @category methods
 */
export interface Registration {
  /**
   * Prepares a registration and returns a token for the page. The token works once.
   *
   * **Details**
   *
   * Calls `POST /v2/{tenancyId}/passkey/registration/prepare`.
   *
   * @example
   * ```ts
   * import { Passlock } from "@passlock-sdk/promise"
   *
   * const passlock = new Passlock()
   *
   * export const prepare = () =>
   *   passlock.registration.prepare({ rpId: "example.com", userId: "user_01", username: "ada@example.com" })
   * ```
   *
   * @since 0.1.0
   */
  prepare(request: PrepareRegistration, options?: CallOptions): Promise<PreparedPasskeyRegistration>

  /**
   * Returns the options for `navigator.credentials.create`, for a prepared registration. Needs no API key.
   *
   * **Details**
   *
   * Fails with `BadRequest` when the token is unknown, used or expired. In a browser, this call records the page's
   * origin, and `verify` must come from the same origin.
   *
   * Calls `POST /v2/{tenancyId}/passkey/registration/options`.
   *
   * @example
   * ```ts
   * import { PasslockTenancy } from "@passlock-sdk/promise"
   *
   * const passlock = new PasslockTenancy({ tenancyId: "my-tenancy" })
   *
   * export const begin = (registrationToken: string) => passlock.registration.options({ registrationToken })
   * ```
   *
   * @since 0.1.0
   */
  options(request: { readonly registrationToken: string }, options?: CallOptions): Promise<RegistrationOptions>

  /**
   * Verifies the authenticator's response, adds the passkey to the vault, and returns an exchange code and an id_token.
   * Needs no API key.
   *
   * **Details**
   *
   * `response` is `toJSON()` of the credential from `navigator.credentials.create`. Send the `code` to your server,
   * which exchanges it with `principals.exchange`, or verify the `idToken` with `principals.verifyIdToken`. Fails with
   * `BadRequest` when the response is invalid, or the session is unknown, used or expired.
   *
   * Calls `POST /v2/{tenancyId}/passkey/registration/verification`.
   *
   * @example
   * ```ts
   * import { PasslockTenancy, type RegistrationResponseJSON } from "@passlock-sdk/promise"
   *
   * const passlock = new PasslockTenancy({ tenancyId: "my-tenancy" })
   *
   * export const finish = (sessionToken: string, response: RegistrationResponseJSON) =>
   *   passlock.registration.verify({ sessionToken, response })
   * ```
   *
   * @since 0.1.0
   */
  verify(
    request: { readonly sessionToken: string; readonly response: RegistrationResponseJSON },
    options?: CallOptions
  ): Promise<RegistrationSuccess>
}

/**
 * The errors of each method of `passlock.registration`.
 *
 * @since 0.1.0
 * @category errors
 */
export interface RegistrationFailures {
  prepare: CommonError
  options: CommonError
  verify: CommonError
}
