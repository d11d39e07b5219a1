/**
 * Creating a passkey: the server prepares the registration, the browser fetches its options, and Passlock verifies the
 * authenticator's response.
 *
 * @since 0.1.0
 */
import type * as HttpClient from "@effect/platform/HttpClient"
import * as Endpoints from "@passlock-sdk/contract/Endpoints"
import type { CommonError } from "@passlock-sdk/contract/PasslockError"
import type {
  PreparedPasskeyRegistration,
  RegistrationOptions,
  RegistrationSuccess
} from "@passlock-sdk/contract/Registration"
import type { Secret } from "@passlock-sdk/contract/Strings"
import type { RegistrationResponseJSON, UserVerification } from "@passlock-sdk/contract/WebAuthn"
import type * as Effect from "effect/Effect"
import * as Program from "./internal/program.js"
import type { PasslockConfig } from "./PasslockConfig.js"
import type { PasslockTenancy } from "./PasslockTenancy.js"

/**
 * Prepares a registration on the server and returns a single-use token for the page.
 *
 * **Details**
 *
 * - `rpId`: the relying party, which is the domain that the passkey will belong to.
 * - `userId`: your own id of the user.
 * - `username`, `displayName`: the names that the device shows.
 * - `excludeCredentials`: Passlock's ids of existing passkeys. A device that holds one of them creates no other.
 * - `userVerification`: `required`, `preferred` (default) or `discouraged`.
 * - `timeout`: how long the browser waits for the user, in milliseconds.
 *
 * Calls `POST /v2/{tenancyId}/passkey/registration/prepare`.
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
  /*#__PURE__*/ Program.make(Endpoints.prepareRegistration)

/**
 * Returns the options for `navigator.credentials.create`. Needs no API key.
 *
 * **Details**
 *
 * `registrationToken` is the token returned by `prepare`. Fails with `BadRequest` when the token is unknown, used or
 * expired.
 *
 * Calls `POST /v2/{tenancyId}/passkey/registration/options`.
 *
 * **Gotchas**
 *
 * - In a browser, Passlock records the page's origin; `verify` must be called from the same origin.
 * - Not retried after a lost response: the token may already be used.
 *
 * @example
 * ```ts
 * import { Registration } from "@passlock-sdk/effect"
 *
 * export const start = (registrationToken: string) => Registration.options({ registrationToken })
 * ```
 *
 * @since 0.1.0
 * @category operations
 */
export const options: (request: {
  readonly registrationToken: Secret
}) => Effect.Effect<RegistrationOptions, CommonError, HttpClient.HttpClient | PasslockTenancy> =
  /*#__PURE__*/ Program.make(Endpoints.registrationOptions)

/**
 * Verifies the authenticator's response, adds the passkey to the vault, and returns an exchange code and an id_token.
 * Needs no API key.
 *
 * **Details**
 *
 * Send the `code` to your server, which passes it to `Principals.exchange`, or send the `idToken`, which
 * `Principals.verifyIdToken` checks.
 *
 * - `sessionToken`: the token returned by `options`.
 * - `response`: the `toJSON()` of the credential that `navigator.credentials.create` returned.
 *
 * Fails with `BadRequest` when the response does not verify, or the session is unknown, used or expired.
 *
 * Calls `POST /v2/{tenancyId}/passkey/registration/verification`.
 *
 * **Gotchas**
 *
 * Not retried after a lost response: the passkey may already be in the vault.
 *
 * @example
 * ```ts
 * import { Registration, type RegistrationResponseJSON } from "@passlock-sdk/effect"
 *
 * export const finish = (sessionToken: string, response: RegistrationResponseJSON) =>
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
  /*#__PURE__*/ Program.make(Endpoints.verifyRegistration)
