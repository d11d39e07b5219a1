/** The driver: requests through an `HttpClient`, in fibers. What is sent and decoded is tested with the engine. */
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import { assert, describe, it } from "@effect/vitest"
import {
  isPasslockError,
  NotFound,
  Passkeys,
  type PasslockError,
  Principals,
  RetryPolicy,
  Timeouts
} from "@passlock-sdk/effect"
import { failureModes, StubHttpClient as stub } from "@passlock-sdk/effect/testing"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as FiberId from "effect/FiberId"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/TestClock"

const get = (response: stub.ResponseEffect) =>
  Passkeys.get({ passkeyId: "p" }).pipe(
    Effect.exit,
    Effect.provide(stub.layer([response])),
    Effect.provide(stub.config)
  )

const errorOf = (exit: Exit.Exit<unknown, PasslockError>): PasslockError => {
  if (Exit.isSuccess(exit)) return assert.fail("it succeeded")
  assert.deepStrictEqual([...Cause.defects(exit.cause)], [], "no defect")
  const failure = Cause.failureOption(exit.cause)
  if (failure._tag === "None") return assert.fail("it was interrupted")
  assert.isTrue(isPasslockError(failure.value))
  assert.instanceOf(failure.value, Error)
  return failure.value
}

describe("a call", () => {
  const modes = failureModes.map((mode) => [mode.error._tag, mode.name, mode] as const)

  it.effect.each(modes)(
    "fails with %s and without a defect after the failure mode: %s",
    ([, , { error: expected, response }]) =>
      Effect.gen(function* () {
        const error = errorOf(yield* get(response))
        for (const [field, value] of Object.entries({ operation: "Passkeys.get", ...expected })) {
          assert.deepStrictEqual(Reflect.get(error, field), value, `${field} of ${error.message}`)
        }
      })
  )

  const chunks = [undefined, null, 7, {}, "text", Symbol("s")].map(
    (chunk) => [chunk === null ? "null" : typeof chunk, chunk] as const
  )

  it.effect.each(chunks)("fails with TransportError when the body has a chunk of type %s", ([, chunk]) =>
    Effect.gen(function* () {
      const response = Effect.sync(() => new Response(new ReadableStream({ start: (body) => body.enqueue(chunk) })))
      assert.strictEqual(errorOf(yield* get(response))._tag, "TransportError")
    })
  )

  it.effect("reads the text of a response of a fetch without streams", () =>
    Effect.gen(function* () {
      const text = async () => '{"_tag":"@error/NotFound","message":"no"}'
      const response = Effect.sync(() => Object.assign(new Response(null, { status: 404 }), { text }))
      assert.strictEqual(errorOf(yield* get(response))._tag, "NotFound")
    })
  )
})

describe("a timeout", () => {
  it.effect.each(["headers", "body"] as const)("while waiting for the %s fails with RequestTimeout", (phase) =>
    Effect.gen(function* () {
      const fiber = yield* Effect.fork(get(stub.stalled(phase, { status: phase === "body" ? 404 : 200 })))
      // The body is a web stream, whose first steps do not run on the test clock.
      yield* TestClock.adjust("1 seconds")
      yield* Effect.promise(() => new Promise((go) => setTimeout(go, 5)))
      yield* TestClock.adjust("29 seconds")
      const error = errorOf(yield* Fiber.join(fiber))
      assert.deepInclude({ ...error }, { _tag: "RequestTimeout", phase, limit: "timeout", milliseconds: 30_000 })
    })
  )

  it.effect("is limited by the total timeout", () =>
    Effect.gen(function* () {
      const limits = { timeout: 5_000, totalTimeout: 3_000 }
      const fiber = yield* Effect.fork(get(stub.stalled()).pipe(Effect.provideService(Timeouts, limits)))
      yield* TestClock.adjust("3 seconds")
      const error = errorOf(yield* Fiber.join(fiber))
      assert.deepInclude({ ...error }, { _tag: "RequestTimeout", limit: "totalTimeout", milliseconds: 3_000 })
    })
  )
})

