/**
 * The passkey ceremonies in a page, as programs.
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
import { checkMediation } from "../internal/mediation.js"
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
import { invalid, refuse } from "./refusal.js"

/**
 * How one ceremony is made.
 *
 * @since 0.1.0
 * @category models
 */
export interface CeremonyOptions<R = never> {
  /** Runs when each step begins, and before it. */
  readonly onProgress?: ((progress: Progress) => Effect.Effect<unknown, never, R>) | undefined
}

type Needs = HttpClient.HttpClient | PasslockTenancy | Authenticator

/**
 * Has the user create a passkey, and puts it into the vault. Needs no API key.
 *
 * **Details**
 *
 * - `registrationToken`: what the server's `Registration.prepare` gave. It works once.
 * - `PasskeyAlreadyRegistered`: the device holds one of the passkeys that the server excluded.
 * - `CeremonyCancelled`, `CeremonyTimeout`: the user did not create it, or a later ceremony took its place.
 * - `PasskeysUnsupported`, `AuthenticatorError`: the browser or the device cannot.
 * - `BadRequest`: the token is unknown, used or too old.
 *
 * An interruption closes the browser's dialog. The `code` goes to the server, for `Principals.exchange`.
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
  Needs | R
> = /*#__PURE__*/ Effect.fn("Ceremony.register")(function* (request, options) {
  const onProgress = options?.onProgress ?? quiet
  const authenticator = yield* Authenticator
  return yield* authenticator.alone(
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
}, refuse("Ceremony.register"))

/**
 * Has the user use a passkey. Needs no API key.
 *
 * **Details**
 *
 * - `authenticationToken`: what the server's `Authentication.prepare` gave. It works once.
 * - `rpId`, instead of a token: the relying party, the domain the passkeys belong to; the user picks one of them.
 * - `allowCredentials`: Passlock's ids of the passkeys that are allowed.
 * - `userVerification`: `required`, `preferred` (the default) or `discouraged`.
 * - `timeout`: how long the browser waits for the user, in milliseconds.
 * - `mediation`: `"conditional"` waits, without a dialog, until the user chooses a passkey in the browser's autofill.
 * - `OrphanedPasskey`: the user chose a passkey that the vault does not hold.
 * - `CeremonyCancelled`, `CeremonyTimeout`: the user did not use one, or a later ceremony took its place.
 * - `Unsupported`: the browser does not autofill passkeys.
 * - `PasskeysUnsupported`, `AuthenticatorError`: the browser or the device cannot.
 * - `BadRequest`: the token is unknown, used or too old.
 *
 * An interruption closes the browser's dialog. The `code` goes to the server, for `Principals.exchange`.
 *
 * Calls `POST /v2/{tenancyId}/passkey/authentication/options`, then `navigator.credentials.get`, then
 * `POST /v2/{tenancyId}/passkey/authentication/verification`.
 *
 * @example
 * ```ts
 * import { Ceremony, Signals } from "@passlock-sdk/browser/effect"
 * import * as Effect from "effect/Effect"
 *
 * export const logIn = Ceremony.authenticate({ rpId: "example.com" }).pipe(
 *   Effect.map(({ code }) => code),
 *   Effect.tapErrorTag("OrphanedPasskey", (passkey) => Effect.ignore(Signals.unknownCredential(passkey)))
 * )
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
  Needs | R
> = /*#__PURE__*/ Effect.fn("Ceremony.authenticate")(function* (request, options) {
  const onProgress = options?.onProgress ?? quiet
  const authenticator = yield* Authenticator
  return yield* authenticator.alone(
    Effect.gen(function* () {
      const checked = checkMediation(request)
      if ("issues" in checked) return yield* invalid("Ceremony.authenticate", checked.issues)
      const wanted = checked.mediation
      yield* authenticator.ready
      if (wanted === "conditional") yield* authenticator.supports("autofill")
      yield* onProgress("options")
      const { mediation, optionsJSON, sessionToken } = yield* Authentication.options(request)
      const isConditional = (wanted ?? mediation) === "conditional"
      if (isConditional && wanted === undefined) yield* authenticator.supports("autofill")
      yield* onProgress("authenticator")
      const response = yield* authenticator.get(optionsJSON, isConditional ? "conditional" : "required")
      yield* onProgress("verification")
      return verified(yield* Authentication.verify({ sessionToken, response }))
    })
  )
}, refuse("Ceremony.authenticate"))

const quiet = () => Effect.void

const verified = ({ code, idToken, principal }: Verified): Verified => ({ code, idToken, principal })
