/** The emulator for programs without Effect: a `fetch`, a server, and the control operations as promises. */
import * as HttpBody from "@effect/platform/HttpBody"
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import { expected } from "@passlock-sdk/contract/protocol/Issue"
import * as Cause from "effect/Cause"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as ExecutionStrategy from "effect/ExecutionStrategy"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { KeyRotation } from "./api/jwks.js"
import * as App from "./app.js"
import { Dropped, type FaultRule } from "./control/faults.js"
import * as InProcess from "./control/inProcess.js"
import type { SeededPasskey, SeedUser } from "./control/seed.js"
import * as Settings from "./settings.js"
import type { Mail } from "./state/records.js"

/**
 * An emulator that listens on a port.
 *
 * @since 0.1.0
 * @category models
 */
export interface Server {
  /** The endpoint for clients. */
  readonly url: string
  readonly port: number
  /** Stops listening. Resolves when the requests in flight have ended, within 5 seconds. */
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
   * A replacement for the global `fetch`. The emulator handles every request, whatever its host. Rejects with the
   * reason of an aborted `signal`.
   */
  readonly fetch: typeof globalThis.fetch
  /**
   * Listens on a port for other processes and browsers, with the dashboard at `/`. Default: a free port on `127.0.0.1`.
   * Rejects when the port is in use.
   */
  readonly listen: (options?: { readonly port?: number; readonly host?: string }) => Promise<Server>
  /**
   * Returns the latest 200 emails of a tenancy, newest first, whether Passlock or your application sends them. Default:
   * the first tenancy.
   */
  readonly outbox: (tenancyId?: string) => Promise<ReadonlyArray<Mail>>
  /** Injects a fault into requests from now on. */
  readonly inject: (rule: FaultRule) => Promise<void>
  /** Removes all injected faults. */
  readonly clearFaults: () => Promise<void>
  /** Adds passkeys to the vault of a tenancy without a registration. Default: the first tenancy. */
  readonly seed: (users: ReadonlyArray<SeedUser>, tenancyId?: string) => Promise<ReadonlyArray<SeededPasskey>>
  /** Advances the emulator's time, in milliseconds. */
  readonly advance: (milliseconds: number) => Promise<void>
  /**
   * Publishes a new signing key, and signs id_tokens with it 15 minutes later, or after `publishAhead`. The key set then
   * keeps the previous key. Another rotation replaces a key that does not sign yet.
   */
  readonly rotateKeys: (rotation?: KeyRotation) => Promise<void>
  /** Removes everything except the current signing keys: passkeys, challenges, tokens, emails, faults and the time offset. */
  readonly reset: () => Promise<void>
  /** Interrupts the running requests and stops listening. Later calls reject. */
  readonly dispose: () => Promise<void>
}

const disposed = () => new Error("The emulator was disposed.")

/** The error with which the global `fetch` reports a closed connection. */
const connectionError = (cause: Dropped): TypeError =>
  new TypeError("fetch failed", {
    cause: Object.assign(new Error("read ECONNRESET", { cause }), { code: "ECONNRESET" })
  })

/** Sets the content length of a string body, as a client on a socket does. */
const withContentLength = (request: Request, body: RequestInit["body"] | undefined): Request => {
  if (typeof body === "string" && !request.headers.has("content-length"))
    request.headers.set("content-length", String(Buffer.byteLength(body)))
  return request
}

/** Ends a streamed body with the signal or with the emulator, like the body of a `fetch`. */
const endWith = (
  response: HttpServerResponse.HttpServerResponse,
  signal: AbortSignal | undefined,
  closed: Deferred.Deferred<void>
): HttpServerResponse.HttpServerResponse => {
  const { body } = response
  if (body._tag !== "Stream") return response
  const aborted = Effect.async<never, unknown>((resume) => {
    const abort = () => resume(Effect.fail(signal?.reason))
    // The body may be read long after the response arrived.
    if (signal?.aborted === true) abort()
    signal?.addEventListener("abort", abort)
    return Effect.sync(() => signal?.removeEventListener("abort", abort))
  })
  const ended = Effect.zipRight(Deferred.await(closed), Effect.failSync(disposed))
  const stream = body.stream.pipe(
    Stream.mapError((cause) => (cause instanceof Dropped ? connectionError(cause) : cause)),
    Stream.interruptWhen(Effect.raceFirst(aborted, ended))
  )
  return HttpServerResponse.setBody(response, HttpBody.stream(stream, body.contentType, body.contentLength))
}

export const make = (options?: Settings.Options): PasslockEmulator => {
  const config = Settings.resolve(options)
  const app = Effect.runSync(App.make(config))
  const control = InProcess.make(app.control)
  const scope = Effect.runSync(Scope.make())
  const running = new Set<Fiber.RuntimeFiber<unknown, unknown>>()
  const closed = Effect.runSync(Deferred.make<void>())
  let isDisposed = false

  const requireOpen = () => {
    if (isDisposed) throw disposed()
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
        else reject(isDisposed ? disposed() : Cause.squash(exit.cause))
      })
    })

  const runControl = async <A>(effect: () => Effect.Effect<A>): Promise<A> => {
    requireOpen()
    return run(Effect.suspend(effect))
  }

  return {
    fetch: async (input, init) => {
      requireOpen()
      const signal = init?.signal ?? (input instanceof Request ? input.signal : undefined)
      signal?.throwIfAborted()
      // The signal interrupts the fiber; a request that also follows it would leak a listener.
      const request = withContentLength(new Request(input, { ...init, signal: null }), init?.body)
      const response = Effect.mapError(app.handle(HttpServerRequest.fromWeb(request)), connectionError)
      return HttpServerResponse.toWeb(endWith(await run(response, signal), signal, closed), {
        withoutBody: request.method === "HEAD"
      })
    },
    listen: async ({ host = "127.0.0.1", port = 0 } = {}) => {
      requireOpen()
      if (host === "") throw new Settings.InvalidOption("listen.host", expected("a non-empty string", host))
      // Loaded here because only servers need it.
      const { reasonOf, serve } = await import("./server.js")
      const serverScope = await Effect.runPromise(Scope.fork(scope, ExecutionStrategy.sequential))
      const serving = Effect.mapError(serve(app, { host, port }), (error) => new Error(reasonOf(error, { host, port })))
      requireOpen()
      const { port: bound, url } = await run(Scope.extend(serving, serverScope)).catch(async (reason) => {
        await Effect.runPromise(Scope.close(serverScope, Exit.void))
        throw reason
      })
      return { url, port: bound, close: () => Effect.runPromise(Scope.close(serverScope, Exit.void)) }
    },
    outbox: (tenancyId) => runControl(() => control.outbox(tenancyId)),
    inject: (rule) => runControl(() => control.inject(rule)),
    clearFaults: () => runControl(() => control.clearFaults),
    seed: (users, tenancyId) => runControl(() => control.seed(users, tenancyId)),
    advance: (milliseconds) => runControl(() => control.advance(milliseconds)),
    rotateKeys: (rotation) => runControl(() => control.rotateKeys(rotation)),
    reset: () => runControl(() => control.reset),
    dispose: async () => {
      isDisposed = true
      await Effect.runPromise(Deferred.succeed(closed, undefined))
      await Effect.runPromise(Fiber.interruptAll(running))
      await Effect.runPromise(Scope.close(scope, Exit.void))
    }
  }
}
