import { assert, describe, it } from "@effect/vitest"
import { type InvalidIdToken, PasslockTenancy, Principals, RetryPolicy, Timeouts } from "@passlock-sdk/effect"
import { StubHttpClient } from "@passlock-sdk/effect/testing"
import type * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as LogLevel from "effect/LogLevel"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/TestClock"
import * as Tracer from "effect/Tracer"
import { exportJWK, generateKeyPair, SignJWT } from "jose"

const stub = StubHttpClient

const makeKey = async (kid: string, alg = "RS256") => {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true })
  return { kid, alg, privateKey, jwk: { ...(await exportJWK(publicKey)), kty: "RSA", kid, use: "sig" } }
}

const one = await makeKey("one")
const two = await makeKey("two")
const pss = await makeKey("pss", "PS512")

/** Valid from 0 to 600 seconds; the test clock starts at 0. */
const claims = {
  sub: "user_01",
  jti: "principal_01",
  iat: 0,
  exp: 600,
  "a:id": "passkey_01",
  "a:typ": "passkey",
  "pk:uv": true
}

const sign = (
  key: { readonly kid: string; readonly alg: string; readonly privateKey: CryptoKey },
  changes: Readonly<Record<string, unknown>> = {},
  header: Record<string, unknown> = {}
) =>
  new SignJWT({ iss: "passlock.dev", aud: "tenancy_01", ...claims, ...changes })
    .setProtectedHeader({ alg: key.alg, kid: key.kid, ...header })
    .sign(key.privateKey)

const tenancy = PasslockTenancy.layer({ tenancyId: "tenancy_01" })

const keySet = (...keys: ReadonlyArray<{ readonly jwk: object }>) => stub.json({ keys: keys.map(({ jwk }) => jwk) })

const verify = (token: string) => Principals.verifyIdToken({ token })
const fetches = Effect.map(stub.requests, (requests) => requests.length)
const provide = (responses: Parameters<typeof stub.layer>[0]) =>
  Effect.provide(Layer.merge(stub.layer(responses), tenancy))

