/**
 * Mailbox challenges: one-time codes that verify an email address.
 *
 * @since 0.1.0
 */
import type { CallOptions } from "./CallOptions.js"
import type {
  ChallengeAttemptsExceeded,
  ChallengeExpired,
  ChallengeRateLimited,
  CommonError,
  InvalidChallenge,
  InvalidChallengeCode,
  NotFound
} from "./PasslockError.js"

/**
 * Any JSON value.
 *
 * @since 0.1.0
 * @category models
 */
export type Json = null | boolean | number | string | ReadonlyArray<Json> | JsonObject

/**
 * A JSON object.
 *
 * @since 0.1.0
 * @category models
 */
export interface JsonObject {
  readonly [key: string]: Json
}

/**
 * The request of `challenges.create`.
 *
 * @since 0.1.0
 * @category requests
 */
export interface CreateChallenge {
  /** The email address to verify, such as `name@example.com`. */
  readonly email: string
  /** What the challenge is for: 1 to 64 letters, digits, dots, colons, hyphens and underscores. */
  readonly purpose: string
  /** The user's ID in your application, if there is one already. */
  readonly userId?: string | undefined
  /** A JSON object to store with the challenge. */
  readonly metadata?: JsonObject | undefined
  /**
   * Whether to delete other pending challenges with the same purpose and user or, without `userId`, the same purpose
   * and email address. Default: `false`.
   */
  readonly invalidateOthers?: boolean | undefined
  /** Whether to ignore the limit on challenges per email address. Default: `false`. */
  readonly skipRateLimit?: boolean | undefined
  /** The recipient's name, for the email. Passlock 2.9 and later. */
  readonly name?: string | undefined
  /** Whether Passlock sends the email. Passlock 2.9.3 and later sends it unless this is `false`. */
  readonly sendEmail?: boolean | undefined
}

interface ChallengeFields {
  readonly challengeId: string
  /** What the challenge is for, such as `signup` or `login`. */
  readonly purpose: string
  readonly email: string
  /** The user's ID in your application. */
  readonly userId?: string
  /** Unix time in milliseconds. */
  readonly createdAt: number
  /** Unix time in milliseconds. */
  readonly expiresAt: number
  /** The metadata that your application attached to the challenge. */
  readonly metadata: JsonObject | null
}

/**
 * A challenge without its secret and code.
 *
 * @since 0.1.0
 * @category models
 */
export interface Challenge extends ChallengeFields {
  readonly _tag: "Challenge"
}

/**
 * A new challenge with its secret and code. No other response contains them.
 *
 * @since 0.1.0
 * @category models
 */
export interface ChallengeCreated {
  readonly _tag: "ChallengeCreated"
  readonly challenge: ChallengeFields & {
    /** Store it on the server, in the user's session. Verification needs it with the code. */
    readonly secret: string
    /** The one-time code for the user: six digits. */
    readonly code: string
    /** The email to send with `sendEmail: false`. It contains the code. */
    readonly message: { readonly html: string; readonly text: string }
  }
}

/**
 * A verified challenge. It cannot be verified again.
 *
 * @since 0.1.0
 * @category models
 */
export interface ChallengeVerified {
  readonly _tag: "ChallengeVerified"
  readonly challenge: Challenge
}

/**
 * Confirms that the challenge was deleted.
 *
 * @since 0.1.0
 * @category models
 */
export interface ChallengeDeleted {
  readonly _tag: "ChallengeDeleted"
}

/**
 * The methods of `passlock.challenges`.
 *
 * @since 0.1.0
 * @category methods
 */
export interface Challenges {
  /**
   * Creates a mailbox challenge and returns its one-time code and the email to send.
   *
   * **Details**
   *
   * Store `challengeId` and `secret` on the server, in the user's session. With `sendEmail: false`, email the `message`.
   * The challenge expires after ten minutes. No other response contains `secret`, `code` and `message`.
   *
   * Fails with `ChallengeRateLimited` when too many challenges were created for this email address or user. It is not
   * retried: show it to the user, who can try again after `retryAfterSeconds`.
   *
   * Calls `POST /v2/{tenancyId}/challenges`. Retried only when the request never reached the API or was rejected with
   * status 429, because a second request could send a second email.
   *
   * **Gotchas**
   *
   * Passlock 2.9.3 and later emails the code. To email it yourself, set `sendEmail: false`, or the user gets two emails.
   *
   * @example
   * ```ts
   * import { Passlock } from "@passlock-sdk/promise"
   *
   * const passlock = new Passlock()
   *
   * export const signUp = async (email: string) => {
   *   const { challenge } = await passlock.challenges.create({ email, purpose: "signup", sendEmail: false })
   *   const { challengeId, message, secret } = challenge
   *   return { session: { challengeId, secret }, mail: message }
   * }
   * ```
   *
   * @since 0.1.0
   */
  create(request: CreateChallenge, options?: CallOptions): Promise<ChallengeCreated>

