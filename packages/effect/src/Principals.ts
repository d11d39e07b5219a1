/**
 * Who logged in, and how.
 *
 * @since 0.1.0
 */
import type * as HttpClient from "@effect/platform/HttpClient"
import * as Endpoints from "@passlock-sdk/contract/Endpoints"
import type { KeySet } from "@passlock-sdk/contract/IdToken"
import type { CommonError, InvalidCode, InvalidIdToken } from "@passlock-sdk/contract/PasslockError"
import type { ExtendedPrincipal, Principal } from "@passlock-sdk/contract/Principal"
import type { Secret } from "@passlock-sdk/contract/Strings"
import * as Effect from "effect/Effect"
import * as IdToken from "./internal/idToken.js"
import * as Program from "./internal/program.js"
import type { PasslockConfig } from "./PasslockConfig.js"
import type { PasslockTenancy } from "./PasslockTenancy.js"

/**
 * Exchanges the code of a verified registration or authentication for the principal: who it was, with which passkey.
 *
 * **Details**
 *
 * `code` comes from the browser and lives five minutes; it may be given as text or `Redacted`. Fails with `InvalidCode`
 * when it is unknown, expired or already used.
 *
 * Calls `GET /v2/{tenancyId}/principal/{code}`.
 *
 * **Gotchas**
 *
 * When the answer is lost, the request is not sent again: the code may be used up. Ask the user to log in again.
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
  /*#__PURE__*/ Program.make(Endpoints.exchangePrincipal)

/**
 * Checks an id_token on this machine, against Passlock's keys, and gives the principal that it names. Needs no API key.
 *
 * **Details**
 *
 * Checks the signature (RS256, PS256, PS384 or PS512), then that `passlock.dev` issued it, for this tenancy, and that
 * it has not expired. Fails with `InvalidIdToken`, whose `reason` says which of these did not hold.
 *
 * - `token`: the `idToken` of a verified registration or authentication, as text or `Redacted`.
 * - `clockToleranceSeconds`: how far this machine's clock may be off, 0 to 60 seconds, by default 5.
 * - `keys`: the keys to check with. By default they are fetched, through the same `HttpClient`, and remembered: one
 *   fetch serves any number of verifications, at most one is made in 30 seconds, and while Passlock cannot be reached
 *   the last good ones serve.
 *
 * Calls `GET /v2/.well-known/jwks.json` when it has to.
 *
 * **Gotchas**
 *
 * The keys are remembered with the layer that provides `PasslockTenancy`. Build that layer once, not for every call.
 * An id_token can be used any number of times until it expires; only the code of `exchange` is for one use.
 *
 * @example
 * ```ts
 * import { Principals } from "@passlock-sdk/effect"
 * import * as Effect from "effect/Effect"
 *
 * export const userOf = (token: string) =>
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
  /*#__PURE__*/ Effect.fn(Endpoints.getKeySet.operation, { kind: "client" })((request) =>
    IdToken.verify(Endpoints.getKeySet.operation, request)
  )
