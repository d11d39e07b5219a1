/**
 * Managing the passkeys in the vault.
 *
 * @since 0.1.0
 */
import type * as HttpClient from "@effect/platform/HttpClient"
import {
  type DeletedPasskeys,
  deletePasskey,
  deleteUserPasskeys,
  exchangePasskeyDeletion,
  exchangePasskeyPruning,
  exchangePasskeyUpdate,
  type FindAllPasskeys,
  getPasskey,
  listPasskeys,
  type Passkey,
  type PasskeyDeletionInstructions,
  type PasskeyPruningInstructions,
  type PasskeySummary,
  type PasskeyUpdateInstructions,
  type PreparedPasskeyDeletion,
  type PreparedPasskeyPruning,
  type PreparedPasskeyUpdate,
  type PreparePasskeyDeletion,
  preparePasskeyDeletion,
  preparePasskeyPruning,
  preparePasskeyUpdate,
  type UpdatedPasskeys,
  updatePasskey,
  updateUserPasskeys
} from "@passlock-sdk/contract/Passkey"
import { type CommonError, type NotFound, UnexpectedResponse } from "@passlock-sdk/contract/PasslockError"
import { endlessPage } from "@passlock-sdk/contract/protocol/Response"
import type { Secret } from "@passlock-sdk/contract/Strings"
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"
import * as Program from "./internal/program.js"
import type { PasslockConfig } from "./PasslockConfig.js"
import type { PasslockTenancy } from "./PasslockTenancy.js"

const requestPage = /*#__PURE__*/ Program.make(listPasskeys)

/**
 * Returns one page of the passkeys in the vault.
 *
 * **Details**
 *
 * Omit `cursor` for the first page; pass the `cursor` of a page to get the next one. It is `null` on the last page.
 * Passlock decides the page size. `stream` follows the cursors for you.
 *
 * Calls `GET /v2/{tenancyId}/passkeys/` (Passlock 2.6 to 2.9). Retried after connection errors, timeouts and status 429
 * or 5xx.
 *
 * @example
 * ```ts
 * import { Passkeys } from "@passlock-sdk/effect"
 * import * as Effect from "effect/Effect"
 *
 * export const firstIds = Effect.gen(function* () {
 *   const page = yield* Passkeys.list()
 *   return page.records.map((passkey) => passkey.id)
 * })
 * ```
 *
 * @since 0.1.0
 * @category operations
 */
export const list = (
  request: { readonly cursor?: string | undefined } = {}
): Effect.Effect<FindAllPasskeys, CommonError, HttpClient.HttpClient | PasslockConfig> => requestPage(request)

/**
 * Streams every passkey in the vault.
 *
 * **Details**
 *
 * Each page is requested when the previous one is consumed, so a stream that stops early reads at most one page ahead.
 * A page that still fails after its retries fails the stream.
 *
 * Calls `GET /v2/{tenancyId}/passkeys/` (Passlock 2.6 to 2.9) once per page. Each page is retried like a call of
 * `list`.
 *
 * **Gotchas**
 *
 * Pages that point to each other in a circle fail the stream with `UnexpectedResponse`, because it would never end. Some
 * of their passkeys may have been emitted more than once.
 *
 * @example
 * ```ts
 * import { Passkeys } from "@passlock-sdk/effect"
 * import * as Stream from "effect/Stream"
 *
 * export const countEnabled = Passkeys.stream().pipe(
 *   Stream.filter((passkey) => passkey.enabled),
 *   Stream.runCount
 * )
 * ```
 *
 * @since 0.1.0
 * @category operations
 */
export const stream = (): Stream.Stream<PasskeySummary, CommonError, HttpClient.HttpClient | PasslockConfig> =>
  Stream.paginateChunkEffect(start, (position) =>
    Effect.flatMap(list({ cursor: position.cursor }), ({ cursor, records }) => {
      if (cursor === "" || cursor === position.seen) return Effect.fail(endless(cursor))
      return Effect.succeed([
        Chunk.unsafeFromArray(records),
        cursor === null ? Option.none() : Option.some(after(position, cursor))
      ] as const)
    })
  )

/** A place in the list, with one earlier cursor: in any circle of cursors, it comes again. */
interface Position {
  readonly cursor: string | undefined
  readonly seen: string | undefined
  /** How many more cursors are compared with `seen`, and with the one after it. */
  readonly left: number
  readonly next: number
}

const start: Position = { cursor: undefined, seen: undefined, left: 0, next: 1 }

/** Brent's cycle detection: `seen` moves on after 1, 2, 4, 8 … cursors. */
const after = ({ left, next, seen }: Position, cursor: string): Position =>
  left === 0 ? { cursor, seen: cursor, left: next, next: next * 2 } : { cursor, seen, left: left - 1, next }

