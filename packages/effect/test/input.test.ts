/** Inputs that no type allows. What each operation accepts is tested with the engine, in the contract. */
import { assert, describe, it } from "@effect/vitest"
import {
  Passkeys,
  PasslockConfig,
  type PasslockError,
  PasslockTenancy,
  Principals,
  Registration,
  RetryPolicy,
  Timeouts
} from "@passlock-sdk/effect"
import { StubHttpClient as stub } from "@passlock-sdk/effect/testing"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"

const throwing = new Proxy(
  {},
  {
    get: () => {
      throw new Error("never-shown")
    }
  }
)

const invalid: ReadonlyArray<readonly [string, unknown]> = [
  ["undefined", undefined],
  ["null", null],
  ["a number", 7],
  ["a string", "p"],
  ["an array", []],
  ["a function", () => {}],
  ["a symbol", Symbol("s")],
  ["an object that throws", throwing],
  ["fields that throw", { passkeyId: throwing, token: throwing, sessionToken: throwing }],
  ["fields of another kind", { passkeyId: 1n, token: [], sessionToken: new Date() }],
  ["a Redacted number", { passkeyId: Redacted.make(7), token: Redacted.make(7), sessionToken: Redacted.make(7) }]
]

const programs: Record<string, (input: never) => Effect.Effect<unknown, PasslockError, never>> = {
  "Passkeys.get": Passkeys.get as never,
  "Registration.verify": Registration.verify as never,
  "Principals.verifyIdToken": Principals.verifyIdToken as never
}

describe.each(Object.keys(programs))("%s", (name) => {
  it.effect.each(invalid)("fails with InvalidInput for %s, and sends nothing", ([, input]) =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(Effect.suspend(() => programs[name]?.(input as never) ?? assert.fail()))
      assert.strictEqual(error._tag, "InvalidInput")
      assert.notInclude(error.message, "never-shown")
      assert.deepStrictEqual(yield* stub.requests, [])
    }).pipe(Effect.provide(stub.layer([])), Effect.provide(stub.config))
  )
})

describe("Principals.verifyIdToken", () => {
  it.effect("reads each option once", () =>
    Effect.gen(function* () {
      let reads = 0
      const once = {
        get token() {
          if (++reads > 1) throw new Error("never-shown")
          return "no token"
        }
      }
      const error = yield* Effect.flip(Principals.verifyIdToken(once))
      assert.strictEqual(error._tag, "InvalidIdToken")
    }).pipe(Effect.provide(stub.layer([])), Effect.provide(stub.config))
  )
})

const withConfig = {
  "Passkeys.get": Passkeys.get({ passkeyId: "p" }),
  "Passkeys.stream": Stream.runDrain(Passkeys.stream()),
  "PasslockConfig.check": PasslockConfig.check
}
const withTenancy = {
  "Principals.verifyIdToken": Principals.verifyIdToken({ token: "no token" }),
  "Registration.options": Registration.options({ registrationToken: "t" }),
  "PasslockTenancy.check": PasslockTenancy.check
}
const all = { ...withConfig, ...withTenancy }
const notPolicies = ["baseDelay", "maxDelay", "maxRetries", "maxRetryAfter", "shouldRetry"]
const notLimits = ["timeout", "totalTimeout"]

const services: ReadonlyArray<
  readonly [string, Record<string, Effect.Effect<unknown, PasslockError, never>>, object, ReadonlyArray<string>]
> = [
  ["PasslockConfig", withConfig as never, PasslockConfig, ["apiKey", "endpoint", "tenancyId"]],
  ["PasslockTenancy", withTenancy as never, PasslockTenancy, ["endpoint", "tenancyId"]],
  ["RetryPolicy", all as never, RetryPolicy, notPolicies],
  ["Timeouts", all as never, Timeouts, notLimits]
]
const values: ReadonlyArray<readonly [string, unknown]> = [
  ["null", null],
  ["undefined", undefined],
  ["a number", 7],
  ["an object that throws when it is read", new Proxy({}, { get: () => assert.fail(), ownKeys: () => assert.fail() })]
]
const cases = services.flatMap(([service, programs, tag, fields]) =>
  Object.entries(programs).flatMap(([name, program]) =>
    values.map(([kind, value]) => [name, service, kind, value, program, tag, fields] as const)
  )
)

describe("a service", () => {
  it.effect.each(cases)("makes %s fail with InvalidInput that names each field when %s is %s", (row) =>
    Effect.gen(function* () {
      const [, , , value, program, tag, fields] = row
      const error = yield* Effect.flip(Effect.provideService(program, tag as never, value as never))
      assert.deepStrictEqual(error._tag === "InvalidInput" ? error.issues.map(({ path }) => path).sort() : [], fields)
      assert.deepStrictEqual(yield* stub.requests, [])
    }).pipe(Effect.provide(stub.layer([])), Effect.provide(stub.config))
  )

  const layers = [
    ["PasslockConfig", PasslockConfig.layer, PasslockConfig.check],
    ["PasslockTenancy", PasslockTenancy.layer, PasslockTenancy.check]
  ] as const

  it.effect.each(layers)(
    "makes check fail with InvalidInput that names the tenancyId when %s.layer is given null",
    ([, layer, check]) =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(Effect.provide(check as typeof PasslockTenancy.check, layer(null as never)))
        assert.include(
          error.issues.map(({ path }) => path),
          "tenancyId"
        )
      })
  )
})
