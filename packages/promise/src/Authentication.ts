/**
 * Logging in with a passkey: the server prepares the authentication, the browser fetches its options, and Passlock
 * verifies the authenticator's response.
 *
 * @since 0.1.0
 */
import type { CallOptions } from "./CallOptions.js"
import type { CommonError, PasskeyNotFound } from "./PasslockError.js"
import type { VerifiedPrincipal } from "./Principals.js"
import type { AuthenticationResponseJSON, RequestOptionsJSON, UserVerification } from "./WebAuthn.js"

/**
 * The request of `authentication.prepare`. It needs `userId`, `allowCredentials` or both.
 *
 * @since 0.1.0
 * @category requests
 */
export interface PrepareAuthentication {
  /** The relying party ID: the domain that the passkeys belong to. */
  readonly rpId: string
  /** The user's ID in your application. All passkeys of this user are allowed. */
  readonly userId?: string | undefined
  /** The Passlock IDs of the allowed passkeys. */
  readonly allowCredentials?: ReadonlyArray<string> | undefined
  /** Whether the authenticator must verify the user. Default: `preferred`. */
  readonly userVerification?: UserVerification | undefined
  /** How long the browser waits for the user, in milliseconds. Above 0. */
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
      /** The relying party ID: the domain that the passkeys belong to. */
      readonly rpId: string
      /** The Passlock IDs of the allowed passkeys. Without them, the user chooses one. */
      readonly allowCredentials?: ReadonlyArray<string> | undefined
      /** Whether the authenticator must verify the user. Default: `preferred`. */
      readonly userVerification?: UserVerification | undefined
      /** How long the browser waits for the user, in milliseconds. Above 0. */
      readonly timeout?: number | undefined
    }

/**
 * A prepared authentication, for the page to continue.
 *
 * @since 0.1.0
 * @category models
 */
export interface PreparedPasskeyAuthentication {
  readonly _tag: "PreparedPasskeyAuthentication"
  /** The token for the page. It works once. */
  readonly authenticationToken: string
  /** Unix time in milliseconds. */
  readonly expiresAt: number
}

/**
 * The options of an authentication, for the browser.
 *
 * @since 0.1.0
 * @category models
 */
export interface AuthenticationOptions {
  /** Pass it to `verify` with the authenticator's response. It works once. */
  readonly sessionToken: string
  /** The options of `navigator.credentials.get`. */
  readonly optionsJSON: RequestOptionsJSON
  /** `required` shows a dialog; `conditional` offers passkeys in the browser's autofill. */
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
  /** The exchange code. The server exchanges it for the full principal within five minutes. */
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
   * Calls `POST /v2/{tenancyId}/passkey/authentication/prepare`. Retried only when the request never reached the API or
   * was rejected with status 429.
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
   * Returns the options for `navigator.credentials.get`. Needs no API key.
   *
   * **Details**
   *
   * Pass the `authenticationToken` from `prepare`, or an `rpId` if the page starts the authentication itself. Fails
   * with `BadRequest` when the token is unknown, used or expired.
   *
   * Calls `POST /v2/{tenancyId}/passkey/authentication/options`. Retried only when the request never reached the API or
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
   * export const prepared = (authenticationToken: string) => passlock.authentication.options({ authenticationToken })
   *
   * export const unprepared = () => passlock.authentication.options({ rpId: "example.com" })
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
   * Send the `code` to your server for `principals.exchange`, or the `idToken` for `principals.verifyIdToken`.
   *
   * - `sessionToken`: the token from `options`.
   * - `response`: the `toJSON()` of the credential that `navigator.credentials.get` returned.
   *
   * Fails with:
   *
   * - `PasskeyNotFound` when the passkey is not in the vault. The page needs its `credentialId` and `rpId` to remove
   *   the passkey from the device.
   * - `BadRequest` when the response is invalid, or the session is unknown, used or expired.
   *
   * Calls `POST /v2/{tenancyId}/passkey/authentication/verification`. Retried only when the request never reached the
   * API or was rejected with status 429, because the session works once.
   *
   * @example
   * ```ts
   * import { type AuthenticationResponseJSON, PasslockTenancy } from "@passlock-sdk/promise"
   *
   * const passlock = new PasslockTenancy({ tenancyId: "my-tenancy" })
   *
   * export const verify = (sessionToken: string, response: AuthenticationResponseJSON) =>
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
