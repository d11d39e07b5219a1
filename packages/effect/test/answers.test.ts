import { assert, describe, it } from "@effect/vitest"
import { Endpoints, Examples } from "@passlock-sdk/contract"
import {
  ChallengeRateLimited,
  isPasslockError,
  NotFound,
  PasskeyNotFound,
  Passkeys,
  type PasslockError,
  Timeouts
} from "@passlock-sdk/effect"
import { failureModes, StubHttpClient } from "@passlock-sdk/effect/testing"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/TestClock"
import { programs } from "./support/programs.js"

const stub = StubHttpClient

/** The outcome of an operation that gets one answer. */
const ask = (operation: Endpoints.Operation, answer: StubHttpClient.ResponseEffect) =>
  programs[operation].pipe(Effect.exit, Effect.provide(stub.layer([answer])), Effect.provide(stub.config))

const failed = (exit: Exit.Exit<unknown, PasslockError>): PasslockError => {
  if (Exit.isSuccess(exit)) throw new Error("it succeeded")
  assert.deepStrictEqual([...Cause.defects(exit.cause)], [], "no defect")
  const failure = Cause.failureOption(exit.cause)
  if (failure._tag === "None") throw new Error("it was interrupted")
  assert.isTrue(isPasslockError(failure.value))
  assert.isTrue(failure.value instanceof Error)
  return failure.value
}

describe.each(Endpoints.all)("$operation", (endpoint) => {
  const { operation } = endpoint

  it.effect("decodes its success on any 2xx", () =>
    Effect.gen(function* () {
      for (const status of [200, 201, 202, 299]) {
        const exit = yield* ask(operation, stub.success(operation, {}, { status }))
        assert.isTrue(Exit.isSuccess(exit), `${status}`)
      }
    })
  )

  it.effect("ignores fields that nobody has seen yet", () =>
    Effect.gen(function* () {
      const exit = yield* ask(operation, stub.success(operation, { novelty: { deep: [1] } }))
      assert.isTrue(Exit.isSuccess(exit))
    })
  )

  it.effect("names the field that a success lacks", () =>
    Effect.gen(function* () {
      for (const field of Object.keys(Examples.successes[operation]).filter((name) => name !== "mediation")) {
        const optional = ["userId", "platform", "lastUsed", "passkey"].includes(field)
        const error = yield* ask(operation, stub.success(operation, { [field]: optional ? [] : undefined }))
        const { message, _tag } = failed(error)
        assert.strictEqual(_tag, "UnexpectedResponse", field)
        assert.include(message, field)
        assert.include(message, "application/json")
      }
    })
  )

  it.effect("reads JSON that is cut short as an unexpected response", () =>
    Effect.gen(function* () {
      const error = failed(yield* ask(operation, stub.truncated(operation)))
      assert.strictEqual(error._tag, "UnexpectedResponse")
      if (error._tag !== "UnexpectedResponse") return
      const whole = JSON.stringify(Examples.successes[operation])
      assert.isTrue(whole.startsWith(Redacted.value(error.body)))
      assert.isAtMost(Redacted.value(error.body).length, 200)
    })
  )

  it.effect.each(failureModes)("$name", ({ response: answer, error: expected }) =>
    Effect.gen(function* () {
      const error = failed(yield* ask(operation, answer))
      for (const [field, value] of Object.entries({ operation, ...expected })) {
        assert.deepStrictEqual(Reflect.get(error, field), value, `${field} of ${error.message}`)
      }
      assert.isTrue(error.message.startsWith(`${operation}: `), error.message)
    })
  )

  it.effect.each(["headers", "body"] as const)("gives up on a stall before or in the %s", (phase) =>
    Effect.gen(function* () {
      const fiber = yield* Effect.fork(ask(operation, stub.stalled(phase, { status: phase === "body" ? 404 : 200 })))
      // The body is read through a web stream, whose first steps are not the test clock's.
      yield* TestClock.adjust("1 seconds").pipe(
        Effect.zipLeft(Effect.promise(() => new Promise((go) => setTimeout(go, 5))))
      )
      yield* TestClock.adjust("29 seconds")
      const error = failed(yield* Fiber.join(fiber))
      assert.strictEqual(error._tag, "RequestTimeout")
      if (error._tag !== "RequestTimeout") return
      assert.deepStrictEqual([error.phase, error.limit, error.milliseconds], [phase, "timeout", 30_000])
    })
  )

  it.effect("gives each of its errors, whatever the status", () =>
    Effect.gen(function* () {
      for (const ErrorClass of endpoint.errors) {
        for (const status of [ErrorClass.wire.status, 200, 418, 500]) {
          const error = failed(yield* ask(operation, stub.error(ErrorClass, {}, { status })))
          assert.isTrue(error instanceof ErrorClass)
          assert.strictEqual("status" in error ? error.status : undefined, status)
          assert.include(error.message, `an example of ${ErrorClass._tag}`)
        }
      }
    })
  )

  it.effect("gives no error that is not its own", () =>
    Effect.gen(function* () {
      const own: ReadonlyArray<string> = endpoint.errors.map((ErrorClass) => ErrorClass._tag)
      const foreign = own.includes("NotFound") ? PasskeyNotFound : NotFound
      const error = failed(yield* ask(operation, stub.error(foreign)))
      assert.strictEqual(error._tag, "UnexpectedResponse")
    })
  )
})

