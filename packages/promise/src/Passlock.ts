/**
 * The client of a server.
 *
 * @since 0.1.0
 */

import type { WithResponse } from "./Answer.js"
import type { Authentication, AuthenticationFailures } from "./Authentication.js"
import type { Challenges, ChallengesFailures } from "./Challenges.js"
import { connect } from "./internal/client.js"
import type { Safe } from "./Outcome.js"
import type { Passkeys, PasskeysFailures } from "./Passkeys.js"
import type { PasslockOptions } from "./PasslockOptions.js"
import type { Principals, PrincipalsFailures } from "./Principals.js"
import type { Registration, RegistrationFailures } from "./Registration.js"

/**
 * A tenancy and its API key: every operation of Passlock, for a server.
 *
 * **Details**
 *
 * Make one for the whole application. What is not given as an option is read from `PASSLOCK_TENANCY_ID`,
 * `PASSLOCK_API_KEY` and `PASSLOCK_ENDPOINT`. Throws `InvalidInput` when one is missing or cannot work; it names the
 * option and the variable. In a web page it refuses to hold a key: there, use `PasslockTenancy`.
 *
 * @example
 * ```ts
 * import { Passlock } from "@passlock-sdk/promise"
 *
 * const passlock = new Passlock({ tenancyId: "my-tenancy", apiKey: "my-key", timeout: 5_000 })
 *
 * export const logIn = async (code: string) => {
 *   const principal = await passlock.principals.exchange({ code })
 *   return principal.userId
 * }
 * ```
 *
 * @since 0.1.0
 * @category clients
 */
export class Passlock {
  /** The name of the class, which a minifier may not change. */
  static readonly name = "Passlock"

  /** Who logged in, and how. */
  declare readonly principals: Principals
  /** The passkeys of the vault. */
  declare readonly passkeys: Passkeys
  /** One-time codes that prove that somebody reads a mailbox. */
  declare readonly challenges: Challenges
  /** The ceremony that creates a passkey. */
  declare readonly registration: Registration
  /** The ceremony that uses a passkey. */
  declare readonly authentication: Authentication

  /** The same methods, with an outcome instead of a rejection. */
  declare readonly safe: {
    readonly principals: Safe<Principals, PrincipalsFailures>
    readonly passkeys: Safe<Passkeys, PasskeysFailures>
    readonly challenges: Safe<Challenges, ChallengesFailures>
    readonly registration: Safe<Registration, RegistrationFailures>
    readonly authentication: Safe<Authentication, AuthenticationFailures>
  }

  /** The same methods, with the status and the headers of the answer beside the value. */
  declare readonly withResponse: {
    readonly principals: WithResponse<Pick<Principals, "exchange">>
    readonly passkeys: WithResponse<Omit<Passkeys, "stream">>
    readonly challenges: WithResponse<Challenges>
    readonly registration: WithResponse<Registration>
    readonly authentication: WithResponse<Authentication>
  }

  /** Refuses further calls, and waits until those that run have ended, by their total timeouts at the latest. */
  declare readonly close: () => Promise<void>
  /** What `close` does, at the end of an `await using`. */
  declare readonly [Symbol.asyncDispose]: () => Promise<void>

  constructor(options: PasslockOptions = {}) {
    Object.assign(this, connect(Passlock, options))
  }
}
