/**
 * The passkeys in the vault.
 *
 * @since 0.1.0
 */
import type { CallOptions } from "./CallOptions.js"
import type { CommonError, NotFound } from "./PasslockError.js"

/**
 * The WebAuthn credential of a passkey.
 *
 * @since 0.1.0
 * @category models
 */
export interface Credential {
  /** The credential ID, base64url. */
  readonly id: string
  /** The WebAuthn user handle, base64url. Not the user's ID in your application. */
  readonly userId: string
  readonly username: string
  /** The ID of the authenticator's model. */
  readonly aaguid: string
  /** Whether the passkey is backed up, for example to a cloud account. */
  readonly backedUp: boolean
  /** The authenticator's signature counter. Many authenticators always report 0. */
  readonly counter: number
  readonly deviceType: "singleDevice" | "multiDevice" | (string & {})
  readonly transports: ReadonlyArray<
    "ble" | "hybrid" | "internal" | "nfc" | "usb" | "cable" | "smart-card" | (string & {})
  >
  /** The public key in COSE format, base64url. */
  readonly publicKey: string
  /** The relying party ID: the domain that the passkey belongs to. */
  readonly rpId: string
}

/**
 * A passkey in the vault.
 *
 * @since 0.1.0
 * @category models
 */
export interface Passkey {
  readonly _tag: "Passkey"
  /** The passkey's Passlock ID. It differs from the credential ID. */
  readonly id: string
  /** The user's ID in your application. */
  readonly userId?: string
  readonly enabled: boolean
  readonly credential: Credential
  /** The product that stores the passkey, if Passlock recognizes it. */
  readonly platform?: { readonly name?: string; readonly icon?: string }
  /** Unix time in milliseconds. */
  readonly lastUsed?: number
  /** Unix time in milliseconds. */
  readonly createdAt: number
  /** Unix time in milliseconds. */
  readonly updatedAt: number
}

/**
 * A passkey in a list, with fewer fields.
 *
 * @since 0.1.0
 * @category models
 */
export interface PasskeySummary {
  readonly _tag: "PasskeySummary"
  /** The passkey's Passlock ID. */
  readonly id: string
  /** The user's ID in your application. Older passkeys may lack it. */
  readonly userId?: string
  readonly enabled: boolean
  readonly credential: {
    /** The credential ID, base64url. */
    readonly id: string
    /** The WebAuthn user handle, base64url. */
    readonly userId: string
  }
  /** Unix time in milliseconds. */
  readonly createdAt: number
  /** Unix time in milliseconds. */
  readonly lastUsed?: number
}

/**
 * One page of passkeys.
 *
 * @since 0.1.0
 * @category models
 */
export interface FindAllPasskeys {
  readonly _tag: "FindAllPasskeys"
  /** The cursor of the next page; `null` on the last page. */
  readonly cursor: string | null
  readonly records: ReadonlyArray<PasskeySummary>
}

/**
 * The renamed passkeys.
 *
 * @since 0.1.0
 * @category models
 */
export interface UpdatedPasskeys {
  readonly _tag: "UpdatedPasskeys"
  readonly updated: ReadonlyArray<Passkey>
}

/**
 * The deleted passkeys, as they were before.
 *
 * @since 0.1.0
 * @category models
 */
export interface DeletedPasskeys {
  readonly _tag: "DeletedPasskeys"
  readonly deleted: ReadonlyArray<Passkey>
}

/**
 * The methods of `passlock.passkeys`.
 *
 * @since 0.1.0
 * @category methods
 */
export interface Passkeys {
  /**
   * Returns one page of the passkeys in the vault.
   *
   * **Details**
   *
   * Omit `cursor` for the first page; pass the `cursor` of a page to get the next one. It is `null` on the last page.
   * Passlock decides the page size. `stream` follows the cursors for you.
   *
   * Calls `GET /v2/{tenancyId}/passkeys/`. Retried after connection errors, timeouts and status 429 or 5xx.
   *
   * @example
   * ```ts
   * import { Passlock } from "@passlock-sdk/promise"
   *
   * const passlock = new Passlock()
   *
   * export const firstIds = async () => {
   *   const page = await passlock.passkeys.list()
   *   return page.records.map((passkey) => passkey.id)
   * }
   * ```
   *
   * @since 0.1.0
   */
  list(request?: { readonly cursor?: string | undefined }, options?: CallOptions): Promise<FindAllPasskeys>

  /**
   * Streams every passkey in the vault.
   *
   * **Details**
   *
   * Each page is requested when the previous one is consumed, and the options apply to each page. Leaving the loop
   * aborts a running request. A page that still fails after its retries rejects; the `operation` of its error is
   * `Passkeys.list`.
   *
   * Calls `GET /v2/{tenancyId}/passkeys/` once per page. Each page is retried like a call of `list`.
   *
   * **Gotchas**
   *
   * Pages that point to each other in a circle fail with `UnexpectedResponse`, because the loop would never end. Some of
   * their passkeys may have been yielded more than once.
   *
   * @example
   * ```ts
   * import { Passlock } from "@passlock-sdk/promise"
   *
   * const passlock = new Passlock()
   *
   * export const countEnabled = async () => {
   *   let count = 0
   *   for await (const passkey of passlock.passkeys.stream()) if (passkey.enabled) count++
   *   return count
   * }
   * ```
   *
   * @since 0.1.0
   */
  stream(options?: CallOptions): AsyncIterable<PasskeySummary>

