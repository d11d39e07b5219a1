/** How users and passkeys may be called. */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { User } from "../wire/answers.js"
import type { Account } from "./accounts.js"
import * as Answers from "./answers.js"

// Mailboxes that differ in nothing but capitals are one in practice, and two accounts would confuse their owner.
const Email = Schema.compose(Schema.Trim, Schema.Lowercase).pipe(
  Schema.maxLength(254),
  Schema.pattern(/^[^\s@]+@[^\s@]+\.[^\s@]+$/)
)

const Name = Schema.Trim.pipe(Schema.minLength(1), Schema.maxLength(64))

const advice = "Choose a name of 1 to 64 characters."

export const email = Effect.map(
  Answers.body(Schema.Struct({ email: Email }), "That is not an email address. It looks like ada@example.com."),
  (body) => body.email
)

/** The user's name, which may be empty. */
export const nameOrNone = Effect.map(
  Answers.body(Schema.Struct({ displayName: Schema.Trim.pipe(Schema.maxLength(64)) }), advice),
  (body) => body.displayName
)

/** The part of an address that is most like a name. */
export const mailboxOf = (address: string): string => address.replace(/@.*/, "").slice(0, 64)

export const displayName = Effect.map(
  Answers.body(Schema.Struct({ displayName: Name }), advice),
  (body) => body.displayName
)

export const passkeyName = Effect.map(Answers.body(Schema.Struct({ name: Name }), advice), (body) => body.name)

export const userOf = ({ displayName, email, id }: Account): User => ({ id, email, displayName })