const endless = (cursor: string): UnexpectedResponse => {
  const { operation, success } = listPasskeys
  const { body, ...fields } = endlessPage(operation, success.status, cursor)
  return new UnexpectedResponse({ ...fields, body: Redacted.make(body) }, true)
}

/**
 * Returns a passkey.
 *
 * **Details**
 *
 * `passkeyId` is the passkey's Passlock ID, not the credential ID. Fails with `NotFound` when the vault has no such
 * passkey.
 *
 * Calls `GET /v2/{tenancyId}/passkeys/{passkeyId}` (Passlock 2.6 to 2.9). Retried after connection errors, timeouts and
 * status 429 or 5xx.
 *
 * @example
 * ```ts
 * import { Passkeys } from "@passlock-sdk/effect"
 * import * as Effect from "effect/Effect"
 *
 * export const lastUsed = (passkeyId: string) =>
 *   Passkeys.get({ passkeyId }).pipe(
 *     Effect.map((passkey) => passkey.lastUsed),
 *     Effect.catchTag("NotFound", () => Effect.succeed(undefined))
 *   )
 * ```
 *
 * @since 0.1.0
 * @category operations
 */
export const get: (request: {
  readonly passkeyId: string
}) => Effect.Effect<Passkey, NotFound | CommonError, HttpClient.HttpClient | PasslockConfig> =
  /*#__PURE__*/ Program.make(getPasskey)

/**
 * Renames a passkey in the vault and returns it.
 *
 * **Details**
 *
 * Only Passlock 2.6 documents this request. From 2.7 on, `prepareUpdate` renames all passkeys of a user.
 *
 * - `passkeyId`: the passkey's Passlock ID.
 * - `username`: the new username.
 *
 * Fails with `NotFound` when the vault has no such passkey.
 *
 * Calls `PATCH /v2/{tenancyId}/passkeys/{passkeyId}` (Passlock 2.6). Retried after connection errors, timeouts and
 * status 429 or 5xx.
 *
 * **Gotchas**
 *
 * The device shows the old username until a page signals the new one to it, with `signals.currentUserDetails` of the
 * browser package.
 *
 * @example
 * ```ts
 * import { Passkeys } from "@passlock-sdk/effect"
 *
 * export const rename = Passkeys.update({ passkeyId: "passkey_01", username: "ada@example.com" })
 * ```
 *
 * @since 0.1.0
 * @category operations
 */
export const update: (request: {
  readonly passkeyId: string
  readonly username?: string | undefined
}) => Effect.Effect<Passkey, NotFound | CommonError, HttpClient.HttpClient | PasslockConfig> =
  /*#__PURE__*/ Program.make(updatePasskey)

const delete_: (request: {
  readonly passkeyId: string
}) => Effect.Effect<Passkey, NotFound | CommonError, HttpClient.HttpClient | PasslockConfig> =
  /*#__PURE__*/ Program.make(deletePasskey)

export {
  /**
   * Deletes a passkey from the vault and returns it as it was.
   *
   * **Details**
   *
   * Only Passlock 2.6 documents this request. From 2.7 on, use `prepareDeletion`.
   *
   * `passkeyId` is the passkey's Passlock ID. Fails with `NotFound` when the vault has no such passkey.
   *
   * Calls `DELETE /v2/{tenancyId}/passkeys/{passkeyId}` (Passlock 2.6). Retried after connection errors, timeouts and
   * status 429 or 5xx.
   *
   * **Gotchas**
   *
   * The device keeps offering the passkey until a page signals its removal, with `signals.unknownCredential` of the browser
   * package.
   *
   * After `NotFound` with `attempts` above 1, an earlier attempt may have deleted the passkey.
   *
   * @example
   * ```ts
   * import { Passkeys } from "@passlock-sdk/effect"
   *
   * export const remove = Passkeys.delete({ passkeyId: "passkey_01" })
   * ```
   *
   * @since 0.1.0
   * @category operations
   */
  delete_ as delete
}

/**
 * Renames all passkeys of a user in the vault and returns them.
 *
 * **Details**
 *
 * Only Passlock 2.6 documents this request. From 2.7 on, use `prepareUpdate`.
 *
 * - `userId`: the user's ID in your application.
 * - `username`: the new username.
 *
 * Fails with `NotFound` when the user has no passkeys.
 *
 * Calls `PATCH /v2/{tenancyId}/users/{userId}/passkeys/` (Passlock 2.6). Retried after connection errors, timeouts and
 * status 429 or 5xx.
 *
 * **Gotchas**
 *
 * The device shows the old username until a page signals the new one to it, with `signals.currentUserDetails` of the
 * browser package.
 *
 * @example
 * ```ts
 * import { Passkeys } from "@passlock-sdk/effect"
 *
 * export const rename = Passkeys.updateForUser({ userId: "user_01", username: "ada@example.com" })
 * ```
 *
 * @since 0.1.0
 * @category operations
 */
