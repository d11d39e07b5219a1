import { inspect } from "node:util"
import { assert, describe, it } from "@effect/vitest"
import { ChallengeRateLimited, NotFound, Passkeys, RetryPolicy } from "@passlock-sdk/effect"
import { StubHttpClient } from "@passlock-sdk/effect/testing"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as LogLevel from "effect/LogLevel"
import * as Random from "effect/Random"
import * as TestClock from "effect/TestClock"
import { programs } from "./support/programs.js"

const stub = StubHttpClient

/** Reading a body takes steps that do not run on the test clock. */
const webStreams = Effect.promise(() => new Promise((go) => setTimeout(go, 2)))

const getPasskey = Effect.exit(Passkeys.get({ passkeyId: "p" }))

/** The delays between the requests, how many were sent, and the result. The responses come in turn, the last one again and again. */
const retries = (
  responses: ReadonlyArray<StubHttpClient.ResponseEffect>,
  retry: RetryPolicy.Policy = RetryPolicy.make({})
) =>
  Effect.gen(function* () {
    const delays: Array<number> = []
    let sent = 0
    const logger = Logger.make(({ message }) => {
      delays.push(Number(/retrying in (\d+) ms/.exec(String(message))?.[1]))
    })
    const fiber = yield* getPasskey.pipe(
      Effect.provide(stub.layer(() => responses[Math.min(++sent, responses.length) - 1] ?? assert.fail(), { retry })),
      Effect.provide(stub.config),
      Effect.provide(Layer.merge(Logger.replace(Logger.defaultLogger, logger), Logger.minimumLogLevel(LogLevel.Debug))),
      Effect.fork
    )
    const isRunning = Effect.map(Fiber.poll(fiber), (exit) => exit._tag === "None")
    let passed = 0
    while (yield* isRunning) {
      // Moves the clock only while the program sleeps, and by as much as it sleeps.
      yield* webStreams
      const delay = delays[passed]
      if (delay === undefined) continue
      passed++
      const sentBefore = sent
      if (delay > 0) {
        yield* TestClock.adjust(delay - 1)
        yield* webStreams
        assert.strictEqual(sent, sentBefore, "it sleeps as long as it logs")
      }
      yield* TestClock.adjust(1)
    }
    return { delays, sent, exit: yield* Fiber.join(fiber) }
  })

