/**
 * Mailbox challenges: one-time codes that verify an email address.
 *
 * @since 0.1.0
 */
import type * as HttpClient from "@effect/platform/HttpClient"
import type { Challenge, ChallengeCreated, ChallengeDeleted, ChallengeVerified } from "@passlock-sdk/contract/Challenge"
import * as Endpoints from "@passlock-sdk/contract/Endpoints"
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
 * Creates a challenge and returns its one-time code with an email that is ready to send.
 *
 * **Details**
 *
 * Store `challengeId` and `secret` in the user's session, and send `message` to the user. The challenge expires after
 * ten minutes. `secret`, `code` and `message` are `Redacted` and are returned only here.
 *
 * - `email`: an email address such as `name@example.com`.
 * - `purpose`: what the challenge is for, such as `signup`; 1 to 64 letters, digits, dots, colons, hyphens and
 *   underscores.
 * - `userId`: your own id of the user, if there is one already.
 * - `metadata`: a JSON object that is returned with the challenge.
 * - `invalidateOthers`: deletes other pending challenges for the same purpose and user or, without `userId`, the same
 *   email address.
 * - `skipRateLimit`: ignores the limit on challenges for one mailbox.
 * - `name`, `sendEmail`: for Passlock 2.9 and later, which sends the email itself unless `sendEmail` is `false`.
 *
 * Fails with `ChallengeRateLimited` when the mailbox received too many challenges; `retryAfterSeconds` says when to try
 * again.
 *
 * Calls `POST /v2/{tenancyId}/challenges`.
 *
 * **Gotchas**
 *
 * - `ChallengeRateLimited` is not retried: show it to the user.
 * - Not retried after a lost response: the user could receive two emails.
 *
 * @example
 * ```ts
 * import { Challenges } from "@passlock-sdk/effect"
 * import * as Effect from "effect/Effect"
 * import * as Redacted from "effect/Redacted"
 *
 * export const mail = Effect.gen(function* () {
 *   const { challenge } = yield* Challenges.create({ email: "ada@example.com", purpose: "signup" })
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
  /*#__PURE__*/ Program.make(Endpoints.createChallenge)

/**
 * Returns a pending challenge, without its secret and code.
 *
 * **Details**
 *
 * Fails with `NotFound` when the challenge was verified, deleted or invalidated, or never existed.
 *
 * Calls `GET /v2/{tenancyId}/challenges/{challengeId}`.
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
  /*#__PURE__*/ Program.make(Endpoints.getChallenge)

/**
 * Verifies the one-time code that the user entered and returns the challenge. A correct code consumes the challenge.
 *
 * **Details**
 *
 * - `challengeId`, `secret`: from the user's session. `secret` is a string or `Redacted`.
 * - `code`: the six digits from the email, a string or `Redacted`.
 *
 * Fails with:
 *
 * - `InvalidChallengeCode` when the code is wrong. The user can try again until the attempts are used up.
 * - `ChallengeAttemptsExceeded` after too many wrong codes. The correct code is then rejected too.
 * - `ChallengeExpired` when the challenge is older than ten minutes.
 * - `InvalidChallenge` when no pending challenge has this id and secret.
 *
 * Calls `POST /v2/{tenancyId}/challenges/verify`.
 *
 * **Gotchas**
 *
 * Not retried after a lost response: the challenge may already be consumed.
 *
 * @example
 * ```ts
 * import { Challenges } from "@passlock-sdk/effect"
 * import * as Effect from "effect/Effect"
 *
 * export const check = (session: { readonly challengeId: string; readonly secret: string }, code: string) =>
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
> = /*#__PURE__*/ Program.make(Endpoints.verifyChallenge)

const delete_: (request: {
  readonly challengeId: string
}) => Effect.Effect<ChallengeDeleted, NotFound | CommonError, HttpClient.HttpClient | PasslockConfig> =
  /*#__PURE__*/ Program.make(Endpoints.deleteChallenge)

export {
  /**
   * Deletes a pending challenge.
   *
   * **Details**
   *
   * `challengeId` is the id returned by `create`. Can fail with `NotFound` when there is no such challenge.
   *
   * Calls `DELETE /v2/{tenancyId}/challenges/{challengeId}`.
   *
   * **Gotchas**
   *
   * Passlock does not document whether deleting an unknown challenge fails with `NotFound` or succeeds. Handle both.
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
