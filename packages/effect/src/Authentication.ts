/**
 * Logging in with a passkey: the server prepares the authentication, the browser fetches its options, and Passlock
 * verifies the authenticator's response.
 *
 * @since 0.1.0
 */
import type * as HttpClient from "@effect/platform/HttpClient"
import type {
  AuthenticationOptions,
  AuthenticationSuccess,
  PreparedPasskeyAuthentication
} from "@passlock-sdk/contract/Authentication"
import * as Endpoints from "@passlock-sdk/contract/Endpoints"
import type { CommonError, PasskeyNotFound } from "@passlock-sdk/contract/PasslockError"
import type { Secret } from "@passlock-sdk/contract/Strings"
import type { AuthenticationResponseJSON, UserVerification } from "@passlock-sdk/contract/WebAuthn"
import type * as Effect from "effect/Effect"
import * as Program from "./internal/program.js"
import type { PasslockConfig } from "./PasslockConfig.js"
import type { PasslockTenancy } from "./PasslockTenancy.js"

/**
 * Prepares an authentication and returns a token for the page. The token works once.
 *
 * **Details**
 *
 * Pass `userId`, `allowCredentials` or both.
 *
 * - `rpId`: the relying party ID, the domain that the passkeys belong to.
 * - `userId`: the user's ID in your application. All passkeys of this user are allowed.
 * - `allowCredentials`: the Passlock IDs of the allowed passkeys.
 * - `userVerification`: `required`, `preferred` (the default) or `discouraged`.
 * - `timeout`: how long the browser waits for the user, in milliseconds. Above 0.
 *
 * Calls `POST /v2/{tenancyId}/passkey/authentication/prepare`. Retried only when the request never reached the API or
 * was rejected with status 429.
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
  /*#__PURE__*/ Program.make(Endpoints.prepareAuthentication)

/**
 * Returns the options for `navigator.credentials.get`. Needs no API key.
 *
 * **Details**
 *
 * Pass the `authenticationToken` from `prepare`, or an `rpId` if the page starts the authentication itself:
 *
 * - `rpId`: the relying party ID, the domain that the passkeys belong to.
 * - `allowCredentials`: the Passlock IDs of the allowed passkeys. Without them, the user chooses one.
 * - `userVerification`: `required`, `preferred` (the default) or `discouraged`.
 * - `timeout`: how long the browser waits for the user, in milliseconds. Above 0.
 *
 * Fails with `BadRequest` when the token is unknown, used or expired.
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
 * import { Authentication } from "@passlock-sdk/effect"
 *
 * export const prepared = (authenticationToken: string) => Authentication.options({ authenticationToken })
 *
 * export const unprepared = Authentication.options({ rpId: "example.com" })
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
  /*#__PURE__*/ Program.make(Endpoints.authenticationOptions)

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
 * Calls `POST /v2/{tenancyId}/passkey/authentication/verification`. Retried only when the request never reached the API
 * or was rejected with status 429, because the session works once.
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
  /*#__PURE__*/ Program.make(Endpoints.verifyAuthentication)
