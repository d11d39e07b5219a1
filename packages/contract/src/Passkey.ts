/**
 * The passkeys in the vault.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import * as Endpoint from "./Endpoint.js"
import { JsonNumber, Timestamp } from "./Numbers.js"
import { NotFound } from "./PasslockError.js"
import { NonEmpty, openSet, PathValue, Secret } from "./Strings.js"

const optionalString = Schema.optionalWith(Schema.String, { exact: true, nullable: true })
const optionalTimestamp = Schema.optionalWith(Timestamp, { exact: true, nullable: true })

/**
 * The WebAuthn credential of a passkey.
 *
 * @since 0.1.0
 * @category schemas
 */
export const Credential = Schema.Struct({
  /** The credential ID, base64url. */
  id: Schema.String,
  /** The WebAuthn user handle, base64url. Not the user's ID in your application. */
  userId: Schema.String,
  /** The username in the vault. The authenticator stores its own label. */
  username: Schema.String,
  /** The ID of the authenticator's model. */
  aaguid: Schema.String,
  /** Whether the passkey is backed up, for example to a cloud account. */
  backedUp: Schema.Boolean,
  /** The authenticator's signature counter. Many authenticators always report 0. */
  counter: JsonNumber,
  /** Whether the passkey can be on several devices. More values may be added. */
  deviceType: openSet("singleDevice", "multiDevice"),
  /** How the authenticator can be reached. More values may be added. */
  transports: Schema.Array(openSet("ble", "hybrid", "internal", "nfc", "usb", "cable", "smart-card")),
  /** The public key in COSE format, base64url. */
  publicKey: Schema.Uint8ArrayFromBase64Url.annotations({ description: "a base64url-encoded public key" }),
  /** The relying party ID: the domain that the passkey belongs to. */
  rpId: Schema.String
})

/**
 * @since 0.1.0
 * @category models
 */
export interface Credential extends Schema.Schema.Type<typeof Credential> {}

/**
 * A passkey in the vault.
 *
 * @since 0.1.0
 * @category schemas
 */
export const Passkey = Schema.TaggedStruct("Passkey", {
  /** The passkey's Passlock ID. It differs from the credential ID. */
  id: Schema.String,
  /** The user's ID in your application. Older passkeys may lack it. */
  userId: optionalString,
  /** Whether the passkey can be used. */
  enabled: Schema.Boolean,
  /** The WebAuthn credential. */
  credential: Credential,
  /** The product that stores the passkey, if Passlock recognizes it. */
  platform: Schema.optionalWith(
    Schema.Struct({
      /** The name of the product. */
      name: optionalString,
      /** The URL of the product's icon. */
      icon: optionalString
    }),
    { exact: true, nullable: true }
  ),
  /** When it was last used, as Unix time in milliseconds. Missing if it was never used. */
  lastUsed: optionalTimestamp,
  /** When it was created, as Unix time in milliseconds. */
  createdAt: Timestamp,
  /** When it last changed, as Unix time in milliseconds. */
  updatedAt: Timestamp
})

/**
 * @since 0.1.0
 * @category models
 */
export interface Passkey extends Schema.Schema.Type<typeof Passkey> {}

/**
 * A passkey in a list, with fewer fields.
 *
 * @since 0.1.0
 * @category schemas
 */
export const PasskeySummary = Schema.TaggedStruct("PasskeySummary", {
  /** The passkey's Passlock ID. It differs from the credential ID. */
  id: Schema.String,
  /** The user's ID in your application. Older passkeys may lack it. */
  userId: optionalString,
  /** Whether the passkey can be used. */
  enabled: Schema.Boolean,
  /** The WebAuthn credential, with fewer fields. */
  credential: Schema.Struct({
    /** The credential ID, base64url. */
    id: Schema.String,
    /** The WebAuthn user handle, base64url. */
    userId: Schema.String
  }),
  /** When it was created, as Unix time in milliseconds. */
  createdAt: Timestamp,
  /** When it was last used, as Unix time in milliseconds. Missing if it was never used. */
  lastUsed: optionalTimestamp
})

/**
 * @since 0.1.0
 * @category models
 */
export interface PasskeySummary extends Schema.Schema.Type<typeof PasskeySummary> {}

/**
 * One page of passkeys.
 *
 * @since 0.1.0
 * @category schemas
 */
