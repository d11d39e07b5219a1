/**
 * The passkey ceremonies in a web page.
 *
 * @since 0.1.0
 */
import type * as HttpClient from "@effect/platform/HttpClient"
import {
  Authentication,
  type CommonError,
  type PasslockTenancy,
  Registration,
  type Secret,
  type UserVerification
} from "@passlock-sdk/effect"
import * as Effect from "effect/Effect"
import { checkMediation } from "../internal/input.js"
import type { Progress, Verified } from "../Verified.js"
import { Authenticator } from "./Authenticator.js"
import type {
  AuthenticatorError,
  CeremonyCancelled,
  CeremonyTimeout,
  OrphanedPasskey,
  PasskeyAlreadyRegistered,
  PasskeysUnsupported,
  Unsupported
} from "./CeremonyError.js"
import { invalidInput, mapErrors } from "./ceremonyFailure.js"

/**
 * The options of one ceremony.
 *
 * @since 0.1.0
 * @category models
 */
export interface CeremonyOptions<R = never> {
  /** Runs before each step. */
  readonly onProgress?: ((progress: Progress) => Effect.Effect<unknown, never, R>) | undefined
}

type Requirements = HttpClient.HttpClient | PasslockTenancy | Authenticator

/**
 * Creates a passkey on the user's device and stores it in the vault. Needs no API key.
 *
 * **Details**
 *
 * - `registrationToken`: from `Registration.authorize` on the server, or `Registration.prepare` with Passlock 2.6. It works
 *   once.
 *
 * Interruption closes the browser's dialog. Send the `code` to your server for `Principals.exchange`.
 *
 * Fails with:
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
 * import { Ceremony } from "@passlock-sdk/browser/effect"
 * import * as Effect from "effect/Effect"
 *
 * export const register = (registrationToken: string) =>
 *   Ceremony.register({ registrationToken }, { onProgress: Effect.logDebug }).pipe(
 *     Effect.catchTag("PasskeyAlreadyRegistered", () => Effect.succeed(undefined))
 *   )
 * ```
 *
 * @since 0.1.0
 * @category ceremonies
 */
export const register: <R = never>(
  request: { readonly registrationToken: Secret },
  options?: CeremonyOptions<R>
) => Effect.Effect<
  Verified,
  | PasskeysUnsupported
  | PasskeyAlreadyRegistered
  | CeremonyCancelled
  | CeremonyTimeout
  | AuthenticatorError
  | CommonError,
  Requirements | R
> = /*#__PURE__*/ Effect.fn("Ceremony.register")(function* (request, options) {
  const onProgress = options?.onProgress ?? ignoreProgress
  const authenticator = yield* Authenticator
  return yield* authenticator.exclusive(
    Effect.gen(function* () {
      yield* authenticator.ready
      yield* onProgress("options")
      const { optionsJSON, sessionToken } = yield* Registration.options(request)
      yield* onProgress("authenticator")
      const response = yield* authenticator.create(optionsJSON)
      yield* onProgress("verification")
      return verified(yield* Registration.verify({ sessionToken, response }))
    })
  )
}, mapErrors("Ceremony.register"))

/**
 * Authenticates the user with a passkey. Needs no API key.
 *
 * **Details**
 *
 * Pass the `authenticationToken` from `Authentication.authorize` on the server, or `Authentication.prepare` with Passlock
 * 2.6. It works once. Only Passlock 2.6 documents that a page starts an authentication itself, with an `rpId`:
 *
 * - `rpId`: the relying party ID, the domain that the passkeys belong to.
 * - `allowCredentials`: the Passlock IDs of the allowed passkeys. Without them, the user chooses one.
 * - `userVerification`: `required`, `preferred` (the default) or `discouraged`.
 * - `timeout`: how long the browser waits for the user, in milliseconds. Above 0.
 *
 * With both:
 *
 * - `mediation`: `"conditional"` shows no dialog and waits until the user chooses a passkey in the browser's autofill.
 *   Default: the `mediation` of `Authentication.authorize`, or else a dialog.
 *
 * Interruption closes the browser's dialog. Send the `code` to your server for `Principals.exchange`.
 *
 * Fails with:
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
 * @example
 * ```ts
 * import { Ceremony, Signals } from "@passlock-sdk/browser/effect"
 * import * as Effect from "effect/Effect"
 *
 * export const logIn = (authenticationToken: string) =>
 *   Ceremony.authenticate({ authenticationToken }).pipe(
 *     Effect.map(({ code }) => code),
 *     Effect.tapErrorTag("OrphanedPasskey", (passkey) => Effect.ignore(Signals.unknownCredential(passkey)))
 *   )
 * ```
 *
 * @since 0.1.0
 * @category ceremonies
 */
export const authenticate: <R = never>(
  request: (
    | { readonly authenticationToken: Secret }
    | {
        readonly rpId: string
        readonly allowCredentials?: ReadonlyArray<string> | undefined
        readonly userVerification?: UserVerification | undefined
        readonly timeout?: number | undefined
      }
  ) & { readonly mediation?: Authenticator.Mediation | undefined },
  options?: CeremonyOptions<R>
) => Effect.Effect<
  Verified,
  | PasskeysUnsupported
  | Unsupported
  | OrphanedPasskey
  | CeremonyCancelled
  | CeremonyTimeout
  | AuthenticatorError
  | CommonError,
  Requirements | R
> = /*#__PURE__*/ Effect.fn("Ceremony.authenticate")(function* (request, options) {
  const onProgress = options?.onProgress ?? ignoreProgress
  const authenticator = yield* Authenticator
  return yield* authenticator.exclusive(
    Effect.gen(function* () {
      const checked = checkMediation(request)
      if ("issues" in checked) return yield* invalidInput("Ceremony.authenticate", checked.issues)
      const requested = checked.value
      yield* authenticator.ready
      if (requested === "conditional") yield* authenticator.supports("autofill")
      yield* onProgress("options")
      const { mediation, optionsJSON, sessionToken } = yield* Authentication.options(request)
      const isConditional = (requested ?? mediation) === "conditional"
      if (isConditional && requested === undefined) yield* authenticator.supports("autofill")
      yield* onProgress("authenticator")
      const response = yield* authenticator.get(optionsJSON, isConditional ? "conditional" : "required")
      yield* onProgress("verification")
      return verified(yield* Authentication.verify({ sessionToken, response }))
    })
  )
}, mapErrors("Ceremony.authenticate"))

const ignoreProgress = () => Effect.void

const verified = ({ code, idToken, principal }: Verified): Verified => ({ code, idToken, principal })
