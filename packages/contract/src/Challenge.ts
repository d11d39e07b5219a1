/**
 * Mailbox challenges: one-time codes that verify an email address.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import * as Endpoint from "./Endpoint.js"
import { JsonObject } from "./Json.js"
import { Timestamp } from "./Numbers.js"
import {
  ChallengeAttemptsExceeded,
  ChallengeExpired,
  ChallengeRateLimited,
  InvalidChallenge,
  InvalidChallengeCode,
  NotFound
} from "./PasslockError.js"
import { Email, NonEmpty, PathValue, Secret } from "./Strings.js"

const fields = {
  /** The challenge ID. */
  challengeId: Schema.String,
  /** What the challenge is for, such as `signup` or `login`. */
  purpose: Schema.String,
  /** The email address. */
  email: Schema.String,
  /** The user's ID in your application. */
  userId: Schema.optionalWith(Schema.String, { exact: true, nullable: true }),
  /** When it was created, as Unix time in milliseconds. */
  createdAt: Timestamp,
  /** When the challenge expires, as Unix time in milliseconds. */
  expiresAt: Timestamp,
  /** The metadata that your application attached to the challenge, or `null`. */
  metadata: Schema.NullOr(JsonObject)
}

/**
 * A challenge without its secret and code.
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
 * A challenge with its secret and code. No other response contains them.
 *
 * @since 0.1.0
 * @category schemas
 */
export const NewChallenge = Schema.Struct({
  ...fields,
  /** Store it on the server, in the user's session. Verification needs it with the code. */
  secret: Schema.Redacted(Schema.String),
  /** The one-time code for the user: six digits. */
  code: Schema.Redacted(Schema.String),
  /** The email to send with `sendEmail: false`. It contains the code. */
  message: Schema.Redacted(
    Schema.Struct({
      /** The email as HTML. */
      html: Schema.String,
      /** The email as plain text. */
      text: Schema.String
    })
  )
})

/**
 * @since 0.1.0
 * @category models
 */
export interface NewChallenge extends Schema.Schema.Type<typeof NewChallenge> {}

/**
 * A new challenge with its secret and code.
 *
 * @since 0.1.0
 * @category schemas
 */
export const ChallengeCreated = Schema.TaggedStruct("ChallengeCreated", {
  /** The challenge. */
  challenge: NewChallenge
})

/**
 * @since 0.1.0
 * @category models
 */
export interface ChallengeCreated extends Schema.Schema.Type<typeof ChallengeCreated> {}

/**
 * The request that verifies a challenge.
 *
 * @since 0.1.0
 * @category schemas
 */
export const VerifyChallenge = Schema.Struct({
  /** The challenge ID. */
  challengeId: NonEmpty,
  /** The secret of the challenge. */
  secret: Secret,
  /** The one-time code that the user entered. */
  code: Secret
})

/**
 * A verified challenge. It cannot be verified again.
 *
 * @since 0.1.0
 * @category schemas
 */
export const ChallengeVerified = Schema.TaggedStruct("ChallengeVerified", {
  /** The challenge. */
  challenge: Challenge
})

/**
 * @since 0.1.0
 * @category models
 */
export interface ChallengeVerified extends Schema.Schema.Type<typeof ChallengeVerified> {}

/**
 * Confirms that the challenge was deleted.
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
 * The request that creates a challenge.
 *
 * @since 0.1.0
 * @category schemas
 */
export const CreateChallenge = Schema.Struct({
  /** The email address to verify, such as `name@example.com`. */
  email: Email,
  /** What the challenge is for, such as `signup`: 1 to 64 letters, digits, dots, colons, hyphens and underscores. */
  purpose: Schema.String.pipe(
    Schema.filter((purpose) => /^[A-Za-z0-9._:-]{1,64}$/.test(purpose), {
      description: "a string of 1 to 64 characters from A-Z a-z 0-9 . _ : -"
    })
  ),
  /** The user's ID in your application. */
  userId: Schema.optional(NonEmpty),
  /** A JSON object to store with the challenge. */
  metadata: Schema.optional(JsonObject),
  /**
   * Whether to delete other pending challenges with the same purpose and user or, without `userId`, the same purpose
   * and email address. Default: `false`.
   */
  invalidateOthers: Schema.optional(Schema.Boolean),
  /** Whether to ignore the limit on challenges per email address. Default: `false`. */
  skipRateLimit: Schema.optional(Schema.Boolean),
  /** The recipient's name, for the email. Passlock 2.9 and later. */
  name: Schema.optional(Schema.String),
  /** Whether Passlock sends the email. Passlock 2.9.3 and later sends it unless this is `false`. */
  sendEmail: Schema.optional(Schema.Boolean)
})

