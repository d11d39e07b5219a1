import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/TestClock"
import { makeAuthenticator, register } from "./support/authenticator.js"
import { send, today, withEmulator } from "./support/http.js"

const invalidCode = { status: 404, body: { _tag: "@error/InvalidCode" } }

describe("principals", () => {
  it.effect("are exchanged for a code once", () =>
    Effect.gen(function* () {
      const authenticator = makeAuthenticator()
      const headers = { "user-agent": "a browser", "x-forwarded-for": "192.0.2.1" }
      const { body } = yield* register(authenticator, { headers })
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

  it.effect("are exchanged repeatedly within the lifetime of the code with singleUseCodes: false", () =>
    Effect.gen(function* () {
      const { body } = yield* register(makeAuthenticator())
      expect((yield* send("GET", `/principal/${body.code}`)).status).toBe(200)
      yield* TestClock.adjust("299999 millis")
      expect((yield* send("GET", `/principal/${body.code}`)).status).toBe(200)
      yield* TestClock.adjust("1 millis")
      expect(yield* send("GET", `/principal/${body.code}`)).toMatchObject(invalidCode)
    }).pipe(withEmulator({ settings: { singleUseCodes: false } }))
  )
})
