/**
 * The client without an API key.
 *
 * @since 0.1.0
 */

import type { Authentication, AuthenticationFailures } from "./Authentication.js"
import { connectTenancy } from "./internal/client.js"
import type { Keyless } from "./internal/keyless.js"
import type { Safe } from "./Outcome.js"
import type { Passkeys, PasskeysFailures } from "./Passkeys.js"
import type { PasslockTenancyOptions } from "./PasslockOptions.js"
import type { Principals, PrincipalsFailures } from "./Principals.js"
import type { Registration, RegistrationFailures } from "./Registration.js"
import type { WithResponse } from "./WithResponse.js"

type PrincipalMethods = Pick<Principals, "verifyIdToken">
type PasskeysMethods = Pick<Passkeys, Keyless<"passkeys">>
type RegistrationMethods = Pick<Registration, Keyless<"registration">>
type AuthenticationMethods = Pick<Authentication, Keyless<"authentication">>

/**
 * The client for web pages and other code without an API key. It has only the operations that need no key.
 *
 * **Details**
 *
 * Options that you omit come from the variables `PASSLOCK_TENANCY_ID`, `PASSLOCK_ENDPOINT` and
 * `PASSLOCK_ALLOW_INSECURE_ENDPOINT`. The constructor throws `InvalidInput` when an option is missing or invalid; the error
 * names the option and its variable.
 *
 * @example
 * ```ts
 * import { PasslockTenancy } from "@passlock-sdk/promise"
 *
 * const passlock = new PasslockTenancy({ tenancyId: "my-tenancy" })
 *
 * export const options = () => passlock.authentication.options({ rpId: "example.com" })
 * ```
 *
 * @since 0.1.0
 * @category clients
 */
export class PasslockTenancy {
  /** The name of the class, unchanged by minifiers. */
  static readonly name = "PasslockTenancy"

  /** Identifies who logged in, and how. */
  declare readonly principals: PrincipalMethods
  /** Exchanges the tokens of updates, deletions and prunings for what the page signals to the device. */
  declare readonly passkeys: PasskeysMethods
  /** Registers a passkey. */
  declare readonly registration: RegistrationMethods
  /** Logs in with a passkey. */
  declare readonly authentication: AuthenticationMethods

  /** The same methods, returning outcomes instead of rejecting. */
  declare readonly safe: {
    readonly principals: Safe<PrincipalMethods, PrincipalsFailures>
    readonly passkeys: Safe<PasskeysMethods, PasskeysFailures>
    readonly registration: Safe<RegistrationMethods, RegistrationFailures>
    readonly authentication: Safe<AuthenticationMethods, AuthenticationFailures>
  }

  /** The same methods, returning the status and headers of the response too. */
  declare readonly withResponse: {
    readonly passkeys: WithResponse<PasskeysMethods>
    readonly registration: WithResponse<RegistrationMethods>
    readonly authentication: WithResponse<AuthenticationMethods>
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

  constructor(options: PasslockTenancyOptions = {}) {
    Object.assign(this, connectTenancy(PasslockTenancy, options))
  }
}
