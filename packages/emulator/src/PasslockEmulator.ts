/**
 * The Passlock REST API in this process, without a socket.
 *
 * @since 0.1.0
 */
import * as HttpClient from "@effect/platform/HttpClient"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { KeyRotation } from "./internal/api/jwks.js"
import * as App from "./internal/app.js"
import * as Client from "./internal/client.js"
import type { FaultRule } from "./internal/control/faults.js"
import * as InProcess from "./internal/control/inProcess.js"
import type { SeededPasskey, SeedUser } from "./internal/control/seed.js"
import * as Promises from "./internal/promises.js"
import * as Settings from "./internal/settings.js"
import type { Mail } from "./internal/state/records.js"

export type { KeyRotation } from "./internal/api/jwks.js"
export type { FaultRule } from "./internal/control/faults.js"
export type { SeededPasskey, SeedUser } from "./internal/control/seed.js"
export type { PasslockEmulator, Server } from "./internal/promises.js"
export type {
  Options,
  Settings,
  TenancyCredentials,
  TenancyDefinition,
  TenancyOptions
} from "./internal/settings.js"
export type { Mail } from "./internal/state/records.js"

/**
 * The tenancy of an emulator without the `tenancies` option.
 *
 * @since 0.1.0
 * @category constants
 */
export const defaultTenancy: Settings.TenancyCredentials = Settings.defaultTenancy

/**
 * The default settings.
 *
 * @since 0.1.0
 * @category constants
 */
export const defaultSettings: Settings.Settings = Settings.defaultSettings

/**
 * Controls a running emulator from a test: reads emails, injects faults, seeds passkeys and advances the time.
 *
 * **Details**
 *
 * `tenancyId` defaults to the first tenancy. Invalid input is a defect: a `TypeError` that names the field.
 *
 * @example
 * ```ts
 * import { Challenges, PasslockConfig } from "@passlock-sdk/effect"
 * import { PasslockEmulator } from "@passlock-sdk/emulator"
 * import * as Effect from "effect/Effect"
 *
 * const program = Effect.gen(function* () {
 *   const control = yield* PasslockEmulator.Control
 *   yield* Challenges.create({ email: "ada@example.com", purpose: "signup" })
 *   const [mail] = yield* control.outbox()
 *   console.log(mail?.code)
 *   yield* control.inject({ fault: { kind: "status", status: 503 }, operation: "Challenges.verify", times: 1 })
 * })
 *
 * Effect.runPromise(
 *   program.pipe(
 *     Effect.provide(PasslockEmulator.layer()),
 *     Effect.provide(PasslockConfig.layer(PasslockEmulator.defaultTenancy))
 *   )
 * )
 * ```
 *
 * @since 0.1.0
 * @category services
 */
export class Control extends Context.Tag("@passlock-sdk/emulator/Control")<
  Control,
  {
    /** Returns the latest 200 emails of a tenancy, newest first, whether Passlock or your application sends them. */
    readonly outbox: (tenancyId?: string) => Effect.Effect<ReadonlyArray<Mail>>
    /** Injects a fault into requests from now on. */
    readonly inject: (rule: FaultRule) => Effect.Effect<void>
    /** Removes all injected faults. */
    readonly clearFaults: Effect.Effect<void>
    /** Adds passkeys to the vault of a tenancy without a registration. */
    readonly seed: (users: ReadonlyArray<SeedUser>, tenancyId?: string) => Effect.Effect<ReadonlyArray<SeededPasskey>>
    /** Advances the emulator's time, in milliseconds. With a `TestClock`, adjust that instead. */
    readonly advance: (milliseconds: number) => Effect.Effect<void>
    /**
     * Publishes a new signing key, and signs id_tokens with it 15 minutes later, or after `publishAhead`. The key set
     * then keeps the previous key. Another rotation replaces a key that does not sign yet.
     */
    readonly rotateKeys: (rotation?: KeyRotation) => Effect.Effect<void>
    /** Removes everything except the current signing keys: passkeys, challenges, tokens, emails, faults and the time offset. */
    readonly reset: Effect.Effect<void>
  }
>() {}

/**
 * Provides an emulator as the `HttpClient` of an Effect program.
 *
 * **Details**
 *
 * The emulator handles every request, whatever its host, in the fiber that sends it. It uses the program's `Clock`, so
 * a `TestClock` expires codes and challenges, and it is interrupted with the program. Each build of the layer has its
 * own state. Invalid options throw a `TypeError` that names the option.
 *
 * **Gotchas**
 *
 * A `TestClock` starts in 1970, and the client decodes such small timestamps as seconds. Set a current time with
 * `TestClock.setTime` first.
 *
 * @example
 * ```ts
 * import * as HttpClient from "@effect/platform/HttpClient"
 * import * as Effect from "effect/Effect"
 * import { PasslockEmulator } from "@passlock-sdk/emulator"
 *
 * const { tenancyId, apiKey } = PasslockEmulator.defaultTenancy
 *
 * const program = HttpClient.get(`https://api.passlock.dev/v2/${tenancyId}/passkeys/`, {
 *   headers: { authorization: `Bearer ${apiKey}` }
 * }).pipe(Effect.flatMap((response) => response.json))
 *
 * Effect.runPromise(Effect.provide(program, PasslockEmulator.layer())).then(console.log)
 * // { _tag: "FindAllPasskeys", cursor: null, records: [] }
 * ```
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = (options?: Settings.Options): Layer.Layer<HttpClient.HttpClient | Control> => {
  const config = Settings.resolve(options)
  return Layer.effectContext(
    Effect.map(App.make(config), (app) =>
      Context.make(HttpClient.HttpClient, Client.make(app)).pipe(Context.add(Control, InProcess.make(app.control)))
    )
  )
}

/**
 * Makes an emulator for programs without Effect, on the system clock.
 *
 * **Details**
 *
 * Invalid options throw a `TypeError` that names the option.
 *
 * @example
 * ```ts
 * import { PasslockEmulator } from "@passlock-sdk/emulator"
 *
 * const { tenancyId, apiKey } = PasslockEmulator.defaultTenancy
 * const emulator = PasslockEmulator.make()
 *
 * const response = await emulator.fetch(`https://api.passlock.dev/v2/${tenancyId}/passkeys/`, {
 *   headers: { authorization: `Bearer ${apiKey}` }
 * })
 * console.log(await response.json()) // { _tag: "FindAllPasskeys", cursor: null, records: [] }
 *
 * await emulator.dispose()
 * ```
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = (options?: Settings.Options): Promises.PasslockEmulator => Promises.make(options)
