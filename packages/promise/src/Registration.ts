/**
 * The ceremony that creates a passkey: the server prepares, the browser gets its options, the response is verified.
 *
 * @since 0.1.0
 */
import type { CallOptions } from "./CallOptions.js"
import type { CommonError } from "./PasslockError.js"
import type { VerifiedPrincipal } from "./Principals.js"
import type { CreationOptionsJSON, RegistrationResponseJSON, UserVerification } from "./WebAuthn.js"

/**
 * What a registration is prepared from.
 *
 * @since 0.1.0
 * @category requests
 */
export interface PrepareRegistration {
  /** The relying party: the domain the passkey will belong to. */
  readonly rpId: string
  /** The application's own id of the user. */
  readonly userId: string
  /** The name the passkey is shown with on the device. */
  readonly username: string
  /** A friendlier name, where a device shows two. */
  readonly displayName?: string | undefined
  /** Passlock's ids of passkeys; a device that holds one of them refuses to create another. */
  readonly excludeCredentials?: ReadonlyArray<string> | undefined
  /** Default `preferred`. */
  readonly userVerification?: UserVerification | undefined
  /** How long the browser waits for the user, in milliseconds. */
  readonly timeout?: number | undefined
}

/**
 * A registration that a browser may now continue.
 *
 * @since 0.1.0
 * @category models
 */
export interface PreparedPasskeyRegistration {
  readonly _tag: "PreparedPasskeyRegistration"
  /** Hand it to the page. It works once. */
  readonly registrationToken: string
  /** Milliseconds since 1970. */
  readonly expiresAt: number
}

/**
 * What the browser needs to create the passkey.
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
 * The passkey is in the vault.
 *
 * @since 0.1.0
 * @category models
 */
export interface RegistrationSuccess {
  readonly _tag: "RegistrationSuccess"
  readonly principal: VerifiedPrincipal
  /** A signed statement of who it was. */
  readonly idToken: string
  /** To be exchanged for the whole principal, by a server. It lives five minutes. */
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
   * Prepares the registration of a passkey, on the server. The token goes to the page and works once.
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
   * Redeems the token for what `navigator.credentials.create` needs. Needs no API key.
   *
   * **Details**
   *
   * A token that is unknown, used or too old fails with `BadRequest`. In a browser the page's origin is recorded now
   * and must be the same at `verify`.
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
   * Has the authenticator's response checked and the passkey put into the vault. Needs no API key.
   *
   * **Details**
   *
   * `response` is what `toJSON()` makes of the credential that `navigator.credentials.create` gave. The `code` in the answer goes to
   * the server, which exchanges it with `principals.exchange`; the `idToken` can be checked with
   * `principals.verifyIdToken`. A response that does not verify, or a session that is unknown, used or too old, fails
   * with `BadRequest`.
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
 * What the methods of `passlock.registration` fail with.
 *
 * @since 0.1.0
 * @category errors
 */
export interface RegistrationFailures {
  prepare: CommonError
  options: CommonError
  verify: CommonError
}
