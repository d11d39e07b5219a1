/**
 * The ceremony that creates a passkey: the server prepares, the browser gets its options, the response is verified.
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
 * Prepares the registration of a passkey, on the server. The token goes to the page and works once.
 *
 * **Details**
 *
 * - `rpId`: the relying party, the domain the passkey will belong to.
 * - `userId`: the application's own id of the user.
 * - `username`, `displayName`: what the device shows.
 * - `excludeCredentials`: Passlock's ids of passkeys; a device that holds one of them refuses to create another.
 * - `userVerification`: `required`, `preferred` (the default) or `discouraged`.
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
 * Redeems the token for what `navigator.credentials.create` needs. Needs no API key.
 *
 * **Details**
 *
 * A token that is unknown, used or too old fails with `BadRequest`. In a browser the page's origin is recorded now and
 * must be the same at `verify`.
 *
 * Calls `POST /v2/{tenancyId}/passkey/registration/options`.
 *
 * @example
 * ```ts
 * import { Registration } from "@passlock-sdk/effect"
 *
 * export const begin = (registrationToken: string) => Registration.options({ registrationToken })
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
 * Has the authenticator's response checked and the passkey put into the vault. Needs no API key.
 *
 * **Details**
 *
 * `response` is `credential.toJSON()` of what `navigator.credentials.create` gave. The `code` in the answer goes to the
 * server, which exchanges it with `Principals.exchange`; the `idToken` can be checked with `Principals.verifyIdToken`.
 * A response that does not verify, or a session that is unknown, used or too old, fails with `BadRequest`.
 *
 * Calls `POST /v2/{tenancyId}/passkey/registration/verification`.
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
