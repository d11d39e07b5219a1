import * as HttpClient from "@effect/platform/HttpClient"
import { describe, expect, it } from "@effect/vitest"
import type { KeySet } from "@passlock-sdk/contract/IdToken"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/TestClock"
import * as jose from "jose"
import { PasslockEmulator } from "../src/index.js"
import { login, makeDevice, register } from "./support/device.js"
import { send, today, withEmulator } from "./support/http.js"

const keySet = HttpClient.get("https://api.passlock.dev/v2/.well-known/jwks.json").pipe(
  Effect.flatMap((response) => response.json),
  Effect.map((body) => body as KeySet)
)

const check = (token: string, keys: KeySet) =>
  Effect.promise(() =>
    jose.jwtVerify(token, jose.createLocalJWKSet({ keys: keys.keys as Array<jose.JWK> }), {
      issuer: "passlock.dev",
      audience: PasslockEmulator.defaultTenancy.tenancyId,
      algorithms: ["RS256"],
      currentDate: new Date(today)
    })
  )

const invalidCode = { status: 404, body: { _tag: "@error/InvalidCode" } }

describe("principals", () => {
  it.effect("are exchanged for a code, once", () =>
    Effect.gen(function* () {
      const device = makeDevice()
      const headers = { "user-agent": "a browser", "x-forwarded-for": "192.0.2.1" }
      const { body } = yield* register(device, { headers })
      const { status, body: principal } = yield* send("GET", `/principal/${body.code}`)
      expect(status).toBe(200)
      expect(principal).toEqual({
        _tag: "ExtendedPrincipal",
        id: expect.any(String),
        authenticatorId: body.principal.authenticatorId,
        authenticatorType: "passkey",
        userId: "user_01",
        createdAt: today,
        expiresAt: today + 300_000,
        passkey: { verified: true, userVerified: true },
        metadata: { userAgent: "a browser" }
      })
      expect(yield* send("GET", `/principal/${body.code}`)).toMatchObject(invalidCode)
      expect(yield* send("GET", "/principal/unknown")).toMatchObject(invalidCode)
    }).pipe(withEmulator())
  )

  it.effect("are exchanged again where the setting allows it, but not for longer", () =>
    Effect.gen(function* () {
      const { body } = yield* register(makeDevice())
      expect((yield* send("GET", `/principal/${body.code}`)).status).toBe(200)
      yield* TestClock.adjust("299999 millis")
      expect((yield* send("GET", `/principal/${body.code}`)).status).toBe(200)
      yield* TestClock.adjust("1 millis")
      expect(yield* send("GET", `/principal/${body.code}`)).toMatchObject(invalidCode)
    }).pipe(withEmulator({ settings: { singleUseCodes: false } }))
  )

  it.effect("are stated by an id_token that checks", () =>
    Effect.gen(function* () {
      const device = makeDevice()
      yield* register(device)
      const { body } = yield* login(device)
      const principal = (yield* send("GET", `/principal/${body.code}`)).body
      const { payload, protectedHeader } = yield* check(body.id_token, yield* keySet)
      expect(payload).toEqual({
        iss: "passlock.dev",
        aud: "emulated",
        sub: "user_01",
        jti: principal.id,
        "a:id": body.principal.authenticatorId,
        "a:typ": "passkey",
        "pk:uv": true,
        iat: today / 1000,
        exp: today / 1000 + 300
      })
      expect(protectedHeader).toMatchObject({ alg: "RS256", kid: (yield* keySet).keys[0]?.kid })
    }).pipe(withEmulator())
  )

  it.effect("keep checking after a rotation of keys, but not after two", () =>
    Effect.gen(function* () {
      const { rotateKeys } = yield* PasslockEmulator.Control
      const device = makeDevice()
      const old = (yield* register(device)).body.id_token
      const [first] = (yield* keySet).keys
      yield* rotateKeys
      const rotated = yield* keySet
      expect(rotated.keys).toHaveLength(2)
      expect(rotated.keys[1]).toEqual(first)
      yield* check(old, rotated)
      const fresh = (yield* login(device)).body.id_token
      expect(jose.decodeProtectedHeader(fresh).kid).toBe(rotated.keys[0]?.kid)
      yield* Effect.all([rotateKeys, rotateKeys], { concurrency: "unbounded" })
      const last = yield* keySet
      expect(last.keys).toHaveLength(2)
      expect(yield* Effect.sandbox(check(old, last)).pipe(Effect.isFailure)).toBe(true)
    }).pipe(withEmulator())
  )

  it.effect("publish no private key, at both addresses", () =>
    Effect.gen(function* () {
      const keys = yield* keySet
      expect(Object.keys(keys.keys[0] ?? {}).sort()).toEqual(["alg", "e", "kid", "kty", "n", "use"])
      const older = yield* HttpClient.get("https://api.passlock.dev/.well-known/jwks.json")
      expect(yield* older.json).toEqual(keys)
    }).pipe(withEmulator())
  )
})
