/**
 * One-time codes that prove that somebody reads a mailbox.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { JsonObject } from "./Json.js"
import { Email, NonEmpty } from "./Strings.js"
import { Timestamp } from "./Timestamp.js"

const fields = {
  challengeId: Schema.String,
  /** What the challenge is for, in the application's own words: `signup`, `login`. */
  purpose: Schema.String,
  email: Schema.String,
  /** The application's own id of the user. */
  userId: Schema.optionalWith(Schema.String, { exact: true, nullable: true }),
  /** Milliseconds since 1970. */
  createdAt: Timestamp,
  /** Milliseconds since 1970. */
  expiresAt: Timestamp,
  /** What the application attached when it created the challenge. */
  metadata: Schema.NullOr(
    Schema.Record({ key: Schema.String, value: Schema.Unknown }) as unknown as Schema.Schema<JsonObject>
  )
}

/**
 * A challenge, without what would solve it.
 *
 * @since 0.1.0
 * @category schemas
 */
export const Challenge = Schema.TaggedStruct("Challenge", fields)

/**
 * @since 0.1.0
 * @category models
 */
export interface Challenge extends Schema.Schema.Type<typeof Challenge> {}

/**
 * A new challenge, with what solves it. This is the only time it is shown.
 *
 * @since 0.1.0
 * @category schemas
 */
export const ChallengeCreated = Schema.TaggedStruct("ChallengeCreated", {
  challenge: Schema.Struct({
    ...fields,
    /** Keep it on the server, in the session; it must come back with the code. */
    secret: Schema.Redacted(Schema.String),
    /** Six digits for the user. */
    code: Schema.Redacted(Schema.String),
    /** A mail that is ready to be sent. It contains the code. */
    message: Schema.Redacted(Schema.Struct({ html: Schema.String, text: Schema.String }))
  })
})

/**
 * @since 0.1.0
 * @category models
 */
export interface ChallengeCreated extends Schema.Schema.Type<typeof ChallengeCreated> {}

/**
 * The challenge that was just solved, and with that consumed.
 *
 * @since 0.1.0
 * @category schemas
 */
export const ChallengeVerified = Schema.TaggedStruct("ChallengeVerified", { challenge: Challenge })

/**
 * @since 0.1.0
 * @category models
 */
export interface ChallengeVerified extends Schema.Schema.Type<typeof ChallengeVerified> {}

/**
 * The challenge is gone.
 *
 * @since 0.1.0
 * @category schemas
 */
export const ChallengeDeleted = Schema.TaggedStruct("ChallengeDeleted", {})

/**
 * @since 0.1.0
 * @category models
 */
export interface ChallengeDeleted extends Schema.Schema.Type<typeof ChallengeDeleted> {}

/**
 * What a challenge is created from.
 *
 * @since 0.1.0
 * @category schemas
 */
export const CreateChallenge = Schema.Struct({
  /** The mailbox: `something@something.something`. */
  email: Email,
  /** What the challenge is for: 1 to 64 letters, digits, dots, colons, hyphens and underscores. */
  purpose: Schema.String.pipe(
    Schema.filter((text) => /^[A-Za-z0-9._:-]{1,64}$/.test(text), {
      description: "1 to 64 of the characters A-Z a-z 0-9 . _ : -"
    })
  ),
  /** The application's own id of the user. */
  userId: Schema.optional(NonEmpty),
  /** Anything the application wants to find again with the challenge. */
  metadata: Schema.optional(JsonObject),
  /** Whether other pending challenges of this purpose and user (or, without one, this mailbox) are deleted. Default false. */
  invalidateOthers: Schema.optional(Schema.Boolean),
  /** Whether the limit on challenges per mailbox is passed over. Default false. */
  skipRateLimit: Schema.optional(Schema.Boolean),
  /** The recipient's name, for the mail. Passlock 2.9 and later. */
  name: Schema.optional(Schema.String),
  /** Whether Passlock sends the mail itself. Passlock 2.9 and later. */
  sendEmail: Schema.optional(Schema.Boolean)
})