describe("verifyIdToken", () => {
  it.effect("returns the principal of a valid token and fetches the keys without an API key", () =>
    Effect.gen(function* () {
      const token = yield* Effect.promise(() => sign(one))
      const principal = yield* Principals.verifyIdToken({ token: Redacted.make(token) })
      assert.deepStrictEqual(principal, {
        _tag: "Principal",
        id: "principal_01",
        authenticatorId: "passkey_01",
        authenticatorType: "passkey",
        userId: "user_01",
        createdAt: 0,
        expiresAt: 600_000,
        passkey: { verified: true, userVerified: true }
      })
      const [request] = yield* stub.requests
      assert.strictEqual(request?.url, "https://api.passlock.dev/v2/.well-known/jwks.json")
      assert.notProperty(request?.headers, "authorization")
    }).pipe(provide([keySet(one)]))
  )

  it.effect("accepts a token signed with PS512", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* verify(yield* Effect.promise(() => sign(pss)))).userId, "user_01")
    }).pipe(provide([keySet(one, pss)]))
  )

  const tampered = async () => {
    const [header, , signature] = (await sign(one)).split(".")
    const [, payload] = (await sign(one, { sub: "admin" })).split(".")
    return `${header}.${payload}.${signature}`
  }
  const unsigned = `${btoa(JSON.stringify({ alg: "none", kid: "one" }))}.${btoa(JSON.stringify(claims))}.`.replaceAll(
    "=",
    ""
  )
  const hmac = () =>
    new SignJWT({ iss: "passlock.dev", aud: "tenancy_01", ...claims })
      .setProtectedHeader({ alg: "HS256", kid: "one" })
      .sign(new TextEncoder().encode(JSON.stringify(one.jwk)))

  const invalidTokens: ReadonlyArray<readonly [string, InvalidIdToken["reason"], () => Promise<string> | string]> = [
    ["a string that is not a JWT", "malformed", () => "never.a.token"],
    ["a token without a kid", "malformed", () => sign(one, {}, { kid: undefined })],
    ["a kid of 257 characters", "malformed", () => sign(one, {}, { kid: "k".repeat(257) })],
    ["an unsigned token", "algorithm", () => unsigned],
    ["a token signed with a shared secret", "algorithm", hmac],
    ["an unknown kid", "unknown-key", () => sign({ ...one, kid: "three" })],
    ["a foreign key with a known kid", "signature", () => sign({ ...two, kid: "one" })],
    ["changed claims", "signature", tampered],
    ["expired claims with a wrong signature", "signature", () => sign({ ...two, kid: "one" }, { exp: -100 })],
    ["another issuer", "issuer", () => sign(one, { iss: "https://passlock.dev" })],
    ["another tenancy", "audience", () => sign(one, { aud: "tenancy_02" })],
    ["a token without an audience", "audience", () => sign(one, { aud: undefined })],
    ["an expired token", "expired", () => sign(one, { exp: -6 })],
    ["a token that is not valid yet", "not-yet-valid", () => sign(one, { nbf: 6 })],
    ["a token without exp", "claims", () => sign(one, { exp: undefined })],
    ["a token without a passkey id", "claims", () => sign(one, { "a:id": undefined })],
    ["an exp that is not a number", "claims", () => sign(one, { exp: "tomorrow" })]
  ]

  it.effect.each(invalidTokens)("fails for %s with the reason %s", ([, reason, make]) =>
    Effect.gen(function* () {
      const token = yield* Effect.promise(async () => make())
      const error = yield* Effect.flip(verify(token))
      assert.strictEqual(error._tag, "InvalidIdToken", error.message)
      assert.strictEqual(error._tag === "InvalidIdToken" && error.reason, reason)
      assert.notInclude(JSON.stringify(error) + error.stack, token)
    }).pipe(provide(() => keySet(one)))
  )

  const expiries: ReadonlyArray<readonly [string, string, string, number, number | undefined]> = [
    ["accepts", "4.999 s", "the default tolerance", 604_999, undefined],
    ["rejects", "6 s", "the default tolerance", 606_000, undefined],
    ["accepts", "59.999 s", "a tolerance of 60 s", 659_999, 60],
    ["rejects", "61 s", "a tolerance of 60 s", 661_000, 60],
    ["rejects", "0 s", "a tolerance of 0 s", 600_000, 0]
  ]

  it.effect.each(expiries)("%s a token %s after its expiry with %s", ([verb, , , now, clockToleranceSeconds]) =>
    Effect.gen(function* () {
      const token = yield* Effect.promise(() => sign(one))
      yield* TestClock.setTime(now)
      const exit = yield* Effect.exit(Principals.verifyIdToken({ token, clockToleranceSeconds }))
      assert.strictEqual(exit._tag, verb === "accepts" ? "Success" : "Failure")
    }).pipe(provide([keySet(one)]))
  )

  it.effect("fails with InvalidInput for invalid options and fetches nothing", () =>
    Effect.gen(function* () {
      const invalid = [
        ["token", { token: "" }],
        ["token", { token: 7 as unknown as string }],
        ["clockToleranceSeconds", { token: "a.b.c", clockToleranceSeconds: 61 }],
        ["clockToleranceSeconds", { token: "a.b.c", clockToleranceSeconds: -1 }],
        ["keys", { token: "a.b.c", keys: {} as never }]
      ] as const
      for (const [field, request] of invalid) {
        const error = yield* Effect.flip(Principals.verifyIdToken(request))
        assert.strictEqual(error._tag, "InvalidInput")
        assert.include(error.message, field)
      }
      assert.strictEqual(yield* fetches, 0)
    }).pipe(provide([]))
  )

  it.effect("verifies with the given keys and fetches nothing", () =>
    Effect.gen(function* () {
      const token = yield* Effect.promise(() => sign(one))
      yield* Principals.verifyIdToken({ token, keys: { keys: [one.jwk] } })
      const error = yield* Effect.flip(Principals.verifyIdToken({ token, keys: { keys: [two.jwk] } }))
      assert.strictEqual(error._tag === "InvalidIdToken" && error.reason, "unknown-key")
      assert.strictEqual(yield* fetches, 0)
    }).pipe(provide([]))
  )
})

