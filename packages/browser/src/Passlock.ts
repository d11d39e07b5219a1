/**
 * The client of a page.
 *
 * @since 0.1.0
 */

import type { BeginAuthentication, CallOptions } from "./CeremonyOptions.js"
import * as Ceremony from "./internal/ceremony.js"
import { settingsOf as connectionOf } from "./internal/settings.js"
import { signalsOf } from "./internal/signals.js"
import type { Outcome, Safe } from "./Outcome.js"
import {
  type AuthenticationError,
  isPasslockError,
  type PasslockError,
  type RegistrationError,
  type SignalError
} from "./PasslockError.js"
import type { PasslockOptions } from "./PasslockOptions.js"
import type { Signals } from "./Signal.js"
import type { Verified } from "./Verified.js"

/**
 * A tenancy in a page: it creates passkeys, uses them, and tells the device about them. It has no API key.
 *
 * **Details**
 *
 * Throws `InvalidInput` when an option is missing or cannot work. On a page only one ceremony runs at a time: a second
 * one ends the first, whose promise rejects with `CeremonyCancelled { by: "ceremony" }`.
 *
 * @example
 * ```ts
 * import { Passlock } from "@passlock-sdk/browser"
 *
 * const passlock = new Passlock({ tenancyId: "my-tenancy" })
 *
 * export const logIn = async () => {
 *   const { code } = await passlock.authenticate({ rpId: "example.com" })
 *   return fetch("/log-in", {
 *     method: "POST",
 *     headers: { "content-type": "application/json" },
 *     body: JSON.stringify({ code })
 *   })
 * }
 * ```
 *
 * @since 0.1.0
 * @category clients
 */
export class Passlock {
  /**
   * Has the user create a passkey, and puts it into the vault.
   *
   * **Details**
   *
   * Call it when the user has clicked something: some browsers insist. It rejects with one of `RegistrationError`:
   *
   * - `PasskeyAlreadyRegistered`: the device holds one of the passkeys that the server excluded.
   * - `CeremonyCancelled`, `CeremonyTimeout`: the user did not create it.
   * - `PasskeysUnsupported`, `AuthenticatorError`: the browser or the device cannot.
   * - `BadRequest`: the token is unknown, used or too old.
   *
   * Calls `POST /v2/{tenancyId}/passkey/registration/options`, then `navigator.credentials.create`, then
   * `POST /v2/{tenancyId}/passkey/registration/verification`.
   *
   * @example
   * ```ts
   * import { Passlock } from "@passlock-sdk/browser"
   *
   * const passlock = new Passlock({ tenancyId: "my-tenancy" })
   *
   * export const register = async (registrationToken: string, status: HTMLElement) =>
   *   passlock.register({ registrationToken }, { onProgress: (progress) => (status.textContent = progress) })
   * ```
   */
  readonly register: (
    request: {
      /** What the server's `Registration.prepare` gave. It works once. */
      readonly registrationToken: string
    },
    options?: CallOptions
  ) => Promise<Verified>

  /**
   * Has the user use a passkey.
   *
   * **Details**
   *
   * It rejects with one of `AuthenticationError`:
   *
   * - `OrphanedPasskey`: the user chose a passkey that the vault does not hold.
   * - `CeremonyCancelled`, `CeremonyTimeout`: the user did not use one, or a later ceremony took its place.
   * - `Unsupported`: the browser does not autofill passkeys.
   * - `PasskeysUnsupported`, `AuthenticatorError`: the browser or the device cannot.
   * - `BadRequest`: the token is unknown, used or too old.
   *
   * Calls `POST /v2/{tenancyId}/passkey/authentication/options`, then `navigator.credentials.get`, then
   * `POST /v2/{tenancyId}/passkey/authentication/verification`.
   *
   * **Gotchas**
   *
   * With autofill, what the API gave at the beginning can be too old when the user comes to it at last. That is a
   * `BadRequest`: tell the user to choose the passkey once more, and begin again.
   *
   * @example
   * ```ts
   * import { Passlock } from "@passlock-sdk/browser"
   *
   * const passlock = new Passlock({ tenancyId: "my-tenancy" })
   *
   * export const waitForAutofill = async (signal: AbortSignal) => {
   *   const outcome = await passlock.safe.authenticate({ rpId: "example.com", mediation: "conditional" }, { signal })
   *   if (outcome.success) return outcome.value.code
   *   if (outcome.error._tag === "OrphanedPasskey" && confirm("Nobody here knows this passkey. Remove it?")) {
   *     await passlock.safe.signals.unknownCredential(outcome.error)
   *   }
   *   return undefined
   * }
   * ```
   */
  readonly authenticate: (request: BeginAuthentication, options?: CallOptions) => Promise<Verified>

  /** What the device can be told, so that it stops offering passkeys that no longer work, and shows the right names. */
  readonly signals: Signals

  /** The same methods, with an outcome instead of a rejection. Only an abort still rejects, with the signal's reason. */
  readonly safe: {
    readonly register: Safe<Passlock["register"], RegistrationError>
    readonly authenticate: Safe<Passlock["authenticate"], AuthenticationError>
    readonly signals: { readonly [Name in keyof Signals]: Safe<Signals[Name], SignalError> }
  }

  constructor(options: PasslockOptions) {
    const connection = connectionOf(options)
    this.register = (request, options) => Ceremony.register(connection, request, options)
    this.authenticate = (request, options) => Ceremony.authenticate(connection, request, options)
    this.signals = signalsOf(connection)
    this.safe = {
      register: outcomeOf(this.register),
      authenticate: outcomeOf(this.authenticate),
      signals: {
        unknownCredential: outcomeOf(this.signals.unknownCredential),
        allAcceptedCredentials: outcomeOf(this.signals.allAcceptedCredentials),
        currentUserDetails: outcomeOf(this.signals.currentUserDetails)
      }
    }
  }
}

/** The same method, whose rejections with errors of this package are outcomes. */
const outcomeOf = <Method extends (...input: ReadonlyArray<never>) => Promise<unknown>, Failure extends PasslockError>(
  method: Method
): Safe<Method, Failure> => {
  const safe = (...input: ReadonlyArray<never>): Promise<Outcome<unknown, PasslockError>> =>
    method(...input).then(
      (value) => ({ success: true, value }),
      (error: unknown) => {
        if (isPasslockError(error)) return { success: false, error }
        throw error
      }
    )
  return safe as Safe<Method, Failure>
}
