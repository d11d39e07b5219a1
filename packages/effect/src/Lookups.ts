/**
 * Looking up the credentials that a page needs to update or remove passkeys on the device.
 *
 * **Details**
 *
 * Passlock does not document these endpoints; its own browser client uses them. A server that has just updated or deleted
 * a passkey needs no lookup: the returned passkey has the same values in its `credential`.
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
 * Returns the credential of a passkey. Needs no API key.
 *
 * **Details**
 *
 * `passkeyId` is Passlock's id of the passkey. Fails with `NotFound` when the vault has no such passkey.
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
 * Returns the credentials of several passkeys of one user. Needs no API key.
 *
 * **Details**
 *
 * `passkeyIds` are Passlock's ids of the passkeys: at least one, and none with a comma. Fails with `NotFound` when the
 * vault has none of them.
 *
 * Calls `GET /v2/{tenancyId}/credentials/{passkeyIds}`.
 *
 * **Gotchas**
 *
 * Passkeys that the vault does not have are missing from the result.
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