describe("an answer", () => {
  const run = <A, E>(program: Effect.Effect<A, E, never>) => program

  it.effect("carries the request id into the error", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(Passkeys.get({ passkeyId: "p" }))
      assert.strictEqual(error._tag === "NotFound" && error.requestId, "req_1")
    }).pipe(
      Effect.provide(stub.layer([stub.error(NotFound, {}, { headers: { "x-request-id": "req_1" } })])),
      Effect.provide(stub.config),
      run
    )
  )

  it.effect("that asks to be left alone until a date says for how many seconds", () =>
    Effect.gen(function* () {
      // The test clock begins in 1970.
      const answer = stub.rateLimited({ retryAfter: "Thu, 01 Jan 1970 00:01:30 GMT" })
      const error = failed(yield* ask("Passkeys.get", answer))
      assert.strictEqual(error._tag === "RateLimited" && error.retryAfterSeconds, 90)
    })
  )

  it.effect.each([undefined, null, 7, {}, Symbol("s")])("that is no text is no defect: %s", (text) =>
    Effect.gen(function* () {
      const answer = Effect.sync(() => Object.assign(new Response(""), { text: () => Promise.resolve(text) }))
      assert.strictEqual(failed(yield* ask("Passkeys.get", answer))._tag, "TransportError")
    })
  )

  it.effect("takes 404 without a tag for what the operation calls it", () =>
    Effect.gen(function* () {
      const answer = stub.json({ message: "gone" }, { status: 404 })
      assert.strictEqual(failed(yield* ask("Passkeys.get", answer))._tag, "NotFound")
      assert.strictEqual(failed(yield* ask("Principals.exchange", answer))._tag, "InvalidCode")
      assert.strictEqual(failed(yield* ask("Passkeys.list", answer))._tag, "UnexpectedResponse")
    })
  )

  it.effect("says nothing of a redirect's address but the origin", () =>
    Effect.gen(function* () {
      const error = failed(yield* ask("Passkeys.get", stub.redirect("https://other.example/path?code=secret")))
      assert.include(error.message, "https://other.example")
      assert.notInclude(error.message, "secret")
    })
  )

  it.effect("of a client that fails on bad statuses is still an answer", () =>
    Effect.gen(function* () {
      const HttpClient = yield* Effect.promise(() => import("@effect/platform/HttpClient"))
      const strict = yield* Effect.map(HttpClient.HttpClient, HttpClient.filterStatusOk)
      const error = yield* Passkeys.get({ passkeyId: "p" }).pipe(
        Effect.provideService(HttpClient.HttpClient, strict),
        Effect.flip
      )
      assert.strictEqual(error._tag, "NotFound")
    }).pipe(Effect.provide(stub.layer([stub.error(NotFound)])), Effect.provide(stub.config))
  )

  it.effect("heals seconds, keeps unknown kinds, decodes the key", () =>
    Effect.gen(function* () {
      const credential = {
        ...Examples.successes["Passkeys.get"].credential,
        deviceType: "threeDevices",
        transports: ["telepathy"]
      }
      const passkey = yield* Passkeys.get({ passkeyId: "p" }).pipe(
        Effect.provide(
          stub.layer([
            stub.success("Passkeys.get", { createdAt: 1_700_000_000, userId: null, lastUsed: null, credential })
          ])
        ),
        Effect.provide(stub.config)
      )
      assert.strictEqual(passkey.createdAt, 1_700_000_000_000)
      assert.strictEqual(passkey.updatedAt, Examples.successes["Passkeys.get"].updatedAt)
      assert.deepStrictEqual(
        [passkey.credential.deviceType, passkey.credential.transports],
        ["threeDevices", ["telepathy"]]
      )
      assert.isTrue(passkey.credential.publicKey instanceof Uint8Array)
      assert.isFalse("userId" in passkey || "lastUsed" in passkey)
    })
  )

  it.effect("of a challenge limit says how long to wait", () =>
    Effect.gen(function* () {
      const error = failed(yield* ask("Challenges.create", stub.error(ChallengeRateLimited)))
      assert.strictEqual(error._tag === "ChallengeRateLimited" && error.retryAfterSeconds, 30)
    })
  )

  it.effect("is waited for as long as Timeouts says, in all", () =>
    Effect.gen(function* () {
      const fiber = yield* Effect.fork(
        ask("Passkeys.get", stub.stalled()).pipe(
          Effect.provideService(Timeouts, { timeout: 5_000, totalTimeout: 3_000 })
        )
      )
      yield* TestClock.adjust("3 seconds")
      const error = failed(yield* Fiber.join(fiber))
      assert.strictEqual(error._tag === "RequestTimeout" && error.limit, "totalTimeout")
    })
  )
})
