/**
 * Logging in with a passkey: the server authorizes the authentication, the page fetches its options, and Passlock verifies
 * the authenticator's response.
 *
 * @since 0.1.0
 */
import type * as HttpClient from "@effect/platform/HttpClient"
import {
  type AuthenticationOptions,
  type AuthenticationSuccess,
  type AuthorizedPasskeyAuthentication,
  authenticationOptions,
  authorizeAuthentication,
  type PreparedPasskeyAuthentication,
  prepareAuthentication,
  verifyAuthentication
} from "@passlock-sdk/contract/Authentication"
import type { CommonError, PasskeyNotFound } from "@passlock-sdk/contract/PasslockError"
import type { Secret } from "@passlock-sdk/contract/Strings"
import type { AuthenticationResponseJSON, UserVerification } from "@passlock-sdk/contract/WebAuthn"
import type * as Effect from "effect/Effect"
import * as Program from "./internal/program.js"
import type { PasslockConfig } from "./PasslockConfig.js"
import type { PasslockTenancy } from "./PasslockTenancy.js"

/**
 * Prepares an authentication with Passlock 2.6 and returns a token for the page. The token works once.
 *
 * **Details**
 *
 * Only Passlock 2.6 documents this request. From 2.7 on, use `authorize`.
 *
 * Pass `userId`, `allowCredentials` or both.
 *
 * - `rpId`: the relying party ID, the domain that the passkeys belong to.
 * - `userId`: the user's ID in your application. All passkeys of this user are allowed.
 * - `allowCredentials`: the Passlock IDs of the allowed passkeys.
 * - `userVerification`: `required`, `preferred` (the default) or `discouraged`.
 * - `timeout`: how long the browser waits for the user, in milliseconds. Above 0.
 *
 * Calls `POST /v2/{tenancyId}/passkey/authentication/prepare` (Passlock 2.6). Retried only when the request never
 * reached the API or was rejected with status 429.
 *
 * @example
 * ```ts
 * import { Authentication } from "@passlock-sdk/effect"
 *
 * export const prepared = Authentication.prepare({
 *   rpId: "example.com",
 *   userId: "user_01",
 *   userVerification: "required"
 * })
 * ```
 *
 * @since 0.1.0
 * @category operations
 */
export const prepare: (request: {
  readonly rpId: string
  readonly userId?: string | undefined
  readonly allowCredentials?: ReadonlyArray<string> | undefined
  readonly userVerification?: UserVerification | undefined
  readonly timeout?: number | undefined
}) => Effect.Effect<PreparedPasskeyAuthentication, CommonError, HttpClient.HttpClient | PasslockConfig> =
  /*#__PURE__*/ Program.make(prepareAuthentication)

/**
 * Authorizes an authentication and returns a token for the page. The token works once.
 *
 * **Details**
 *
 * Pass `userId`, `allowCredentials`, or `discoverable: true`.
 *
 * - `rpId`: the relying party ID, the domain that the passkeys belong to. Sent in lower case.
 * - `userId`: the user's ID in your application. All passkeys of this user are allowed.
 * - `allowCredentials`: the Passlock IDs of the allowed passkeys.
 * - `discoverable`: whether the user may choose any passkey of the relying party on the device. Default: `false`.
 * - `mediation`: `required` shows a dialog; `conditional` offers passkeys in the browser's autofill, and needs
 *   `discoverable: true`. Without it, the page shows a dialog.
 * - `userVerification`: `required`, `preferred` (the default) or `discouraged`.
 * - `timeout`: how long the browser waits for the user, in milliseconds. Above 0.
 *
 * Calls `POST /v2/{tenancyId}/passkey/authentication/authorize` (Passlock 2.7 to 2.9). Retried only when the request
 * never reached the API or was rejected with status 429.
 *
 * @example
 * ```ts
 * import { Authentication } from "@passlock-sdk/effect"
 *
 * export const forAutofill = Authentication.authorize({
 *   rpId: "example.com",
 *   discoverable: true,
 *   mediation: "conditional"
 * })
 *
 * export const forUser = Authentication.authorize({ rpId: "example.com", userId: "user_01" })
 * ```
 *
 * @since 0.1.0
 * @category operations
 */
