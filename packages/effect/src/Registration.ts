/**
 * Creating a passkey: the server authorizes the registration, the page fetches its options, and Passlock verifies the
 * authenticator's response.
 *
 * @since 0.1.0
 */
import type * as HttpClient from "@effect/platform/HttpClient"
import type { CommonError } from "@passlock-sdk/contract/PasslockError"
import {
  type AuthorizedPasskeyRegistration,
  authorizeRegistration,
  type PreparedPasskeyRegistration,
  prepareRegistration,
  type RegistrationOptions,
  type RegistrationSuccess,
  registrationOptions,
  verifyRegistration
} from "@passlock-sdk/contract/Registration"
import type { Secret } from "@passlock-sdk/contract/Strings"
import type { RegistrationResponseJSON, UserVerification } from "@passlock-sdk/contract/WebAuthn"
import type * as Effect from "effect/Effect"
import * as Program from "./internal/program.js"
import type { PasslockConfig } from "./PasslockConfig.js"
import type { PasslockTenancy } from "./PasslockTenancy.js"

/**
 * Prepares a registration with Passlock 2.6 and returns a token for the page. The token works once.
 *
 * **Details**
 *
 * Only Passlock 2.6 documents this request. From 2.7 on, use `authorize`.
 *
 * - `rpId`: the relying party ID, the domain that the passkey will belong to.
 * - `userId`: the user's ID in your application.
 * - `username`: the name that the device shows for the passkey.
 * - `displayName`: a friendlier name, for devices that show two.
 * - `excludeCredentials`: the Passlock IDs of existing passkeys. A device that holds one of them does not create
 *   another.
 * - `userVerification`: `required`, `preferred` (the default) or `discouraged`.
 * - `timeout`: how long the browser waits for the user, in milliseconds. Above 0.
 *
 * Calls `POST /v2/{tenancyId}/passkey/registration/prepare` (Passlock 2.6). Retried only when the request never reached
 * the API or was rejected with status 429.
 *
 * @example
 * ```ts
 * import { Registration } from "@passlock-sdk/effect"
 *
 * export const prepared = Registration.prepare({
 *   rpId: "example.com",
 *   userId: "user_01",
 *   username: "ada@example.com"
 * })
 * ```
 *
 * @since 0.1.0
 * @category operations
 */
export const prepare: (request: {
  readonly rpId: string
  readonly userId: string
  readonly username: string
  readonly displayName?: string | undefined
  readonly excludeCredentials?: ReadonlyArray<string> | undefined
  readonly userVerification?: UserVerification | undefined
  readonly timeout?: number | undefined
}) => Effect.Effect<PreparedPasskeyRegistration, CommonError, HttpClient.HttpClient | PasslockConfig> =
  /*#__PURE__*/ Program.make(prepareRegistration)

/**
 * Authorizes a registration and returns a token for the page. The token works once.
 *
 * **Details**
 *
 * - `rpId`: the relying party ID, the domain that the passkey will belong to. Sent in lower case.
 * - `rpName`: the name of the relying party, which some devices show. Not blank.
 * - `userId`: the user's ID in your application.
 * - `username`: the name that the device shows for the passkey.
 * - `displayName`: a friendlier name, for devices that show two.
 * - `excludeCredentials`: the Passlock IDs of existing passkeys. A device that holds one of them does not create another.
 * - `userVerification`: `required`, `preferred` (the default) or `discouraged`.
 * - `timeout`: how long the browser waits for the user, in milliseconds. Above 0.
 *
 * Calls `POST /v2/{tenancyId}/passkey/registration/authorize` (Passlock 2.7 to 2.9). Retried only when the request
 * never reached the API or was rejected with status 429.
 *
 * @example
 * ```ts
 * import { Registration } from "@passlock-sdk/effect"
 *
 * export const authorized = Registration.authorize({
 *   rpId: "example.com",
 *   rpName: "Example",
 *   userId: "user_01",
 *   username: "ada@example.com"
 * })
 * ```
 *
 * @since 0.1.0
 * @category operations
 */
export const authorize: (request: {
  readonly rpId: string
  readonly rpName?: string | undefined
  readonly userId: string
  readonly username: string
  readonly displayName?: string | undefined
  readonly excludeCredentials?: ReadonlyArray<string> | undefined
  readonly userVerification?: UserVerification | undefined
  readonly timeout?: number | undefined
}) => Effect.Effect<AuthorizedPasskeyRegistration, CommonError, HttpClient.HttpClient | PasslockConfig> =
  /*#__PURE__*/ Program.make(authorizeRegistration)

/**
 * Returns the options for `navigator.credentials.create`. Needs no API key.
 *
 * **Details**
 *
 * `registrationToken` is the token from `authorize` or `prepare`. Fails with `BadRequest` when the token is unknown, used or
 * expired.
 *
 * Calls `POST /v2/{tenancyId}/passkey/registration/options` (Passlock 2.6 to 2.9). Retried only when the request never
 * reached the API or was rejected with status 429, because the token works once.
 *
 * **Gotchas**
 *
 * In a browser, Passlock records the page's origin, and `verify` must be called from the same origin.
 *
 * @example
 * ```ts
 * import { Registration } from "@passlock-sdk/effect"
 *
 * export const options = (registrationToken: string) => Registration.options({ registrationToken })
 * ```
 *
 * @since 0.1.0
 * @category operations
 */
export const options: (request: {
  readonly registrationToken: Secret
}) => Effect.Effect<RegistrationOptions, CommonError, HttpClient.HttpClient | PasslockTenancy> =
  /*#__PURE__*/ Program.make(registrationOptions)

/**
 * Verifies the authenticator's response, adds the passkey to the vault, and returns an exchange code and an id_token.
 * Needs no API key.
 *
 * **Details**
 *
 * Send the `code` to your server for `Principals.exchange`, or the `idToken` for `Principals.verifyIdToken`.
 *
 * - `sessionToken`: the token from `options`.
 * - `response`: the `toJSON()` of the credential that `navigator.credentials.create` returned.
 *
 * Fails with `BadRequest` when the response is invalid, or the session is unknown, used or expired.
 *
 * Calls `POST /v2/{tenancyId}/passkey/registration/verification` (Passlock 2.6 to 2.9). Retried only when the request
 * never reached the API or was rejected with status 429, because the session works once.
 *
 * **Gotchas**
 *
 * After a `TransportError` or a `RequestTimeout`, the passkey may already be in the vault.
 *
 * @example
 * ```ts
 * import { Registration, type RegistrationResponseJSON } from "@passlock-sdk/effect"
 *
 * export const verify = (sessionToken: string, response: RegistrationResponseJSON) =>
 *   Registration.verify({ sessionToken, response })
 * ```
 *
 * @since 0.1.0
 * @category operations
 */
export const verify: (request: {
  readonly sessionToken: Secret
  readonly response: RegistrationResponseJSON
}) => Effect.Effect<RegistrationSuccess, CommonError, HttpClient.HttpClient | PasslockTenancy> =
  /*#__PURE__*/ Program.make(verifyRegistration)