export const updateForUser: (request: {
  readonly userId: string
  readonly username: string
}) => Effect.Effect<UpdatedPasskeys, NotFound | CommonError, HttpClient.HttpClient | PasslockConfig> =
  /*#__PURE__*/ Program.make(updateUserPasskeys)

/**
 * Deletes all passkeys of a user from the vault and returns them as they were.
 *
 * **Details**
 *
 * Only Passlock 2.6 documents this request. From 2.7 on, use `prepareDeletion`.
 *
 * `userId` is the user's ID in your application. Fails with `NotFound` when the user has no passkeys.
 *
 * Calls `DELETE /v2/{tenancyId}/users/{userId}/passkeys/` (Passlock 2.6). Retried after connection errors, timeouts and
 * status 429 or 5xx.
 *
 * **Gotchas**
 *
 * The device keeps offering the passkeys until a page signals their removal, with `signals.unknownCredential` of the
 * browser package.
 *
 * After `NotFound` with `attempts` above 1, an earlier attempt may have deleted the passkeys.
 *
 * @example
 * ```ts
 * import { Passkeys } from "@passlock-sdk/effect"
 *
 * export const removeAll = Passkeys.deleteForUser({ userId: "user_01" })
 * ```
 *
 * @since 0.1.0
 * @category operations
 */
export const deleteForUser: (request: {
  readonly userId: string
}) => Effect.Effect<DeletedPasskeys, NotFound | CommonError, HttpClient.HttpClient | PasslockConfig> =
  /*#__PURE__*/ Program.make(deleteUserPasskeys)

/**
 * Renames all passkeys of a user in the vault, and returns a token for the user's page to rename them on the device. The
 * token works once.
 *
 * **Details**
 *
 * - `userId`: the user's ID in your application.
 * - `username`: the new username.
 * - `displayName`: a friendlier name, for devices that show two. Passlock does not store it.
 *
 * The page passes the token to `exchangeUpdate`. A user without passkeys is not an error: `warnings` has
 * `NO_PASSKEYS_FOUND`.
 *
 * Calls `POST /v2/{tenancyId}/passkeys/update` (Passlock 2.7 to 2.9). Retried only when the request never reached the
 * API or was rejected with status 429.
 *
 * @example
 * ```ts
 * import { Passkeys } from "@passlock-sdk/effect"
 *
 * export const rename = Passkeys.prepareUpdate({ userId: "user_01", username: "ada@example.com", displayName: "Ada" })
 * ```
 *
 * @since 0.1.0
 * @category operations
 */
export const prepareUpdate: (request: {
  readonly userId: string
  readonly username: string
  readonly displayName?: string | undefined
}) => Effect.Effect<PreparedPasskeyUpdate, CommonError, HttpClient.HttpClient | PasslockConfig> =
  /*#__PURE__*/ Program.make(preparePasskeyUpdate)

/**
 * Deletes passkeys from the vault, and returns a token for the user's page to remove them from the device. The token works
 * once.
 *
 * **Details**
 *
 * Pass exactly one of:
 *
 * - `passkeyIds`: the Passlock IDs of the passkeys, at least one.
 * - `userId`: the user's ID in your application. All passkeys of this user are deleted.
 *
 * The page passes the token to `exchangeDeletion`. An ID that is not in the vault is not an error: `warnings` has
 * `PASSKEY_NOT_FOUND` with its `passkeyId`, or `NO_PASSKEYS_FOUND` for a user without passkeys.
 *
 * Calls `POST /v2/{tenancyId}/passkeys/delete` (Passlock 2.7 to 2.9). Retried only when the request never reached the
 * API or was rejected with status 429.
 *
 * **Gotchas**
 *
 * The passkeys leave the vault at once, whether or not a page exchanges the token.
 *
 * @example
 * ```ts
 * import { Passkeys } from "@passlock-sdk/effect"
 *
 * export const remove = Passkeys.prepareDeletion({ passkeyIds: ["passkey_01"] })
 *
 * export const removeAll = Passkeys.prepareDeletion({ userId: "user_01" })
 * ```
 *
 * @since 0.1.0
 * @category operations
 */
export const prepareDeletion: (
  request: PreparePasskeyDeletion
) => Effect.Effect<PreparedPasskeyDeletion, CommonError, HttpClient.HttpClient | PasslockConfig> =
  /*#__PURE__*/ Program.make(preparePasskeyDeletion)

