import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/TestClock"
import { CodeLimits, maximums } from "../server/codeLimits.js"

const request = { client: "192.0.2.1", email: "ada@example.com" }

const rejection = (limits: CodeLimits["Type"], ...[of]: Parameters<typeof limits.take>) =>
  Effect.map(Effect.flip(limits.take(of)), ({ retryAfterSeconds }) => retryAfterSeconds)

describe("CodeLimits.layerMemory", () => {
  it.effect("accepts a request again as soon as the oldest one is an hour old", () =>
    Effect.gen(function* () {
      const limits = yield* CodeLimits
      for (let count = 0; count < maximums.perClientAndEmail; count++) {
        yield* limits.take(request)
        yield* TestClock.adjust("10 minutes")
      }
      assert.strictEqual(yield* rejection(limits, request), 600)
      yield* TestClock.adjust("599 seconds")
      assert.strictEqual(yield* rejection(limits, request), 1)
      yield* TestClock.adjust("1 second")
      yield* limits.take(request)
      assert.strictEqual(yield* rejection(limits, request), 600)
    }).pipe(Effect.provide(CodeLimits.layerMemory()))
  )

  it.effect("does not count rejected requests", () =>
    Effect.gen(function* () {
      const limits = yield* CodeLimits
      yield* Effect.replicateEffect(limits.take(request), maximums.perClientAndEmail)
      yield* Effect.replicateEffect(rejection(limits, request), 100)
      yield* limits.take({ ...request, client: "192.0.2.2" })
      yield* limits.take({ ...request, email: "grace@example.com" })
    }).pipe(Effect.provide(CodeLimits.layerMemory()))
  )

  it.effect("keeps no more than the maximum of counters, and those of the latest requests", () =>
    Effect.gen(function* () {
      const limits = yield* CodeLimits
      for (let count = 0; count < 1_000; count++) {
        yield* limits.take({ client: `client ${count}`, email: "x".repeat(1_000) + count })
        assert.isAtMost(yield* limits.size, 300)
      }
      yield* Effect.replicateEffect(limits.take(request), maximums.perClientAndEmail)
      yield* rejection(limits, request)
    }).pipe(Effect.provide(CodeLimits.layerMemory(300)))
  )

  it.effect("discards counters after an hour", () =>
    Effect.gen(function* () {
      const limits = yield* CodeLimits
      for (let count = 0; count < 100; count++)
        yield* limits.take({ client: `${count}`, email: `${count}@example.com` })
      assert.strictEqual(yield* limits.size, 300)
      yield* TestClock.adjust("1 hour")
      yield* limits.take(request)
      assert.strictEqual(yield* limits.size, 3)
    }).pipe(Effect.provide(CodeLimits.layerMemory()))
  )
})
