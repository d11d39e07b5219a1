/**
 * The ceremony that uses a passkey: the server prepares, the browser gets its options, the response is verified.
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
 * Prepares an authentication, on the server. The token goes to the page and works once.
 *
 * **Details**
 *
 * - `rpId`: the relying party, the domain the passkeys belong to.
 * - `userId`: the application's own id of the user whose passkeys are allowed.
 * - `allowCredentials`: Passlock's ids of the passkeys that are allowed. At least one of the two must be given.
 * - `userVerification`: `required`, `preferred` (the default) or `discouraged`.
 * - `timeout`: how long the browser waits for the user, in milliseconds.
 *
 * Calls `POST /v2/{tenancyId}/passkey/authentication/prepare`.
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
 * What `navigator.credentials.get` needs: for a prepared authentication, or for one that the page starts by itself.
 * Needs no API key.
 *
 * **Details**
 *
 * A token that is unknown, used or too old fails with `BadRequest`. In a browser the page's origin is recorded now and
 * must be the same at `verify`.
 *
 * Calls `POST /v2/{tenancyId}/passkey/authentication/options`.
 *
 * @example
 * ```ts
 * import { Authentication } from "@passlock-sdk/effect"
 *
 * export const prepared = (authenticationToken: string) => Authentication.options({ authenticationToken })
 *
 * export const startedByThePage = Authentication.options({ rpId: "example.com" })
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
 * Has the authenticator's response checked. Needs no API key.
 *
 * **Details**
 *
 * `response` is `credential.toJSON()` of what `navigator.credentials.get` gave. The `code` in the answer goes to the
 * server, which exchanges it with `Principals.exchange`; the `idToken` can be checked with `Principals.verifyIdToken`.
 *
 * - `PasskeyNotFound`: the device used a passkey that the vault does not hold. `credentialId` and `rpId` are what the
 *   browser needs to remove it from the device.
 * - `BadRequest`: the response does not verify, or the session is unknown, used or too old.
 *
 * Calls `POST /v2/{tenancyId}/passkey/authentication/verification`.
 *
 * @example
 * ```ts
 * import { Authentication, type AuthenticationResponseJSON } from "@passlock-sdk/effect"
 *
 * export const finish = (sessionToken: string, response: AuthenticationResponseJSON) =>
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
