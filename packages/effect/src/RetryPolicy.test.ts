import { assert, describe, it } from "@effect/vitest"
import { Endpoints } from "@passlock-sdk/contract"
import {
  ChallengeRateLimited,
  Forbidden,
  NotFound,
  Passkeys,
  RetryPolicy,
  ServerError,
  Timeouts
} from "@passlock-sdk/effect"
import { StubHttpClient } from "@passlock-sdk/effect/testing"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as LogLevel from "effect/LogLevel"
import * as TestClock from "effect/TestClock"
import { programs } from "../test/support/programs.js"
import { delay } from "./internal/backoff.js"

const stub = StubHttpClient

/** The design's table, column by column: whether the same request is sent again. */
const table: ReadonlyArray<{
  readonly fate: string
  readonly answer: StubHttpClient.ResponseEffect
  readonly reads: boolean
  readonly others: boolean
}> = [
  { fate: "name resolution failed", answer: stub.unreachable("ENOTFOUND"), reads: true, others: true },
  { fate: "connection refused", answer: stub.unreachable("ECONNREFUSED"), reads: true, others: true },
  { fate: "connect timeout", answer: stub.unreachable("UND_ERR_CONNECT_TIMEOUT"), reads: true, others: true },
  { fate: "TLS failed", answer: stub.unreachable("CERT_HAS_EXPIRED"), reads: true, others: true },
  { fate: "429", answer: stub.rateLimited(), reads: true, others: true },
  { fate: "502", answer: stub.html({ status: 502 }), reads: true, others: false },
  { fate: "503", answer: stub.html({ status: 503 }), reads: true, others: false },
  { fate: "504", answer: stub.html({ status: 504 }), reads: true, others: false },
  { fate: "500", answer: stub.html({ status: 500 }), reads: true, others: false },
  { fate: "reset before the headers", answer: stub.lost("headers"), reads: true, others: false },
  { fate: "reset in the body", answer: stub.lost("body"), reads: true, others: false },
  { fate: "timeout after dispatch", answer: stub.stalled("headers"), reads: true, others: false },
  { fate: "unknown fault", answer: Effect.fail(new Error("?")), reads: true, others: false },
  { fate: "403", answer: stub.error(Forbidden), reads: false, others: false },
  { fate: "an answer that does not decode", answer: stub.json({}), reads: false, others: false }
]

const repeated = new Set<string>([
  "Passkeys.list",
  "Passkeys.get",
  "Challenges.get",
  "Passkeys.update",
  "Passkeys.updateForUser",
  "Passkeys.delete",
  "Passkeys.deleteForUser",
  "Challenges.delete"
])

/** Reading a body takes some steps that are not the test clock's. */
const webStreams = Effect.promise(() => new Promise((go) => setTimeout(go, 2)))

/** Lets the test clock run until the program has ended. */
const finish = <A, E>(fiber: Fiber.RuntimeFiber<A, E>) =>
  Effect.gen(function* () {
    while ((yield* Fiber.poll(fiber))._tag === "None") {
      yield* webStreams
      yield* TestClock.adjust("1 seconds")
    }
    return yield* Fiber.join(fiber)
  })

describe.each(Endpoints.all.map(({ operation }) => operation))("%s", (operation) => {
  it.effect.each(table.map(({ fate }) => fate))("%s", (fate) =>
    Effect.gen(function* () {
      const { answer, others, reads } = table.find((row) => row.fate === fate) ?? assert.fail()
      const again = repeated.has(operation) ? reads : others
      const retry = RetryPolicy.make({})
      const count = yield* Effect.gen(function* () {
        const fiber = yield* Effect.fork(Effect.exit(programs[operation]))
        const exit = yield* finish(fiber)
        assert.strictEqual(exit._tag, again ? "Success" : "Failure")
        return (yield* stub.requests).length
      }).pipe(
        Effect.provide(stub.layer([answer, stub.success(operation)], { retry })),
        Effect.provide(stub.config),
        Effect.provideService(Timeouts, { timeout: 5_000, totalTimeout: 60_000 })
      )
      assert.strictEqual(count, again ? 2 : 1)
    })
  )
})

const getPasskey = Effect.exit(Passkeys.get({ passkeyId: "p" }))

/** How long it waited between the requests when these answers came, the last one for ever, and how it ended. */
const waited = (
  answers: ReadonlyArray<StubHttpClient.ResponseEffect>,
  retry: RetryPolicy.Policy = RetryPolicy.make({})
) =>
  Effect.gen(function* () {
    const waits: Array<number> = []
    let sent = 0
    const logger = Logger.make(({ message }) => {
      waits.push(Number(/trying again in (\d+) ms/.exec(String(message))?.[1]))
    })
    const fiber = yield* getPasskey.pipe(
      Effect.provide(stub.layer(() => answers[Math.min(++sent, answers.length) - 1] ?? assert.fail(), { retry })),
      Effect.provide(stub.config),
      Effect.provide(Layer.merge(Logger.replace(Logger.defaultLogger, logger), Logger.minimumLogLevel(LogLevel.Debug))),
      Effect.fork
    )
    const isRunning = Effect.map(Fiber.poll(fiber), (exit) => exit._tag === "None")
    let passed = 0
    while (yield* isRunning) {
      // The clock moves on only when the program waits for it, by as much as it waits, and not while a body is read.
      yield* webStreams
      const wait = waits[passed]
      if (wait === undefined) continue
      passed++
      const sentBefore = sent
      if (wait > 0) {
        yield* TestClock.adjust(wait - 1)
        yield* webStreams
        assert.strictEqual(sent, sentBefore, "it waits as long as it says")
      }
      yield* TestClock.adjust(1)
    }
    return { waits, sent, exit: yield* Fiber.join(fiber) }
  })

