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
 * A JSON value.
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
  /** What the challenge is for: 1 to 64 letters, digits, dots, colons, hyphens or underscores. */
  readonly purpose: string
  /** Your application's id for the user, if there is one already. */
  readonly userId?: string | undefined
  /** A JSON object to store with the challenge. */
  readonly metadata?: JsonObject | undefined
  /** Deletes other pending challenges with this purpose and user (without a user: this email). Defaults to false. */
  readonly invalidateOthers?: boolean | undefined
  /** Ignores the limit on challenges per email address. Defaults to false. */
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
  /** Your application's id for the user. */
  readonly userId?: string
  /** In milliseconds since the Unix epoch. */
  readonly createdAt: number
  /** In milliseconds since the Unix epoch. */
  readonly expiresAt: number
  /** The metadata from `challenges.create`. */
  readonly metadata: JsonObject | null
}

/**
 * A pending challenge, without its secret and code.
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
    /** Store it on the server, in the user's session. `challenges.verify` needs it with the code. */
    readonly secret: string
    /** The one-time code for the user: six digits. */
    readonly code: string
    /** The email to send. It contains the code. */
    readonly message: { readonly html: string; readonly text: string }
  }
}

/**
 * The challenge that was verified. It is now consumed.
 *
 * @since 0.1.0
 * @category models
 */
export interface ChallengeVerified {
  readonly _tag: "ChallengeVerified"
  readonly challenge: Challenge
}

/**
 * The challenge was deleted.
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
   * Creates a one-time code for an email address, and the email to send.
   *
   * **Details**
   *
   * No other response contains `secret`, `code` and `message`. Store `challengeId` and `secret` in the user's session,
   * on the server, and email the `message`. The challenge expires after ten minutes.
   *
   * Fails with `ChallengeRateLimited` when there are too many challenges for the address; `retryAfterSeconds` says when
   * to create the next one.
   *
   * Calls `POST /v2/{tenancyId}/challenges`.
   *
   * **Gotchas**
   *
   * Passlock 2.9.3 and later emails the code. Set `sendEmail: false` to send it yourself.
   *
   * The call is not retried when its response is lost, because the user could get two emails.
   *
   * @example
   * ```ts
   * import { Passlock } from "@passlock-sdk/promise"
   *
   * const passlock = new Passlock()
   *
   * export const begin = async (email: string) => {
   *   const { challenge } = await passlock.challenges.create({ email, purpose: "signup" })
   *   const { challengeId, message, secret } = challenge
   *   return { session: { challengeId, secret }, mail: message }
   * }
   * ```
   *
   * @since 0.1.0
   */
  create(request: CreateChallenge, options?: CallOptions): Promise<ChallengeCreated>

  /**
   * Returns a pending challenge, without its secret and code. It does not change the challenge.
   *
   * **Details**
   *
   * Fails with `NotFound` when the challenge was verified, deleted or replaced, or never existed.
   *
   * Calls `GET /v2/{tenancyId}/challenges/{challengeId}`.
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
   * Verifies the code that the user entered. A correct code consumes the challenge.
   *
   * **Details**
   *
   * `challengeId` and `secret` come from the user's session, `code` from the user. Fails with
   *
   * - `InvalidChallengeCode`: the code is wrong. The attempt counts, and the user may try again.
   * - `ChallengeAttemptsExceeded`: too many wrong codes. The correct one is no longer accepted.
   * - `ChallengeExpired`: the challenge is older than ten minutes.
   * - `InvalidChallenge`: no pending challenge has this id and secret.
   *
   * Calls `POST /v2/{tenancyId}/challenges/verify`.
   *
   * **Gotchas**
   *
   * The call is not retried when its response is lost, because it may have consumed the challenge.
   *
   * @example
   * ```ts
   * import { Passlock } from "@passlock-sdk/promise"
   *
   * const passlock = new Passlock()
   *
   * export const check = async (session: { challengeId: string; secret: string }, code: string) => {
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
   * Calls `DELETE /v2/{tenancyId}/challenges/{challengeId}`.
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
