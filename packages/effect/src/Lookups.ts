/**
 * Looking up the credentials that a page needs to rename or remove passkeys on the device.
 *
 * **Details**
 *
 * Passlock does not document these endpoints, but its own browser client uses them. After an update or a deletion, a
 * server needs no lookup: the `credential` of the returned passkey has the same values.
 *
 * @since 0.1.0
 */
import type * as HttpClient from "@effect/platform/HttpClient"
import {
  type CredentialLookup,
  type CredentialsLookup,
  findCredential,
  findCredentials
} from "@passlock-sdk/contract/Lookup"
import type { CommonError, NotFound } from "@passlock-sdk/contract/PasslockError"
import type * as Effect from "effect/Effect"
import * as Program from "./internal/program.js"
import type { PasslockTenancy } from "./PasslockTenancy.js"

/**
 * Returns the credential of a passkey. Needs no API key.
 *
 * **Details**
 *
 * `passkeyId` is the passkey's Passlock ID. Fails with `NotFound` when the vault has no such passkey.
 *
 * Calls `GET /v2/{tenancyId}/credential/{passkeyId}` (Passlock 2.6). Retried after connection errors, timeouts and
 * status 429 or 5xx.
 *
 * @example
 * ```ts
 * import { Lookups } from "@passlock-sdk/effect"
 *
 * export const credential = Lookups.credential({ passkeyId: "passkey_01" })
 * ```
 *
 * @since 0.1.0
 * @category operations
 */
export const credential: (request: {
  readonly passkeyId: string
}) => Effect.Effect<CredentialLookup, NotFound | CommonError, HttpClient.HttpClient | PasslockTenancy> =
  /*#__PURE__*/ Program.make(findCredential)

/**
 * Returns the credentials of several passkeys of one user. Needs no API key.
 *
 * **Details**
 *
 * `passkeyIds` are the Passlock IDs of the passkeys: at least one, and none with a comma. Fails with `NotFound` when
 * one of them is not in the vault.
 *
 * Calls `GET /v2/{tenancyId}/credentials/{passkeyIds}` (Passlock 2.6). Retried after connection errors, timeouts and
 * status 429 or 5xx.
 *
 * **Gotchas**
 *
 * That one unknown ID fails is the emulator's behavior. Passlock does not document its own: compare the number of
 * credentials with the number of IDs before you signal them to a device.
 *
 * @example
 * ```ts
 * import { Lookups } from "@passlock-sdk/effect"
 *
 * export const credentials = Lookups.credentials({ passkeyIds: ["passkey_01", "passkey_02"] })
 * ```
 *
 * @since 0.1.0
 * @category operations
 */
export const credentials: (request: {
  readonly passkeyIds: ReadonlyArray<string>
}) => Effect.Effect<CredentialsLookup, NotFound | CommonError, HttpClient.HttpClient | PasslockTenancy> =
  /*#__PURE__*/ Program.make(findCredentials)
