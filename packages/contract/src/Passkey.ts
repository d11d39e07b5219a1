/**
 * Passkeys, as the vault keeps them.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { openSet } from "./Strings.js"
import { Timestamp } from "./Timestamp.js"

const optionalText = Schema.optionalWith(Schema.String, { exact: true, nullable: true })
const optionalTime = Schema.optionalWith(Timestamp, { exact: true, nullable: true })

/**
 * The WebAuthn side of a passkey.
 *
 * @since 0.1.0
 * @category schemas
 */
export const Credential = Schema.Struct({
  /** The credential id, base64url. */
  id: Schema.String,
  /** The WebAuthn user handle, base64url. Not the application's user id. */
  userId: Schema.String,
  username: Schema.String,
  /** The make of the authenticator. */
  aaguid: Schema.String,
  /** Whether the passkey is kept in a second place, such as the account of a device's maker. */
  backedUp: Schema.Boolean,
  /** How often the authenticator says it was used. Many always say 0. */
  counter: Schema.Number,
  deviceType: openSet("singleDevice", "multiDevice"),
  transports: Schema.Array(openSet("ble", "hybrid", "internal", "nfc", "usb", "cable", "smart-card")),
  /** The COSE key. */
  publicKey: Schema.Uint8ArrayFromBase64Url.annotations({ description: "the bytes of a key, base64url" }),
  /** The relying party the passkey belongs to: a domain. */
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
  /** Passlock's id of the passkey. The credential has another. */
  id: Schema.String,
  /** The application's own id of the user. */
  userId: optionalText,
  enabled: Schema.Boolean,
  credential: Credential,
  /** The product that keeps the passkey, where Passlock knows it. */
  platform: Schema.optionalWith(Schema.Struct({ name: optionalText, icon: optionalText }), {
    exact: true,
    nullable: true
  }),
  /** Milliseconds since 1970. */
  lastUsed: optionalTime,
  /** Milliseconds since 1970. */
  createdAt: Timestamp,
  /** Milliseconds since 1970. */
  updatedAt: Timestamp
})

/**
 * @since 0.1.0
 * @category models
 */
export interface Passkey extends Schema.Schema.Type<typeof Passkey> {}

/**
 * A passkey, as a list shows it.
 *
 * @since 0.1.0
 * @category schemas
 */
export const PasskeySummary = Schema.TaggedStruct("PasskeySummary", {
  /** Passlock's id of the passkey. */
  id: Schema.String,
  /** The application's own id of the user. Older passkeys may lack one. */
  userId: optionalText,
  enabled: Schema.Boolean,
  credential: Schema.Struct({
    /** The credential id, base64url. */
    id: Schema.String,
    /** The WebAuthn user handle, base64url. */
    userId: Schema.String
  }),
  /** Milliseconds since 1970. */
  createdAt: Timestamp,
  /** Milliseconds since 1970. */
  lastUsed: optionalTime
})

/**
 * @since 0.1.0
 * @category models
 */
export interface PasskeySummary extends Schema.Schema.Type<typeof PasskeySummary> {}

/**
 * One page of the vault.
 *
 * @since 0.1.0
 * @category schemas
 */
export const FindAllPasskeys = Schema.TaggedStruct("FindAllPasskeys", {
  /** Asks for the next page; `null` on the last one. */
  cursor: Schema.NullOr(Schema.String),
  records: Schema.Array(PasskeySummary)
})

/**
 * @since 0.1.0
 * @category models
 */
export interface FindAllPasskeys extends Schema.Schema.Type<typeof FindAllPasskeys> {}

/**
 * The passkeys that were renamed, as they are now.
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
 * The passkeys that were deleted, as they last were.
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
 * What a browser needs to tell the device that a credential is unknown.
 *
 * @since 0.1.0
 * @category schemas
 */
export const CredentialLookup = Schema.Struct({
  /** base64url. */
  credentialId: Schema.String,
  /** The WebAuthn user handle, base64url. */
  userId: Schema.String,
  rpId: Schema.String
})

/**
 * @since 0.1.0
 * @category models
 */
export interface CredentialLookup extends Schema.Schema.Type<typeof CredentialLookup> {}

/**
 * What a browser needs to tell the device which credentials of a user are still good.
 *
 * @since 0.1.0
 * @category schemas
 */
export const CredentialsLookup = Schema.Struct({
  rpId: Schema.String,
  /** The WebAuthn user handle, base64url. */
  userId: Schema.String,
  /** base64url. */
  allAcceptedCredentialIds: Schema.Array(Schema.String)
})

/**
 * @since 0.1.0
 * @category models
 */
export interface CredentialsLookup extends Schema.Schema.Type<typeof CredentialsLookup> {}
