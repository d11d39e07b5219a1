/**
 * The records of the state. Their schemas also define the stored JSON: a field that older records lack has a default.
 */
import { JsonObject } from "@passlock-sdk/contract/Json"
import { Passkey, PasskeyDeletionInstructions, PasskeyUpdateInstructions } from "@passlock-sdk/contract/Passkey"
import { UserVerification } from "@passlock-sdk/contract/WebAuthn"
import * as Schema from "effect/Schema"

const Optional = <A, I>(schema: Schema.Schema<A, I>) =>
  Schema.optionalWith(Schema.UndefinedOr(schema), { default: () => undefined })

export const PreparedRegistration = Schema.Struct({
  rpId: Schema.String,
  /** The name of the relying party in the options, instead of the setting. */
  rpName: Optional(Schema.String),
  userId: Schema.String,
  username: Schema.String,
  displayName: Schema.String,
  excludeCredentials: Schema.Array(Schema.String),
  userVerification: UserVerification,
  timeout: Optional(Schema.Number)
})
export type PreparedRegistration = typeof PreparedRegistration.Type

/** An authentication that a server authorized or prepared, or that a page started. */
export const PreparedAuthentication = Schema.Struct({
  rpId: Schema.String,
  /** The user whose passkeys are allowed; `undefined` allows every user's. */
  userId: Optional(Schema.String),
  /** The IDs of the allowed passkeys; `undefined` allows any. */
  allowed: Optional(Schema.Array(Schema.String)),
  mediation: Schema.optionalWith(Schema.Literal("required", "conditional"), { default: () => "required" as const }),
  userVerification: UserVerification,
  timeout: Optional(Schema.Number)
})
export type PreparedAuthentication = typeof PreparedAuthentication.Type

const sessionFields = {
  /** base64url. */
  challenge: Schema.String,
  /** The `Origin` of the request for the options. */
  origin: Optional(Schema.String)
}

export const RegistrationSession = Schema.Struct({
  ...PreparedRegistration.fields,
  ...sessionFields,
  /** The WebAuthn user handle, base64url. */
  handle: Schema.String
})
export type RegistrationSession = typeof RegistrationSession.Type

export const AuthenticationSession = Schema.Struct({ ...PreparedAuthentication.fields, ...sessionFields })
export type AuthenticationSession = typeof AuthenticationSession.Type

/** What the page signals after an update of the vault. */
export const PreparedUpdate = Schema.Struct({
  userId: Schema.String,
  instructions: PasskeyUpdateInstructions.fields.instructions,
  warnings: PasskeyUpdateInstructions.fields.warnings
})
export type PreparedUpdate = typeof PreparedUpdate.Type

/** What the page signals after a deletion from the vault. */
export const PreparedDeletion = Schema.Struct({
  /** The owner of all deleted passkeys; `undefined` when they have several, or none. */
  userId: Optional(Schema.String),
  instructions: PasskeyDeletionInstructions.fields.instructions,
  warnings: PasskeyDeletionInstructions.fields.warnings
})
export type PreparedDeletion = typeof PreparedDeletion.Type

/** Only the user: the exchange takes the instructions from the vault. */
export const PreparedPruning = Schema.Struct({ userId: Schema.String })
export type PreparedPruning = typeof PreparedPruning.Type

/** A challenge with the digests of its secret and its code. */
export const PendingChallenge = Schema.Struct({
  challengeId: Schema.String,
  purpose: Schema.String,
  email: Schema.String,
  userId: Optional(Schema.String),
  createdAt: Schema.Number,
  expiresAt: Schema.Number,
  metadata: Schema.NullOr(JsonObject),
  secret: Schema.String,
  code: Schema.String,
  /** The number of wrong codes so far. */
  attempts: Schema.Number
})
export type PendingChallenge = typeof PendingChallenge.Type

/**
 * An email with a one-time code.
 *
 * @since 0.1.0
 * @category models
 */
export interface Mail {
  readonly challengeId: string
  /**
   * Who sends the email: `passlock`, or `application`. In the second case it only went back to your application, as the
   * `message` of the response.
   */
  readonly sentBy: "passlock" | "application"
  /** The email address. */
  readonly to: string
  /** The purpose of the challenge. */
  readonly purpose: string
  /** The one-time code: six digits. */
  readonly code: string
  /** The email as plain text, including the code. */
  readonly text: string
  /** The email as HTML, including the code. */
  readonly html: string
  /** Unix time in milliseconds. */
  readonly sentAt: number
  /** When the code expires: Unix time in milliseconds. */
  readonly expiresAt: number
}

export const Mail = Schema.Struct({
  challengeId: Schema.String,
  sentBy: Schema.optionalWith(Schema.Literal("passlock", "application"), { default: () => "application" as const }),
  to: Schema.String,
  purpose: Schema.String,
  code: Schema.String,
  text: Schema.String,
  html: Schema.String,
  sentAt: Schema.Number,
  expiresAt: Schema.Number
})

/** A passkey and its position in the list. */
export const StoredPasskey = Schema.Struct({ position: Schema.Number, passkey: Passkey })
export type StoredPasskey = typeof StoredPasskey.Type

export const Expiring = <A, I>(value: Schema.Schema<A, I>) => Schema.Struct({ value, expiresAt: Schema.Number })
