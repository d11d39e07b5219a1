/**
 * The client for web pages.
 *
 * @since 0.1.0
 */

import type { BeginAuthentication, CallOptions } from "./CeremonyOptions.js"
import type { DevicePasskeys } from "./DevicePasskeys.js"
import * as Ceremony from "./internal/ceremony.js"
import { devicePasskeysOf } from "./internal/devicePasskeys.js"
import { settingsOf } from "./internal/settings.js"
import { signalsOf } from "./internal/signals.js"
import type { Outcome, Safe } from "./Outcome.js"
import {
  type AuthenticationError,
  type CommonError,
  isPasslockError,
  type PasslockError,
  type RegistrationError,
  type SignalError
} from "./PasslockError.js"
import type { PasslockOptions } from "./PasslockOptions.js"
import type { Signals } from "./Signal.js"
import type { Verified } from "./Verified.js"

/**
 * The client of one tenancy in a web page: registration, authentication and signals to the device. It has no API key.
 *
 * **Details**
 *
 * Throws `InvalidInput` when an option is missing or invalid. One ceremony runs at a time on a page: a second ceremony
 * cancels the first, which rejects with `CeremonyCancelled { by: "ceremony" }`.
 *
 * @example
 * ```ts
 * import { Passlock } from "@passlock-sdk/browser"
 *
 * const passlock = new Passlock({ tenancyId: "my-tenancy" })
 *
 * export const logIn = async () => {
 *   const { authenticationToken } = await (await fetch("/log-in/authorize", { method: "POST" })).json()
 *   const { code } = await passlock.authenticate({ authenticationToken })
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
   * Creates a passkey on the user's device and stores it in the vault.
   *
   * **Details**
   *
   * Call it from a click handler: some browsers require a user gesture.
   *
   * Fails with a `RegistrationError`, such as:
   *
   * - `PasskeyAlreadyRegistered` when the device already has one of the passkeys that the server excluded.
   * - `CeremonyCancelled` when the user cancelled, or a later ceremony started.
   * - `CeremonyTimeout` when the user did not respond in time.
   * - `PasskeysUnsupported` when the browser does not support passkeys.
   * - `AuthenticatorError` when the browser or the device failed.
   * - `BadRequest` when the token is unknown, used or expired.
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
      /**
       * The token that the server received from `Registration.authorize`, or from `Registration.prepare` with Passlock 2.6.
       * It works once.
       */
      readonly registrationToken: string
    },
    options?: CallOptions
  ) => Promise<Verified>

  /**
   * Authenticates the user with a passkey.
   *
   * **Details**
   *
   * Pass the `authenticationToken` that the server received. Only Passlock 2.6 documents that a page starts without one,
   * with an `rpId`. With conditional UI (autofill), which the server or the page requests, the promise stays pending until
   * the user chooses a passkey in the browser's autofill.
   *
   * Fails with an `AuthenticationError`, such as:
   *
   * - `OrphanedPasskey` when the user chose a passkey that is not in the vault.
   * - `CeremonyCancelled` when the user cancelled, no passkey on the device matches, or a later ceremony started.
   * - `CeremonyTimeout` when the user did not respond in time.
   * - `Unsupported` when the browser does not support conditional UI (autofill).
   * - `PasskeysUnsupported` when the browser does not support passkeys.
   * - `AuthenticatorError` when the browser or the device failed.
   * - `BadRequest` when the token is unknown, used or expired.
   *
   * Calls `POST /v2/{tenancyId}/passkey/authentication/options`, then `navigator.credentials.get`, then
   * `POST /v2/{tenancyId}/passkey/authentication/verification`.
   *
   * **Gotchas**
   *
   * With autofill, the ceremony can expire before the user chooses a passkey. It then fails with `BadRequest`: start it
   * again, with a new token, and ask the user to choose the passkey again.
   *
   * @example
   * ```ts
   * import { Passlock } from "@passlock-sdk/browser"
   *
   * const passlock = new Passlock({ tenancyId: "my-tenancy" })
   *
   * // The server calls `Authentication.authorize({ rpId: "example.com", discoverable: true, mediation: "conditional" })`.
   * export const waitForAutofill = async (authenticationToken: string, signal: AbortSignal) => {
   *   const outcome = await passlock.safe.authenticate({ authenticationToken, mediation: "conditional" }, { signal })
   *   if (outcome.success) return outcome.value.code
   *   if (outcome.error._tag === "OrphanedPasskey" && confirm("This passkey is no longer registered. Remove it?")) {
   *     await passlock.safe.signals.unknownCredential(outcome.error)
   *   }
   *   return undefined
   * }
   * ```
   */
  readonly authenticate: (request: BeginAuthentication, options?: CallOptions) => Promise<Verified>

  /** Signals to the device, so that it hides passkeys that no longer work and shows current usernames. */
  readonly signals: Signals

  /** Updates the passkeys on the device with a token from the server. Passlock documents it from 2.7 on. */
  readonly passkeys: DevicePasskeys

  /** The same methods, returning outcomes instead of rejecting. Only an abort rejects, with the signal's reason. */
  readonly safe: {
    readonly register: Safe<Passlock["register"], RegistrationError>
    readonly authenticate: Safe<Passlock["authenticate"], AuthenticationError>
    readonly signals: { readonly [Name in keyof Signals]: Safe<Signals[Name], SignalError> }
    readonly passkeys: { readonly [Name in keyof DevicePasskeys]: Safe<DevicePasskeys[Name], CommonError> }
  }

  constructor(options: PasslockOptions) {
    const settings = settingsOf(options)
    this.register = (request, options) => Ceremony.register(settings, request, options)
    this.authenticate = (request, options) => Ceremony.authenticate(settings, request, options)
    this.signals = signalsOf(settings)
    this.passkeys = devicePasskeysOf(settings)
    this.safe = {
      register: outcomeOf(this.register),
      authenticate: outcomeOf(this.authenticate),
      signals: {
        unknownCredential: outcomeOf(this.signals.unknownCredential),
        allAcceptedCredentials: outcomeOf(this.signals.allAcceptedCredentials),
        currentUserDetails: outcomeOf(this.signals.currentUserDetails)
      },
      passkeys: {
        update: outcomeOf(this.passkeys.update),
        delete: outcomeOf(this.passkeys.delete),
        prune: outcomeOf(this.passkeys.prune)
      }
    }
  }
}

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
