/**
 * The client of a page, and of whoever else has no API key.
 *
 * @since 0.1.0
 */
import type { Authentication, AuthenticationFailures } from "./Authentication.js"
import type { Safe, WithResponse } from "./CallOptions.js"
import { connectTenancy } from "./internal/client.js"
import type { PasslockTenancyOptions } from "./PasslockOptions.js"
import type { Principals, PrincipalsFailures } from "./Principals.js"
import type { Registration, RegistrationFailures } from "./Registration.js"

/** What needs no key, by group. */
interface Methods {
  readonly principals: Pick<Principals, "verifyIdToken">
  readonly registration: Pick<Registration, "options" | "verify">
  readonly authentication: Pick<Authentication, "options" | "verify">
}

/**
 * A tenancy, without a key: what a web page may hold. It has the methods that need no key, and no others.
 *
 * **Details**
 *
 * Throws `InvalidRequest` when an option is missing or cannot work; it names the option and the variable.
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
export class PasslockTenancy implements Methods {
  /** The name of the class, which a minifier may not change. */
  static readonly name = "PasslockTenancy"

  readonly principals: Methods["principals"]
  readonly registration: Methods["registration"]
  readonly authentication: Methods["authentication"]

  /** The same methods, with an outcome instead of a rejection. */
  readonly safe: {
    readonly principals: Safe<Methods["principals"], PrincipalsFailures>
    readonly registration: Safe<Methods["registration"], RegistrationFailures>
    readonly authentication: Safe<Methods["authentication"], AuthenticationFailures>
  }

  /** The same methods, with the status and the headers of the answer beside the value. */
  readonly withResponse: {
    readonly registration: WithResponse<Methods["registration"]>
    readonly authentication: WithResponse<Methods["authentication"]>
  }

  readonly #close: () => Promise<void>

  constructor(options: PasslockTenancyOptions = {}) {
    const client = connectTenancy(PasslockTenancy, options ?? {})
    const methods = client.methods as unknown as Methods
    this.principals = methods.principals
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