export const FindAllPasskeys = Schema.TaggedStruct("FindAllPasskeys", {
  /** The cursor of the next page; `null` on the last page. */
  cursor: Schema.NullOr(Schema.String),
  /** The passkeys of this page. */
  records: Schema.Array(PasskeySummary)
})

/**
 * @since 0.1.0
 * @category models
 */
export interface FindAllPasskeys extends Schema.Schema.Type<typeof FindAllPasskeys> {}

/**
 * The changes to a passkey.
 *
 * @since 0.1.0
 * @category schemas
 */
export const UpdatePasskey = Schema.Struct({
  /** The new username in the vault. The authenticator keeps its own label. */
  username: Schema.optional(Schema.String)
})

/**
 * The changes to a user's passkeys.
 *
 * @since 0.1.0
 * @category schemas
 */
export const UpdateUserPasskeys = Schema.Struct({
  /** The new username in the vault. The authenticators keep their own labels. */
  username: Schema.String
})

/**
 * The renamed passkeys.
 *
 * @since 0.1.0
 * @category schemas
 */
export const UpdatedPasskeys = Schema.TaggedStruct("UpdatedPasskeys", {
  /** All passkeys of the user. */
  updated: Schema.Array(Passkey)
})

/**
 * @since 0.1.0
 * @category models
 */
export interface UpdatedPasskeys extends Schema.Schema.Type<typeof UpdatedPasskeys> {}

/**
 * The deleted passkeys, as they were before.
 *
 * @since 0.1.0
 * @category schemas
 */
export const DeletedPasskeys = Schema.TaggedStruct("DeletedPasskeys", {
  /** All passkeys of the user, as they were before. */
  deleted: Schema.Array(Passkey)
})

/**
 * @since 0.1.0
 * @category models
 */
export interface DeletedPasskeys extends Schema.Schema.Type<typeof DeletedPasskeys> {}

/**
 * Something that an update, a deletion or a pruning could not do. The rest was done.
 *
 * @since 0.1.0
 * @category schemas
 */
export const Warning = Schema.Struct({
  /** The kind of warning. More values may be added. */
  code: openSet(
    "PASSKEY_NOT_FOUND",
    "NO_PASSKEYS_FOUND",
    "BROWSER_SIGNAL_UNSUPPORTED",
    "BROWSER_SIGNAL_FAILED",
    "EMPTY_SIGNAL_PAYLOAD"
  ),
  /** A message for developers. */
  message: Schema.String,
  /** The Passlock ID of the passkey that the warning is about. */
  passkeyId: optionalString
})

/**
 * @since 0.1.0
 * @category models
 */
export interface Warning extends Schema.Schema.Type<typeof Warning> {}

const warnings = Schema.Array(Warning)

/**
 * The request that renames a user's passkeys in the vault and prepares the update of the user's devices.
 *
 * @since 0.1.0
 * @category schemas
 */
export const PreparePasskeyUpdate = Schema.Struct({
  /** The user's ID in your application. */
  userId: NonEmpty,
  /** The new username. */
  username: NonEmpty,
  /** A friendlier name, for devices that show two. Passlock does not store it. */
  displayName: Schema.optional(Schema.String)
})

/**
 * A prepared update, for the page to continue.
 *
 * @since 0.1.0
 * @category schemas
 */
export const PreparedPasskeyUpdate = Schema.TaggedStruct("PreparedPasskeyUpdate", {
  /** The token for the page. It works once. */
  updatePasskeysToken: Schema.String,
  /** When the token expires, as Unix time in milliseconds. */
  expiresAt: Timestamp,
  /** What could not be done, such as a user without passkeys. Often empty. */
  warnings
})

/**
 * @since 0.1.0
 * @category models
 */
export interface PreparedPasskeyUpdate extends Schema.Schema.Type<typeof PreparedPasskeyUpdate> {}

/**
 * The passkeys to delete: some by their IDs, or all of a user. Exactly one of the two.
 *
 * @since 0.1.0
 * @category models
 */
export type PreparePasskeyDeletion =
  | { readonly passkeyIds: ReadonlyArray<string>; readonly userId?: undefined }
  | { readonly userId: string; readonly passkeyIds?: undefined }

/**
 * The request that deletes passkeys from the vault and prepares their removal from the user's devices.
 *
 * @since 0.1.0
 * @category schemas
 */
