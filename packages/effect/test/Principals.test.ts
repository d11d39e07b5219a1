import { assert, describe, it } from "@effect/vitest"
import { type InvalidIdToken, PasslockTenancy, Principals, RetryPolicy, Timeouts } from "@passlock-sdk/effect"
import { StubHttpClient } from "@passlock-sdk/effect/testing"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/TestClock"
import { exportJWK, generateKeyPair, SignJWT } from "jose"

const stub = StubHttpClient

const makeKey = async (kid: string, alg = "RS256") => {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true })
  return { kid, alg, privateKey, jwk: { ...(await exportJWK(publicKey)), kty: "RSA", kid, use: "sig" } }
}

const one = await makeKey("one")
const two = await makeKey("two")
const pss = await makeKey("pss", "PS512")

/** The test clock begins at 0, so this token lives from 0 to 600 seconds. */
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
const provide = (answers: Parameters<typeof stub.layer>[0]) => Effect.provide(Layer.merge(stub.layer(answers), tenancy))

describe("verifyIdToken", () => {
  it.effect("gives the principal that the token names", () =>
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

  it.effect("accepts the other documented algorithms", () =>
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

  const refused: ReadonlyArray<readonly [string, InvalidIdToken["reason"], () => Promise<string> | string]> = [
    ["no token", "malformed", () => "never.a.token"],
    ["a token without a key id", "malformed", () => sign(one, {}, { kid: undefined })],
    ["an endless key id", "malformed", () => sign(one, {}, { kid: "k".repeat(257) })],
    ["no signature", "algorithm", () => unsigned],
    ["a shared secret", "algorithm", hmac],
    ["an unknown key", "unknown-key", () => sign({ ...one, kid: "three" })],
    ["a foreign key under a known id", "signature", () => sign({ ...two, kid: "one" })],
    ["changed claims", "signature", tampered],
    ["expired claims with a wrong signature", "signature", () => sign({ ...two, kid: "one" }, { exp: -100 })],
    ["another issuer", "issuer", () => sign(one, { iss: "https://passlock.dev" })],
    ["another tenancy", "audience", () => sign(one, { aud: "tenancy_02" })],
    ["no audience", "audience", () => sign(one, { aud: undefined })],
    ["the past", "expired", () => sign(one, { exp: -6 })],
    ["the future", "not-yet-valid", () => sign(one, { nbf: 6 })],
    ["no end", "claims", () => sign(one, { exp: undefined })],
    ["no passkey", "claims", () => sign(one, { "a:id": undefined })],
    ["an end that is no number", "claims", () => sign(one, { exp: "tomorrow" })]
  ]

  it.effect.each(refused)("refuses %s", ([, reason, make]) =>
    Effect.gen(function* () {
      const token = yield* Effect.promise(async () => make())
      const error = yield* Effect.flip(verify(token))
      assert.strictEqual(error._tag, "InvalidIdToken", error.message)
      assert.strictEqual(error._tag === "InvalidIdToken" && error.reason, reason)
      assert.notInclude(JSON.stringify(error) + error.stack, token)
    }).pipe(provide(() => keySet(one)))
  )

  it.effect.each([
    [5, undefined, true],
    [6, undefined, false],
    [60, 60, true],
    [61, 60, false],
    [0, 0, false]
  ] as const)("%d seconds after the end, with a tolerance of %s", ([late, clockToleranceSeconds, valid]) =>
    Effect.gen(function* () {
      const token = yield* Effect.promise(() => sign(one))
      yield* TestClock.setTime((600 + late) * 1_000 - (late === 0 || !valid ? 0 : 1))
      const exit = yield* Effect.exit(Principals.verifyIdToken({ token, clockToleranceSeconds }))
      assert.strictEqual(exit._tag, valid ? "Success" : "Failure")
    }).pipe(provide([keySet(one)]))
  )

  it.effect("refuses options that cannot work, and asks nobody", () =>
    Effect.gen(function* () {
      const wrong = [
        ["token", { token: "" }],
        ["token", { token: 7 as unknown as string }],
        ["clockToleranceSeconds", { token: "a.b.c", clockToleranceSeconds: 61 }],
        ["clockToleranceSeconds", { token: "a.b.c", clockToleranceSeconds: -1 }],
        ["keys", { token: "a.b.c", keys: {} as never }]
      ] as const
      for (const [field, request] of wrong) {
        const error = yield* Effect.flip(Principals.verifyIdToken(request))
        assert.strictEqual(error._tag, "InvalidInput")
        assert.include(error.message, field)
      }
      assert.strictEqual(yield* fetches, 0)
    }).pipe(provide([]))
  )

  it.effect("uses the keys it is given, and asks nobody", () =>
    Effect.gen(function* () {
      const token = yield* Effect.promise(() => sign(one))
      yield* Principals.verifyIdToken({ token, keys: { keys: [one.jwk] } })
      const error = yield* Effect.flip(Principals.verifyIdToken({ token, keys: { keys: [two.jwk] } }))
      assert.strictEqual(error._tag === "InvalidIdToken" && error.reason, "unknown-key")
      assert.strictEqual(yield* fetches, 0)
    }).pipe(provide([]))
  )
})

describe("the key set", () => {
  const tokenOf = (key: Parameters<typeof sign>[0]) => Effect.promise(() => sign(key, { exp: 1e9 }))

  it.effect("is fetched once for any number of verifications at a time", () =>
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

  it.effect("is fetched for those who wait when the first one leaves", () =>
    Effect.gen(function* () {
      const token = yield* tokenOf(one)
      const first = yield* Effect.fork(verify(token))
      yield* Effect.yieldNow()
      const second = yield* Effect.fork(verify(token))
      yield* TestClock.adjust("100 millis")
      yield* Fiber.interrupt(first)
      yield* TestClock.adjust("1 seconds")
      assert.strictEqual((yield* Fiber.join(second)).userId, "user_01")
      assert.strictEqual(yield* fetches, 2)
    }).pipe(provide(() => Effect.delay(keySet(one), "1 seconds")))
  )

  it.effect("is fetched again for a new key, once the cooldown is over", () =>
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

  it.effect("is not asked for by failures during the cooldown", () =>
    Effect.gen(function* () {
      const token = yield* tokenOf(one)
      for (let i = 0; i < 5; i++) assert.strictEqual((yield* Effect.flip(verify(token)))._tag, "ServerError")
      assert.strictEqual(yield* fetches, 1)
      yield* TestClock.adjust("30 seconds")
      yield* verify(token)
      assert.strictEqual(yield* fetches, 2)
    }).pipe(provide([stub.html(), keySet(one)]))
  )

  it.effect("is not asked for twice for one unknown key", () =>
    Effect.gen(function* () {
      const unknown = yield* tokenOf({ ...one, kid: "unknown" })
      for (let i = 0; i < 5; i++) {
        const error = yield* Effect.flip(verify(unknown))
        assert.strictEqual(error._tag === "InvalidIdToken" && error.reason, "unknown-key")
        yield* TestClock.adjust("31 seconds")
      }
      assert.strictEqual(yield* fetches, 1)
      yield* TestClock.adjust("10 minutes")
      yield* Effect.flip(verify(unknown))
      assert.strictEqual(yield* fetches, 2)
    }).pipe(provide(() => keySet(one)))
  )

  it.effect("is asked for at most once in 30 seconds, however many keys are invented, and forgets the oldest", () =>
    Effect.gen(function* () {
      for (let i = 0; i < 101; i++) {
        yield* Effect.flip(verify(yield* tokenOf({ ...one, kid: `invented-${i}` })))
        yield* Effect.flip(verify(yield* tokenOf({ ...one, kid: `also-${i}` })))
        yield* TestClock.adjust("1 seconds")
      }
      assert.strictEqual(yield* fetches, 4)
    }).pipe(provide(() => keySet(one)))
  )

  it.effect("serves while the endpoint is down, and does not pretend to know new keys", () =>
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

  it.effect("drops a key that Passlock dropped", () =>
    Effect.gen(function* () {
      const token = yield* tokenOf(one)
      yield* verify(token)
      yield* TestClock.adjust("10 minutes")
      assert.strictEqual((yield* Effect.flip(verify(token)))._tag, "InvalidIdToken")
    }).pipe(provide([keySet(one), keySet(two)]))
  )

  it.effect("is waited for no longer than each of those who wait allows", () =>
    Effect.gen(function* () {
      const token = yield* Effect.promise(() => sign(one))
      const patient = yield* Effect.fork(Effect.exit(verify(token)))
      yield* TestClock.adjust("1 millis")
      const hasty = yield* verify(token).pipe(
        Effect.provideService(Timeouts, { timeout: 100, totalTimeout: 150 }),
        Effect.flip,
        Effect.fork
      )
      yield* TestClock.adjust("150 millis")
      const error = yield* Fiber.join(hasty)
      assert.strictEqual(error._tag === "RequestTimeout" && error.milliseconds, 150)
      yield* Fiber.interrupt(patient)
    }).pipe(provide(() => stub.stalled()))
  )

  it.effect("is not given up for everybody because one had too little time", () =>
    Effect.gen(function* () {
      const token = yield* Effect.promise(() => sign(one))
      const hasty = yield* verify(token).pipe(
        Effect.provideService(Timeouts, { timeout: 20, totalTimeout: 20 }),
        Effect.flip,
        Effect.fork
      )
      yield* TestClock.adjust("20 millis")
      assert.strictEqual((yield* Fiber.join(hasty))._tag, "RequestTimeout")
      const patient = yield* Effect.fork(verify(token))
      yield* TestClock.adjust("60 millis")
      assert.strictEqual((yield* Fiber.join(patient)).userId, "user_01")
    }).pipe(provide(() => Effect.delay(keySet(one), "60 millis")))
  )

  it.effect("is as far away as before for whoever refuses to wait at all", () =>
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

  it.effect("is fetched again after a passing fault, by the ordinary policy", () =>
    Effect.gen(function* () {
      const fiber = yield* Effect.fork(verify(yield* tokenOf(one)))
      yield* Effect.repeatN(
        Effect.zipRight(
          Effect.promise(() => new Promise((go) => setTimeout(go, 3))),
          TestClock.adjust("100 millis")
        ),
        50
      )
      assert.strictEqual((yield* Fiber.join(fiber)).userId, "user_01")
    }).pipe(
      Effect.provide(Layer.merge(stub.layer([stub.html(), keySet(one)], { retry: RetryPolicy.make({}) }), tenancy))
    )
  )
})
