/**
 * The ceremony that uses a passkey: the server prepares, the browser gets its options, the response is verified.
 *
 * @since 0.1.0
 */
import type { CallOptions } from "./CallOptions.js"
import type { CommonError, PasskeyNotFound } from "./PasslockError.js"
import type { VerifiedPrincipal } from "./Principals.js"
import type { AuthenticationResponseJSON, RequestOptionsJSON, UserVerification } from "./WebAuthn.js"

/**
 * What an authentication is prepared from. At least one of `userId` and `allowCredentials` says whose it is.
 *
 * @since 0.1.0
 * @category requests
 */
export interface PrepareAuthentication {
  /** The relying party: the domain the passkeys belong to. */
  readonly rpId: string
  /** The application's own id of the user whose passkeys are allowed. */
  readonly userId?: string | undefined
  /** Passlock's ids of the passkeys that are allowed. */
  readonly allowCredentials?: ReadonlyArray<string> | undefined
  /** Default `preferred`. */
  readonly userVerification?: UserVerification | undefined
  /** How long the browser waits for the user, in milliseconds. */
  readonly timeout?: number | undefined
}

/**
 * What an authentication begins with in the browser: a prepared one, or one that the page starts by itself.
 *
 * @since 0.1.0
 * @category requests
 */
export type BeginAuthentication =
  | { readonly authenticationToken: string }
  | {
      /** The relying party: the domain the passkeys belong to. */
      readonly rpId: string
      /** Passlock's ids of the passkeys that are allowed; without them the user picks one. */
      readonly allowCredentials?: ReadonlyArray<string> | undefined
      /** Default `preferred`. */
      readonly userVerification?: UserVerification | undefined
      /** How long the browser waits for the user, in milliseconds. */
      readonly timeout?: number | undefined
    }

/**
 * An authentication that a browser may now continue.
 *
 * @since 0.1.0
 * @category models
 */
export interface PreparedPasskeyAuthentication {
  readonly _tag: "PreparedPasskeyAuthentication"
  /** Hand it to the page. It works once. */
  readonly authenticationToken: string
  /** Milliseconds since 1970. */
  readonly expiresAt: number
}

/**
 * What the browser needs to use a passkey.
 *
 * @since 0.1.0
 * @category models
 */
export interface AuthenticationOptions {
  /** Send it back with the authenticator's response. It works once. */
  readonly sessionToken: string
  /** For `navigator.credentials.get`. */
  readonly optionsJSON: RequestOptionsJSON
  /** Whether to ask at once, or to wait in the browser's autofill. */
  readonly mediation?: "required" | "conditional" | (string & {})
}

/**
 * The user is who the passkey says.
 *
 * @since 0.1.0
 * @category models
 */
export interface AuthenticationSuccess {
  readonly _tag: "AuthenticationSuccess"
  readonly principal: VerifiedPrincipal
  /** A signed statement of who it was. */
  readonly idToken: string
  /** To be exchanged for the whole principal, by a server. It lives five minutes. */
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
   * Prepares an authentication, on the server. The token goes to the page and works once.
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
   * What `navigator.credentials.get` needs: for a prepared authentication, or for one that the page starts by itself.
   * Needs no API key.
   *
   * **Details**
   *
   * A token that is unknown, used or too old fails with `BadRequest`. In a browser the page's origin is recorded now
   * and must be the same at `verify`.
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
   * Has the authenticator's response checked. Needs no API key.
   *
   * **Details**
   *
   * `response` is what `toJSON()` makes of the credential that `navigator.credentials.get` gave. The `code` in the answer goes to the
   * server, which exchanges it with `principals.exchange`; the `idToken` can be checked with `principals.verifyIdToken`.
   * Fails with
   *
   * - `PasskeyNotFound`: the device used a passkey that the vault does not hold. `credentialId` and `rpId` are what the
   *   browser needs to remove it from the device.
   * - `BadRequest`: the response does not verify, or the session is unknown, used or too old.
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
 * What the methods of `passlock.authentication` fail with.
 *
 * @since 0.1.0
 * @category errors
 */
export interface AuthenticationFailures {
  prepare: CommonError
  options: CommonError
  verify: PasskeyNotFound | CommonError
}