/**
 * @since 0.1.0
 * @category challenges
 */
export const createChallenge = /*#__PURE__*/ Endpoint.make({
  operation: "Challenges.create",
  method: "POST",
  path: "/v2/{tenancyId}/challenges",
  authentication: "apiKey",
  request: { body: CreateChallenge },
  success: { status: 201, schema: ChallengeCreated },
  errors: [ChallengeRateLimited],
  idempotent: false
})

/**
 * @since 0.1.0
 * @category challenges
 */
export const getChallenge = /*#__PURE__*/ Endpoint.make({
  operation: "Challenges.get",
  method: "GET",
  path: "/v2/{tenancyId}/challenges/{challengeId}",
  authentication: "apiKey",
  request: { path: Schema.Struct({ challengeId: PathValue }) },
  success: { status: 200, schema: Challenge },
  errors: [NotFound],
  idempotent: true
})

/**
 * @since 0.1.0
 * @category challenges
 */
export const verifyChallenge = /*#__PURE__*/ Endpoint.make({
  operation: "Challenges.verify",
  method: "POST",
  path: "/v2/{tenancyId}/challenges/verify",
  authentication: "apiKey",
  request: { body: VerifyChallenge },
  secrets: ["secret", "code"],
  success: { status: 200, schema: ChallengeVerified },
  errors: [InvalidChallenge, InvalidChallengeCode, ChallengeExpired, ChallengeAttemptsExceeded],
  idempotent: false
})

/**
 * @since 0.1.0
 * @category challenges
 */
export const deleteChallenge = /*#__PURE__*/ Endpoint.make({
  operation: "Challenges.delete",
  method: "DELETE",
  path: "/v2/{tenancyId}/challenges/{challengeId}",
  authentication: "apiKey",
  request: { path: Schema.Struct({ challengeId: PathValue }) },
  success: { status: 202, schema: ChallengeDeleted },
  // Inferred: an unknown ID may succeed instead.
  errors: [NotFound],
  idempotent: true
})

/**
 * The endpoints, in the order of Passlock's documentation.
 *
 * @since 0.1.0
 * @category constants
 */
export const challengeEndpoints = [createChallenge, getChallenge, verifyChallenge, deleteChallenge] as const

const exampleFields = {
  challengeId: "challenge_01",
  purpose: "signup",
  email: "ada@example.com",
  userId: "user_01",
  createdAt: 1_760_000_000_000,
  expiresAt: 1_760_000_600_000,
  metadata: { plan: "free" }
} as const

/**
 * An example of each endpoint's request and response, encoded as on the wire.
 *
 * @since 0.1.0
 * @category constants
 */
export const challengeExamples: Endpoint.Examples<typeof challengeEndpoints> = {
  "Challenges.create": {
    request: { body: { email: "ada@example.com", purpose: "signup", userId: "user_01", metadata: { plan: "free" } } },
    response: {
      _tag: "ChallengeCreated",
      challenge: {
        ...exampleFields,
        secret: "3f9c2a7be1d04856",
        code: "123456",
        message: { html: "<p>Your code is <b>123456</b>.</p>", text: "Your code is 123456." }
      }
    }
  },
  "Challenges.get": {
    request: { path: { challengeId: "challenge_01" } },
    response: { _tag: "Challenge", ...exampleFields }
  },
  "Challenges.verify": {
    request: { body: { challengeId: "challenge_01", secret: "3f9c2a7be1d04856", code: "123456" } },
    response: { _tag: "ChallengeVerified", challenge: { _tag: "Challenge", ...exampleFields } }
  },
  "Challenges.delete": {
    request: { path: { challengeId: "challenge_01" } },
    response: { _tag: "ChallengeDeleted" }
  }
}