export const PreparePasskeyDeletion = Schema.Struct({
  /** The Passlock IDs of the passkeys, at least one. */
  passkeyIds: Schema.optional(
    Schema.Array(NonEmpty).pipe(
      Schema.filter((ids) => ids.length > 0, { description: "an array with at least one string" })
    )
  ),
  /** The user's ID in your application. All passkeys of this user are deleted. */
  userId: Schema.optional(NonEmpty)
}).pipe(
  Schema.filter(({ passkeyIds, userId }) => (passkeyIds === undefined) !== (userId === undefined), {
    description: "exactly one of passkeyIds and userId"
  })
) as unknown as Schema.Schema<PreparePasskeyDeletion>

/**
 * A prepared deletion, for the page to continue. The passkeys are no longer in the vault.
 *
 * @since 0.1.0
 * @category schemas
 */
export const PreparedPasskeyDeletion = Schema.TaggedStruct("PreparedPasskeyDeletion", {
  /** The token for the page. It works once. */
  deletePasskeysToken: Schema.String,
  /** When the token expires, as Unix time in milliseconds. */
  expiresAt: Timestamp,
  /** What could not be done, such as an ID that is not in the vault. Often empty. */
  warnings
})

/**
 * @since 0.1.0
 * @category models
 */
export interface PreparedPasskeyDeletion extends Schema.Schema.Type<typeof PreparedPasskeyDeletion> {}

/**
 * The request that prepares the removal of those passkeys from the user's devices that are not in the vault.
 *
 * @since 0.1.0
 * @category schemas
 */
export const PreparePasskeyPruning = Schema.Struct({
  /** The user's ID in your application. */
  userId: NonEmpty
})

/**
 * A prepared pruning, for the page to continue. The vault is unchanged.
 *
 * @since 0.1.0
 * @category schemas
 */
export const PreparedPasskeyPruning = Schema.TaggedStruct("PreparedPasskeyPruning", {
  /** The token for the page. It works once. */
  prunePasskeysToken: Schema.String,
  /** When the token expires, as Unix time in milliseconds. */
  expiresAt: Timestamp,
  /** What could not be done, such as a user without passkeys. Often empty. */
  warnings
})

/**
 * @since 0.1.0
 * @category models
 */
export interface PreparedPasskeyPruning extends Schema.Schema.Type<typeof PreparedPasskeyPruning> {}

/**
 * The request that exchanges the token of a prepared update.
 *
 * @since 0.1.0
 * @category schemas
 */
export const ExchangePasskeyUpdate = Schema.Struct({
  /** The token of the prepared update. */
  updatePasskeysToken: Secret
})

/**
 * What the page signals to the device after an update.
 *
 * @since 0.1.0
 * @category schemas
 */
export const PasskeyUpdateInstructions = Schema.TaggedStruct("PasskeyUpdateInstructions", {
  /** One instruction for each user handle, with the values for the `currentUserDetails` signal. */
  instructions: Schema.Array(
    Schema.Struct({
      /** The relying party ID: the domain that the passkeys belong to. */
      rpId: Schema.String,
      /** The WebAuthn user handle, base64url. */
      userId: Schema.String,
      /** The new username. */
      username: Schema.String,
      /** A friendlier name, for devices that show two. */
      displayName: optionalString
    })
  ),
  /** What could not be done. Often empty. */
  warnings
})

/**
 * @since 0.1.0
 * @category models
 */
export interface PasskeyUpdateInstructions extends Schema.Schema.Type<typeof PasskeyUpdateInstructions> {}

/**
 * The request that exchanges the token of a prepared deletion.
 *
 * @since 0.1.0
 * @category schemas
 */
export const ExchangePasskeyDeletion = Schema.Struct({
  /** The token of the prepared deletion. */
  deletePasskeysToken: Secret
})

/**
 * What the page signals to the device after a deletion.
 *
 * @since 0.1.0
 * @category schemas
 */
export const PasskeyDeletionInstructions = Schema.TaggedStruct("PasskeyDeletionInstructions", {
  /** One instruction for each deleted passkey, with the values for the `unknownCredential` signal. */
  instructions: Schema.Array(
    Schema.Struct({
      /** The relying party ID: the domain that the passkey belongs to. */
      rpId: Schema.String,
      /** The WebAuthn user handle, base64url. */
      userId: Schema.String,
      /** The credential ID, base64url. */
      credentialId: Schema.String
    })
  ),
  /** What could not be done. Often empty. */
  warnings
})

