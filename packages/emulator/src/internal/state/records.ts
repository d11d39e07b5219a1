/** The records of the state. Their schemas also define the stored JSON. */
import { JsonObject } from "@passlock-sdk/contract/Json"
import { Passkey } from "@passlock-sdk/contract/Passkey"
import { UserVerification } from "@passlock-sdk/contract/WebAuthn"
import * as Schema from "effect/Schema"

const Optional = <A, I>(schema: Schema.Schema<A, I>) =>
  Schema.optionalWith(Schema.UndefinedOr(schema), { default: () => undefined })

export const PreparedRegistration = Schema.Struct({
  rpId: Schema.String,
  userId: Schema.String,
  username: Schema.String,
  displayName: Schema.String,
  excludeCredentials: Schema.Array(Schema.String),
  userVerification: UserVerification,
  timeout: Optional(Schema.Number)
})
export type PreparedRegistration = typeof PreparedRegistration.Type

/** An authentication that a server prepared or a page started. */
export const PreparedAuthentication = Schema.Struct({
  rpId: Schema.String,
  /** The IDs of the allowed passkeys; `undefined` allows any. */
  allowed: Optional(Schema.Array(Schema.String)),
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
 * An email with a one-time code, as Passlock would send it.
 *
 * @since 0.1.0
 * @category models
 */
export interface Mail {
  readonly challengeId: string
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

export const Mail: Schema.Schema<Mail> = Schema.Struct({
  challengeId: Schema.String,
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
