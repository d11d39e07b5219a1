import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/TestClock"
import { PasskeysCredentialsMemoryRepository } from "nid-webauthn-emulator"
import {
  authenticationOptions,
  authorizeAuthentication,
  authorizeRegistration,
  login,
  makeAuthenticator,
  prepareAuthentication,
  register,
  registrationOptions,
  verifyAuthentication,
  verifyRegistration
} from "./support/authenticator.js"
import { badRequest, send, today, withEmulator } from "./support/http.js"

const rejected = badRequest("^response.id: expected one of the allowed passkeys")

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
        expect(options.body.mediation).toBe("required")
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
      expect(yield* verifyAuthentication(options.body.sessionToken, response)).toMatchObject(rejected)
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

describe("an authorized authentication", () => {
  it.effect("accepts the passkeys of a user, named ones, and both, at the relying party in lower case", () =>
    Effect.gen(function* () {
      const authenticator = makeAuthenticator()
      const { authenticatorId } = (yield* register(authenticator)).body.principal
      const { id } = (yield* send("GET", `/passkeys/${authenticatorId}`)).body.credential
      for (const criteria of [
        { userId: "user_01" },
        { userId: "user_01", allowCredentials: [] },
        { allowCredentials: [authenticatorId], discoverable: false },
        { userId: "user_01", allowCredentials: [authenticatorId] },
        { allowCredentials: [authenticatorId], discoverable: true }
      ]) {
        const authorized = yield* authorizeAuthentication({ ...criteria, rpId: "EXAMPLE.com" })
        expect(authorized).toMatchObject({
          status: 200,
          body: { _tag: "AuthorizedPasskeyAuthentication", expiresAt: today + 300_000 }
        })
        const { authenticationToken } = authorized.body
        const { body } = yield* authenticationOptions({ authenticationToken })
        expect(body).toMatchObject({
          mediation: "required",
          optionsJSON: { rpId: "example.com", allowCredentials: [{ id }] }
        })
        const response = authenticator.getJSON("https://example.com", body.optionsJSON)
        expect((yield* verifyAuthentication(body.sessionToken, response)).status).toBe(200)
        expect(yield* authenticationOptions({ authenticationToken })).toMatchObject(
          badRequest("^authenticationToken: ")
        )
      }
    }).pipe(withEmulator())
  )

  it.effect("accepts any passkey of the relying party when it is discoverable", () =>
    Effect.gen(function* () {
      const [one, other, elsewhere] = [makeAuthenticator(), makeAuthenticator(), makeAuthenticator()]
      yield* register(one)
      yield* register(other, { userId: "user_02" })
      yield* register(elsewhere, { rpId: "example.org" })
      const begin = (body: Record<string, unknown>) =>
        Effect.gen(function* () {
          const { authenticationToken } = (yield* authorizeAuthentication({ discoverable: true, ...body })).body
          return (yield* authenticationOptions({ authenticationToken })).body
        })
      for (const [mediation, allowCredentials] of [
        ["conditional", undefined],
        ["required", []]
      ] as const) {
        for (const authenticator of [one, other]) {
          const options = yield* begin({ mediation, allowCredentials })
          expect(options.mediation).toBe(mediation)
          expect(options.optionsJSON).not.toHaveProperty("allowCredentials")
          const response = authenticator.getJSON("https://example.com", options.optionsJSON)
          expect((yield* verifyAuthentication(options.sessionToken, response)).status).toBe(200)
        }
      }
      const options = yield* begin({})
      expect(options.mediation).toBe("required")
      const foreign = elsewhere.getJSON("https://example.org", { ...options.optionsJSON, rpId: "example.org" })
      expect((yield* verifyAuthentication(options.sessionToken, foreign)).body._tag).toBe("@error/PasskeyNotFound")
    }).pipe(withEmulator())
  )

  it.effect("accepts any passkey of its user when it is discoverable and names one", () =>
    Effect.gen(function* () {
      const [one, other] = [makeAuthenticator(), makeAuthenticator()]
      yield* register(one)
      yield* register(other, { userId: "user_02" })
      const statuses = []
      for (const authenticator of [one, other]) {
        const authorization = { userId: "user_01", discoverable: true, mediation: "conditional" }
        const { authenticationToken } = (yield* authorizeAuthentication(authorization)).body
        const { body } = yield* authenticationOptions({ authenticationToken })
        expect(body.optionsJSON).not.toHaveProperty("allowCredentials")
        const response = authenticator.getJSON("https://example.com", body.optionsJSON)
        statuses.push(yield* verifyAuthentication(body.sessionToken, response))
      }
      expect(statuses[0]?.status).toBe(200)
      expect(statuses[1]).toMatchObject(rejected)
    }).pipe(withEmulator())
  )

  it.effect("is rejected for invalid fields with BadRequest, for a wrong key with Forbidden, never with NotFound", () =>
    Effect.gen(function* () {
      const mine = (yield* register(makeAuthenticator())).body.principal.authenticatorId
      const atLeastOne = "at least one of userId, allowCredentials and discoverable: true"
      const cases: ReadonlyArray<readonly [Record<string, unknown>, string]> = [
        [{}, atLeastOne],
        [{ allowCredentials: [] }, atLeastOne],
        [{ allowCredentials: [], discoverable: false }, atLeastOne],
        [{ userId: "user_01", mediation: "conditional" }, 'discoverable: true, which mediation: "conditional" needs'],
        [{ userId: "user_01", mediation: "conditional", discoverable: false }, "discoverable: true"],
        [{ userId: "user_01", mediation: "optional" }, "^mediation: "],
        [{ userId: "user_01", discoverable: "yes" }, "^discoverable: "],
        [{ userId: "nobody" }, "^userId: "],
        [{ userId: "nobody", discoverable: true }, "^userId: "],
        [{ allowCredentials: [mine, "unknown"] }, "^allowCredentials.1: "],
        [{ userId: "user_01", rpId: "" }, "^rpId: "]
      ]
      for (const [body, message] of cases) {
        expect(yield* authorizeAuthentication(body)).toMatchObject(badRequest(message))
      }
      const body = { rpId: "example.com", userId: "user_01" }
      const forbidden = yield* send("POST", "/passkey/authentication/authorize", body, { apiKey: "wrong" })
      expect([forbidden.status, forbidden.body._tag]).toEqual([403, "@error/Forbidden"])
    }).pipe(withEmulator())
  )
})

describe("an authentication that the page starts", () => {
  it.effect("has the mediation required", () =>
    Effect.gen(function* () {
      expect((yield* authenticationOptions({ rpId: "example.com" })).body.mediation).toBe("required")
    }).pipe(withEmulator())
  )

  it.effect("is rejected with the option api 2.9, which documents none", () =>
    Effect.gen(function* () {
      const authenticator = makeAuthenticator()
      const { registrationToken } = (yield* authorizeRegistration()).body
      const { body } = yield* registrationOptions(registrationToken)
      const created = authenticator.createJSON("https://example.com", body.optionsJSON)
      expect((yield* verifyRegistration(body.sessionToken, created)).status).toBe(200)
      expect(yield* authenticationOptions({ rpId: "example.com" })).toMatchObject(
        badRequest("^authenticationToken: is missing; only Passlock 2.6 ")
      )
      const { authenticationToken } = (yield* authorizeAuthentication({ discoverable: true })).body
      expect((yield* authenticationOptions({ authenticationToken })).status).toBe(200)
    }).pipe(withEmulator({ api: "2.9" }))
  )
})
