/**
 * One-time codes that prove that somebody reads a mailbox.
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
 * Anything that JSON can carry.
 *
 * @since 0.1.0
 * @category models
 */
export type Json = null | boolean | number | string | ReadonlyArray<Json> | JsonObject

/**
 * An object that JSON can carry.
 *
 * @since 0.1.0
 * @category models
 */
export interface JsonObject {
  readonly [key: string]: Json
}

/**
 * What a challenge is created from.
 *
 * @since 0.1.0
 * @category requests
 */
export interface CreateChallenge {
  /** The mailbox: `something@something.something`. */
  readonly email: string
  /** What the challenge is for: 1 to 64 letters, digits, dots, colons, hyphens and underscores. */
  readonly purpose: string
  /** The application's own id of the user, where there is one already. */
  readonly userId?: string | undefined
  /** A JSON object that comes back with the challenge. */
  readonly metadata?: JsonObject | undefined
  /** Whether other pending challenges of this purpose and user (or, without one, this mailbox) are deleted. Default false. */
  readonly invalidateOthers?: boolean | undefined
  /** Whether the limit on challenges for one mailbox is passed over. Default false. */
  readonly skipRateLimit?: boolean | undefined
  /** The recipient's name, for the mail. Passlock 2.9 and later. */
  readonly name?: string | undefined
  /** Whether Passlock sends the mail itself. Passlock 2.9.3 and later, which sends it unless this is `false`. */
  readonly sendEmail?: boolean | undefined
}

interface ChallengeFields {
  readonly challengeId: string
  /** What the challenge is for, in the application's own words: `signup`, `login`. */
  readonly purpose: string
  readonly email: string
  /** The application's own id of the user. */
  readonly userId?: string
  /** Milliseconds since 1970. */
  readonly createdAt: number
  /** Milliseconds since 1970. */
  readonly expiresAt: number
  /** What the application attached when it created the challenge. */
  readonly metadata: JsonObject | null
}

/**
 * A challenge, without what would solve it.
 *
 * @since 0.1.0
 * @category models
 */
export interface Challenge extends ChallengeFields {
  readonly _tag: "Challenge"
}

/**
 * A new challenge, with what solves it. This is the only time it is shown.
 *
 * @since 0.1.0
 * @category models
 */
export interface ChallengeCreated {
  readonly _tag: "ChallengeCreated"
  readonly challenge: ChallengeFields & {
    /** Keep it on the server, in the session; it must come back with the code. */
    readonly secret: string
    /** Six digits for the user. */
    readonly code: string
    /** A mail that is ready to be sent. It contains the code. */
    readonly message: { readonly html: string; readonly text: string }
  }
}

/**
 * The challenge that was just solved, and with that consumed.
 *
 * @since 0.1.0
 * @category models
 */
export interface ChallengeVerified {
  readonly _tag: "ChallengeVerified"
  readonly challenge: Challenge
}

/**
 * The challenge is gone.
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
   * Creates a one-time code for a mailbox, and a mail that is ready to be sent.
   *
   * **Details**
   *
   * The answer's `secret`, `code` and `message` are shown this one time. Keep `challengeId` and `secret` in the user's
   * session, on the server, and mail the `message`. The challenge lives ten minutes.
   *
   * Fails with `ChallengeRateLimited` when the mailbox got too many; it says when to try again.
   *
   * Calls `POST /v2/{tenancyId}/challenges`.
   *
   * **Gotchas**
   *
   * Passlock 2.9.3 and later mails the code itself. With `sendEmail: false` that is left to you.
   *
   * When the answer is lost, the request is not sent again: the user could get two mails.
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
   * Checks the code that the user typed. A right code consumes the challenge.
   *
   * **Details**
   *
   * `challengeId` and `secret` come from the user's session, `code` from the user. Fails with
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
   * import { Passlock } from "@passlock-sdk/promise"
   *
   * const passlock = new Passlock()
   *
   * export const check = async (session: { challengeId: string; secret: string }, code: string) => {
   *   const outcome = await passlock.safe.challenges.verify({ ...session, code })
   *   if (outcome.success) return `${outcome.value.challenge.email} is proved`
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
   * Whether deleting an unknown challenge fails with `NotFound` or succeeds is not documented: be ready for both.
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
 * What the methods of `passlock.challenges` fail with.
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
