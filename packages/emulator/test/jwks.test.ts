import * as HttpClient from "@effect/platform/HttpClient"
import { describe, expect, it } from "@effect/vitest"
import type { KeySet } from "@passlock-sdk/contract/IdToken"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/TestClock"
import * as jose from "jose"
import { PasslockEmulator } from "../src/index.js"
import { login, makeAuthenticator, register } from "./support/authenticator.js"
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

describe("id_tokens", () => {
  it.effect("have the claims of the principal, and verify with the key set", () =>
    Effect.gen(function* () {
      const authenticator = makeAuthenticator()
      yield* register(authenticator)
      const { body } = yield* login(authenticator)
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

  it.effect("verify after one rotation of the keys, but not after two", () =>
    Effect.gen(function* () {
      const { rotateKeys } = yield* PasslockEmulator.Control
      const authenticator = makeAuthenticator()
      const old = (yield* register(authenticator)).body.id_token
      const [first] = (yield* keySet).keys
      yield* rotateKeys({ publishAhead: 0 })
      const rotated = yield* keySet
      expect(rotated.keys).toHaveLength(2)
      expect(rotated.keys[1]).toEqual(first)
      yield* check(old, rotated)
      const fresh = (yield* login(authenticator)).body.id_token
      expect(jose.decodeProtectedHeader(fresh).kid).toBe(rotated.keys[0]?.kid)
      yield* Effect.all([rotateKeys({ publishAhead: 0 }), rotateKeys({ publishAhead: 0 })], {
        concurrency: "unbounded"
      })
      const last = yield* keySet
      expect(last.keys).toHaveLength(2)
      expect(yield* Effect.sandbox(check(old, last)).pipe(Effect.isFailure)).toBe(true)
    }).pipe(withEmulator())
  )

  it.effect("verify during a rotation with keys that are up to ten minutes old", () =>
    Effect.gen(function* () {
      const { rotateKeys } = yield* PasslockEmulator.Control
      const authenticator = makeAuthenticator()
      yield* register(authenticator)
      const kidOf = (token: string) => jose.decodeProtectedHeader(token).kid
      const before = (yield* keySet).keys[0]?.kid
      const signedWith = new Set<string | undefined>()
      let cached = yield* keySet
      yield* rotateKeys()
      for (let minute = 0; minute <= 30; minute++) {
        if (minute % 10 === 9) cached = yield* keySet
        const { body } = yield* login(authenticator)
        expect([minute, cached.keys.map(({ kid }) => kid)]).toEqual([
          minute,
          expect.arrayContaining([kidOf(body.id_token)])
        ])
        signedWith.add(kidOf(body.id_token))
        yield* TestClock.adjust("1 minute")
      }
      expect([...signedWith]).toEqual([before, (yield* keySet).keys[0]?.kid])
    }).pipe(withEmulator())
  )

  it.effect("are signed with the new key publishAhead milliseconds after its publication", () =>
    Effect.gen(function* () {
      const { rotateKeys } = yield* PasslockEmulator.Control
      const authenticator = makeAuthenticator()
      yield* register(authenticator)
      const signer = Effect.map(login(authenticator), ({ body }) => jose.decodeProtectedHeader(body.id_token).kid)
      const kids = Effect.map(keySet, ({ keys }) => keys.map(({ kid }) => kid))
      const old = yield* signer
      yield* rotateKeys({ publishAhead: 60_000 })
      const [first, next] = yield* kids
      expect([first, next]).toEqual([old, expect.any(String)])
      yield* TestClock.adjust("59999 millis")
      expect(yield* signer).toBe(old)
      yield* TestClock.adjust("1 millis")
      expect(yield* signer).toBe(next)
      expect(yield* kids).toEqual([next, old])

      // The hard case: the key signs a minute before it is published.
      yield* rotateKeys({ publishAhead: -60_000 })
      const unpublished = yield* signer
      expect([next, old]).not.toContain(unpublished)
      expect(yield* kids).toEqual([next])
      yield* TestClock.adjust("1 minute")
      expect(yield* kids).toEqual([unpublished, next])
    }).pipe(withEmulator())
  )

  it.effect("have at most one key in waiting, which a reset removes", () =>
    Effect.gen(function* () {
      const { reset, rotateKeys } = yield* PasslockEmulator.Control
      yield* rotateKeys()
      const [current, first] = (yield* keySet).keys
      yield* rotateKeys()
      const waiting = (yield* keySet).keys
      expect([waiting[0], waiting.some(({ kid }) => kid === first?.kid)]).toEqual([current, false])
      yield* rotateKeys({ publishAhead: -1_000_000 })
      yield* reset
      const { keys } = yield* keySet
      expect([keys.length, keys[1]]).toEqual([2, current])
      yield* TestClock.adjust("1 hour")
      expect((yield* keySet).keys).toEqual(keys)
    }).pipe(withEmulator())
  )

  it.effect("verify with public keys only, served at both paths", () =>
    Effect.gen(function* () {
      const keys = yield* keySet
      expect(Object.keys(keys.keys[0] ?? {}).sort()).toEqual(["alg", "e", "kid", "kty", "n", "use"])
      const older = yield* HttpClient.get("https://api.passlock.dev/.well-known/jwks.json")
      expect(yield* older.json).toEqual(keys)
    }).pipe(withEmulator())
  )
})
