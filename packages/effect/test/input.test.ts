import { assert, describe, it } from "@effect/vitest"
import { Challenges, Passkeys, type PasslockError, Principals, Registration } from "@passlock-sdk/effect"
import { StubHttpClient } from "@passlock-sdk/effect/testing"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"

const stub = StubHttpClient

const circle: Record<string, unknown> = {}
circle.self = circle

const throwing = new Proxy(
  {},
  {
    get: () => {
      throw new Error("never-shown")
    }
  }
)

const response = {
  id: "a",
  rawId: "a",
  type: "public-key",
  response: { clientDataJSON: "b", attestationObject: "c" },
  clientExtensionResults: {}
}

/** Inputs that no type allows, as JavaScript may give them. */
const odd: ReadonlyArray<readonly [string, unknown]> = [
  ["undefined", undefined],
  ["null", null],
  ["a number", 7],
  ["text", "p"],
  ["a list", []],
  ["a function", () => {}],
  ["a symbol", Symbol("s")],
  ["a value that throws", throwing],
  ["fields that throw", { passkeyId: throwing, token: throwing, sessionToken: throwing, code: throwing }],
  ["fields of a wrong kind", { passkeyId: 1n, email: {}, code: Symbol("s"), token: [], sessionToken: new Date() }],
  ["a hidden number", { passkeyId: Redacted.make(7), code: Redacted.make(7), token: Redacted.make(7) }],
  ["a circle", { ...circle, sessionToken: "s", response: { ...response, extra: circle } }],
  ["a bigint inside", { sessionToken: "s", response: { ...response, extra: 1n } }]
]

const programs: Record<string, (input: never) => Effect.Effect<unknown, PasslockError, never>> = {
  get: Passkeys.get as never,
  update: Passkeys.update as never,
  create: Challenges.create as never,
  verify: Challenges.verify as never,
  exchange: Principals.exchange as never,
  verifyIdToken: Principals.verifyIdToken as never,
  register: Registration.verify as never
}

describe.each(Object.keys(programs))("%s", (name) => {
  it.effect.each(odd)("refuses %s, and sends nothing", ([, input]) =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(Effect.suspend(() => programs[name]?.(input as never) ?? assert.fail()))
      assert.strictEqual(error._tag, "InvalidInput")
      assert.notInclude(error.message, "never-shown")
      assert.deepStrictEqual(yield* stub.requests, [])
    }).pipe(Effect.provide(stub.layer([])), Effect.provide(stub.config))
  )
})

describe("what is read twice", () => {
  it.effect("is what it was the first time", () =>
    Effect.gen(function* () {
      let reads = 0
      const fickle = {
        get token() {
          if (++reads > 1) throw new Error("never-shown")
          return "no token"
        }
      }
      const error = yield* Effect.flip(Principals.verifyIdToken(fickle))
      assert.strictEqual(error._tag, "InvalidIdToken")
    }).pipe(Effect.provide(stub.layer([])), Effect.provide(stub.config))
  )
})

describe("what is passed on unread", () => {
  it.effect("is not lost", () =>
    Effect.gen(function* () {
      const whole = { ...response, authenticatorAttachment: "platform", novelty: { deep: [1] } }
      yield* Effect.exit(Registration.verify({ sessionToken: "s", response: whole }))
      const [request] = yield* stub.requests
      assert.deepStrictEqual(request?.body, { sessionToken: "s", response: whole })
    }).pipe(Effect.provide(stub.layer([stub.text("")])), Effect.provide(stub.config))
  )
})
