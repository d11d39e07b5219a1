import * as HttpClient from "@effect/platform/HttpClient"
import { describe, expect, it } from "@effect/vitest"
import type { KeySet } from "@passlock-sdk/contract/IdToken"
import * as Effect from "effect/Effect"
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
      yield* rotateKeys
      const rotated = yield* keySet
      expect(rotated.keys).toHaveLength(2)
      expect(rotated.keys[1]).toEqual(first)
      yield* check(old, rotated)
      const fresh = (yield* login(authenticator)).body.id_token
      expect(jose.decodeProtectedHeader(fresh).kid).toBe(rotated.keys[0]?.kid)
      yield* Effect.all([rotateKeys, rotateKeys], { concurrency: "unbounded" })
      const last = yield* keySet
      expect(last.keys).toHaveLength(2)
      expect(yield* Effect.sandbox(check(old, last)).pipe(Effect.isFailure)).toBe(true)
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