/**
 * Returns a token for the user's page to remove from the device every passkey of the user that is not in the vault. The
 * token works once.
 *
 * **Details**
 *
 * `userId` is the user's ID in your application. The vault stays as it is.
 *
 * The page passes the token to `exchangePruning`. A user without passkeys is not an error: `warnings` has
 * `NO_PASSKEYS_FOUND`.
 *
 * Calls `POST /v2/{tenancyId}/passkeys/prune` (Passlock 2.7 to 2.9). Retried only when the request never reached the
 * API or was rejected with status 429.
 *
 * @example
 * ```ts
 * import { Passkeys } from "@passlock-sdk/effect"
 *
 * export const prune = Passkeys.preparePruning({ userId: "user_01" })
 * ```
 *
 * @since 0.1.0
 * @category operations
 */
export const preparePruning: (request: {
  readonly userId: string
}) => Effect.Effect<PreparedPasskeyPruning, CommonError, HttpClient.HttpClient | PasslockConfig> =
  /*#__PURE__*/ Program.make(preparePasskeyPruning)

/**
 * Returns what a page signals to the device to rename its passkeys. Needs no API key.
 *
 * **Details**
 *
 * `updatePasskeysToken` is the token from `prepareUpdate`. It works once. Fails with `BadRequest` when the token is
 * unknown, used or expired.
 *
 * Each instruction has the values for the browser's signal `currentUserDetails`. The browser package exchanges the
 * token and sends the signals.
 *
 * Calls `POST /v2/{tenancyId}/passkeys/update/exchange` (Passlock 2.7 to 2.9). Retried only when the request never
 * reached the API or was rejected with status 429, because the token works once.
 *
 * @example
 * ```ts
 * import { Passkeys } from "@passlock-sdk/effect"
 *
 * export const instructions = (updatePasskeysToken: string) => Passkeys.exchangeUpdate({ updatePasskeysToken })
 * ```
 *
 * @since 0.1.0
 * @category operations
 */
export const exchangeUpdate: (request: {
  readonly updatePasskeysToken: Secret
}) => Effect.Effect<PasskeyUpdateInstructions, CommonError, HttpClient.HttpClient | PasslockTenancy> =
  /*#__PURE__*/ Program.make(exchangePasskeyUpdate)

/**
 * Returns what a page signals to the device to remove deleted passkeys. Needs no API key.
 *
 * **Details**
 *
 * `deletePasskeysToken` is the token from `prepareDeletion`. It works once. Fails with `BadRequest` when the token is
 * unknown, used or expired.
 *
 * Each instruction has the values for the browser's signal `unknownCredential`. The browser package exchanges the
 * token and sends the signals.
 *
 * Calls `POST /v2/{tenancyId}/passkeys/delete/exchange` (Passlock 2.7 to 2.9). Retried only when the request never
 * reached the API or was rejected with status 429, because the token works once.
 *
 * @example
 * ```ts
 * import { Passkeys } from "@passlock-sdk/effect"
 *
 * export const instructions = (deletePasskeysToken: string) => Passkeys.exchangeDeletion({ deletePasskeysToken })
 * ```
 *
 * @since 0.1.0
 * @category operations
 */
export const exchangeDeletion: (request: {
  readonly deletePasskeysToken: Secret
}) => Effect.Effect<PasskeyDeletionInstructions, CommonError, HttpClient.HttpClient | PasslockTenancy> =
  /*#__PURE__*/ Program.make(exchangePasskeyDeletion)

/**
 * Returns what a page signals to the device to remove every passkey of the user that is not in the vault. Needs no API
 * key.
 *
 * **Details**
 *
 * `prunePasskeysToken` is the token from `preparePruning`. It works once. Fails with `BadRequest` when the token is
 * unknown, used or expired.
 *
 * Each instruction has the values for the browser's signal `allAcceptedCredentials`. The browser package exchanges the
 * token and sends the signals.
 *
 * Calls `POST /v2/{tenancyId}/passkeys/prune/exchange` (Passlock 2.7 to 2.9). Retried only when the request never
 * reached the API or was rejected with status 429, because the token works once.
 *
 * @example
 * ```ts
 * import { Passkeys } from "@passlock-sdk/effect"
 *
 * export const instructions = (prunePasskeysToken: string) => Passkeys.exchangePruning({ prunePasskeysToken })
 * ```
 *
 * @since 0.1.0
 * @category operations
 */
export const exchangePruning: (request: {
  readonly prunePasskeysToken: Secret
}) => Effect.Effect<PasskeyPruningInstructions, CommonError, HttpClient.HttpClient | PasslockTenancy> =
  /*#__PURE__*/ Program.make(exchangePasskeyPruning)
