/**
 * Finding out who logged in, and with which passkey.
 *
 * @since 0.1.0
 */
import type * as HttpClient from "@effect/platform/HttpClient"
import { getKeySet, type KeySet } from "@passlock-sdk/contract/IdToken"
import type { CommonError, InvalidCode, InvalidIdToken } from "@passlock-sdk/contract/PasslockError"
import { type ExtendedPrincipal, exchangePrincipal, type Principal } from "@passlock-sdk/contract/Principal"
import type { Secret } from "@passlock-sdk/contract/Strings"
import * as Effect from "effect/Effect"
import * as IdToken from "./internal/idToken.js"
import * as Program from "./internal/program.js"
import type { PasslockConfig } from "./PasslockConfig.js"
import type { PasslockTenancy } from "./PasslockTenancy.js"

/**
 * Exchanges the code of a verified registration or authentication for the principal: the user and the passkey.
 *
 * **Details**
 *
 * `code` is the exchange code from the page, a string or `Redacted`. It expires after five minutes. Fails with
 * `InvalidCode` when the code is unknown, expired or already used.
 *
 * Calls `GET /v2/{tenancyId}/principal/{code}` (Passlock 2.6 to 2.9). Retried only when the request never reached the
 * API or was rejected with status 429, because the code works once.
 *
 * **Gotchas**
 *
 * After a `TransportError` or a `RequestTimeout`, the code may already be used. Ask the user to log in again.
 *
 * @example
 * ```ts
 * import { Principals } from "@passlock-sdk/effect"
 * import * as Effect from "effect/Effect"
 *
 * export const logIn = (code: string) =>
 *   Principals.exchange({ code }).pipe(
 *     Effect.map((principal) => principal.userId),
 *     Effect.catchTag("InvalidCode", () => Effect.succeed(undefined))
 *   )
 * ```
 *
 * @since 0.1.0
 * @category operations
 */
export const exchange: (request: {
  readonly code: Secret
}) => Effect.Effect<ExtendedPrincipal, InvalidCode | CommonError, HttpClient.HttpClient | PasslockConfig> =
  /*#__PURE__*/ Program.make(exchangePrincipal)

/**
 * Verifies an id_token locally against Passlock's public keys and returns its principal. Needs no API key.
 *
 * **Details**
 *
 * Verifies the signature (RS256, PS256, PS384 or PS512) first, then the issuer (`passlock.dev`), the audience (this
 * tenancy) and the expiry. Fails with `InvalidIdToken`, whose `reason` names the failed check.
 *
 * - `token`: the `idToken` of a verified registration or authentication, a string or `Redacted`.
 * - `clockToleranceSeconds`: the accepted clock difference, in seconds: 0 to 60. Default: 5.
 * - `keys`: the public keys to verify with. By default, they are fetched through the same `HttpClient` and cached.
 *
 * The cache:
 *
 * - Concurrent verifications share one fetch, and fetches are at least 30 seconds apart. Until the first one succeeds,
 *   they are 1 second apart, then 2, 4, 8, 16 and 30.
 * - A token whose key is not cached waits for a fetch or, until 30 seconds after the last one, fails with `unknown-key`.
 * - Keys that are 10 minutes old are still used at once, while a fetch replaces them in the background.
 * - Keys that are 24 hours old are never used. So a key that Passlock has revoked is accepted until the next fetch
 *   succeeds, and for at most 24 hours.
 *
 * Calls `GET /v2/.well-known/jwks.json` (Passlock 2.6 to 2.9) when the cached keys are missing, outdated or lack the
 * token's key. Retried after connection errors, timeouts and status 429 or 5xx.
 *
 * **Gotchas**
 *
 * - The cache belongs to the `HttpClient` and the endpoint; tenancies share it. Build the layer of the `HttpClient` once,
 *   not for every call.
 * - An id_token can be used many times until it expires. The code of `exchange` works once.
 *
 * @example
 * ```ts
 * import { Principals } from "@passlock-sdk/effect"
 * import * as Effect from "effect/Effect"
 *
 * export const userIdOf = (token: string) =>
 *   Principals.verifyIdToken({ token }).pipe(
 *     Effect.map((principal) => principal.userId),
 *     Effect.catchTag("InvalidIdToken", (error) => Effect.fail(error.reason))
 *   )
 * ```
 *
 * @since 0.1.0
 * @category operations
 */
export const verifyIdToken: (request: {
  readonly token: Secret
  readonly clockToleranceSeconds?: number | undefined
  readonly keys?: KeySet | undefined
}) => Effect.Effect<Principal, InvalidIdToken | CommonError, HttpClient.HttpClient | PasslockTenancy> =
  /*#__PURE__*/ Effect.fn(getKeySet.operation, { kind: "client" })((request) =>
    IdToken.verify(getKeySet.operation, request)
  )
