/** What an emulator remembers, record by record. The schemas are also the form in which records are stored. */
import { JsonObject } from "@passlock-sdk/contract/Json"
import { Passkey } from "@passlock-sdk/contract/Passkey"
import { UserVerification } from "@passlock-sdk/contract/WebAuthn"
import * as Schema from "effect/Schema"

const Optional = <A, I>(schema: Schema.Schema<A, I>) =>
  Schema.optionalWith(Schema.UndefinedOr(schema), { default: () => undefined })

/** A registration that a server prepared. */
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

/** An authentication that a server prepared, or that a page started. */
export const PreparedAuthentication = Schema.Struct({
  rpId: Schema.String,
  /** The ids of the passkeys that are allowed; `undefined` for any. */
  allowed: Optional(Schema.Array(Schema.String)),
  userVerification: UserVerification,
  timeout: Optional(Schema.Number)
})
export type PreparedAuthentication = typeof PreparedAuthentication.Type

/** What was asked of the authenticator, and of which page. */
const Asked = {
  /** base64url. */
  challenge: Schema.String,
  /** The page that asked for the options, where it said so. */
  origin: Optional(Schema.String)
}

export const RegistrationSession = Schema.Struct({
  ...PreparedRegistration.fields,
  ...Asked,
  /** The WebAuthn user handle, base64url. */
  handle: Schema.String
})
export type RegistrationSession = typeof RegistrationSession.Type

export const AuthenticationSession = Schema.Struct({ ...PreparedAuthentication.fields, ...Asked })
export type AuthenticationSession = typeof AuthenticationSession.Type

/** A challenge, with what recognises its solution. */
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
  /** How many wrong codes were tried. */
  attempts: Schema.Number
})
export type PendingChallenge = typeof PendingChallenge.Type

/**
 * A mail as it would reach the mailbox.
 *
 * @since 0.1.0
 * @category models
 */
export interface Mail {
  readonly challengeId: string
  /** The mailbox. */
  readonly to: string
  /** As the challenge was created with it. */
  readonly purpose: string
  /** Six digits. */
  readonly code: string
  /** The mail as text, with the code in it. */
  readonly text: string
  /** The mail as HTML, with the code in it. */
  readonly html: string
  /** Milliseconds since 1970. */
  readonly sentAt: number
  /** From when on the code is no longer good, in milliseconds since 1970. */
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

/** A passkey and its place in the list. */
export const Kept = Schema.Struct({ position: Schema.Number, passkey: Passkey })
export type Kept = typeof Kept.Type

/** A value with a time from which on it is found no more. */
export const Expiring = <A, I>(value: Schema.Schema<A, I>) => Schema.Struct({ value, expiresAt: Schema.Number })
