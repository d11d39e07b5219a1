/** Mailbox challenges. */
import type * as Contract from "@passlock-sdk/contract/Challenge"
import {
  commonErrors,
  documented,
  documentedEndpoint,
  type Encoded,
  type Facts,
  inferred,
  type Operations,
  prefixed,
  time,
  withNote,
  withNotFound
} from "./Fact.js"

const challenge: Facts<Encoded<typeof Contract.Challenge>> = {
  _tag: documented,
  challengeId: documented,
  purpose: documented,
  email: documented,
  userId: documented,
  createdAt: time,
  expiresAt: withNote(time, "ten minutes after `createdAt`"),
  metadata: documented
}

export const operations: Operations<"Challenges"> = {
  "Challenges.create": {
    summary: "Creates a mailbox challenge with a one-time code",
    ...documentedEndpoint,
    request: {
      email: documented,
      purpose: { ...documented, keywords: { pattern: "^[A-Za-z0-9._:-]{1,64}$" } },
      userId: documented,
      metadata: documented,
      invalidateOthers: documented,
      skipRateLimit: documented,
      name: documented,
      sendEmail: withNote(documented, "Passlock's stored REST page still says that the default is `false`")
    },
    response: {
      _tag: documented,
      challenge: documented,
      "challenge.challengeId": documented,
      "challenge.purpose": documented,
      "challenge.email": documented,
      "challenge.userId": documented,
      "challenge.createdAt": time,
      "challenge.expiresAt": challenge.expiresAt,
      "challenge.metadata": challenge.metadata,
      "challenge.secret": documented,
      "challenge.code": documented,
      "challenge.message": documented,
      "challenge.message.html": documented,
      "challenge.message.text": documented
    },
    errors: {
      ...commonErrors,
      ChallengeRateLimited: withNote(documented, "the quota, its window and its key are inferred")
    },
    emulator: [
      "A challenge expires after 10 minutes (setting `challengeLifetime`).",
      "The sixth challenge within a minute returns `ChallengeRateLimited` (settings `rateLimitMaximum` and `rateLimitWindow`), counted per purpose and user. Without a `userId`, it is counted per purpose and email address, ignoring case. Rejected requests and those with `skipRateLimit` do not count.",
      "`retryAfterSeconds` is exact: after that time the next request succeeds.",
      "The outbox holds every email. Passlock sends it, unless `sendEmail` is `false` (setting `sendEmailDefault`): then `sentBy` is `application`, and the email only went back as `message`. The greeting contains `name`.",
      "With `--api 2.6`, `name` and `sendEmail` are ignored, and Passlock sends no email."
    ]
  },
  "Challenges.get": {
    summary: "Gets a pending challenge",
    ...documentedEndpoint,
    request: { challengeId: documented },
    response: challenge,
    errors: withNotFound,
    emulator: ["An expired challenge returns `NotFound`.", "It changes nothing, and never returns `secret` or `code`."]
  },
  "Challenges.verify": {
    summary: "Verifies the one-time code of a challenge",
    ...documentedEndpoint,
    request: { challengeId: documented, secret: documented, code: documented },
    response: { _tag: documented, challenge: documented, ...prefixed("challenge.", challenge) },
    errors: {
      ...commonErrors,
      InvalidChallenge: withNote(documented, "for every pair of ID and secret that is not pending"),
      InvalidChallengeCode: documented,
      ChallengeExpired: documented,
      ChallengeAttemptsExceeded: withNote(documented, "the number of allowed attempts is inferred")
    },
    emulator: [
      "Each of the first 5 wrong codes returns `InvalidChallengeCode`; every later code, including the right one, returns `ChallengeAttemptsExceeded` (setting `challengeAttempts`).",
      "It checks the ID and the secret first, then the expiry, the attempts, and the code. An empty code is a wrong code; the SDK does not send one.",
      "An expired challenge returns `ChallengeExpired` for an hour (setting `expiredChallengeRetention`), then `InvalidChallenge`.",
      "A verified challenge returns `InvalidChallenge` afterwards."
    ]
  },
  "Challenges.delete": {
    summary: "Deletes a challenge",
    ...documentedEndpoint,
    request: { challengeId: documented },
    response: { _tag: documented },
    errors: { ...commonErrors, NotFound: withNote(inferred, "an unknown ID may succeed instead") },
    emulator: ["An unknown ID succeeds (setting `unknownChallengeDeletion`)."]
  }
}
