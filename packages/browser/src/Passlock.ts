/**
 * The client of a page.
 *
 * @since 0.1.0
 */
import * as Ceremony from "./internal/ceremony.js"
import { type Connection, connectionOf } from "./internal/connection.js"
import { signalsOf } from "./internal/telling.js"
import type { Outcome, Safe } from "./Outcome.js"
import {
  type AuthenticationError,
  isPasslockError,
  type PasslockError,
  type RegistrationError,
  type SignalError
} from "./PasslockError.js"
import type { AllAcceptedCredentials, CurrentUserDetails, UnknownCredential } from "./Signal.js"
import type { Progress, Verified } from "./Verified.js"

/**
 * What a page's client is made of. There is no option for an API key: everybody who opens a page can read what is in it.
 *
 * @since 0.1.0
 * @category models
 */
export interface PasslockOptions {
  /** The id of the tenancy. */
  readonly tenancyId: string
  /** The API's address. A base path is kept. Default `https://api.passlock.dev`. */
  readonly endpoint?: string | undefined
  /**
   * How long one request may take, in milliseconds: connection, headers and the whole body. Above 0; `Infinity` for no
   * limit. Default 30,000. How long the user may take is the server's choice, when it prepares the ceremony.
   */
  readonly timeout?: number | undefined
  /**
   * How long a request may take with every attempt and every wait between them, in milliseconds. Above 0; `Infinity` for
   * no limit. Default 60,000.
   */
  readonly deadline?: number | undefined
  /** How many attempts may follow the first, where repeating is safe. A whole number, 0 or more. Default 2. */
  readonly maxRetries?: number | undefined
  /** What requests are sent with. Default the global `fetch`, looked up at each call. */
  readonly fetch?: ((url: string, init: RequestInit) => Promise<Response>) | undefined
}

/**
 * How one ceremony is made.
 *
 * @since 0.1.0
 * @category models
 */
export interface CallOptions {
  /** Ends the ceremony at once, the browser's dialog included. The promise then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined
  /** Is told when each step begins. */
  readonly onProgress?: ((progress: Progress) => void) | undefined
}

/**
 * What an authentication begins with: a token from the server, or the relying party alone, and then the user picks one of
 * their passkeys.
 *
 * @since 0.1.0
 * @category models
 */
export type BeginAuthentication = (
  | {
      /** What the server's `Authentication.prepare` gave. It works once. */
      readonly authenticationToken: string
    }
  | {
      /** The relying party: the domain the passkeys belong to. */
      readonly rpId: string
      /** Passlock's ids of the passkeys that are allowed; without them the user picks one. */
      readonly allowCredentials?: ReadonlyArray<string> | undefined
      /** Whether the authenticator must check that it is the user. Default `preferred`. */
      readonly userVerification?: "required" | "preferred" | "discouraged" | undefined
      /** How long the browser waits for the user, in milliseconds. */
      readonly timeout?: number | undefined
    }
) & {
  /**
   * `"conditional"`: no dialog; the browser offers the passkeys where the user fills in an input with
   * `autocomplete="username webauthn"`, and the promise waits until they choose one. Default: what the server says, or
   * else a dialog.
   */
  readonly mediation?: "conditional" | "required" | undefined
}

/**
 * What a device can be told.
 *
 * **Details**
 *
 * A browser takes no signal while it waits for the user: an autofill that waits is taken back for that moment and goes on,
 * and the end of a dialog is waited for.
 *
 * @since 0.1.0
 * @category models
 */
export interface Signals {
  /**
   * Tells the device that a passkey is no longer in the vault, so that it stops offering it.
   *
   * **Details**
   *
   * An `OrphanedPasskey` can be given as it is. With a `passkeyId` the credential is looked up, which only works while
   * the vault holds it: signal that before the server deletes it, or give what the deletion answered.
   */
  readonly unknownCredential: (credential: UnknownCredential | { readonly passkeyId: string }) => Promise<void>
  /**
   * Tells the device which passkeys of a user are good, so that it stops offering every other one.
   *
   * **Details**
   *
   * With `passkeyIds`, those of one user, the credentials are looked up. Leave none out: what is left out is hidden.
   */
  readonly allAcceptedCredentials: (
    credentials: AllAcceptedCredentials | { readonly passkeyIds: ReadonlyArray<string> }
  ) => Promise<void>
  /**
   * Tells the device what a user is called now.
   *
   * **Details**
   *
   * With the `passkeyId` of one of the user's passkeys, the rest is looked up.
   */
  readonly currentUserDetails: (
    details: CurrentUserDetails | { readonly passkeyId: string; readonly name: string; readonly displayName: string }
  ) => Promise<void>
}

/**
 * A tenancy in a page: it creates passkeys, uses them, and tells the device about them. It has no API key.
 *
 * **Details**
 *
 * Throws `InvalidRequest` when an option is missing or cannot work. On a page only one ceremony runs at a time: a second
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
  readonly #connection: Connection

  /** What the device can be told, so that it stops offering passkeys that no longer work, and shows the right names. */
  readonly signals: Signals

  /** The same methods, with an outcome instead of a rejection. Only an abort still rejects, with the signal's reason. */
  readonly safe: {
    readonly register: Safe<Passlock["register"], RegistrationError>
    readonly authenticate: Safe<Passlock["authenticate"], AuthenticationError>
    readonly signals: { readonly [Name in keyof Signals]: Safe<Signals[Name], SignalError> }
  }

  constructor(options: PasslockOptions) {
    this.#connection = connectionOf(options)
    this.signals = signalsOf(this.#connection)
    this.safe = {
      register: outcomeOf<Passlock["register"], RegistrationError>((request, options) =>
        this.register(request, options)
      ),
      authenticate: outcomeOf<Passlock["authenticate"], AuthenticationError>((request, options) =>
        this.authenticate(request, options)
      ),
      signals: {
        unknownCredential: outcomeOf(this.signals.unknownCredential),
        allAcceptedCredentials: outcomeOf(this.signals.allAcceptedCredentials),
        currentUserDetails: outcomeOf(this.signals.currentUserDetails)
      }
    }
  }

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
  register(
    request: {
      /** What the server's `Registration.prepare` gave. It works once. */
      readonly registrationToken: string
    },
    options?: CallOptions
  ): Promise<Verified> {
    return Ceremony.register(this.#connection, request, options)
  }

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
   *   if (outcome.error._tag === "OrphanedPasskey") await passlock.signals.unknownCredential(outcome.error)
   *   return undefined
   * }
   * ```
   */
  authenticate(request: BeginAuthentication, options?: CallOptions): Promise<Verified> {
    return Ceremony.authenticate(this.#connection, request, options)
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
