import { assert, describe, it } from "@effect/vitest"
import { PasslockTenancy, RetryPolicy, Timeouts } from "@passlock-sdk/effect"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"

describe("PasslockTenancy.check", () => {
  it.effect("fails with InvalidInput that lists every issue of the tenancy, the timeouts and the retry policy", () =>
    Effect.gen(function* () {
      const error = yield* PasslockTenancy.check.pipe(
        Effect.provide(PasslockTenancy.layer({ tenancyId: "", endpoint: "api" })),
        Effect.provideService(Timeouts, { timeout: 0, totalTimeout: "long" as never }),
        Effect.provideService(RetryPolicy, RetryPolicy.make({ maxRetries: 0.5, baseDelay: 1n as never })),
        Effect.flip
      )
      assert.deepStrictEqual(
        error.issues.map(({ path }) => path),
        ["tenancyId", "endpoint", "timeout", "totalTimeout", "baseDelay", "maxRetries"]
      )
    })
  )

  it.effect("fails for an http:// endpoint that is not on this machine, unless it is allowed", () =>
    Effect.gen(function* () {
      const endpoint = "http://emulator:9090"
      const error = yield* PasslockTenancy.check.pipe(
        Effect.provide(PasslockTenancy.layer({ tenancyId: "t", endpoint })),
        Effect.flip
      )
      assert.include(error.message, "endpoint: expected https://")
      for (const options of [{ endpoint, allowInsecureEndpoint: true }, { endpoint: "http://localhost:8787" }]) {
        yield* Effect.provide(PasslockTenancy.check, PasslockTenancy.layer({ tenancyId: "t", ...options }))
      }
    })
  )

  it.effect("fails with InvalidInput that names a shouldRetry that is not a function", () =>
    Effect.gen(function* () {
      const error = yield* PasslockTenancy.check.pipe(
        Effect.provide(PasslockTenancy.layer({ tenancyId: "t" })),
        Effect.provideService(RetryPolicy, { ...RetryPolicy.none, shouldRetry: undefined as never }),
        Effect.flip
      )
      assert.strictEqual(
        error.message,
        "PasslockTenancy.check: Nothing was sent. shouldRetry: expected function, got undefined."
      )
    })
  )

  it.effect("ignores the key of a configuration that is provided as the tenancy", () => {
    const config = { tenancyId: "t", endpoint: "https://a.b", apiKey: Redacted.make("") }
    return Effect.provideService(PasslockTenancy.check, PasslockTenancy, config)
  })
})
