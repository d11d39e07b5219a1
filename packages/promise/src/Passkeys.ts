/**
 * The passkeys of the vault.
 *
 * @since 0.1.0
 */
import type { CallOptions } from "./CallOptions.js"
import type { CommonError, NotFound } from "./PasslockError.js"

/**
 * The WebAuthn side of a passkey.
 *
 * @since 0.1.0
 * @category models
 */
export interface Credential {
  /** The credential id, base64url. */
  readonly id: string
  /** The WebAuthn user handle, base64url. Not the application's user id. */
  readonly userId: string
  readonly username: string
  /** The make of the authenticator. */
  readonly aaguid: string
  /** Whether the passkey is kept in a second place, such as the account of a device's maker. */
  readonly backedUp: boolean
  /** How often the authenticator says it was used. Many always say 0. */
  readonly counter: number
  readonly deviceType: "singleDevice" | "multiDevice" | (string & {})
  readonly transports: ReadonlyArray<
    "ble" | "hybrid" | "internal" | "nfc" | "usb" | "cable" | "smart-card" | (string & {})
  >
  /** The COSE key, base64url. */
  readonly publicKey: string
  /** The relying party the passkey belongs to: a domain. */
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
  /** Passlock's id of the passkey. The credential has another. */
  readonly id: string
  /** The application's own id of the user. */
  readonly userId?: string
  readonly enabled: boolean
  readonly credential: Credential
  /** The product that keeps the passkey, where Passlock knows it. */
  readonly platform?: { readonly name?: string; readonly icon?: string }
  /** Milliseconds since 1970. */
  readonly lastUsed?: number
  /** Milliseconds since 1970. */
  readonly createdAt: number
  /** Milliseconds since 1970. */
  readonly updatedAt: number
}

/**
 * A passkey, as a list shows it.
 *
 * @since 0.1.0
 * @category models
 */
export interface PasskeySummary {
  readonly _tag: "PasskeySummary"
  /** Passlock's id of the passkey. */
  readonly id: string
  /** The application's own id of the user. Older passkeys may lack one. */
  readonly userId?: string
  readonly enabled: boolean
  readonly credential: {
    /** The credential id, base64url. */
    readonly id: string
    /** The WebAuthn user handle, base64url. */
    readonly userId: string
  }
  /** Milliseconds since 1970. */
  readonly createdAt: number
  /** Milliseconds since 1970. */
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
  /** Asks for the next page; `null` on the last one. */
  readonly cursor: string | null
  readonly records: ReadonlyArray<PasskeySummary>
}

/**
 * The passkeys that were renamed, as they are now.
 *
 * @since 0.1.0
 * @category models
 */
export interface UpdatedPasskeys {
  readonly _tag: "UpdatedPasskeys"
  readonly updated: ReadonlyArray<Passkey>
}

/**
 * The passkeys that were deleted, as they last were.
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
   * One page of the vault.
   *
   * **Details**
   *
   * Without a `cursor` it is the first page; with the `cursor` of a page it is the next one. On the last page `cursor`
   * is `null`. How long a page is, is for Passlock to decide. `stream` turns the pages for you.
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
   * Every passkey of the vault, page after page.
   *
   * **Details**
   *
   * Nothing is requested before the first passkey is asked for, and the next page when those of the last one have been
   * taken. Leaving the loop ends a request that is under way. A page that fails after its retries fails. The options
   * hold for each page.
   *
   * Calls `GET /v2/{tenancyId}/passkeys/` once for each page, and a page that fails tells of `Passkeys.list`.
   *
   * **Gotchas**
   *
   * A page that names itself as the next one would never end; it fails with `UnexpectedResponse`.
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
 * What the methods of `passlock.passkeys` fail with.
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
