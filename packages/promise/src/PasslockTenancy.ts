/**
 * The client of a page, and of whoever else has no API key.
 *
 * @since 0.1.0
 */

import type { WithResponse } from "./Answer.js"
import type { Authentication, AuthenticationFailures } from "./Authentication.js"
import { connectTenancy } from "./internal/client.js"
import type { Safe } from "./Outcome.js"
import type { PasslockTenancyOptions } from "./PasslockOptions.js"
import type { Principals, PrincipalsFailures } from "./Principals.js"
import type { Registration, RegistrationFailures } from "./Registration.js"

type PrincipalMethods = Pick<Principals, "verifyIdToken">
type RegistrationMethods = Pick<Registration, "options" | "verify">
type AuthenticationMethods = Pick<Authentication, "options" | "verify">

/**
 * A tenancy, without a key: what a web page may hold. It has the methods that need no key, and no others.
 *
 * **Details**
 *
 * Throws `InvalidInput` when an option is missing or cannot work; it names the option and the variable.
 *
 * @example
 * ```ts
 * import { PasslockTenancy } from "@passlock-sdk/promise"
 *
 * const passlock = new PasslockTenancy({ tenancyId: "my-tenancy" })
 *
 * export const begin = () => passlock.authentication.options({ rpId: "example.com" })
 * ```
 *
 * @since 0.1.0
 * @category clients
 */
export class PasslockTenancy {
  /** The name of the class, which a minifier may not change. */
  static readonly name = "PasslockTenancy"

  /** Who logged in, and how. */
  declare readonly principals: PrincipalMethods
  /** The ceremony that creates a passkey. */
  declare readonly registration: RegistrationMethods
  /** The ceremony that uses a passkey. */
  declare readonly authentication: AuthenticationMethods

  /** The same methods, with an outcome instead of a rejection. */
  declare readonly safe: {
    readonly principals: Safe<PrincipalMethods, PrincipalsFailures>
    readonly registration: Safe<RegistrationMethods, RegistrationFailures>
    readonly authentication: Safe<AuthenticationMethods, AuthenticationFailures>
  }

  /** The same methods, with the status and the headers of the answer beside the value. */
  declare readonly withResponse: {
    readonly registration: WithResponse<RegistrationMethods>
    readonly authentication: WithResponse<AuthenticationMethods>
  }

  /** Refuses further calls, and waits until those that run have ended, by their total timeouts at the latest. */
  declare readonly close: () => Promise<void>
  /** What `close` does, at the end of an `await using`. */
  declare readonly [Symbol.asyncDispose]: () => Promise<void>

  constructor(options: PasslockTenancyOptions = {}) {
    Object.assign(this, connectTenancy(PasslockTenancy, options))
  }
}
