/**
 * The authenticator of a user, as a service.
 *
 * @since 0.1.0
 */
import type {
  AuthenticationResponseJSON,
  CreationOptionsJSON,
  RegistrationResponseJSON,
  RequestOptionsJSON
} from "@passlock-sdk/effect"
import * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { type Capabilities, capabilities as capabilitiesOfBrowser, type Feature } from "../Capabilities.js"
import type { CeremonyFailure, CeremonyFailureOf } from "../CeremonyFailure.js"
import { authenticatorError, CeremonyFailed, superseded } from "../internal/ceremonyFailure.js"
import * as Device from "../internal/device.js"
import type { Signal } from "../Signal.js"

/**
 * The authenticator that stores the user's passkeys: `Authenticator.layer` uses this browser's, and
 * `VirtualAuthenticator.layer` a virtual one in tests.
 *
 * @example
 * ```ts
 * import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
 * import { Authenticator, Ceremony } from "@passlock-sdk/browser/effect"
 * import { PasslockTenancy } from "@passlock-sdk/effect"
 * import * as Effect from "effect/Effect"
 *
 * export const logIn = (authenticationToken: string) =>
 *   Ceremony.authenticate({ authenticationToken }).pipe(
 *     Effect.provide(Authenticator.layer),
 *     Effect.provide(PasslockTenancy.layer({ tenancyId: "my-tenancy" })),
 *     Effect.provide(FetchHttpClient.layer)
 *   )
 * ```
 *
 * @since 0.1.0
 * @category services
 */
export class Authenticator extends Context.Tag("@passlock-sdk/browser/Authenticator")<
  Authenticator,
  Authenticator.Service
>() {
  /**
   * Creates an authenticator from a device. It runs one ceremony at a time.
   *
   * @since 0.1.0
   * @category constructors
   */
  static readonly make = (device: Authenticator.Device): Authenticator.Service => {
    let cancelRunning: Effect.Effect<unknown> = Effect.void
    return {
      ...device,
      exclusive: (ceremony) =>
        Effect.gen(function* () {
          const cancelled = yield* Deferred.make<never, CeremonyFailureOf<"CeremonyCancelled">>()
          const cancelPrevious = cancelRunning
          cancelRunning = Deferred.fail(cancelled, superseded)
          yield* cancelPrevious
          return yield* Effect.raceFirst(ceremony, Deferred.await(cancelled))
        })
    }
  }

  /**
   * The authenticators of this browser.
   *
   * @since 0.1.0
   * @category layers
   */
  static readonly layer: Layer.Layer<Authenticator> = /*#__PURE__*/ Layer.sync(Authenticator, () => browser)
}

/**
 * @since 0.1.0
 */
export declare namespace Authenticator {
  /**
   * The operations of a device.
   *
   * @since 0.1.0
   * @category models
   */
  export interface Device {
    /** The features that the device supports. */
    readonly capabilities: Effect.Effect<Capabilities>
    /** Fails when passkeys are not supported. */
    readonly ready: Effect.Effect<void, CeremonyFailureOf<"PasskeysUnsupported">>
    /** Fails when passkeys are supported, but not this feature. */
    readonly supports: (feature: Feature) => Effect.Effect<void, CeremonyFailureOf<"Unsupported">>
    /** Asks the user to create a passkey. */
    readonly create: (
      options: CreationOptionsJSON
    ) => Effect.Effect<RegistrationResponseJSON, Exclude<CeremonyFailure, { readonly _tag: "Unsupported" }>>
    /** Asks the user to choose a passkey. */
    readonly get: (
      options: RequestOptionsJSON,
      mediation: Mediation
    ) => Effect.Effect<
      AuthenticationResponseJSON,
      Exclude<CeremonyFailure, { readonly _tag: "PasskeyAlreadyRegistered" }>
    >
    /** Sends a signal to the device. */
    readonly send: (signal: Signal) => Effect.Effect<void, CeremonyFailureOf<"AuthenticatorError">>
  }

  /**
   * A device that runs one ceremony at a time.
   *
   * @since 0.1.0
   * @category models
   */
  export interface Service extends Device {
    /** Cancels the running ceremony with `CeremonyCancelled { by: "ceremony" }`, then runs this one. */
    readonly exclusive: <A, E, R>(
      ceremony: Effect.Effect<A, E, R>
    ) => Effect.Effect<A, E | CeremonyFailureOf<"CeremonyCancelled">, R>
  }

  /**
   * `"conditional"`: the user chooses the passkey in the browser's autofill. `"required"`: in a dialog.
   *
   * @since 0.1.0
   * @category models
   */
  export type Mediation = "conditional" | "required"
}

/**
 * The passkey features of the browser and its authenticator.
 *
 * @example
 * ```ts
 * import { Authenticator, capabilities } from "@passlock-sdk/browser/effect"
 * import * as Effect from "effect/Effect"
 *
 * export const canAutofill = capabilities.pipe(
 *   Effect.map(({ autofill }) => autofill),
 *   Effect.provide(Authenticator.layer)
 * )
 * ```
 *
 * @since 0.1.0
 * @category capabilities
 */
export const capabilities: Effect.Effect<Capabilities, never, Authenticator> = /*#__PURE__*/ Effect.flatMap(
  Authenticator,
  (authenticator) => authenticator.capabilities
)

/** Runs a browser call. An unexpected rejection is an `AuthenticatorError`. */
const tryDevice = <A, Tag extends CeremonyFailure["_tag"]>(
  run: (signal: AbortSignal) => Promise<A>
): Effect.Effect<A, CeremonyFailureOf<Tag>> =>
  Effect.tryPromise({
    try: run,
    catch: (error) =>
      (error instanceof CeremonyFailed ? error.failure : authenticatorError(error)) as CeremonyFailureOf<Tag>
  })

const browser: Authenticator.Service = /*#__PURE__*/ Authenticator.make({
  capabilities: /*#__PURE__*/ Effect.promise(() => capabilitiesOfBrowser()),
  ready: /*#__PURE__*/ tryDevice(async () => Device.requirePasskeys()),
  supports: (feature) => tryDevice(() => Device.requireFeature(feature)),
  create: (options) => tryDevice((signal) => Device.create(options, signal)),
  get: (options, mediation) => tryDevice((signal) => Device.get(options, mediation, signal)),
  send: (signal) => tryDevice((abort) => Device.send(signal, abort))
})