/**
 * @since 0.1.0
 * @category models
 */
export interface PasskeyDeletionInstructions extends Schema.Schema.Type<typeof PasskeyDeletionInstructions> {}

/**
 * The request that exchanges the token of a prepared pruning.
 *
 * @since 0.1.0
 * @category schemas
 */
export const ExchangePasskeyPruning = Schema.Struct({
  /** The token of the prepared pruning. */
  prunePasskeysToken: Secret
})

/**
 * What the page signals to the device to remove the passkeys that are not in the vault.
 *
 * @since 0.1.0
 * @category schemas
 */
export const PasskeyPruningInstructions = Schema.TaggedStruct("PasskeyPruningInstructions", {
  /** One instruction for each user handle, with the values for the `allAcceptedCredentials` signal. */
  instructions: Schema.Array(
    Schema.Struct({
      /** The relying party ID: the domain that the passkeys belong to. */
      rpId: Schema.String,
      /** The WebAuthn user handle, base64url. */
      userId: Schema.String,
      /** The IDs of all the user's credentials in the vault, base64url. */
      allAcceptedCredentialIds: Schema.Array(Schema.String)
    })
  ),
  /** What could not be done. Often empty. */
  warnings
})

/**
 * @since 0.1.0
 * @category models
 */
export interface PasskeyPruningInstructions extends Schema.Schema.Type<typeof PasskeyPruningInstructions> {}

/**
 * @since 0.1.0
 * @category passkeys
 */
export const listPasskeys = /*#__PURE__*/ Endpoint.make({
  operation: "Passkeys.list",
  method: "GET",
  path: "/v2/{tenancyId}/passkeys/",
  authentication: "apiKey",
  request: { query: Schema.Struct({ cursor: Schema.optional(NonEmpty) }) },
  success: { status: 200, schema: FindAllPasskeys },
  idempotent: true
})

/**
 * @since 0.1.0
 * @category passkeys
 */
export const getPasskey = /*#__PURE__*/ Endpoint.make({
  operation: "Passkeys.get",
  method: "GET",
  path: "/v2/{tenancyId}/passkeys/{passkeyId}",
  authentication: "apiKey",
  request: { path: Schema.Struct({ passkeyId: PathValue }) },
  success: { status: 200, schema: Passkey },
  errors: [NotFound],
  idempotent: true
})

/**
 * @since 0.1.0
 * @category passkeys
 */
export const updatePasskey = /*#__PURE__*/ Endpoint.make({
  operation: "Passkeys.update",
  method: "PATCH",
  path: "/v2/{tenancyId}/passkeys/{passkeyId}",
  releases: ["2.6"],
  authentication: "apiKey",
  request: {
    path: Schema.Struct({ passkeyId: PathValue }),
    body: UpdatePasskey
  },
  success: { status: 202, schema: Passkey },
  errors: [NotFound],
  idempotent: true
})

/**
 * @since 0.1.0
 * @category passkeys
 */
export const deletePasskey = /*#__PURE__*/ Endpoint.make({
  operation: "Passkeys.delete",
  method: "DELETE",
  path: "/v2/{tenancyId}/passkeys/{passkeyId}",
  releases: ["2.6"],
  authentication: "apiKey",
  request: { path: Schema.Struct({ passkeyId: PathValue }) },
  success: { status: 202, schema: Passkey },
  errors: [NotFound],
  idempotent: true
})

/**
 * @since 0.1.0
 * @category passkeys
 */
export const updateUserPasskeys = /*#__PURE__*/ Endpoint.make({
  operation: "Passkeys.updateForUser",
  method: "PATCH",
  path: "/v2/{tenancyId}/users/{userId}/passkeys/",
  releases: ["2.6"],
  authentication: "apiKey",
  request: {
    path: Schema.Struct({ userId: PathValue }),
    body: UpdateUserPasskeys
  },
  success: { status: 202, schema: UpdatedPasskeys },
  errors: [NotFound],
  idempotent: true
})

/**
 * @since 0.1.0
 * @category passkeys
 */
