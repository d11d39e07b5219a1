/** Inputs that no type allows. What each operation accepts is tested with the engine, in the contract. */
import { assert, describe, it } from "@effect/vitest"
import { Passkeys, type PasslockError, Principals, Registration } from "@passlock-sdk/effect"
import { StubHttpClient as stub } from "@passlock-sdk/effect/testing"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"

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
