/**
 * Authentication with a passkey: prepare on the server, get options in the browser, verify the response.
 *
 * @since 0.1.0
 */
import type { CallOptions } from "./CallOptions.js"
import type { CommonError, PasskeyNotFound } from "./PasslockError.js"
import type { VerifiedPrincipal } from "./Principals.js"
import type { AuthenticationResponseJSON, RequestOptionsJSON, UserVerification } from "./WebAuthn.js"

/**
 * The request of `authentication.prepare`. `userId`, `allowCredentials` or both are required.
 *
 * @since 0.1.0
 * @category requests
 */
export interface PrepareAuthentication {
  /** The relying party: the domain that the passkeys belong to. */
  readonly rpId: string
  /** Your application's id for the user whose passkeys are allowed. */
  readonly userId?: string | undefined
  /** Passlock's ids of the allowed passkeys. */
  readonly allowCredentials?: ReadonlyArray<string> | undefined
  /** Defaults to `preferred`. */
  readonly userVerification?: UserVerification | undefined
  /** The browser's time limit for the user, in milliseconds. */
  readonly timeout?: number | undefined
}

/**
 * The request of `authentication.options`: the token of a prepared authentication, or the settings of one that the page
 * starts itself.
 *
 * @since 0.1.0
 * @category requests
 */
export type BeginAuthentication =
  | { readonly authenticationToken: string }
  | {
      /** The relying party: the domain that the passkeys belong to. */
      readonly rpId: string
      /** Passlock's ids of the allowed passkeys. Without them the user picks one. */
      readonly allowCredentials?: ReadonlyArray<string> | undefined
      /** Defaults to `preferred`. */
      readonly userVerification?: UserVerification | undefined
      /** The browser's time limit for the user, in milliseconds. */
      readonly timeout?: number | undefined
    }

/**
 * A prepared authentication, for the browser to continue.
 *
 * @since 0.1.0
 * @category models
 */
export interface PreparedPasskeyAuthentication {
  readonly _tag: "PreparedPasskeyAuthentication"
  /** Send it to the page. It works once. */
  readonly authenticationToken: string
  /** In milliseconds since the Unix epoch. */
  readonly expiresAt: number
}

/**
 * The browser's options for using a passkey.
 *
 * @since 0.1.0
 * @category models
 */
export interface AuthenticationOptions {
  /** Send it back with the authenticator's response. It works once. */
  readonly sessionToken: string
  /** For `navigator.credentials.get`. */
  readonly optionsJSON: RequestOptionsJSON
  /** `conditional` offers passkeys in the browser's autofill; `required` shows the prompt at once. */
  readonly mediation?: "required" | "conditional" | (string & {})
}

/**
 * A verified authentication.
 *
 * @since 0.1.0
 * @category models
 */
export interface AuthenticationSuccess {
  readonly _tag: "AuthenticationSuccess"
  readonly principal: VerifiedPrincipal
  /** A signed JWT that identifies the user. */
  readonly idToken: string
  /** An exchange code. A server exchanges it for the whole principal within five minutes. */
  readonly code: string
}

/**
 * The methods of `passlock.authentication`.
 *
 * @since 0.1.0
 * @category methods
 */
export interface Authentication {
  /**
   * Prepares an authentication and returns a token for the page. The token works once.
   *
   * **Details**
   *
   * Calls `POST /v2/{tenancyId}/passkey/authentication/prepare`.
   *
   * @example
   * ```ts
   * import { Passlock } from "@passlock-sdk/promise"
   *
   * const passlock = new Passlock()
   *
   * export const prepare = () =>
   *   passlock.authentication.prepare({ rpId: "example.com", userId: "user_01", userVerification: "required" })
   * ```
   *
   * @since 0.1.0
   */
  prepare(request: PrepareAuthentication, options?: CallOptions): Promise<PreparedPasskeyAuthentication>

  /**
   * Returns the options for `navigator.credentials.get`, for a prepared authentication or one that the page starts
   * itself. Needs no API key.
   *
   * **Details**
   *
   * Fails with `BadRequest` when the token is unknown, used or expired. In a browser, this call records the page's
   * origin, and `verify` must come from the same origin.
   *
   * Calls `POST /v2/{tenancyId}/passkey/authentication/options`.
   *
   * @example
   * ```ts
   * import { PasslockTenancy } from "@passlock-sdk/promise"
   *
   * const passlock = new PasslockTenancy({ tenancyId: "my-tenancy" })
   *
   * export const prepared = (authenticationToken: string) => passlock.authentication.options({ authenticationToken })
   *
   * export const startedByThePage = () => passlock.authentication.options({ rpId: "example.com" })
   * ```
   *
   * @since 0.1.0
   */
  options(request: BeginAuthentication, options?: CallOptions): Promise<AuthenticationOptions>

  /**
   * Verifies the authenticator's response and returns an exchange code and an id_token. Needs no API key.
   *
   * **Details**
   *
   * `response` is `toJSON()` of the credential from `navigator.credentials.get`. Send the `code` to your server, which
   * exchanges it with `principals.exchange`, or verify the `idToken` with `principals.verifyIdToken`. Fails with
   *
   * - `PasskeyNotFound`: the vault has no such passkey. The browser needs `credentialId` and `rpId` to remove it from
   *   the device.
   * - `BadRequest`: the response is invalid, or the session is unknown, used or expired.
   *
   * Calls `POST /v2/{tenancyId}/passkey/authentication/verification`.
   *
   * @example
   * ```ts
   * import { type AuthenticationResponseJSON, PasslockTenancy } from "@passlock-sdk/promise"
   *
   * const passlock = new PasslockTenancy({ tenancyId: "my-tenancy" })
   *
   * export const finish = (sessionToken: string, response: AuthenticationResponseJSON) =>
   *   passlock.authentication.verify({ sessionToken, response })
   * ```
   *
   * @since 0.1.0
   */
  verify(
    request: { readonly sessionToken: string; readonly response: AuthenticationResponseJSON },
    options?: CallOptions
  ): Promise<AuthenticationSuccess>
}

/**
 * The errors of each method of `passlock.authentication`.
 *
 * @since 0.1.0
 * @category errors
 */
export interface AuthenticationFailures {
  prepare: CommonError
  options: CommonError
  verify: PasskeyNotFound | CommonError
}
