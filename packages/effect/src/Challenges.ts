/**
 * Mailbox challenges: one-time codes that verify an email address.
 *
 * @since 0.1.0
 */
import type * as HttpClient from "@effect/platform/HttpClient"
import {
  type Challenge,
  type ChallengeCreated,
  type ChallengeDeleted,
  type ChallengeVerified,
  createChallenge,
  deleteChallenge,
  getChallenge,
  verifyChallenge
} from "@passlock-sdk/contract/Challenge"
import type { JsonObject } from "@passlock-sdk/contract/Json"
import type {
  ChallengeAttemptsExceeded,
  ChallengeExpired,
  ChallengeRateLimited,
  CommonError,
  InvalidChallenge,
  InvalidChallengeCode,
  NotFound
} from "@passlock-sdk/contract/PasslockError"
import type { Secret } from "@passlock-sdk/contract/Strings"
import type * as Effect from "effect/Effect"
import * as Program from "./internal/program.js"
import type { PasslockConfig } from "./PasslockConfig.js"

/**
 * Creates a mailbox challenge and returns its one-time code and the email to send.
 *
 * **Details**
 *
 * Store `challengeId` and `secret` on the server, in the user's session. With `sendEmail: false`, email the `message`. The
 * challenge expires after ten minutes. `secret`, `code` and `message` are `Redacted`; no other response contains them.
 *
 * - `email`: the email address to verify, such as `name@example.com`.
 * - `purpose`: what the challenge is for, such as `signup`: 1 to 64 letters, digits, dots, colons, hyphens and
 *   underscores.
 * - `userId`: the user's ID in your application, if there is one already.
 * - `metadata`: a JSON object to store with the challenge.
 * - `invalidateOthers`: whether to delete other pending challenges with the same purpose and user or, without `userId`,
 *   the same purpose and email address. Default: `false`.
 * - `skipRateLimit`: whether to ignore the limit on challenges per email address. Default: `false`.
 * - `name`: the recipient's name, for the email. Passlock 2.9 and later.
 * - `sendEmail`: whether Passlock sends the email. Passlock 2.9.3 and later sends it unless this is `false`.
 *
 * Fails with `ChallengeRateLimited` when too many challenges were created for this email address or user. It is not
 * retried: show it to the user, who can try again after `retryAfterSeconds`.
 *
 * Calls `POST /v2/{tenancyId}/challenges` (Passlock 2.6 to 2.9). Retried only when the request never reached the API or
 * was rejected with status 429, because a second request could send a second email.
 *
 * **Gotchas**
 *
 * Passlock 2.9.3 and later emails the code. To email it yourself, set `sendEmail: false`, or the user gets two emails.
 *
 * @example
 * ```ts
 * import { Challenges } from "@passlock-sdk/effect"
 * import * as Effect from "effect/Effect"
 * import * as Redacted from "effect/Redacted"
 *
 * export const signUp = Effect.gen(function* () {
 *   const request = { email: "ada@example.com", purpose: "signup", sendEmail: false }
 *   const { challenge } = yield* Challenges.create(request)
 *   return { id: challenge.challengeId, text: Redacted.value(challenge.message).text }
 * })
 * ```
 *
 * @since 0.1.0
 * @category operations
 */
export const create: (request: {
  readonly email: string
  readonly purpose: string
  readonly userId?: string | undefined
  readonly metadata?: JsonObject | undefined
  readonly invalidateOthers?: boolean | undefined
  readonly skipRateLimit?: boolean | undefined
  readonly name?: string | undefined
  readonly sendEmail?: boolean | undefined
}) => Effect.Effect<ChallengeCreated, ChallengeRateLimited | CommonError, HttpClient.HttpClient | PasslockConfig> =
  /*#__PURE__*/ Program.make(createChallenge)

/**
 * Returns a pending challenge, without its secret and code.
 *
 * **Details**
 *
 * `challengeId` is the ID from `create`. Fails with `NotFound` when the challenge was verified, deleted or replaced, or
 * never existed.
 *
 * Calls `GET /v2/{tenancyId}/challenges/{challengeId}` (Passlock 2.6 to 2.9). Retried after connection errors, timeouts
 * and status 429 or 5xx.
 *
 * @example
 * ```ts
 * import { Challenges } from "@passlock-sdk/effect"
 *
 * export const pending = Challenges.get({ challengeId: "challenge_01" })
 * ```
 *
 * @since 0.1.0
 * @category operations
 */
export const get: (request: {
  readonly challengeId: string
}) => Effect.Effect<Challenge, NotFound | CommonError, HttpClient.HttpClient | PasslockConfig> =
  /*#__PURE__*/ Program.make(getChallenge)

/**
 * Verifies the one-time code that the user entered and returns the challenge. The correct code consumes the challenge.
 *
 * **Details**
 *
 * - `challengeId`, `secret`: from the user's session. `secret` is a string or `Redacted`.
 * - `code`: the six digits from the email, a string or `Redacted`.
 *
 * Fails with:
 *
 * - `InvalidChallengeCode` when the code is wrong. The attempt counts, and the user can try again.
 * - `ChallengeAttemptsExceeded` after too many wrong codes. The correct code is then rejected too.
 * - `ChallengeExpired` when the challenge is older than ten minutes.
 * - `InvalidChallenge` when no pending challenge has this ID and secret.
 *
 * Calls `POST /v2/{tenancyId}/challenges/verify` (Passlock 2.6 to 2.9). Retried only when the request never reached the
 * API or was rejected with status 429, because the correct code works once.
 *
 * @example
 * ```ts
 * import { Challenges } from "@passlock-sdk/effect"
 * import * as Effect from "effect/Effect"
 *
 * export const verifyCode = (session: { readonly challengeId: string; readonly secret: string }, code: string) =>
 *   Challenges.verify({ ...session, code }).pipe(
 *     Effect.map(({ challenge }) => challenge.email),
 *     Effect.catchTag("InvalidChallengeCode", () => Effect.succeed("wrong code, try again"))
 *   )
 * ```
 *
 * @since 0.1.0
 * @category operations
 */
export const verify: (request: {
  readonly challengeId: string
  readonly secret: Secret
  readonly code: Secret
}) => Effect.Effect<
  ChallengeVerified,
  InvalidChallenge | InvalidChallengeCode | ChallengeExpired | ChallengeAttemptsExceeded | CommonError,
  HttpClient.HttpClient | PasslockConfig
> = /*#__PURE__*/ Program.make(verifyChallenge)

const delete_: (request: {
  readonly challengeId: string
}) => Effect.Effect<ChallengeDeleted, NotFound | CommonError, HttpClient.HttpClient | PasslockConfig> =
  /*#__PURE__*/ Program.make(deleteChallenge)

export {
  /**
   * Deletes a pending challenge.
   *
   * **Details**
   *
   * `challengeId` is the ID from `create`. May fail with `NotFound` when there is no such challenge.
   *
   * Calls `DELETE /v2/{tenancyId}/challenges/{challengeId}` (Passlock 2.6 to 2.9). Retried after connection errors,
   * timeouts and status 429 or 5xx.
   *
   * **Gotchas**
   *
   * Passlock does not document whether deleting an unknown challenge succeeds or fails with `NotFound`. Handle both.
   *
   * @example
   * ```ts
   * import { Challenges } from "@passlock-sdk/effect"
   *
   * export const cancel = Challenges.delete({ challengeId: "challenge_01" })
   * ```
   *
   * @since 0.1.0
   * @category operations
   */
  delete_ as delete
}