export const authorize: (request: {
  readonly rpId: string
  readonly userId?: string | undefined
  readonly allowCredentials?: ReadonlyArray<string> | undefined
  readonly discoverable?: boolean | undefined
  readonly mediation?: "required" | "conditional" | undefined
  readonly userVerification?: UserVerification | undefined
  readonly timeout?: number | undefined
}) => Effect.Effect<AuthorizedPasskeyAuthentication, CommonError, HttpClient.HttpClient | PasslockConfig> =
  /*#__PURE__*/ Program.make(authorizeAuthentication)

/**
 * Returns the options for `navigator.credentials.get`. Needs no API key.
 *
 * **Details**
 *
 * Pass the `authenticationToken` from `authorize` or `prepare`. Only Passlock 2.6 documents that a page starts an
 * authentication itself, with an `rpId` instead:
 *
 * - `rpId`: the relying party ID, the domain that the passkeys belong to.
 * - `allowCredentials`: the Passlock IDs of the allowed passkeys. Without them, the user chooses one.
 * - `userVerification`: `required`, `preferred` (the default) or `discouraged`.
 * - `timeout`: how long the browser waits for the user, in milliseconds. Above 0.
 *
 * Fails with `BadRequest` when the token is unknown, used or expired.
 *
 * Calls `POST /v2/{tenancyId}/passkey/authentication/options` (Passlock 2.6 to 2.9). Retried only when the request
 * never reached the API or was rejected with status 429, because the token works once.
 *
 * **Gotchas**
 *
 * In a browser, Passlock records the page's origin, and `verify` must be called from the same origin.
 *
 * @example
 * ```ts
 * import { Authentication } from "@passlock-sdk/effect"
 *
 * export const options = (authenticationToken: string) => Authentication.options({ authenticationToken })
 * ```
 *
 * @since 0.1.0
 * @category operations
 */
export const options: (
  request:
    | { readonly authenticationToken: Secret }
    | {
        readonly rpId: string
        readonly allowCredentials?: ReadonlyArray<string> | undefined
        readonly userVerification?: UserVerification | undefined
        readonly timeout?: number | undefined
      }
) => Effect.Effect<AuthenticationOptions, CommonError, HttpClient.HttpClient | PasslockTenancy> =
  /*#__PURE__*/ Program.make(authenticationOptions)

/**
 * Verifies the authenticator's response and returns an exchange code and an id_token. Needs no API key.
 *
 * **Details**
 *
 * Send the `code` to your server for `Principals.exchange`, or the `idToken` for `Principals.verifyIdToken`.
 *
 * - `sessionToken`: the token from `options`.
 * - `response`: the `toJSON()` of the credential that `navigator.credentials.get` returned.
 *
 * Fails with:
 *
 * - `PasskeyNotFound` when the passkey is not in the vault. The page needs its `credentialId` and `rpId` to remove the
 *   passkey from the device.
 * - `BadRequest` when the response is invalid, or the session is unknown, used or expired.
 *
 * Calls `POST /v2/{tenancyId}/passkey/authentication/verification` (Passlock 2.6 to 2.9). Retried only when the request
 * never reached the API or was rejected with status 429, because the session works once.
 *
 * @example
 * ```ts
 * import { Authentication, type AuthenticationResponseJSON } from "@passlock-sdk/effect"
 *
 * export const verify = (sessionToken: string, response: AuthenticationResponseJSON) =>
 *   Authentication.verify({ sessionToken, response })
 * ```
 *
 * @since 0.1.0
 * @category operations
 */
export const verify: (request: {
  readonly sessionToken: Secret
  readonly response: AuthenticationResponseJSON
}) => Effect.Effect<AuthenticationSuccess, PasskeyNotFound | CommonError, HttpClient.HttpClient | PasslockTenancy> =
  /*#__PURE__*/ Program.make(verifyAuthentication)