export const deleteUserPasskeys = /*#__PURE__*/ Endpoint.make({
  operation: "Passkeys.deleteForUser",
  method: "DELETE",
  path: "/v2/{tenancyId}/users/{userId}/passkeys/",
  releases: ["2.6"],
  authentication: "apiKey",
  request: { path: Schema.Struct({ userId: PathValue }) },
  success: { status: 202, schema: DeletedPasskeys },
  errors: [NotFound],
  idempotent: true
})

/**
 * @since 0.1.0
 * @category passkeys
 */
export const preparePasskeyUpdate = /*#__PURE__*/ Endpoint.make({
  operation: "Passkeys.prepareUpdate",
  method: "POST",
  path: "/v2/{tenancyId}/passkeys/update",
  releases: ["2.9"],
  authentication: "apiKey",
  request: { body: PreparePasskeyUpdate },
  success: { status: 202, schema: PreparedPasskeyUpdate },
  idempotent: false
})

/**
 * @since 0.1.0
 * @category passkeys
 */
export const preparePasskeyDeletion = /*#__PURE__*/ Endpoint.make({
  operation: "Passkeys.prepareDeletion",
  method: "POST",
  path: "/v2/{tenancyId}/passkeys/delete",
  releases: ["2.9"],
  authentication: "apiKey",
  request: { body: PreparePasskeyDeletion },
  success: { status: 202, schema: PreparedPasskeyDeletion },
  idempotent: false
})

/**
 * @since 0.1.0
 * @category passkeys
 */
export const preparePasskeyPruning = /*#__PURE__*/ Endpoint.make({
  operation: "Passkeys.preparePruning",
  method: "POST",
  path: "/v2/{tenancyId}/passkeys/prune",
  releases: ["2.9"],
  authentication: "apiKey",
  request: { body: PreparePasskeyPruning },
  success: { status: 200, schema: PreparedPasskeyPruning },
  idempotent: false
})

/**
 * @since 0.1.0
 * @category passkeys
 */
export const exchangePasskeyUpdate = /*#__PURE__*/ Endpoint.make({
  operation: "Passkeys.exchangeUpdate",
  method: "POST",
  path: "/v2/{tenancyId}/passkeys/update/exchange",
  releases: ["2.9"],
  authentication: "token",
  request: { body: ExchangePasskeyUpdate },
  secrets: ["updatePasskeysToken"],
  success: { status: 200, schema: PasskeyUpdateInstructions },
  idempotent: false
})

/**
 * @since 0.1.0
 * @category passkeys
 */
export const exchangePasskeyDeletion = /*#__PURE__*/ Endpoint.make({
  operation: "Passkeys.exchangeDeletion",
  method: "POST",
  path: "/v2/{tenancyId}/passkeys/delete/exchange",
  releases: ["2.9"],
  authentication: "token",
  request: { body: ExchangePasskeyDeletion },
  secrets: ["deletePasskeysToken"],
  success: { status: 200, schema: PasskeyDeletionInstructions },
  idempotent: false
})

/**
 * @since 0.1.0
 * @category passkeys
 */
export const exchangePasskeyPruning = /*#__PURE__*/ Endpoint.make({
  operation: "Passkeys.exchangePruning",
  method: "POST",
  path: "/v2/{tenancyId}/passkeys/prune/exchange",
  releases: ["2.9"],
  authentication: "token",
  request: { body: ExchangePasskeyPruning },
  secrets: ["prunePasskeysToken"],
  success: { status: 200, schema: PasskeyPruningInstructions },
  idempotent: false
})

/**
 * The endpoints, in the order of Passlock's documentation.
 *
 * @since 0.1.0
 * @category constants
 */
export const passkeyEndpoints = [
  listPasskeys,
  getPasskey,
  updatePasskey,
  deletePasskey,
  updateUserPasskeys,
  deleteUserPasskeys,
  preparePasskeyUpdate,
  preparePasskeyDeletion,
  preparePasskeyPruning,
  exchangePasskeyUpdate,
  exchangePasskeyDeletion,
  exchangePasskeyPruning
] as const

