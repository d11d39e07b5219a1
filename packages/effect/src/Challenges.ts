/**
 * One-time codes that prove that somebody reads a mailbox.
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
 * Creates a one-time code for a mailbox, and a mail that is ready to be sent.
 *
 * **Details**
 *
 * The answer's `secret`, `code` and `message` are `Redacted`, and this is the only time they are shown. Keep
 * `challengeId` and `secret` in the user's session and mail the `message`. The challenge lives ten minutes.
 *
 * - `email`: the mailbox, `something@something.something`.
 * - `purpose`: what it is for; 1 to 64 letters, digits, dots, colons, hyphens and underscores.
 * - `userId`: the application's own id of the user, where there is one already.
 * - `metadata`: a JSON object that comes back with the challenge.
 * - `invalidateOthers`: deletes other pending challenges of this purpose and user or, without `userId`, this mailbox.
 * - `skipRateLimit`: passes over the limit on challenges for one mailbox.
 * - `name`, `sendEmail`: for Passlock 2.9 and later, which sends the mail itself unless `sendEmail` is `false`.
 *
 * Fails with `ChallengeRateLimited` when the mailbox got too many; it says when to try again.
 *
 * Calls `POST /v2/{tenancyId}/challenges`.
 *
 * **Gotchas**
 *
 * When the answer is lost, the request is not sent again: the user could get two mails.
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
 * A pending challenge, without its secret and its code. Looking at it changes nothing.
 *
 * **Details**
 *
 * Fails with `NotFound` when it was verified, deleted or replaced, or never existed.
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
 * Checks the code that the user typed. A right code consumes the challenge.
 *
 * **Details**
 *
 * `challengeId` and `secret` come from the user's session, `code` from the user. `secret` and `code` may be given as
 * text or `Redacted`.
 *
 * - `InvalidChallengeCode`: the code is wrong. The user may try again; the attempt was counted.
 * - `ChallengeAttemptsExceeded`: too many wrong codes; even the right one no longer helps.
 * - `ChallengeExpired`: older than ten minutes.
 * - `InvalidChallenge`: no pending challenge has this id and secret.
 *
 * Calls `POST /v2/{tenancyId}/challenges/verify`.
 *
 * **Gotchas**
 *
 * When the answer is lost, the request is not sent again: it may have consumed the challenge.
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
   * Calls `DELETE /v2/{tenancyId}/challenges/{challengeId}`.
   *
   * **Gotchas**
   *
   * Whether deleting an unknown challenge fails with `NotFound` or succeeds is not documented: be ready for both.
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