describe("an HttpClient", () => {
  it.effect("that fails on a bad status still decodes its error", () =>
    Effect.gen(function* () {
      const strict = yield* Effect.map(HttpClient.HttpClient, HttpClient.filterStatusOk)
      const error = yield* Passkeys.get({ passkeyId: "p" }).pipe(
        Effect.provideService(HttpClient.HttpClient, strict),
        Effect.flip
      )
      assert.strictEqual(error._tag, "NotFound")
    }).pipe(Effect.provide(stub.layer([stub.error(NotFound)])), Effect.provide(stub.config))
  )

  const withClient = (client: HttpClient.HttpClient) =>
    Passkeys.get({ passkeyId: "p" }).pipe(
      Effect.provideService(HttpClient.HttpClient, client),
      Effect.provideService(RetryPolicy, RetryPolicy.none)
    )

  const interruptOwnFiber = Effect.withFiberRuntime<never>((fiber) => {
    fiber.unsafeInterruptAsFork(fiber.id())
    return Effect.never
  })
  const withoutCause: ReadonlyArray<readonly [string, Effect.Effect<never>]> = [
    ["interrupts itself", Effect.interrupt],
    ["interrupts its own fiber", interruptOwnFiber],
    ["fails with an empty cause", Effect.failCause(Cause.empty)],
    ["fails with two interruptions", Effect.failCause(Cause.parallel(Cause.interrupt(FiberId.none), Cause.empty))]
  ]

  it.effect.each(withoutCause)("that %s makes the call fail with TransportError", ([, effect]) =>
    Effect.gen(function* () {
      const exit = yield* Effect.exit(withClient(HttpClient.make(() => effect)))
      assert.deepInclude({ ...errorOf(exit) }, { _tag: "TransportError", attempts: 1, sent: "unknown" })
      assert.strictEqual(errorOf(exit).message, "Passkeys.get: The connection was lost.")
    }).pipe(Effect.provide(stub.config))
  )

  it.effect.each(withoutCause)("whose response %s makes the call fail with TransportError", ([, text]) =>
    Effect.gen(function* () {
      const client = HttpClient.make((request) =>
        Effect.succeed(
          Object.create(HttpClientResponse.fromWeb(request, new Response("{}")), {
            text: { value: text },
            stream: { value: Stream.fromEffect(text) },
            arrayBuffer: { value: text }
          })
        )
      )
      assert.deepInclude({ ...errorOf(yield* Effect.exit(withClient(client))) }, { _tag: "TransportError" })
    }).pipe(Effect.provide(stub.config))
  )

  it.effect("that never responds leaves the interruption of a call an interruption", () =>
    Effect.gen(function* () {
      const fiber = yield* Effect.fork(withClient(HttpClient.make(() => Effect.never)))
      yield* TestClock.adjust("1 seconds")
      assert.isTrue(Exit.isInterrupted(yield* Fiber.interrupt(fiber)))
    }).pipe(Effect.provide(stub.config))
  )

  const refused = Object.assign(new Error("refused"), { code: "ECONNREFUSED" })
  const ownErrors: ReadonlyArray<readonly [string, unknown, code?: string]> = [
    ["a timeout", new Cause.TimeoutException()],
    ["an Error", new Error("own")],
    ["a string", "own"],
    ["undefined", undefined],
    ["a tagged object", { _tag: "Own", cause: refused }, "ECONNREFUSED"],
    ["an object like a ResponseError", { _tag: "ResponseError", reason: "Decode", cause: refused }, "ECONNREFUSED"]
  ]

  it.effect.each(ownErrors)("that fails with %s may have sent the request, so an exchange is not retried", (row) =>
    Effect.gen(function* () {
      const [, own, code] = row
      let sent = 0
      const client = HttpClient.make(() =>
        Effect.zipRight(
          Effect.sync(() => sent++),
          Effect.fail(own as never)
        )
      )
      const exit = yield* Principals.exchange({ code: "code" }).pipe(
        Effect.provideService(HttpClient.HttpClient, client),
        Effect.exit
      )
      assert.deepInclude({ ...errorOf(exit) }, { _tag: "TransportError", attempts: 1, sent: "unknown" })
      assert.strictEqual(Reflect.get(errorOf(exit), "code"), code)
      assert.strictEqual(sent, 1)
    }).pipe(Effect.provide(stub.config))
  )
})
