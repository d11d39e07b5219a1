/**
 * The client for servers.
 *
 * @since 0.1.0
 */

import type { Authentication, AuthenticationFailures } from "./Authentication.js"
import type { Challenges, ChallengesFailures } from "./Challenges.js"
import { connect } from "./internal/client.js"
import type { Safe } from "./Outcome.js"
import type { Passkeys, PasskeysFailures } from "./Passkeys.js"
import type { PasslockOptions } from "./PasslockOptions.js"
import type { Principals, PrincipalsFailures } from "./Principals.js"
import type { Registration, RegistrationFailures } from "./Registration.js"
import type { WithResponse } from "./WithResponse.js"

/**
 * The client for servers: every operation of Passlock, with an API key.
 *
 * **Details**
 *
 * Create one client for the whole application. Options that you omit come from the variables `PASSLOCK_TENANCY_ID`,
 * `PASSLOCK_API_KEY`, `PASSLOCK_ENDPOINT` and `PASSLOCK_ALLOW_INSECURE_ENDPOINT`. The constructor throws `InvalidInput`
 * when an option is missing or invalid; the error names the option and its variable.
 *
 * **Gotchas**
 *
 * In a web page the constructor throws, because every visitor could read the key. Use `PasslockTenancy` there.
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
  /** The name of the class, unchanged by minifiers. */
  static readonly name = "Passlock"

  /** Identifies who logged in, and how. */
  declare readonly principals: Principals
  /** Manages the passkeys in the vault. */
  declare readonly passkeys: Passkeys
  /** Verifies email addresses with one-time codes. */
  declare readonly challenges: Challenges
  /** Registers a passkey. */
  declare readonly registration: Registration
  /** Logs in with a passkey. */
  declare readonly authentication: Authentication

  /** The same methods, returning outcomes instead of rejecting. */
  declare readonly safe: {
    readonly principals: Safe<Principals, PrincipalsFailures>
    readonly passkeys: Safe<Passkeys, PasskeysFailures>
    readonly challenges: Safe<Challenges, ChallengesFailures>
    readonly registration: Safe<Registration, RegistrationFailures>
    readonly authentication: Safe<Authentication, AuthenticationFailures>
  }

  /** The same methods, returning the status and headers of the response too. */
  declare readonly withResponse: {
    readonly principals: WithResponse<Omit<Principals, "verifyIdToken">>
    readonly passkeys: WithResponse<Omit<Passkeys, "stream">>
    readonly challenges: WithResponse<Challenges>
    readonly registration: WithResponse<Registration>
    readonly authentication: WithResponse<Authentication>
  }

  /**
   * Rejects new calls and waits for the running ones, which end within their total timeouts.
   *
   * **Gotchas**
   *
   * - The idle connections of `fetch` stay open: they belong to the platform, which closes them itself. To close them,
   *   pass a `fetch` with your own connection pool, and close the pool.
   * - A background fetch of the keys of `verifyIdToken` goes on. It ends within its total timeout.
   */
  declare readonly close: () => Promise<void>
  /** Calls `close` at the end of an `await using` block. */
  declare readonly [Symbol.asyncDispose]: () => Promise<void>

  constructor(options: PasslockOptions = {}) {
    Object.assign(this, connect(Passlock, options))
  }
}
