/** Decodes email addresses and names from request bodies. */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { User } from "../wire/responses.js"
import type { Account } from "./accounts.js"
import * as RequestBody from "./requestBody.js"

// Addresses that differ only in case reach the same mailbox in practice, so they share an account.
const Email = Schema.compose(Schema.Trim, Schema.Lowercase).pipe(
  Schema.maxLength(254),
  Schema.pattern(/^[^\s@]+@[^\s@]+\.[^\s@]+$/)
)

const Name = Schema.Trim.pipe(Schema.minLength(1), Schema.maxLength(64))

const nameMessage = "Enter a name of 1 to 64 characters."

export const email = Effect.map(
  RequestBody.decode(Schema.Struct({ email: Email }), "Enter an email address such as ada@example.com."),
  (body) => body.email
)

/** The user's display name, which may be empty. */
export const optionalDisplayName = Effect.map(
  RequestBody.decode(Schema.Struct({ displayName: Schema.Trim.pipe(Schema.maxLength(64)) }), nameMessage),
  (body) => body.displayName
)

/** The part of an email address before the `@`, used as a default name. */
export const localPartOf = (email: string): string => email.replace(/@.*/, "").slice(0, 64)

export const displayName = Effect.map(
  RequestBody.decode(Schema.Struct({ displayName: Name }), nameMessage),
  (body) => body.displayName
)

export const passkeyName = Effect.map(
  RequestBody.decode(Schema.Struct({ name: Name }), nameMessage),
  (body) => body.name
)

export const userOf = ({ displayName, email, id }: Account): User => ({ id, email, displayName })