const examplePasskey = {
  _tag: "Passkey",
  id: "passkey_01",
  userId: "user_01",
  enabled: true,
  credential: {
    id: "Y3JlZGVudGlhbF8wMQ",
    userId: "aGFuZGxlXzAx",
    username: "ada@example.com",
    aaguid: "ea9b8d66-4d01-1d21-3ce4-b6b48cb575d4",
    backedUp: true,
    counter: 3,
    deviceType: "multiDevice",
    transports: ["internal", "hybrid"],
    publicKey: "pQECAyYgASFYIA",
    rpId: "example.com"
  },
  platform: { name: "Google Password Manager", icon: "https://example.com/icon.svg" },
  lastUsed: 1_760_000_060_000,
  createdAt: 1_760_000_000_000,
  updatedAt: 1_760_000_000_000
} as const

/**
 * An example of each endpoint's request and response, encoded as on the wire.
 *
 * @since 0.1.0
 * @category constants
 */
export const passkeyExamples: Endpoint.Examples<typeof passkeyEndpoints> = {
  "Passkeys.list": {
    request: { query: { cursor: "cursor_01" } },
    response: {
      _tag: "FindAllPasskeys",
      cursor: null,
      records: [
        {
          _tag: "PasskeySummary",
          id: "passkey_01",
          userId: "user_01",
          enabled: true,
          credential: { id: "Y3JlZGVudGlhbF8wMQ", userId: "aGFuZGxlXzAx" },
          createdAt: 1_760_000_000_000,
          lastUsed: 1_760_000_060_000
        }
      ]
    }
  },
  "Passkeys.get": { request: { path: { passkeyId: "passkey_01" } }, response: examplePasskey },
  "Passkeys.update": {
    request: { path: { passkeyId: "passkey_01" }, body: { username: "ada@example.com" } },
    response: examplePasskey
  },
  "Passkeys.delete": { request: { path: { passkeyId: "passkey_01" } }, response: examplePasskey },
  "Passkeys.updateForUser": {
    request: { path: { userId: "user_01" }, body: { username: "ada@example.com" } },
    response: { _tag: "UpdatedPasskeys", updated: [examplePasskey] }
  },
  "Passkeys.deleteForUser": {
    request: { path: { userId: "user_01" } },
    response: { _tag: "DeletedPasskeys", deleted: [examplePasskey] }
  },
  "Passkeys.prepareUpdate": {
    request: { body: { userId: "user_01", username: "ada@example.com", displayName: "Ada" } },
    response: {
      _tag: "PreparedPasskeyUpdate",
      updatePasskeysToken: "update_01",
      expiresAt: 1_760_000_300_000,
      warnings: []
    }
  },
  "Passkeys.prepareDeletion": {
    request: { body: { passkeyIds: ["passkey_01", "passkey_02"] } },
    response: {
      _tag: "PreparedPasskeyDeletion",
      deletePasskeysToken: "delete_01",
      expiresAt: 1_760_000_300_000,
      warnings: [
        { code: "PASSKEY_NOT_FOUND", message: "The vault has no passkey with this ID.", passkeyId: "passkey_02" }
      ]
    }
  },
  "Passkeys.preparePruning": {
    request: { body: { userId: "user_01" } },
    response: {
      _tag: "PreparedPasskeyPruning",
      prunePasskeysToken: "prune_01",
      expiresAt: 1_760_000_300_000,
      warnings: []
    }
  },
  "Passkeys.exchangeUpdate": {
    request: { body: { updatePasskeysToken: "update_01" } },
    response: {
      _tag: "PasskeyUpdateInstructions",
      instructions: [{ rpId: "example.com", userId: "aGFuZGxlXzAx", username: "ada@example.com", displayName: "Ada" }],
      warnings: []
    }
  },
  "Passkeys.exchangeDeletion": {
    request: { body: { deletePasskeysToken: "delete_01" } },
    response: {
      _tag: "PasskeyDeletionInstructions",
      instructions: [{ rpId: "example.com", userId: "aGFuZGxlXzAx", credentialId: "Y3JlZGVudGlhbF8wMQ" }],
      warnings: []
    }
  },
  "Passkeys.exchangePruning": {
    request: { body: { prunePasskeysToken: "prune_01" } },
    response: {
      _tag: "PasskeyPruningInstructions",
      instructions: [{ rpId: "example.com", userId: "aGFuZGxlXzAx", allAcceptedCredentialIds: ["Y3JlZGVudGlhbF8wMQ"] }],
      warnings: []
    }
  }
}