describe("the key cache", () => {
  const tokenOf = (key: Parameters<typeof sign>[0]) => Effect.promise(() => sign(key, { exp: 1e9 }))

  it.effect("fetches once for 100 concurrent verifications", () =>
    Effect.gen(function* () {
      const token = yield* tokenOf(one)
      const fiber = yield* Effect.fork(
        Effect.forEach(Array(100).keys(), () => verify(token), { concurrency: "unbounded" })
      )
      yield* TestClock.adjust("1 seconds")
      assert.strictEqual((yield* Fiber.join(fiber)).length, 100)
      assert.strictEqual(yield* fetches, 1)
    }).pipe(provide(() => Effect.delay(keySet(one), "1 seconds")))
  )

  it.effect("completes the fetch for a waiting verification when the one that started it is interrupted", () =>
    Effect.gen(function* () {
      const token = yield* tokenOf(one)
      const first = yield* Effect.fork(verify(token))
      yield* Effect.yieldNow()
      const second = yield* Effect.fork(verify(token))
      yield* TestClock.adjust("100 millis")
      yield* Fiber.interrupt(first)
      yield* TestClock.adjust("900 millis")
      assert.strictEqual((yield* Fiber.join(second)).userId, "user_01")
      assert.strictEqual(yield* fetches, 1)
    }).pipe(provide(() => Effect.delay(keySet(one), "1 seconds")))
  )

  it.effect("fetches once for 100 verifications that are interrupted one after the other", () =>
    Effect.gen(function* () {
      const token = yield* tokenOf(one)
      for (let i = 0; i < 100; i++) {
        const fiber = yield* Effect.fork(verify(token))
        yield* TestClock.adjust("1 millis")
        yield* Fiber.interrupt(fiber)
      }
      assert.strictEqual(yield* fetches, 1)
    }).pipe(provide(() => Effect.delay(keySet(one), "1 seconds")))
  )

  it.effect("fetches again for a new key after the cooldown of 30 seconds", () =>
    Effect.gen(function* () {
      yield* verify(yield* tokenOf(one))
      const rotated = yield* tokenOf(two)
      assert.strictEqual((yield* Effect.flip(verify(rotated)))._tag, "InvalidIdToken")
      yield* TestClock.adjust("29999 millis")
      assert.strictEqual((yield* Effect.flip(verify(rotated)))._tag, "InvalidIdToken")
      assert.strictEqual(yield* fetches, 1)
      yield* TestClock.adjust("1 millis")
      assert.strictEqual((yield* verify(rotated)).userId, "user_01")
      assert.strictEqual(yield* fetches, 2)
    }).pipe(provide([keySet(one), keySet(one, two)]))
  )

  it.effect("fetches again 1, 2, 4, 8, 16 and then 30 seconds after a failed fetch while there are no keys", () =>
    Effect.gen(function* () {
      const token = yield* tokenOf(one)
      const failing = Effect.map(Effect.flip(verify(token)), ({ _tag }) => assert.strictEqual(_tag, "ServerError"))
      yield* failing
      let count = 1
      for (const seconds of [1, 2, 4, 8, 16, 30, 30]) {
        assert.strictEqual(yield* fetches, count)
        yield* TestClock.adjust(seconds * 1_000 - 1)
        yield* failing
        assert.strictEqual(yield* fetches, count, `${seconds} s`)
        yield* TestClock.adjust(1)
        yield* failing
        assert.strictEqual(yield* fetches, ++count, `${seconds} s`)
      }
      yield* TestClock.adjust("30 seconds")
    }).pipe(provide(() => stub.html()))
  )

  it.effect("verifies one second after a failed first fetch", () =>
    Effect.gen(function* () {
      const token = yield* tokenOf(one)
      assert.strictEqual((yield* Effect.flip(verify(token)))._tag, "ServerError")
      yield* TestClock.adjust("1 seconds")
      assert.strictEqual((yield* verify(token)).userId, "user_01")
      assert.strictEqual(yield* fetches, 2)
    }).pipe(provide([stub.html(), keySet(one)]))
  )

  it.effect("waits 30 seconds after a failed fetch for a new key while there are keys", () =>
    Effect.gen(function* () {
      yield* verify(yield* tokenOf(one))
      const rotated = yield* tokenOf(two)
      yield* TestClock.adjust("30 seconds")
      assert.strictEqual((yield* Effect.flip(verify(rotated)))._tag, "ServerError")
      yield* TestClock.adjust("29999 millis")
      assert.strictEqual((yield* Effect.flip(verify(rotated)))._tag, "ServerError")
      assert.strictEqual(yield* fetches, 2)
      yield* TestClock.adjust("1 millis")
      assert.strictEqual((yield* verify(rotated)).userId, "user_01")
    }).pipe(provide([keySet(one), stub.html(), keySet(one, two)]))
  )

  it.effect("fetches again for the same unknown key after each cooldown, and verifies once the key is published", () =>
    Effect.gen(function* () {
      const early = yield* tokenOf(two)
      for (let count = 1; count <= 5; count++) {
        const error = yield* Effect.flip(verify(early))
        assert.strictEqual(error._tag === "InvalidIdToken" && error.reason, "unknown-key")
        assert.strictEqual(yield* fetches, count)
        yield* TestClock.adjust("30 seconds")
      }
      assert.strictEqual((yield* verify(early)).userId, "user_01")
    }).pipe(provide([...Array.from({ length: 5 }, () => keySet(one)), keySet(one, two)]))
  )

  it.effect("fetches at most once in 30 seconds for 202 unknown keys", () =>
    Effect.gen(function* () {
      // Signing takes long, and the key is looked up before the signature is checked.
      const [, payload, signature] = (yield* tokenOf(one)).split(".")
      const tokenWith = (kid: string) =>
        `${Buffer.from(JSON.stringify({ alg: one.alg, kid })).toString("base64url")}.${payload}.${signature}`
      for (let i = 0; i < 101; i++) {
        yield* Effect.flip(verify(tokenWith(`invented-${i}`)))
        yield* Effect.flip(verify(tokenWith(`also-${i}`)))
        yield* TestClock.adjust("1 seconds")
      }
      assert.strictEqual(yield* fetches, 4)
    }).pipe(provide(() => keySet(one)))
  )

  it.effect("verifies at once with keys over ten minutes old while the endpoint stalls, and fetches once", () => {
    let count = 0
    return Effect.gen(function* () {
      const token = yield* tokenOf(one)
      yield* verify(token)
      yield* TestClock.adjust("11 minutes")
      // The clock stands still: no verification waits for anything.
      for (let i = 0; i < 20; i++) assert.strictEqual((yield* verify(token)).userId, "user_01")
      assert.strictEqual(yield* fetches, 2)
      // The refresh times out after 30 seconds, and the next one follows after the cooldown.
      yield* TestClock.adjust("59999 millis")
      yield* verify(token)
      assert.strictEqual(yield* fetches, 2)
      yield* TestClock.adjust("1 millis")
      yield* verify(token)
      yield* TestClock.adjust("1 millis")
      assert.strictEqual(yield* fetches, 3)
    }).pipe(provide(() => (count++ === 0 ? keySet(one) : stub.stalled())))
  })

  it.effect("logs nothing when the refresh behind a verification fails", () => {
    const logged: Array<unknown> = []
    const logger = Logger.replace(
      Logger.defaultLogger,
      Logger.make(({ message }) => logged.push(message))
    )
    return Effect.gen(function* () {
      const token = yield* tokenOf(one)
      yield* verify(token)
      yield* TestClock.adjust("11 minutes")
      yield* verify(token)
      yield* TestClock.adjust("1 minutes")
      assert.strictEqual(yield* fetches, 2)
      assert.deepStrictEqual(logged, [])
    }).pipe(provide([keySet(one), stub.html()]), Effect.provide(logger), Logger.withMinimumLogLevel(LogLevel.All))
  })

  it.effect("adds nothing to the span of a verification that has ended", () =>
    Effect.gen(function* () {
      const late: Array<string> = []
      const own = yield* Effect.tracer
      const tracer = Tracer.make({
        context: own.context,
        span: (...input) => {
          const span = own.span(...input)
          const attribute = (name: string) => {
            if (span.status._tag === "Ended") late.push(name)
          }
          return Object.assign(span, { attribute })
        }
      })
      const token = yield* tokenOf(one)
      for (const minutes of [11, 1]) {
        yield* Effect.withTracer(verify(token), tracer)
        yield* TestClock.adjust(`${minutes} minutes`)
      }
      assert.strictEqual(yield* fetches, 2)
      assert.deepStrictEqual(late, [])
    }).pipe(provide([keySet(one), Effect.delay(stub.html(), "1 seconds")]))
  )

  it.effect("waits for the fetch when the keys are 24 hours old, and fails with ServerError if it fails", () =>
    Effect.gen(function* () {
      const token = yield* tokenOf(one)
      yield* verify(token)
      yield* TestClock.adjust("86399999 millis")
      assert.strictEqual((yield* verify(token)).userId, "user_01")
      yield* TestClock.adjust("1 millis")
      assert.strictEqual((yield* Effect.flip(verify(token)))._tag, "ServerError")
      yield* TestClock.adjust("1 seconds")
      assert.strictEqual((yield* verify(token)).userId, "user_01")
      assert.strictEqual(yield* fetches, 3)
    }).pipe(provide([keySet(one), stub.html(), keySet(one)]))
  )

  it.effect("serves the last good keys while the endpoint is down and fails with ServerError for a new key", () =>
    Effect.gen(function* () {
      const token = yield* tokenOf(one)
      yield* verify(token)
      for (let i = 0; i < 3; i++) {
        yield* TestClock.adjust("11 minutes")
        assert.strictEqual((yield* verify(token)).userId, "user_01")
      }
      assert.strictEqual((yield* Effect.flip(verify(yield* tokenOf(two))))._tag, "ServerError")
      assert.strictEqual(yield* fetches, 4)
    }).pipe(provide([keySet(one), stub.html(), stub.html(), stub.html()]))
  )

  it.effect("rejects a key that Passlock has removed once the refresh behind a verification ends", () =>
    Effect.gen(function* () {
      const token = yield* tokenOf(one)
      yield* verify(token)
      yield* TestClock.adjust("599999 millis")
      assert.strictEqual((yield* verify(token)).userId, "user_01")
      assert.strictEqual(yield* fetches, 1)
      yield* TestClock.adjust("1 millis")
      assert.strictEqual((yield* verify(token)).userId, "user_01")
      yield* TestClock.adjust("1 millis")
      const error = yield* Effect.flip(verify(token))
      assert.strictEqual(error._tag === "InvalidIdToken" && error.reason, "unknown-key")
      assert.strictEqual(yield* fetches, 2)
    }).pipe(provide([keySet(one), keySet(two)]))
  )

  it.effect("is shared by tenancies with the same HttpClient and endpoint, though each call builds its own layer", () =>
    Effect.gen(function* () {
      const verifyFor = (tenancyId: string, endpoint?: string) =>
        Effect.gen(function* () {
          const token = yield* Effect.promise(() => sign(one, { aud: tenancyId }))
          return yield* Effect.provide(verify(token), PasslockTenancy.layer({ tenancyId, endpoint }))
        })
      yield* verifyFor("tenancy_01")
      yield* verifyFor("tenancy_01")
      yield* verifyFor("tenancy_02")
      assert.strictEqual(yield* fetches, 1)
      yield* verifyFor("tenancy_01", "https://other.example")
      yield* verifyFor("tenancy_01", "https://other.example")
      assert.deepStrictEqual(
        (yield* stub.requests).map(({ url }) => new URL(url).host),
        ["api.passlock.dev", "other.example"]
      )
    }).pipe(provide(() => keySet(one)))
  )

  it.effect("belongs to one HttpClient", () =>
    Effect.gen(function* () {
      const token = yield* tokenOf(one)
      yield* Effect.provide(verify(token), stub.layer([keySet(one)]))
      const error = yield* Effect.flip(Effect.provide(verify(token), stub.layer([keySet(two)])))
      assert.strictEqual(error._tag === "InvalidIdToken" && error.reason, "unknown-key")
    }).pipe(Effect.provide(tenancy))
  )

  it.effect("starts another fetch after the total timeout of one that the platform has dropped", () =>
    Effect.gen(function* () {
      const token = yield* tokenOf(one)
      // A worker that is stopped after its response never wakes up again.
      const clock: Clock.Clock = Object.assign(Object.create(yield* Effect.clock), { sleep: () => Effect.never })
      const stopped = yield* Effect.fork(Effect.withClock(verify(token), clock))
      yield* TestClock.adjust("60 seconds")
      yield* Fiber.interrupt(stopped)
      yield* TestClock.adjust("1 millis")
      assert.strictEqual((yield* verify(token)).userId, "user_01")
    }).pipe(provide([stub.stalled(), keySet(one)]))
  )

  it.effect("applies the timeouts of each waiting verification", () =>
    Effect.gen(function* () {
      const token = yield* Effect.promise(() => sign(one))
      const long = yield* Effect.fork(Effect.exit(verify(token)))
      yield* TestClock.adjust("1 millis")
      const short = yield* verify(token).pipe(
        Effect.provideService(Timeouts, { timeout: 100, totalTimeout: 150 }),
        Effect.flip,
        Effect.fork
      )
      yield* TestClock.adjust("150 millis")
      const error = yield* Fiber.join(short)
      assert.strictEqual(error._tag === "RequestTimeout" && error.milliseconds, 150)
      yield* Fiber.interrupt(long)
    }).pipe(provide(() => stub.stalled()))
  )

  it.effect("keeps the fetch running for the next verification when one times out", () =>
    Effect.gen(function* () {
      const token = yield* Effect.promise(() => sign(one))
      const short = yield* verify(token).pipe(
        Effect.provideService(Timeouts, { timeout: 20, totalTimeout: 20 }),
        Effect.flip,
        Effect.fork
      )
      yield* TestClock.adjust("20 millis")
      assert.strictEqual((yield* Fiber.join(short))._tag, "RequestTimeout")
      const long = yield* Effect.fork(verify(token))
      yield* TestClock.adjust("60 millis")
      assert.strictEqual((yield* Fiber.join(long)).userId, "user_01")
    }).pipe(provide(() => Effect.delay(keySet(one), "60 millis")))
  )

  it.effect("fails with InvalidInput for timeouts of 0 or less, and verifies afterwards", () =>
    Effect.gen(function* () {
      const token = yield* Effect.promise(() => sign(one))
      for (const limits of [{ timeout: 0 }, { totalTimeout: -1 }]) {
        const error = yield* Principals.verifyIdToken({ token, keys: { keys: [one.jwk] } }).pipe(
          Effect.provideService(Timeouts, { timeout: 10, totalTimeout: 10, ...limits }),
          Effect.flip
        )
        assert.strictEqual(error._tag, "InvalidInput")
      }
      assert.strictEqual((yield* verify(token)).userId, "user_01")
    }).pipe(provide([keySet(one)]))
  )

  it.effect("retries a failed fetch with the standard policy", () =>
    Effect.gen(function* () {
      const fiber = yield* Effect.fork(verify(yield* tokenOf(one)))
      while ((yield* Fiber.poll(fiber))._tag === "None") {
        yield* Effect.promise(() => new Promise((go) => setTimeout(go, 3)))
        yield* TestClock.adjust("100 millis")
      }
      assert.strictEqual((yield* Fiber.join(fiber)).userId, "user_01")
    }).pipe(
      Effect.provide(Layer.merge(stub.layer([stub.html(), keySet(one)], { retry: RetryPolicy.make({}) }), tenancy))
    )
  )
})
