/**
 * The Passlock REST API in this process, without a socket.
 *
 * @since 0.1.0
 */
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as ExecutionStrategy from "effect/ExecutionStrategy"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Scope from "effect/Scope"
import * as App from "./internal/app.js"
import * as Client from "./internal/client.js"
import type { FaultRule } from "./internal/control/faults.js"
import * as Operator from "./internal/control/operator.js"
import type { SeededPasskey, SeedUser } from "./internal/control/seed.js"
import * as Settings from "./internal/settings.js"
import type { Mail } from "./internal/state/records.js"

export type { FaultRule } from "./internal/control/faults.js"
export type { SeededPasskey, SeedUser } from "./internal/control/seed.js"
export type {
  Options,
  Settings,
  TenancyCredentials,
  TenancyDefinition,
  TenancyOptions
} from "./internal/settings.js"
export type { Mail } from "./internal/state/records.js"

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
 * What a test can do to a running emulator that no request of the API can.
 *
 * **Details**
 *
 * Where a tenancy may be named and is not, the first one is meant. With what makes no sense the effect dies, of a
 * `TypeError` that names the field.
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
    /** The mails of the latest challenges, newest first, at most 200. */
    readonly outbox: (tenancyId?: string) => Effect.Effect<ReadonlyArray<Mail>>
    /** Lets requests go wrong from now on. */
    readonly inject: (rule: FaultRule) => Effect.Effect<void>
    /** Lets no more requests go wrong. */
    readonly clearFaults: Effect.Effect<void>
    /** Puts passkeys into the vault, as if they had been registered. */
    readonly seed: (users: ReadonlyArray<SeedUser>, tenancyId?: string) => Effect.Effect<ReadonlyArray<SeededPasskey>>
    /** Moves the emulator's time forward, in milliseconds. With a `TestClock`, moving that is simpler. */
    readonly advance: (milliseconds: number) => Effect.Effect<void>
    /** Signs id_tokens with a new key from now on. The key set keeps the key before it, so one more rotation forgets it. */
    readonly rotateKeys: Effect.Effect<void>
    /** Forgets everything but the signing keys: vaults, challenges, tokens, mails, faults, and how far time was moved. */
    readonly reset: Effect.Effect<void>
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
      Context.make(HttpClient.HttpClient, Client.make(app)).pipe(Context.add(Control, Operator.make(app.control)))
    )
  )
}

/**
 * An emulator that listens on a port.
 *
 * @since 0.1.0
 * @category models
 */
export interface Listening {
  /** What to give a client as its endpoint. */
  readonly url: string
  readonly port: number
  /** Ends when the requests in flight have been answered, after at most 5 seconds. */
  readonly close: () => Promise<void>
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
  /**
   * Listens on a port, for other processes and for browsers; the dashboard is at its root. Default: a free port of
   * `127.0.0.1`. Rejects where the port is taken.
   */
  readonly listen: (options?: { readonly port?: number; readonly host?: string }) => Promise<Listening>
  /** The mails of the latest challenges, newest first, at most 200. Default: of the first tenancy. */
  readonly outbox: (tenancyId?: string) => Promise<ReadonlyArray<Mail>>
  /** Lets requests go wrong from now on. */
  readonly inject: (rule: FaultRule) => Promise<void>
  /** Lets no more requests go wrong. */
  readonly clearFaults: () => Promise<void>
  /** Puts passkeys into the vault, as if they had been registered. Default: of the first tenancy. */
  readonly seed: (users: ReadonlyArray<SeedUser>, tenancyId?: string) => Promise<ReadonlyArray<SeededPasskey>>
  /** Moves the emulator's time forward, in milliseconds. */
  readonly advance: (milliseconds: number) => Promise<void>
  /** Signs id_tokens with a new key from now on. The key set keeps the key before it, so one more rotation forgets it. */
  readonly rotateKeys: () => Promise<void>
  /** Forgets everything but the signing keys: vaults, challenges, tokens, mails, faults, and how far time was moved. */
  readonly reset: () => Promise<void>
  /** Ends the requests that are still running, and stops to listen; later requests are rejected. */
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
  const operator = Operator.make(app.control)
  const running = new Set<Fiber.RuntimeFiber<unknown, unknown>>()
  const closed = Effect.runSync(Deferred.make<void>())
  let isDisposed = false

  const requireLife = () => {
    if (isDisposed) throw new Error("The emulator was disposed of.")
  }

  const run = <A, E>(effect: Effect.Effect<A, E>, signal?: AbortSignal): Promise<A> =>
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

  const operate = async <A>(effect: () => Effect.Effect<A>): Promise<A> => {
    requireLife()
    return run(Effect.suspend(effect))
  }

  return {
    fetch: async (input, init) => {
      requireLife()
      const signal = init?.signal ?? (input instanceof Request ? input.signal : undefined)
      signal?.throwIfAborted()
      // The signal ends the fiber; a request that follows it too would leave a listener behind.
      const request = Client.withLength(new Request(input, { ...init, signal: null }), init?.body)
      const answer = Effect.mapError(app.handle(HttpServerRequest.fromWeb(request)), Client.fetchFailure)
      return Client.webResponseOf(Client.until(await run(answer, signal), signal, closed), request.method)
    },
    listen: async ({ host = "127.0.0.1", port = 0 } = {}) => {
      requireLife()
      if (host === "") throw new Settings.InvalidOption("listen.host", "must name an address")
      // Only who listens needs a server.
      const { reasonOf, serve } = await import("./internal/server.js")
      const listening = await Effect.runPromise(Scope.fork(scope, ExecutionStrategy.sequential))
      const served = Effect.mapError(
        serve(app, { host, port }),
        (failure) => new Error(reasonOf(failure, { host, port }))
      )
      requireLife()
      const { port: bound, url } = await run(Scope.extend(served, listening)).catch(async (reason) => {
        await Effect.runPromise(Scope.close(listening, Exit.void))
        throw reason
      })
      return { url, port: bound, close: () => Effect.runPromise(Scope.close(listening, Exit.void)) }
    },
    outbox: (tenancyId) => operate(() => operator.outbox(tenancyId)),
    inject: (rule) => operate(() => operator.inject(rule)),
    clearFaults: () => operate(() => operator.clearFaults),
    seed: (users, tenancyId) => operate(() => operator.seed(users, tenancyId)),
    advance: (milliseconds) => operate(() => operator.advance(milliseconds)),
    rotateKeys: () => operate(() => operator.rotateKeys),
    reset: () => operate(() => operator.reset),
    dispose: async () => {
      isDisposed = true
      await Effect.runPromise(Deferred.succeed(closed, undefined))
      await Effect.runPromise(Fiber.interruptAll(running))
      await Effect.runPromise(Scope.close(scope, Exit.void))
    }
  }
}