describe("the default policy", () => {
  it.effect("sends two more requests, and counts three attempts", () =>
    Effect.gen(function* () {
      const { exit, sent } = yield* retries([stub.html()])
      assert.strictEqual(sent, 3)
      assert.strictEqual(exit._tag === "Failure" && exit.cause._tag === "Fail" && exit.cause.error.attempts, 3)
    })
  )

  it.effect("waits half a second, then twice as long, each less at most a quarter", () =>
    Effect.gen(function* () {
      const { delays } = yield* retries([stub.html()])
      const [first = 0, second = 0] = delays
      assert.isTrue(first >= 375 && first <= 500, `${first}`)
      assert.isTrue(second >= 750 && second <= 1_000, `${second}`)
      assert.strictEqual(delays.length, 2)
    })
  )

  it.effect("takes the random part of a delay from Random", () =>
    Effect.gen(function* () {
      const { delays } = yield* Effect.withRandom(retries([stub.html()]), Random.fixed([1, 0.5]))
      assert.deepStrictEqual(delays, [375, 875])
    })
  )

  it.effect("waits for the seconds of Retry-After", () =>
    Effect.gen(function* () {
      const { exit, delays } = yield* retries([stub.rateLimited({ retryAfter: 7 }), stub.success("Passkeys.get")])
      assert.deepStrictEqual([exit._tag, delays], ["Success", [7_000]])
    })
  )

  it.effect("waits until the date of Retry-After", () =>
    Effect.gen(function* () {
      const date = "Thu, 01 Jan 1970 00:00:09 GMT"
      const { delays } = yield* retries([
        stub.html({ status: 503, headers: { "retry-after": date } }),
        stub.success("Passkeys.get")
      ])
      assert.deepStrictEqual(delays, [9_000])
    })
  )

  it.effect("retries at once when the date of Retry-After has passed", () =>
    Effect.gen(function* () {
      yield* TestClock.adjust("1 hours")
      const { delays } = yield* retries([
        stub.rateLimited({ retryAfter: "Thu, 01 Jan 1970 00:00:09 GMT" }),
        stub.success("Passkeys.get")
      ])
      assert.deepStrictEqual(delays, [0])
    })
  )

  it.effect.each([61, 100_000_000])("fails at once on a Retry-After of %i seconds", (retryAfter) =>
    Effect.gen(function* () {
      const { exit, sent } = yield* retries([stub.rateLimited({ retryAfter })])
      assert.strictEqual(sent, 1)
      assert.strictEqual(exit._tag === "Failure" && exit.cause._tag === "Fail" && exit.cause.error._tag, "RateLimited")
    })
  )

  it.effect("fails with the last error instead of sleeping past the total timeout", () =>
    Effect.gen(function* () {
      const { exit, delays } = yield* retries([stub.rateLimited({ retryAfter: 40 })])
      assert.deepStrictEqual(delays, [40_000])
      assert.strictEqual(exit._tag === "Failure" && exit.cause._tag === "Fail" && exit.cause.error._tag, "RateLimited")
    })
  )

  const createChallenge = (shouldRetry: RetryPolicy.Policy["shouldRetry"]) =>
    programs["Challenges.create"].pipe(
      Effect.exit,
      Effect.provide(
        stub.layer([stub.error(ChallengeRateLimited, { retryAfterSeconds: 3 }), stub.success("Challenges.create")], {
          retry: RetryPolicy.make({ shouldRetry })
        })
      ),
      Effect.provide(stub.config)
    )

  it.effect("does not retry ChallengeRateLimited", () =>
    Effect.gen(function* () {
      const exit = yield* createChallenge(RetryPolicy.isRetryable)
      assert.strictEqual(
        exit._tag === "Failure" && exit.cause._tag === "Fail" && exit.cause.error._tag,
        "ChallengeRateLimited"
      )
    })
  )

  it.effect("retries ChallengeRateLimited after its seconds if shouldRetry returns true", () =>
    Effect.gen(function* () {
      const isLimit = ({ error }: RetryPolicy.Failure) => error._tag === "ChallengeRateLimited"
      const fiber = yield* Effect.fork(createChallenge(isLimit))
      yield* TestClock.adjust("2999 millis")
      assert.strictEqual((yield* Fiber.poll(fiber))._tag, "None")
      yield* TestClock.adjust("1 millis")
      assert.strictEqual((yield* Fiber.join(fiber))._tag, "Success")
    })
  )

  it.effect("fails with NotFound and two attempts when the first response to a delete was lost", () =>
    Effect.gen(function* () {
      const fiber = yield* Passkeys.delete({ passkeyId: "p" }).pipe(
        Effect.flip,
        Effect.provide(stub.layer([stub.lost(), stub.error(NotFound)], { retry: RetryPolicy.make({}) })),
        Effect.provide(stub.config),
        Effect.fork
      )
      yield* TestClock.adjust("1 seconds")
      const error = yield* Fiber.join(fiber)
      assert.deepStrictEqual([error._tag, error.attempts], ["NotFound", 2])
    })
  )

  it.effect("stops a delay at once on interruption", () =>
    Effect.gen(function* () {
      const count = yield* Effect.gen(function* () {
        const fiber = yield* Effect.fork(getPasskey)
        yield* Effect.zipRight(webStreams, TestClock.adjust("1 millis"))
        yield* Fiber.interrupt(fiber)
        yield* TestClock.adjust("1 hours")
        assert.strictEqual((yield* Fiber.await(fiber))._tag, "Failure")
        return (yield* stub.requests).length
      }).pipe(
        Effect.provide(stub.layer(() => stub.html(), { retry: RetryPolicy.make({}) })),
        Effect.provide(stub.config)
      )
      assert.strictEqual(count, 1)
    })
  )
})

describe("a custom policy", () => {
  const count = (policy: RetryPolicy.Policy) => Effect.map(retries([stub.html()], policy), ({ sent }) => sent)

  it.effect("without retries sends one request", () =>
    Effect.map(count(RetryPolicy.none), (sent) => assert.strictEqual(sent, 1))
  )

  it.effect("with four retries sends five requests", () =>
    Effect.map(count(RetryPolicy.make({ maxRetries: 4 })), (sent) => assert.strictEqual(sent, 5))
  )

  it.effect("with shouldRetry decides about each failure", () =>
    Effect.map(
      count(
        RetryPolicy.make({ shouldRetry: (failure) => RetryPolicy.isRetryable(failure) && failure.error.attempts < 2 })
      ),
      (sent) => assert.strictEqual(sent, 2)
    )
  )

  const wrong: ReadonlyArray<Partial<RetryPolicy.Policy>> = [
    { maxRetries: -1 },
    { maxRetries: 1.5 },
    { maxRetries: Number.NaN },
    { baseDelay: -1 },
    { maxDelay: Number.NaN },
    { maxRetryAfter: -1 }
  ]

  it.effect.each(
    wrong.flatMap((changes) => Object.entries(changes).map(([name, value]) => [name, inspect(value), changes] as const))
  )("fails with InvalidInput when %s is %s", ([, , changes]) =>
    Effect.gen(function* () {
      const error = yield* Passkeys.get({ passkeyId: "p" }).pipe(
        Effect.provideService(RetryPolicy, RetryPolicy.make(changes)),
        Effect.flip
      )
      assert.strictEqual(error._tag, "InvalidInput")
      assert.include(error.message, Object.keys(changes)[0] ?? assert.fail())
      assert.deepStrictEqual(yield* stub.requests, [])
    }).pipe(Effect.provide(stub.layer([])), Effect.provide(stub.config))
  )
})
