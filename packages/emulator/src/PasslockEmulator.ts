/**
 * The Passlock REST API in this process, without a socket.
 *
 * @since 0.1.0
 */
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Scope from "effect/Scope"
import * as App from "./internal/app.js"
import * as Client from "./internal/client.js"
import * as Settings from "./internal/settings.js"

export type { Options, Settings, TenancyCredentials } from "./internal/settings.js"

/**
 * The tenancy of an emulator that is given none.
 *
 * @since 0.1.0
 * @category constants
 */
export const defaultTenancy: Settings.TenancyCredentials = Settings.defaultTenancy

/**
 * The settings of an emulator that is told nothing else.
 *
 * @since 0.1.0
 * @category constants
 */
export const defaultSettings: Settings.Settings = Settings.defaultSettings

/**
 * What a test can do to a running emulator that no request can.
 *
 * @since 0.1.0
 * @category services
 */
export class Control extends Context.Tag("@passlock-sdk/emulator/Control")<
  Control,
  {
    /** Signs id_tokens with a new key from now on. The key set keeps the key before it, so one more rotation forgets it. */
    readonly rotateKeys: Effect.Effect<void>
  }
>() {}

/**
 * An emulator as the `HttpClient` of an Effect program.
 *
 * **Details**
 *
 * Requests are answered in the fiber that makes them, whatever their host: the program's `Clock` is the emulator's, so a
 * `TestClock` lets codes and challenges expire, and interruption works as ever. The state belongs to the layer: it is
 * new wherever the layer is built. Options that make no sense throw a `TypeError` that names the option.
 *
 * **Gotchas**
 *
 * A `TestClock` begins in 1970, where the client takes the times of answers for seconds. Begin such a test with
 * `TestClock.setTime` and a time of today.
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
  return Layer.scopedContext(
    Effect.map(App.make(config), (app) =>
      Context.make(HttpClient.HttpClient, Client.make(app)).pipe(Context.add(Control, { rotateKeys: app.rotateKeys }))
    )
  )
}

/**
 * An emulator for programs without Effect.
 *
 * @since 0.1.0
 * @category models
 */
export interface PasslockEmulator {
  /**
   * Takes the place of the global `fetch`. Every request is answered by the emulator, whatever its host. An aborted
   * `signal` rejects with its reason.
   */
  readonly fetch: typeof globalThis.fetch
  /** Signs id_tokens with a new key from now on. The key set keeps the key before it, so one more rotation forgets it. */
  readonly rotateKeys: () => Promise<void>
  /** Ends the requests that are still running; later ones are rejected. */
  readonly dispose: () => Promise<void>
}

/**
 * Makes an emulator for programs without Effect, on the machine's clock.
 *
 * **Details**
 *
 * Options that make no sense throw a `TypeError` that names the option.
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
export const make = (options?: Settings.Options): PasslockEmulator => {
  const config = Settings.resolve(options)
  const scope = Effect.runSync(Scope.make())
  const app = Effect.runSync(Scope.extend(App.make(config), scope))
  const running = new Set<Fiber.RuntimeFiber<unknown>>()
  let isDisposed = false

  const requireLife = () => {
    if (isDisposed) throw new Error("The emulator was disposed of.")
  }

  const run = <A>(effect: Effect.Effect<A>, signal: AbortSignal | undefined): Promise<A> =>
    new Promise((resolve, reject) => {
      const fiber = Effect.runFork(effect)
      const abort = () => fiber.unsafeInterruptAsFork(fiber.id())
      running.add(fiber)
      signal?.addEventListener("abort", abort)
      fiber.addObserver((exit) => {
        running.delete(fiber)
        signal?.removeEventListener("abort", abort)
        if (Exit.isSuccess(exit)) resolve(exit.value)
        else if (signal?.aborted === true) reject(signal.reason)
        else reject(isDisposed ? new Error("The emulator was disposed of.") : Cause.squash(exit.cause))
      })
    })

  return {
    fetch: async (input, init) => {
      requireLife()
      const signal = init?.signal ?? (input instanceof Request ? input.signal : undefined)
      signal?.throwIfAborted()
      // The signal ends the fiber; a request that follows it too would leave a listener behind.
      const request = new Request(input, { ...init, signal: null })
      const response = await run(app.handle(HttpServerRequest.fromWeb(request)), signal)
      return Client.webResponseOf(response, request.method)
    },
    rotateKeys: async () => {
      requireLife()
      await Effect.runPromise(app.rotateKeys)
    },
    dispose: async () => {
      isDisposed = true
      await Effect.runPromise(Fiber.interruptAll(running))
      await Effect.runPromise(Scope.close(scope, Exit.void))
    }
  }
}
