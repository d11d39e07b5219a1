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
  /** The credential id, in base64url. */
  readonly id: string
  /** The WebAuthn user handle, in base64url. It differs from your application's user id. */
  readonly userId: string
  readonly username: string
  /** The id of the authenticator's model. */
  readonly aaguid: string
  /** Whether the passkey is backed up, such as to the account of a device's maker. */
  readonly backedUp: boolean
  /** The authenticator's signature counter. Many authenticators always report 0. */
  readonly counter: number
  readonly deviceType: "singleDevice" | "multiDevice" | (string & {})
  readonly transports: ReadonlyArray<
    "ble" | "hybrid" | "internal" | "nfc" | "usb" | "cable" | "smart-card" | (string & {})
  >
  /** The COSE key, in base64url. */
  readonly publicKey: string
  /** The relying party: the domain that the passkey belongs to. */
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
  /** Passlock's id of the passkey. It differs from the credential id. */
  readonly id: string
  /** Your application's id for the user. */
  readonly userId?: string
  readonly enabled: boolean
  readonly credential: Credential
  /** The product that stores the passkey, if Passlock knows it. */
  readonly platform?: { readonly name?: string; readonly icon?: string }
  /** In milliseconds since the Unix epoch. */
  readonly lastUsed?: number
  /** In milliseconds since the Unix epoch. */
  readonly createdAt: number
  /** In milliseconds since the Unix epoch. */
  readonly updatedAt: number
}

/**
 * A passkey in a page of the vault, with fewer fields.
 *
 * @since 0.1.0
 * @category models
 */
export interface PasskeySummary {
  readonly _tag: "PasskeySummary"
  /** Passlock's id of the passkey. */
  readonly id: string
  /** Your application's id for the user. Older passkeys may lack one. */
  readonly userId?: string
  readonly enabled: boolean
  readonly credential: {
    /** The credential id, in base64url. */
    readonly id: string
    /** The WebAuthn user handle, in base64url. */
    readonly userId: string
  }
  /** In milliseconds since the Unix epoch. */
  readonly createdAt: number
  /** In milliseconds since the Unix epoch. */
  readonly lastUsed?: number
}

/**
 * One page of the vault.
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
   * Returns one page of the vault.
   *
   * **Details**
   *
   * Omit `cursor` for the first page; pass the `cursor` of a page for the next one. It is `null` on the last page.
   * Passlock decides the page size. `stream` fetches the pages for you.
   *
   * Calls `GET /v2/{tenancyId}/passkeys/`.
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
   * Iterates over every passkey in the vault and fetches pages as needed.
   *
   * **Details**
   *
   * Requests the first page when iteration starts, and each further page after you consume the one before. Leaving the
   * loop aborts a running request. A page that fails after its retries rejects. The options apply to each page.
   *
   * Calls `GET /v2/{tenancyId}/passkeys/` once for each page. The `operation` of its errors is `Passkeys.list`.
   *
   * **Gotchas**
   *
   * A page whose cursor leads back to itself fails with `UnexpectedResponse`, as the loop would never end.
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
   * `passkeyId` is Passlock's id of the passkey, not the credential id, and must not be empty. Fails with `NotFound`
   * when the vault has no such passkey.
   *
   * Calls `GET /v2/{tenancyId}/passkeys/{passkeyId}`.
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
   * Fails with `NotFound` when the vault has no such passkey.
   *
   * Calls `PATCH /v2/{tenancyId}/passkeys/{passkeyId}`.
   *
   * **Gotchas**
   *
   * The device shows the old name until the browser signals the new one to it.
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
   * Fails with `NotFound` when the vault has no such passkey.
   *
   * Calls `DELETE /v2/{tenancyId}/passkeys/{passkeyId}`.
   *
   * **Gotchas**
   *
   * The call is retried when a response is lost. If the lost attempt deleted the passkey, the retry fails with
   * `NotFound`, and `attempts` is above 1.
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
   * `userId` is your application's id for the user. Fails with `NotFound` when the user has no passkeys.
   *
   * Calls `PATCH /v2/{tenancyId}/users/{userId}/passkeys/`.
   *
   * **Gotchas**
   *
   * Devices show the old name until the browser signals the new one to them.
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
   * `userId` is your application's id for the user. Fails with `NotFound` when the user has no passkeys.
   *
   * Calls `DELETE /v2/{tenancyId}/users/{userId}/passkeys/`.
   *
   * **Gotchas**
   *
   * The call is retried when a response is lost. If the lost attempt deleted the passkeys, the retry fails with
   * `NotFound`, and `attempts` is above 1.
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