describe("the standard policy", () => {
  it.effect("sends two more requests, and reports all three", () =>
    Effect.gen(function* () {
      const { exit, sent } = yield* waited([stub.html()])
      assert.strictEqual(sent, 3)
      assert.strictEqual(exit._tag === "Failure" && exit.cause._tag === "Fail" && exit.cause.error.attempts, 3)
    })
  )

  it.effect("waits half a second, then twice as long, less at most a quarter", () =>
    Effect.gen(function* () {
      const { waits } = yield* waited([stub.html()])
      const [first = 0, second = 0] = waits
      assert.isTrue(first >= 375 && first <= 500, `${first}`)
      assert.isTrue(second >= 750 && second <= 1_000, `${second}`)
      assert.strictEqual(waits.length, 2)
    })
  )

  it("never waits longer than eight seconds, and jitter only shortens", () => {
    const policy = RetryPolicy.make({ maxRetries: 20 })
    const delayOf = (attempts: number, jitter: number) =>
      delay(
        policy,
        {
          operation: "Passkeys.get",
          idempotent: true,
          error: new ServerError({ operation: "Passkeys.get", attempts, message: "", status: 500 })
        },
        jitter
      )
    assert.deepStrictEqual(
      [1, 2, 3, 4, 5, 6, 20].map((attempts) => delayOf(attempts, 0)),
      [500, 1_000, 2_000, 4_000, 8_000, 8_000, 8_000]
    )
    assert.strictEqual(delayOf(1, 1), 375)
    assert.strictEqual(delayOf(21, 0), undefined)
  })

  it.effect("obeys Retry-After in seconds", () =>
    Effect.gen(function* () {
      const { exit, waits } = yield* waited([stub.rateLimited({ retryAfter: 7 }), stub.success("Passkeys.get")])
      assert.deepStrictEqual([exit._tag, waits], ["Success", [7_000]])
    })
  )

  it.effect("obeys Retry-After as a date", () =>
    Effect.gen(function* () {
      const date = "Thu, 01 Jan 1970 00:00:09 GMT"
      const { waits } = yield* waited([
        stub.html({ status: 503, headers: { "retry-after": date } }),
        stub.success("Passkeys.get")
      ])
      assert.deepStrictEqual(waits, [9_000])
    })
  )

  it.effect("repeats at once when the date has passed", () =>
    Effect.gen(function* () {
      yield* TestClock.adjust("1 hours")
      const { waits } = yield* waited([
        stub.rateLimited({ retryAfter: "Thu, 01 Jan 1970 00:00:09 GMT" }),
        stub.success("Passkeys.get")
      ])
      assert.deepStrictEqual(waits, [0])
    })
  )

  it.effect.each([61, 100_000_000])("does not wait for %i seconds", (retryAfter) =>
    Effect.gen(function* () {
      const { exit, sent } = yield* waited([stub.rateLimited({ retryAfter })])
      assert.strictEqual(sent, 1)
      assert.strictEqual(exit._tag === "Failure" && exit.cause._tag === "Fail" && exit.cause.error._tag, "RateLimited")
    })
  )

  it.effect("never waits past the totalTimeout, and then tells what went wrong", () =>
    Effect.gen(function* () {
      const { exit, waits } = yield* waited([stub.rateLimited({ retryAfter: 40 })])
      assert.deepStrictEqual(waits, [40_000])
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

  it.effect("tells of a limit on challenges at once, rather than keep the user waiting", () =>
    Effect.gen(function* () {
      const exit = yield* createChallenge(RetryPolicy.isRetryable)
      assert.strictEqual(
        exit._tag === "Failure" && exit.cause._tag === "Fail" && exit.cause.error._tag,
        "ChallengeRateLimited"
      )
    })
  )

  it.effect("waits for the end of a limit on challenges where it is told to", () =>
    Effect.gen(function* () {
      const isLimit = ({ error }: RetryPolicy.Failure) => error._tag === "ChallengeRateLimited"
      const fiber = yield* Effect.fork(createChallenge(isLimit))
      yield* TestClock.adjust("2999 millis")
      assert.strictEqual((yield* Fiber.poll(fiber))._tag, "None")
      yield* TestClock.adjust("1 millis")
      assert.strictEqual((yield* Fiber.join(fiber))._tag, "Success")
    })
  )

  it.effect("reports a delete that was perhaps done by the first request", () =>
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

  it.effect("ends a wait at once when it is interrupted", () =>
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

describe("a policy of one's own", () => {
  const count = (policy: RetryPolicy.Policy) => Effect.map(waited([stub.html()], policy), ({ sent }) => sent)

  it.effect("can be none", () => Effect.map(count(RetryPolicy.none), (sent) => assert.strictEqual(sent, 1)))

  it.effect("can be more patient", () =>
    Effect.map(count(RetryPolicy.make({ maxRetries: 4 })), (sent) => assert.strictEqual(sent, 5))
  )

  it.effect("can decide for itself", () =>
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

  it.effect.each(wrong)("is refused when it cannot work: %j", (changes) =>
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
