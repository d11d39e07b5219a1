/**
 * The device that keeps a user's passkeys, as a service.
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
import * as Device from "../internal/device.js"
import { authenticatorError, Refused, replaced } from "../internal/refusal.js"
import type { Refusal, RefusalOf } from "../Refusal.js"
import type { Signal } from "../Signal.js"

/**
 * The device that keeps a user's passkeys: that of this browser, or a software one in a test.
 *
 * @example
 * ```ts
 * import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
 * import { Authenticator, Ceremony } from "@passlock-sdk/browser/effect"
 * import { PasslockTenancy } from "@passlock-sdk/effect"
 * import * as Effect from "effect/Effect"
 *
 * export const logIn = Ceremony.authenticate({ rpId: "example.com" }).pipe(
 *   Effect.provide(Authenticator.layer),
 *   Effect.provide(PasslockTenancy.layer({ tenancyId: "my-tenancy" })),
 *   Effect.provide(FetchHttpClient.layer)
 * )
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
   * An authenticator of something that asks a device. It takes part in one ceremony at a time.
   *
   * @since 0.1.0
   * @category constructors
   */
  static readonly make = (device: Authenticator.Device): Authenticator.Service => {
    let replace: Effect.Effect<unknown> = Effect.void
    return {
      ...device,
      alone: (ceremony) =>
        Effect.gen(function* () {
          const ended = yield* Deferred.make<never, RefusalOf<"CeremonyCancelled">>()
          const before = replace
          replace = Deferred.fail(ended, replaced)
          yield* before
          return yield* Effect.raceFirst(ceremony, Deferred.await(ended))
        })
    }
  }

  /**
   * The authenticators that this browser reaches.
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
   * What asks a device.
   *
   * @since 0.1.0
   * @category models
   */
  export interface Device {
    /** What it can do. */
    readonly capabilities: Effect.Effect<Capabilities>
    /** Fails where there are no passkeys. */
    readonly ready: Effect.Effect<void, RefusalOf<"PasskeysUnsupported">>
    /** Fails where there are passkeys, but not this. */
    readonly supports: (feature: Feature) => Effect.Effect<void, RefusalOf<"Unsupported">>
    /** Has the user create a passkey. */
    readonly create: (
      options: CreationOptionsJSON
    ) => Effect.Effect<RegistrationResponseJSON, Exclude<Refusal, { readonly _tag: "Unsupported" }>>
    /** Has the user choose a passkey. */
    readonly get: (
      options: RequestOptionsJSON,
      mediation: Mediation
    ) => Effect.Effect<AuthenticationResponseJSON, Exclude<Refusal, { readonly _tag: "PasskeyAlreadyRegistered" }>>
    /** Tells the device something about its passkeys. */
    readonly send: (signal: Signal) => Effect.Effect<void, RefusalOf<"AuthenticatorError">>
  }

  /**
   * What asks a device, in one ceremony at a time.
   *
   * @since 0.1.0
   * @category models
   */
  export interface Service extends Device {
    /** Ends the ceremony that runs with `CeremonyCancelled { by: "ceremony" }`, and begins this one. */
    readonly alone: <A, E, R>(
      ceremony: Effect.Effect<A, E, R>
    ) => Effect.Effect<A, E | RefusalOf<"CeremonyCancelled">, R>
  }

  /**
   * `"conditional"`: the user comes to the passkey in the browser's autofill. `"required"`: a dialog asks for it.
   *
   * @since 0.1.0
   * @category models
   */
  export type Mediation = "conditional" | "required"
}

/**
 * What the device can do.
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

/** A question to the browser. What rejects with anything but a refusal is a fault of the browser's. */
const asked = <A, Tag extends Refusal["_tag"]>(
  question: (signal: AbortSignal) => Promise<A>
): Effect.Effect<A, RefusalOf<Tag>> =>
  Effect.tryPromise({
    try: question,
    catch: (error) => (error instanceof Refused ? error.refusal : authenticatorError(error)) as RefusalOf<Tag>
  })

const browser: Authenticator.Service = /*#__PURE__*/ Authenticator.make({
  capabilities: /*#__PURE__*/ Effect.promise(() => capabilitiesOfBrowser()),
  ready: /*#__PURE__*/ asked(async () => Device.requirePasskeys()),
  supports: (feature) => asked(() => Device.requireFeature(feature)),
  create: (options) => asked((signal) => Device.create(options, signal)),
  get: (options, mediation) => asked((signal) => Device.get(options, mediation, signal)),
  send: (signal) => asked(() => Device.send(signal))
})
