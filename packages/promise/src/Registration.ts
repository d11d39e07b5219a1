/**
 * Creating a passkey: the server prepares the registration, the browser fetches its options, and Passlock verifies the
 * authenticator's response.
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
  /** The relying party ID: the domain that the passkey will belong to. */
  readonly rpId: string
  /** The user's ID in your application. */
  readonly userId: string
  /** The name that the device shows for the passkey. */
  readonly username: string
  /** A friendlier name, for devices that show two. */
  readonly displayName?: string | undefined
  /** The Passlock IDs of existing passkeys. A device that holds one of them does not create another. */
  readonly excludeCredentials?: ReadonlyArray<string> | undefined
  /** Whether the authenticator must verify the user. Default: `preferred`. */
  readonly userVerification?: UserVerification | undefined
  /** How long the browser waits for the user, in milliseconds. Above 0. */
  readonly timeout?: number | undefined
}

/**
 * A prepared registration, for the page to continue.
 *
 * @since 0.1.0
 * @category models
 */
export interface PreparedPasskeyRegistration {
  readonly _tag: "PreparedPasskeyRegistration"
  /** The token for the page. It works once. */
  readonly registrationToken: string
  /** Unix time in milliseconds. */
  readonly expiresAt: number
}

/**
 * The options of a registration, for the browser.
 *
 * @since 0.1.0
 * @category models
 */
export interface RegistrationOptions {
  /** Pass it to `verify` with the authenticator's response. It works once. */
  readonly sessionToken: string
  /** The options of `navigator.credentials.create`. */
  readonly optionsJSON: CreationOptionsJSON
}

/**
 * A verified registration: the passkey is in the vault.
 *
 * @since 0.1.0
 * @category models
 */
export interface RegistrationSuccess {
  readonly _tag: "RegistrationSuccess"
  readonly principal: VerifiedPrincipal
  /** A signed JWT that identifies the user. */
  readonly idToken: string
  /** The exchange code. The server exchanges it for the full principal within five minutes. */
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
   * Calls `POST /v2/{tenancyId}/passkey/registration/prepare`. Retried only when the request never reached the API or
   * was rejected with status 429.
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
   * Returns the options for `navigator.credentials.create`. Needs no API key.
   *
   * **Details**
   *
   * `registrationToken` is the token from `prepare`. Fails with `BadRequest` when the token is unknown, used or
   * expired.
   *
   * Calls `POST /v2/{tenancyId}/passkey/registration/options`. Retried only when the request never reached the API or
   * was rejected with status 429, because the token works once.
   *
   * **Gotchas**
   *
   * In a browser, Passlock records the page's origin, and `verify` must be called from the same origin.
   *
   * @example
   * ```ts
   * import { PasslockTenancy } from "@passlock-sdk/promise"
   *
   * const passlock = new PasslockTenancy({ tenancyId: "my-tenancy" })
   *
   * export const options = (registrationToken: string) => passlock.registration.options({ registrationToken })
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
   * Send the `code` to your server for `principals.exchange`, or the `idToken` for `principals.verifyIdToken`.
   *
   * - `sessionToken`: the token from `options`.
   * - `response`: the `toJSON()` of the credential that `navigator.credentials.create` returned.
   *
   * Fails with `BadRequest` when the response is invalid, or the session is unknown, used or expired.
   *
   * Calls `POST /v2/{tenancyId}/passkey/registration/verification`. Retried only when the request never reached the API
   * or was rejected with status 429, because the session works once.
   *
   * **Gotchas**
   *
   * After a `TransportError` or a `RequestTimeout`, the passkey may already be in the vault.
   *
   * @example
   * ```ts
   * import { PasslockTenancy, type RegistrationResponseJSON } from "@passlock-sdk/promise"
   *
   * const passlock = new PasslockTenancy({ tenancyId: "my-tenancy" })
   *
   * export const verify = (sessionToken: string, response: RegistrationResponseJSON) =>
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
