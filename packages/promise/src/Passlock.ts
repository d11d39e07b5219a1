/**
 * The client of a server.
 *
 * @since 0.1.0
 */
import type { Authentication, AuthenticationFailures } from "./Authentication.js"
import type { Safe, WithResponse } from "./CallOptions.js"
import type { Challenges, ChallengesFailures } from "./Challenges.js"
import { connect } from "./internal/client.js"
import type { Passkeys, PasskeysFailures } from "./Passkeys.js"
import type { PasslockOptions } from "./PasslockOptions.js"
import type { Principals, PrincipalsFailures } from "./Principals.js"
import type { Registration, RegistrationFailures } from "./Registration.js"

/** Everything, by group. */
interface Methods {
  readonly principals: Principals
  readonly passkeys: Passkeys
  readonly challenges: Challenges
  readonly registration: Registration
  readonly authentication: Authentication
}

/**
 * A tenancy and its API key: every operation of Passlock, for a server.
 *
 * **Details**
 *
 * Make one for the whole application. What is not given as an option is read from `PASSLOCK_TENANCY_ID`,
 * `PASSLOCK_API_KEY` and `PASSLOCK_ENDPOINT`. Throws `InvalidRequest` when one is missing or cannot work; it names the
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
export class Passlock implements Methods {
  /** The name of the class, which a minifier may not change. */
  static readonly name = "Passlock"

  readonly principals: Principals
  readonly passkeys: Passkeys
  readonly challenges: Challenges
  readonly registration: Registration
  readonly authentication: Authentication

  /** The same methods, with an outcome instead of a rejection. */
  readonly safe: {
    readonly principals: Safe<Principals, PrincipalsFailures>
    readonly passkeys: Safe<Passkeys, PasskeysFailures>
    readonly challenges: Safe<Challenges, ChallengesFailures>
    readonly registration: Safe<Registration, RegistrationFailures>
    readonly authentication: Safe<Authentication, AuthenticationFailures>
  }

  /** The same methods, with the status and the headers of the answer beside the value. */
  readonly withResponse: {
    readonly principals: WithResponse<Pick<Principals, "exchange">>
    readonly passkeys: WithResponse<Omit<Passkeys, "stream">>
    readonly challenges: WithResponse<Challenges>
    readonly registration: WithResponse<Registration>
    readonly authentication: WithResponse<Authentication>
  }

  readonly #close: () => Promise<void>

  constructor(options: PasslockOptions = {}) {
    const client = connect(Passlock, options ?? {})
    const methods = client.methods as unknown as Methods
    this.principals = methods.principals
    this.passkeys = methods.passkeys
    this.challenges = methods.challenges
    this.registration = methods.registration
    this.authentication = methods.authentication
    this.safe = client.safe as unknown as this["safe"]
    this.withResponse = client.withResponse as unknown as this["withResponse"]
    this.#close = client.close
  }

  /** Refuses further calls, and waits until those that run have ended, which they do by their deadline. */
  close(): Promise<void> {
    return this.#close()
  }

  /** What `close` does, at the end of an `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.#close()
  }
}