  /**
   * Returns a pending challenge, without its secret and code.
   *
   * **Details**
   *
   * `challengeId` is the ID from `create`. Fails with `NotFound` when the challenge was verified, deleted or replaced,
   * or never existed.
   *
   * Calls `GET /v2/{tenancyId}/challenges/{challengeId}`. Retried after connection errors, timeouts and status 429 or
   * 5xx.
   *
   * @example
   * ```ts
   * import { Passlock } from "@passlock-sdk/promise"
   *
   * const passlock = new Passlock()
   *
   * export const pending = () => passlock.challenges.get({ challengeId: "challenge_01" })
   * ```
   *
   * @since 0.1.0
   */
  get(request: { readonly challengeId: string }, options?: CallOptions): Promise<Challenge>

  /**
   * Verifies the one-time code that the user entered and returns the challenge. The correct code consumes the
   * challenge.
   *
   * **Details**
   *
   * - `challengeId`, `secret`: from the user's session.
   * - `code`: the six digits from the email.
   *
   * Fails with:
   *
   * - `InvalidChallengeCode` when the code is wrong. The attempt counts, and the user can try again.
   * - `ChallengeAttemptsExceeded` after too many wrong codes. The correct code is then rejected too.
   * - `ChallengeExpired` when the challenge is older than ten minutes.
   * - `InvalidChallenge` when no pending challenge has this ID and secret.
   *
   * Calls `POST /v2/{tenancyId}/challenges/verify`. Retried only when the request never reached the API or was rejected
   * with status 429, because the correct code works once.
   *
   * @example
   * ```ts
   * import { Passlock } from "@passlock-sdk/promise"
   *
   * const passlock = new Passlock()
   *
   * export const verifyCode = async (session: { challengeId: string; secret: string }, code: string) => {
   *   const outcome = await passlock.safe.challenges.verify({ ...session, code })
   *   if (outcome.success) return `${outcome.value.challenge.email} is verified`
   *   if (outcome.error._tag === "InvalidChallengeCode") return "wrong code, try again"
   *   throw outcome.error
   * }
   * ```
   *
   * @since 0.1.0
   */
  verify(
    request: { readonly challengeId: string; readonly secret: string; readonly code: string },
    options?: CallOptions
  ): Promise<ChallengeVerified>

  /**
   * Deletes a pending challenge.
   *
   * **Details**
   *
   * `challengeId` is the ID from `create`. May fail with `NotFound` when there is no such challenge.
   *
   * Calls `DELETE /v2/{tenancyId}/challenges/{challengeId}`. Retried after connection errors, timeouts and status 429
   * or 5xx.
   *
   * **Gotchas**
   *
   * Passlock does not document whether deleting an unknown challenge succeeds or fails with `NotFound`. Handle both.
   *
   * @example
   * ```ts
   * import { Passlock } from "@passlock-sdk/promise"
   *
   * const passlock = new Passlock()
   *
   * export const cancel = () => passlock.challenges.delete({ challengeId: "challenge_01" })
   * ```
   *
   * @since 0.1.0
   */
  delete(request: { readonly challengeId: string }, options?: CallOptions): Promise<ChallengeDeleted>
}

/**
 * The errors of each method of `passlock.challenges`.
 *
 * @since 0.1.0
 * @category errors
 */
export interface ChallengesFailures {
  create: ChallengeRateLimited | CommonError
  get: NotFound | CommonError
  verify: InvalidChallenge | InvalidChallengeCode | ChallengeExpired | ChallengeAttemptsExceeded | CommonError
  delete: NotFound | CommonError
}