  /**
   * Returns a passkey.
   *
   * **Details**
   *
   * `passkeyId` is the passkey's Passlock ID, not the credential ID. Fails with `NotFound` when the vault has no such
   * passkey.
   *
   * Calls `GET /v2/{tenancyId}/passkeys/{passkeyId}`. Retried after connection errors, timeouts and status 429 or 5xx.
   *
   * @example
   * ```ts
   * import { Passlock } from "@passlock-sdk/promise"
   *
   * const passlock = new Passlock()
   *
   * export const lastUsed = async (passkeyId: string) => {
   *   const passkey = await passlock.passkeys.get({ passkeyId })
   *   return passkey.lastUsed === undefined ? "never" : new Date(passkey.lastUsed).toISOString()
   * }
   * ```
   *
   * @since 0.1.0
   */
  get(request: { readonly passkeyId: string }, options?: CallOptions): Promise<Passkey>

  /**
   * Renames a passkey in the vault and returns it.
   *
   * **Details**
   *
   * - `passkeyId`: the passkey's Passlock ID.
   * - `username`: the new username.
   *
   * Fails with `NotFound` when the vault has no such passkey.
   *
   * Calls `PATCH /v2/{tenancyId}/passkeys/{passkeyId}`. Retried after connection errors, timeouts and status 429 or
   * 5xx.
   *
   * **Gotchas**
   *
   * The device shows the old username until a page signals the new one to it.
   *
   * @example
   * ```ts
   * import { Passlock } from "@passlock-sdk/promise"
   *
   * const passlock = new Passlock()
   *
   * export const rename = () => passlock.passkeys.update({ passkeyId: "passkey_01", username: "ada@example.com" })
   * ```
   *
   * @since 0.1.0
   */
  update(
    request: { readonly passkeyId: string; readonly username?: string | undefined },
    options?: CallOptions
  ): Promise<Passkey>

  /**
   * Deletes a passkey from the vault and returns it as it was.
   *
   * **Details**
   *
   * `passkeyId` is the passkey's Passlock ID. Fails with `NotFound` when the vault has no such passkey.
   *
   * Calls `DELETE /v2/{tenancyId}/passkeys/{passkeyId}`. Retried after connection errors, timeouts and status 429 or
   * 5xx.
   *
   * **Gotchas**
   *
   * After `NotFound` with `attempts` above 1, an earlier attempt may have deleted the passkey.
   *
   * @example
   * ```ts
   * import { Passlock } from "@passlock-sdk/promise"
   *
   * const passlock = new Passlock()
   *
   * export const remove = () => passlock.passkeys.delete({ passkeyId: "passkey_01" })
   * ```
   *
   * @since 0.1.0
   */
  delete(request: { readonly passkeyId: string }, options?: CallOptions): Promise<Passkey>

  /**
   * Renames all passkeys of a user and returns them.
   *
   * **Details**
   *
   * - `userId`: the user's ID in your application.
   * - `username`: the new username.
   *
   * Fails with `NotFound` when the user has no passkeys.
   *
   * Calls `PATCH /v2/{tenancyId}/users/{userId}/passkeys/`. Retried after connection errors, timeouts and status 429 or
   * 5xx.
   *
   * **Gotchas**
   *
   * The device shows the old username until a page signals the new one to it.
   *
   * @example
   * ```ts
   * import { Passlock } from "@passlock-sdk/promise"
   *
   * const passlock = new Passlock()
   *
   * export const rename = () => passlock.passkeys.updateForUser({ userId: "user_01", username: "ada@example.com" })
   * ```
   *
   * @since 0.1.0
   */
  updateForUser(
    request: { readonly userId: string; readonly username: string },
    options?: CallOptions
  ): Promise<UpdatedPasskeys>

  /**
   * Deletes all passkeys of a user and returns them as they were.
   *
   * **Details**
   *
   * `userId` is the user's ID in your application. Fails with `NotFound` when the user has no passkeys.
   *
   * Calls `DELETE /v2/{tenancyId}/users/{userId}/passkeys/`. Retried after connection errors, timeouts and status 429
   * or 5xx.
   *
   * **Gotchas**
   *
   * After `NotFound` with `attempts` above 1, an earlier attempt may have deleted the passkeys.
   *
   * @example
   * ```ts
   * import { Passlock } from "@passlock-sdk/promise"
   *
   * const passlock = new Passlock()
   *
   * export const removeAll = () => passlock.passkeys.deleteForUser({ userId: "user_01" })
   * ```
   *
   * @since 0.1.0
   */
  deleteForUser(request: { readonly userId: string }, options?: CallOptions): Promise<DeletedPasskeys>
}

/**
 * The errors of each method of `passlock.passkeys`.
 *
 * @since 0.1.0
 * @category errors
 */
export interface PasskeysFailures {
  list: CommonError
  stream: CommonError
  get: NotFound | CommonError
  update: NotFound | CommonError
  delete: NotFound | CommonError
  updateForUser: NotFound | CommonError
  deleteForUser: NotFound | CommonError
}
