/**
 * The passkeys in the vault.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { JsonNumber, Timestamp } from "./Numbers.js"
import { openSet } from "./Strings.js"

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
  username: Schema.String,
  /** The ID of the authenticator's model. */
  aaguid: Schema.String,
  /** Whether the passkey is backed up, for example to a cloud account. */
  backedUp: Schema.Boolean,
  /** The authenticator's signature counter. Many authenticators always report 0. */
  counter: JsonNumber,
  deviceType: openSet("singleDevice", "multiDevice"),
  transports: Schema.Array(openSet("ble", "hybrid", "internal", "nfc", "usb", "cable", "smart-card")),
  /** The public key in COSE format. */
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
  /** The user's ID in your application. */
  userId: optionalString,
  enabled: Schema.Boolean,
  credential: Credential,
  /** The product that stores the passkey, if Passlock recognizes it. */
  platform: Schema.optionalWith(Schema.Struct({ name: optionalString, icon: optionalString }), {
    exact: true,
    nullable: true
  }),
  /** Unix time in milliseconds. */
  lastUsed: optionalTimestamp,
  /** Unix time in milliseconds. */
  createdAt: Timestamp,
  /** Unix time in milliseconds. */
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
  /** The passkey's Passlock ID. */
  id: Schema.String,
  /** The user's ID in your application. Older passkeys may lack it. */
  userId: optionalString,
  enabled: Schema.Boolean,
  credential: Schema.Struct({
    /** The credential ID, base64url. */
    id: Schema.String,
    /** The WebAuthn user handle, base64url. */
    userId: Schema.String
  }),
  /** Unix time in milliseconds. */
  createdAt: Timestamp,
  /** Unix time in milliseconds. */
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
  records: Schema.Array(PasskeySummary)
})

/**
 * @since 0.1.0
 * @category models
 */
export interface FindAllPasskeys extends Schema.Schema.Type<typeof FindAllPasskeys> {}

/**
 * The renamed passkeys.
 *
 * @since 0.1.0
 * @category schemas
 */
export const UpdatedPasskeys = Schema.TaggedStruct("UpdatedPasskeys", { updated: Schema.Array(Passkey) })

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
export const DeletedPasskeys = Schema.TaggedStruct("DeletedPasskeys", { deleted: Schema.Array(Passkey) })

/**
 * @since 0.1.0
 * @category models
 */
export interface DeletedPasskeys extends Schema.Schema.Type<typeof DeletedPasskeys> {}

/**
 * The values that the `unknownCredential` signal needs.
 *
 * @since 0.1.0
 * @category schemas
 */
export const CredentialLookup = Schema.Struct({
  /** The credential ID, base64url. */
  credentialId: Schema.String,
  /** The WebAuthn user handle, base64url. */
  userId: Schema.String,
  /** The relying party ID: the domain that the passkey belongs to. */
  rpId: Schema.String
})

/**
 * @since 0.1.0
 * @category models
 */
export interface CredentialLookup extends Schema.Schema.Type<typeof CredentialLookup> {}

/**
 * The values that the `allAcceptedCredentials` signal needs.
 *
 * @since 0.1.0
 * @category schemas
 */
export const CredentialsLookup = Schema.Struct({
  /** The relying party ID: the domain that the passkeys belong to. */
  rpId: Schema.String,
  /** The WebAuthn user handle, base64url. */
  userId: Schema.String,
  /** The IDs of all the user's credentials in the vault, base64url. */
  allAcceptedCredentialIds: Schema.Array(Schema.String)
})

/**
 * @since 0.1.0
 * @category models
 */
export interface CredentialsLookup extends Schema.Schema.Type<typeof CredentialsLookup> {}
