/**
 * The passkeys of the vault.
 *
 * @since 0.1.0
 */
import type * as HttpClient from "@effect/platform/HttpClient"
import * as Endpoints from "@passlock-sdk/contract/Endpoints"
import type {
  DeletedPasskeys,
  FindAllPasskeys,
  Passkey,
  PasskeySummary,
  UpdatedPasskeys
} from "@passlock-sdk/contract/Passkey"
import { type CommonError, type NotFound, UnexpectedResponse } from "@passlock-sdk/contract/PasslockError"
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"
import * as Program from "./internal/program.js"
import type { PasslockConfig } from "./PasslockConfig.js"

const requestPage = /*#__PURE__*/ Program.make(Endpoints.listPasskeys)

/**
 * One page of the vault.
 *
 * **Details**
 *
 * Without a `cursor` it is the first page; with the `cursor` of a page it is the next one. On the last page `cursor` is
 * `null`. How long a page is, is for Passlock to decide. `stream` turns the pages for you.
 *
 * Calls `GET /v2/{tenancyId}/passkeys/`.
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
 * Every passkey of the vault, page after page.
 *
 * **Details**
 *
 * The next page is requested when the passkeys of the last one have been taken, so a stream that is left early requests
 * no more than it used. A page that fails after its retries fails the stream.
 *
 * Calls `GET /v2/{tenancyId}/passkeys/` once for each page.
 *
 * **Gotchas**
 *
 * A page that names itself as the next one would never end; it fails the stream with `UnexpectedResponse`.
 *
 * @example
 * ```ts
 * import { Passkeys } from "@passlock-sdk/effect"
 * import * as Stream from "effect/Stream"
 *
 * export const enabled = Passkeys.stream().pipe(
 *   Stream.filter((passkey) => passkey.enabled),
 *   Stream.runCount
 * )
 * ```
 *
 * @since 0.1.0
 * @category operations
 */
export const stream = (): Stream.Stream<PasskeySummary, CommonError, HttpClient.HttpClient | PasslockConfig> =>
  Stream.paginateChunkEffect(undefined as string | undefined, (cursor) =>
    Effect.flatMap(list({ cursor }), (page) =>
      page.cursor !== null && (page.cursor === cursor || page.cursor === "")
        ? Effect.fail(endless(page.cursor))
        : Effect.succeed([Chunk.unsafeFromArray(page.records), Option.fromNullable(page.cursor)] as const)
    )
  )

const endless = (cursor: string): UnexpectedResponse =>
  new UnexpectedResponse(
    {
      operation: Endpoints.listPasskeys.operation,
      attempts: 1,
      status: Endpoints.listPasskeys.success.status,
      body: Redacted.make(cursor),
      message: `${Endpoints.listPasskeys.operation}: Unexpected answer: cursor: the page names itself as the next one, so the list would never end.`
    },
    true
  )

/**
 * A passkey.
 *
 * **Details**
 *
 * Fails with `NotFound` when the vault holds no passkey with this id. `passkeyId` is Passlock's id, not that of the
 * credential; it must not be empty.
 *
 * Calls `GET /v2/{tenancyId}/passkeys/{passkeyId}`.
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
  /*#__PURE__*/ Program.make(Endpoints.getPasskey)

/**
 * Renames a passkey in the vault and gives it as it now is.
 *
 * **Details**
 *
 * Fails with `NotFound` when the vault holds no passkey with this id.
 *
 * Calls `PATCH /v2/{tenancyId}/passkeys/{passkeyId}`.
 *
 * **Gotchas**
 *
 * The device keeps its own label until the browser is told of the new one.
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
  /*#__PURE__*/ Program.make(Endpoints.updatePasskey)

const delete_: (request: {
  readonly passkeyId: string
}) => Effect.Effect<Passkey, NotFound | CommonError, HttpClient.HttpClient | PasslockConfig> =
  /*#__PURE__*/ Program.make(Endpoints.deletePasskey)

export {
  /**
   * Deletes a passkey from the vault and gives it as it last was.
   *
   * **Details**
   *
   * Fails with `NotFound` when the vault holds no passkey with this id.
   *
   * Calls `DELETE /v2/{tenancyId}/passkeys/{passkeyId}`.
   *
   * **Gotchas**
   *
   * When the first answer is lost, the request is sent again, and the second answer can be `NotFound` because the first
   * request had its effect. Such an error has `attempts` above 1.
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
 * Renames all passkeys of a user and gives them as they now are.
 *
 * **Details**
 *
 * `userId` is the application's own id of the user. Fails with `NotFound` when the user has none.
 *
 * Calls `PATCH /v2/{tenancyId}/users/{userId}/passkeys/`.
 *
 * **Gotchas**
 *
 * The device keeps its own labels until the browser is told of the new one.
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
  /*#__PURE__*/ Program.make(Endpoints.updateUserPasskeys)

/**
 * Deletes all passkeys of a user and gives them as they last were.
 *
 * **Details**
 *
 * `userId` is the application's own id of the user. Fails with `NotFound` when the user has none.
 *
 * Calls `DELETE /v2/{tenancyId}/users/{userId}/passkeys/`.
 *
 * **Gotchas**
 *
 * A `NotFound` with `attempts` above 1 can mean that the first request had its effect and only its answer was lost.
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
  /*#__PURE__*/ Program.make(Endpoints.deleteUserPasskeys)
