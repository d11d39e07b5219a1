import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/TestClock"
import { PasskeysCredentialsMemoryRepository } from "nid-webauthn-emulator"
import {
  authenticationOptions,
  login,
  makeAuthenticator,
  prepareAuthentication,
  register,
  verifyAuthentication
} from "./support/authenticator.js"
import { badRequest, send, today, withEmulator } from "./support/http.js"

describe("authentication", () => {
  it.effect("returns the principal, and updates lastUsed and the counter", () =>
    Effect.gen(function* () {
      const authenticator = makeAuthenticator()
      const registered = yield* register(authenticator)
      const before = (yield* send("GET", `/passkeys/${registered.body.principal.authenticatorId}`)).body
      yield* TestClock.adjust("1 hour")
      const answer = yield* login(authenticator)
      expect(answer).toMatchObject({
        status: 200,
        body: { _tag: "AuthenticationSuccess", principal: registered.body.principal }
      })
      const after = (yield* send("GET", `/passkeys/${registered.body.principal.authenticatorId}`)).body
      expect(after).toEqual({
        ...before,
        lastUsed: today + 3_600_000,
        credential: { ...before.credential, counter: expect.any(Number) }
      })
      expect(after.credential.counter).toBeGreaterThan(before.credential.counter)
    }).pipe(withEmulator())
  )

  it.effect("accepts tokens prepared for a user, for passkeys, and for both", () =>
    Effect.gen(function* () {
      const authenticator = makeAuthenticator()
      const { authenticatorId } = (yield* register(authenticator)).body.principal
      const { id } = (yield* send("GET", `/passkeys/${authenticatorId}`)).body.credential
      for (const criteria of [
        { userId: "user_01" },
        { allowCredentials: [authenticatorId] },
        { userId: "user_01", allowCredentials: [authenticatorId] }
      ]) {
        const prepared = yield* prepareAuthentication({ ...criteria, userVerification: "required", timeout: 5000 })
        expect(prepared.body).toMatchObject({ _tag: "PreparedPasskeyAuthentication", expiresAt: today + 300_000 })
        const { authenticationToken } = prepared.body
        const options = yield* authenticationOptions({ authenticationToken })
        expect(options.body.optionsJSON).toMatchObject({
          rpId: "example.com",
          allowCredentials: [{ id, type: "public-key", transports: ["usb"] }],
          userVerification: "required",
          timeout: 5000
        })
        const response = authenticator.getJSON("https://example.com", options.body.optionsJSON)
        expect((yield* verifyAuthentication(options.body.sessionToken, response)).status).toBe(200)
        expect(yield* authenticationOptions({ authenticationToken })).toMatchObject(
          badRequest("^authenticationToken: ")
        )
      }
    }).pipe(withEmulator())
  )

  it.effect("rejects a preparation that cannot succeed, naming the field", () =>
    Effect.gen(function* () {
      const mine = (yield* register(makeAuthenticator())).body.principal.authenticatorId
      const theirs = (yield* register(makeAuthenticator(), { userId: "user_02" })).body.principal.authenticatorId
      const elsewhere = (yield* register(makeAuthenticator(), { rpId: "example.org" })).body.principal.authenticatorId
      const cases: ReadonlyArray<readonly [Record<string, unknown>, string]> = [
        [{}, "at least one of userId and allowCredentials"],
        [{ allowCredentials: [] }, "at least one of userId and allowCredentials"],
        [{ userId: "nobody" }, "^userId: "],
        [{ allowCredentials: [mine, "unknown"] }, "^allowCredentials.1: "],
        [{ allowCredentials: [elsewhere] }, "^allowCredentials.0: "],
        [{ userId: "user_01", allowCredentials: [theirs] }, "^allowCredentials.0: "],
        [{ userId: "user_01", userVerification: "never" }, "^userVerification: "],
        [{ userId: "user_01", timeout: -1 }, "^timeout: "],
        [{ userId: "user_01", rpId: "" }, "^rpId: "]
      ]
      for (const [body, message] of cases) {
        expect(yield* prepareAuthentication(body)).toMatchObject(badRequest(message))
      }
      expect(yield* authenticationOptions({ rpId: "example.com", allowCredentials: ["unknown"] })).toMatchObject(
        badRequest("^allowCredentials.0: ")
      )
      expect(yield* authenticationOptions({})).toMatchObject(badRequest("authenticationToken: is missing"))
    }).pipe(withEmulator())
  )

  it.effect("rejects a passkey that is not allowed", () =>
    Effect.gen(function* () {
      const authenticator = makeAuthenticator()
      const other = makeAuthenticator()
      const { authenticatorId } = (yield* register(other, { userId: "user_02" })).body.principal
      yield* register(authenticator)
      const options = yield* authenticationOptions({ rpId: "example.com", allowCredentials: [authenticatorId] })
      const { allowCredentials: _, ...open } = options.body.optionsJSON
      const response = authenticator.getJSON("https://example.com", open)
      expect(yield* verifyAuthentication(options.body.sessionToken, response)).toMatchObject(
        badRequest("^response.id: expected one of the allowed passkeys")
      )
    }).pipe(withEmulator())
  )

  it.effect("checks the session, then the vault, then the signature, in this order", () =>
    Effect.gen(function* () {
      const authenticator = makeAuthenticator()
      const { authenticatorId } = (yield* register(authenticator)).body.principal
      const { credential } = (yield* send("GET", `/passkeys/${authenticatorId}`)).body
      const wrongSignature = (response: Record<string, object>) => ({
        ...response,
        response: { ...response.response, signature: "AAAA" }
      })
      expect(yield* login(authenticator, { forge: wrongSignature })).toMatchObject(badRequest("^response: "))

      const options = yield* authenticationOptions({ rpId: "example.com" })
      const response = authenticator.getJSON("https://example.com", options.body.optionsJSON)
      yield* send("DELETE", `/passkeys/${authenticatorId}`)
      expect(yield* verifyAuthentication("unknown", response)).toMatchObject(badRequest("^sessionToken: "))
      expect(yield* login(authenticator, { forge: wrongSignature })).toMatchObject({
        status: 400,
        body: { _tag: "@error/PasskeyNotFound", credentialId: credential.id, rpId: "example.com" }
      })
      expect(yield* verifyAuthentication(options.body.sessionToken, response)).toMatchObject({
        status: 400,
        body: { _tag: "@error/PasskeyNotFound", credentialId: credential.id, rpId: "example.com" }
      })
    }).pipe(withEmulator())
  )

  it.effect("rejects forged WebAuthn responses", () =>
    Effect.gen(function* () {
      const authenticator = makeAuthenticator()
      yield* register(authenticator)
      const inner = (change: object) =>
        login(authenticator, { forge: (response) => ({ ...response, response: { ...response.response, ...change } }) })
      const forgeries = [
        yield* inner({ userHandle: "b3RoZXI" }),
        yield* inner({ userHandle: 7 }),
        yield* inner({ authenticatorData: "AAAA" }),
        yield* inner({ clientDataJSON: "AAAA" }),
        yield* inner({ signature: "" }),
        yield* login(authenticator, { claimed: "https://sub.example.com" })
      ]
      for (const forgery of forgeries) expect(forgery).toMatchObject(badRequest("^response"))
      expect((yield* login(authenticator)).status).toBe(200)
      // `null` counts as missing.
      expect((yield* inner({ userHandle: null })).status).toBe(200)
    }).pipe(withEmulator())
  )

  it.effect("rejects a response of an embedded page", () =>
    Effect.gen(function* () {
      const authenticator = makeAuthenticator()
      yield* register(authenticator)
      for (const change of [{ crossOrigin: true }, { crossOrigin: true, topOrigin: "https://a.b" }]) {
        const embedded = yield* login(authenticator, {
          forge: (response) => {
            const data = JSON.parse(Buffer.from(response.response.clientDataJSON, "base64url").toString())
            const clientDataJSON = Buffer.from(JSON.stringify({ ...data, ...change })).toString("base64url")
            return { ...response, response: { ...response.response, clientDataJSON } }
          }
        })
        expect(embedded).toMatchObject(badRequest("^response: crossOrigin: "))
      }
    }).pipe(withEmulator())
  )

  it.effect("rejects a counter that did not increase, also from two concurrent copies", () =>
    Effect.gen(function* () {
      const credentialsRepository = new PasskeysCredentialsMemoryRepository()
      const authenticator = makeAuthenticator({ credentialsRepository })
      const copy = makeAuthenticator({ credentialsRepository, signCounterIncrement: 0 })
      yield* register(authenticator)
      expect((yield* login(authenticator)).status).toBe(200)
      expect(yield* login(copy)).toMatchObject(badRequest("^response: .*counter"))

      const one = yield* authenticationOptions({ rpId: "example.com" })
      const other = yield* authenticationOptions({ rpId: "example.com" })
      const responses = yield* Effect.all(
        [
          verifyAuthentication(
            one.body.sessionToken,
            authenticator.getJSON("https://example.com", one.body.optionsJSON)
          ),
          verifyAuthentication(other.body.sessionToken, copy.getJSON("https://example.com", other.body.optionsJSON))
        ],
        { concurrency: "unbounded" }
      )
      expect(responses.map(({ status }) => status).sort()).toEqual([200, 400])
    }).pipe(withEmulator())
  )
})
