/**
 * What a page must know of a passkey before it can tell the device about it.
 *
 * **Details**
 *
 * Passlock does not document these endpoints; its own browser client uses them. A server that just changed or deleted a
 * passkey has been answered the same values, as its `credential`.
 *
 * @since 0.1.0
 */
import type * as HttpClient from "@effect/platform/HttpClient"
import * as Endpoints from "@passlock-sdk/contract/Endpoints"
import type { CredentialLookup, CredentialsLookup } from "@passlock-sdk/contract/Passkey"
import type { CommonError, NotFound } from "@passlock-sdk/contract/PasslockError"
import type * as Effect from "effect/Effect"
import * as Program from "./internal/program.js"
import type { PasslockTenancy } from "./PasslockTenancy.js"

/**
 * Finds the credential of a passkey. Needs no API key.
 *
 * **Details**
 *
 * - `passkeyId`: Passlock's id of the passkey.
 * - `NotFound`: the vault does not hold it.
 *
 * Calls `GET /v2/{tenancyId}/credential/{passkeyId}`.
 *
 * @example
 * ```ts
 * import { Lookups } from "@passlock-sdk/effect"
 *
 * export const found = Lookups.credential({ passkeyId: "passkey_01" })
 * ```
 *
 * @since 0.1.0
 * @category operations
 */
export const credential: (request: {
  readonly passkeyId: string
}) => Effect.Effect<CredentialLookup, NotFound | CommonError, HttpClient.HttpClient | PasslockTenancy> =
  /*#__PURE__*/ Program.make(Endpoints.findCredential)

/**
 * Finds the credentials of several passkeys of one user. Needs no API key.
 *
 * **Details**
 *
 * - `passkeyIds`: Passlock's ids of the passkeys, at least one; none may hold a comma.
 * - `NotFound`: the vault holds none of them. One that it does not hold is left out of the answer.
 *
 * Calls `GET /v2/{tenancyId}/credentials/{passkeyIds}`.
 *
 * @example
 * ```ts
 * import { Lookups } from "@passlock-sdk/effect"
 *
 * export const found = Lookups.credentials({ passkeyIds: ["passkey_01", "passkey_02"] })
 * ```
 *
 * @since 0.1.0
 * @category operations
 */
export const credentials: (request: {
  readonly passkeyIds: ReadonlyArray<string>
}) => Effect.Effect<CredentialsLookup, NotFound | CommonError, HttpClient.HttpClient | PasslockTenancy> =
  /*#__PURE__*/ Program.make(Endpoints.findCredentials)
