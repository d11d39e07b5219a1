import { describe, expect, it } from "@effect/vitest"
import * as Endpoints from "@passlock-sdk/contract/Endpoints"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as TestClock from "effect/TestClock"
import { PasskeysCredentialsMemoryRepository } from "nid-webauthn-emulator"
import {
  authenticationOptions,
  login,
  makeDevice,
  prepareAuthentication,
  prepareRegistration,
  register,
  registrationOptions,
  verifyAuthentication,
  verifyRegistration
} from "./support/device.js"
import { send, today, withEmulator } from "./support/http.js"

const badRequest = (message: string | RegExp) => ({
  status: 400,
  body: { _tag: "@error/BadRequest", message: expect.stringMatching(message) }
})

describe("registration", () => {
  it.effect("puts a real credential into the vault", () =>
    Effect.gen(function* () {
      const answer = yield* register(makeDevice(), { page: "https://app.example.com" })
      expect(answer.status).toBe(200)
      expect(answer.body).toMatchObject({ _tag: "RegistrationSuccess", principal: { userId: "user_01" } })
      const { authenticatorId } = answer.body.principal
      const { body } = yield* send("GET", `/passkeys/${authenticatorId}`)
      const passkey = Schema.decodeUnknownSync(Endpoints.getPasskey.success.schema)(body)
      expect(passkey).toMatchObject({
        id: authenticatorId,
        userId: "user_01",
        enabled: true,
        credential: { username: "ada@example.com", rpId: "example.com", transports: ["usb"] },
        createdAt: today,
        updatedAt: today
      })
      expect(passkey).not.toHaveProperty("lastUsed")
      expect(passkey).not.toHaveProperty("platform")
    }).pipe(withEmulator())
  )

  it.effect("names the product where it is well known", () =>
    Effect.gen(function* () {
      const aaguid = new Uint8Array(Buffer.from("ea9b8d664d011d213ce4b6b48cb575d4", "hex"))
      const { body } = yield* register(makeDevice({ aaguid }))
      const passkey = yield* send("GET", `/passkeys/${body.principal.authenticatorId}`)
      expect(passkey.body.platform).toEqual({ name: "Google Password Manager" })
      const principal = yield* send("GET", `/principal/${body.code}`)
      expect(principal.body.passkey).toEqual({
        verified: true,
        userVerified: true,
        platformName: "Google Password Manager"
      })
    }).pipe(withEmulator())
  )

  it.effect("asks for what was prepared", () =>
    Effect.gen(function* () {
      const first = yield* register(makeDevice())
      const prepared = yield* prepareRegistration({
        prepare: {
          displayName: "Ada",
          userVerification: "required",
          timeout: 1234,
          excludeCredentials: [first.body.principal.authenticatorId, "unknown"]
        }
      })
      expect(prepared.body).toMatchObject({ _tag: "PreparedPasskeyRegistration", expiresAt: today + 300_000 })
      const options = yield* registrationOptions(prepared.body.registrationToken)
      const passkey = yield* send("GET", `/passkeys/${first.body.principal.authenticatorId}`)
      expect(options.body.optionsJSON).toMatchObject({
        rp: { id: "example.com", name: "Example" },
        user: { id: passkey.body.credential.userId, name: "ada@example.com", displayName: "Ada" },
        timeout: 1234,
        attestation: "none",
        excludeCredentials: [{ id: passkey.body.credential.id, type: "public-key", transports: ["usb"] }],
        authenticatorSelection: { residentKey: "preferred", userVerification: "required" }
      })
    }).pipe(withEmulator({ settings: { relyingPartyName: "Example" } }))
  )

  it.effect("gives a user one handle at each relying party", () =>
    Effect.gen(function* () {
      const handle = (rpId: string, userId: string) =>
        Effect.gen(function* () {
          const { body } = yield* prepareRegistration({ rpId, userId })
          const options = yield* registrationOptions(body.registrationToken)
          return options.body.optionsJSON.user.id as string
        })
      const one = yield* handle("example.com", "a")
      expect(yield* handle("example.com", "a")).toBe(one)
      expect(yield* handle("example.com", "b")).not.toBe(one)
      expect(yield* handle("example.org", "a")).not.toBe(one)
    }).pipe(withEmulator())
  )

  it.effect("refuses a relying party that is no domain", () =>
    Effect.gen(function* () {
      for (const rpId of [
        "https://example.com",
        "Example.com",
        "a b",
        "example.com:80",
        "example.com/x",
        "user@host"
      ]) {
        expect(yield* prepareRegistration({ rpId })).toMatchObject(badRequest("^rpId: "))
      }
    }).pipe(withEmulator())
  )

  it.effect("redeems a token once, and for five minutes", () =>
    Effect.gen(function* () {
      const first = yield* prepareRegistration()
      expect((yield* registrationOptions(first.body.registrationToken)).status).toBe(200)
      expect(yield* registrationOptions(first.body.registrationToken)).toMatchObject(badRequest("^registrationToken: "))

      const second = yield* prepareRegistration()
      const third = yield* prepareRegistration()
      yield* TestClock.adjust("299999 millis")
      expect((yield* registrationOptions(second.body.registrationToken)).status).toBe(200)
      yield* TestClock.adjust("1 millis")
      expect(yield* registrationOptions(third.body.registrationToken)).toMatchObject(badRequest("^registrationToken: "))
    }).pipe(withEmulator())
  )

  it.effect("keeps tokens of one ceremony out of the other", () =>
    Effect.gen(function* () {
      const device = makeDevice()
      yield* register(device)
      const registration = yield* prepareRegistration()
      const authentication = yield* prepareAuthentication({ userId: "user_01" })
      expect(yield* authenticationOptions({ authenticationToken: registration.body.registrationToken })).toMatchObject(
        badRequest("^authenticationToken: ")
      )
      expect(yield* registrationOptions(authentication.body.authenticationToken)).toMatchObject(
        badRequest("^registrationToken: ")
      )
      const options = yield* authenticationOptions({ authenticationToken: authentication.body.authenticationToken })
      const response = device.getJSON("https://example.com", options.body.optionsJSON)
      const creation = { ...response, response: { ...response.response, attestationObject: "AA" } }
      expect(yield* verifyRegistration(options.body.sessionToken, creation)).toMatchObject(
        badRequest("^sessionToken: ")
      )
    }).pipe(withEmulator())
  )

  it.effect("uses a session up, even where the verification fails", () =>
    Effect.gen(function* () {
      const device = makeDevice()
      const { body } = yield* prepareRegistration()
      const options = yield* registrationOptions(body.registrationToken)
      const response = device.createJSON("https://example.com", options.body.optionsJSON)
      const forged = { ...response, type: "password" }
      expect(yield* verifyRegistration(options.body.sessionToken, forged)).toMatchObject(badRequest("^response: "))
      expect(yield* verifyRegistration(options.body.sessionToken, response)).toMatchObject(
        badRequest("^sessionToken: ")
      )
    }).pipe(withEmulator())
  )

  it.effect("lets a session expire", () =>
    Effect.gen(function* () {
      const { body } = yield* prepareRegistration()
      const options = yield* registrationOptions(body.registrationToken)
      const response = makeDevice().createJSON("https://example.com", options.body.optionsJSON)
      yield* TestClock.adjust("5 minutes")
      expect(yield* verifyRegistration(options.body.sessionToken, response)).toMatchObject(
        badRequest("^sessionToken: ")
      )
    }).pipe(withEmulator())
  )

  it.effect("refuses forged answers", () =>
    Effect.gen(function* () {
      const forge = (change: (response: Record<string, unknown>) => unknown) =>
        register(makeDevice(), { forge: change })
      const clientData = (change: object) =>
        forge((response) => {
          const inner = response.response as { readonly clientDataJSON: string }
          const data = JSON.parse(Buffer.from(inner.clientDataJSON, "base64url").toString())
          const clientDataJSON = Buffer.from(JSON.stringify({ ...data, ...change })).toString("base64url")
          return { ...response, response: { ...inner, clientDataJSON } }
        })
      const inner = (change: object) =>
        forge((response) => ({ ...response, response: { ...(response.response as object), ...change } }))
      const forgeries = [
        yield* clientData({ challenge: "b3RoZXI" }),
        yield* clientData({ type: "webauthn.get" }),
        yield* clientData({ origin: "https://evil.example" }),
        yield* inner({ attestationObject: "AAAA" }),
        yield* inner({ attestationObject: "" }),
        yield* inner({ clientDataJSON: "bnVsbA" }),
        yield* inner({ transports: "usb" }),
        yield* inner({ transports: [1] }),
        yield* forge((response) => ({ ...response, id: "b3RoZXI", rawId: "b3RoZXI" })),
        yield* forge((response) => ({ ...response, id: "" }))
      ]
      for (const forgery of forgeries) expect(forgery).toMatchObject(badRequest("^response"))
      expect((yield* send("GET", "/passkeys/")).body.records).toEqual([])
    }).pipe(withEmulator())
  )

  it.effect("refuses a credential that the vault already holds", () =>
    Effect.gen(function* () {
      const device = makeDevice()
      const first = yield* prepareRegistration()
      const options = yield* registrationOptions(first.body.registrationToken)
      const { optionsJSON } = options.body
      const response = device.createJSON("https://example.com", optionsJSON)
      expect((yield* verifyRegistration(options.body.sessionToken, response)).status).toBe(200)

      // The same credential answers another challenge: without an attestation nothing signs it.
      const second = yield* registrationOptions((yield* prepareRegistration()).body.registrationToken)
      const clientDataJSON = Buffer.from(
        JSON.stringify({
          type: "webauthn.create",
          challenge: second.body.optionsJSON.challenge,
          origin: "https://example.com"
        })
      ).toString("base64url")
      const attestationObject = noneAttestation(response.response.attestationObject)
      const repeated = { ...response, response: { ...response.response, clientDataJSON, attestationObject } }
      expect(yield* verifyRegistration(second.body.sessionToken, repeated)).toMatchObject(
        badRequest("already holds this credential")
      )
      expect((yield* send("GET", "/passkeys/")).body.records).toHaveLength(1)
    }).pipe(withEmulator())
  )

  it.effect("requires the user to be verified where that was asked for", () =>
    Effect.gen(function* () {
      const device = makeDevice({
        userMakeCredentialInteraction: () => ({ options: { uv: false, up: true } }),
        verifications: { userPresent: true, userVerified: false }
      })
      const attempt = (userVerification: string) =>
        Effect.gen(function* () {
          const { body } = yield* prepareRegistration({ prepare: { userVerification } })
          const options = yield* registrationOptions(body.registrationToken)
          const lax = { ...options.body.optionsJSON, authenticatorSelection: { userVerification: "discouraged" } }
          return yield* verifyRegistration(options.body.sessionToken, device.createJSON("https://example.com", lax))
        })
      expect(yield* attempt("required")).toMatchObject(badRequest("^response: User verification was required"))
      const { body } = yield* attempt("preferred")
      expect((yield* send("GET", `/principal/${body.code}`)).body.passkey).toEqual({
        verified: true,
        userVerified: false
      })
    }).pipe(withEmulator())
  )
})

/** The same authenticator data with no attestation around it. */
const noneAttestation = (attestationObject: string): string => {
  const bytes = Buffer.from(attestationObject, "base64url")
  const start = bytes.indexOf("authData") + "authData".length
  return Buffer.concat([
    Buffer.from([0xa3, 0x63]),
    Buffer.from("fmt"),
    Buffer.from([0x64]),
    Buffer.from("none"),
    Buffer.from([0x67]),
    Buffer.from("attStmt"),
    Buffer.from([0xa0, 0x68]),
    Buffer.from("authData"),
    authDataAt(bytes, start)
  ]).toString("base64url")
}

/** The CBOR byte string at a position. */
const authDataAt = (bytes: Buffer, start: number): Buffer => {
  const [head = 0, one = 0] = bytes.subarray(start)
  const length = head === 0x58 ? 2 + one : 3 + bytes.readUInt16BE(start + 1)
  return bytes.subarray(start, start + length)
}

describe("authentication", () => {
  it.effect("logs in, and remembers when and how often", () =>
    Effect.gen(function* () {
      const device = makeDevice()
      const registered = yield* register(device)
      const before = (yield* send("GET", `/passkeys/${registered.body.principal.authenticatorId}`)).body
      yield* TestClock.adjust("1 hour")
      const answer = yield* login(device)
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

  it.effect("logs in with a prepared token of a user or of passkeys", () =>
    Effect.gen(function* () {
      const device = makeDevice()
      const { authenticatorId } = (yield* register(device)).body.principal
      const { id } = (yield* send("GET", `/passkeys/${authenticatorId}`)).body.credential
      for (const whose of [
        { userId: "user_01" },
        { allowCredentials: [authenticatorId] },
        { userId: "user_01", allowCredentials: [authenticatorId] }
      ]) {
        const prepared = yield* prepareAuthentication({ ...whose, userVerification: "required", timeout: 5000 })
        expect(prepared.body).toMatchObject({ _tag: "PreparedPasskeyAuthentication", expiresAt: today + 300_000 })
        const { authenticationToken } = prepared.body
        const options = yield* authenticationOptions({ authenticationToken })
        expect(options.body.optionsJSON).toMatchObject({
          rpId: "example.com",
          allowCredentials: [{ id, type: "public-key", transports: ["usb"] }],
          userVerification: "required",
          timeout: 5000
        })
        const response = device.getJSON("https://example.com", options.body.optionsJSON)
        expect((yield* verifyAuthentication(options.body.sessionToken, response)).status).toBe(200)
        expect(yield* authenticationOptions({ authenticationToken })).toMatchObject(
          badRequest("^authenticationToken: ")
        )
      }
    }).pipe(withEmulator())
  )

  it.effect("refuses to prepare what can not succeed, naming the field", () =>
    Effect.gen(function* () {
      const mine = (yield* register(makeDevice())).body.principal.authenticatorId
      const theirs = (yield* register(makeDevice(), { userId: "user_02" })).body.principal.authenticatorId
      const elsewhere = (yield* register(makeDevice(), { rpId: "example.org" })).body.principal.authenticatorId
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

  it.effect("refuses a passkey that was not allowed", () =>
    Effect.gen(function* () {
      const device = makeDevice()
      const other = makeDevice()
      const { authenticatorId } = (yield* register(other, { userId: "user_02" })).body.principal
      yield* register(device)
      const options = yield* authenticationOptions({ rpId: "example.com", allowCredentials: [authenticatorId] })
      const { allowCredentials: _, ...open } = options.body.optionsJSON
      const response = device.getJSON("https://example.com", open)
      expect(yield* verifyAuthentication(options.body.sessionToken, response)).toMatchObject(
        badRequest("^response.id: expected one of the allowed passkeys")
      )
    }).pipe(withEmulator())
  )

  it.effect("checks the session, then the vault, then the signature", () =>
    Effect.gen(function* () {
      const device = makeDevice()
      const { authenticatorId } = (yield* register(device)).body.principal
      const { credential } = (yield* send("GET", `/passkeys/${authenticatorId}`)).body
      const wrongSignature = (response: Record<string, object>) => ({
        ...response,
        response: { ...response.response, signature: "AAAA" }
      })
      expect(yield* login(device, { forge: wrongSignature })).toMatchObject(badRequest("^response: "))

      const options = yield* authenticationOptions({ rpId: "example.com" })
      const response = device.getJSON("https://example.com", options.body.optionsJSON)
      yield* send("DELETE", `/passkeys/${authenticatorId}`)
      expect(yield* verifyAuthentication("unknown", response)).toMatchObject(badRequest("^sessionToken: "))
      expect(yield* login(device, { forge: wrongSignature })).toMatchObject({
        status: 400,
        body: { _tag: "@error/PasskeyNotFound", credentialId: credential.id, rpId: "example.com" }
      })
      expect(yield* verifyAuthentication(options.body.sessionToken, response)).toMatchObject({
        status: 400,
        body: { _tag: "@error/PasskeyNotFound", credentialId: credential.id, rpId: "example.com" }
      })
    }).pipe(withEmulator())
  )

  it.effect("refuses forged answers", () =>
    Effect.gen(function* () {
      const device = makeDevice()
      yield* register(device)
      const inner = (change: object) =>
        login(device, { forge: (response) => ({ ...response, response: { ...response.response, ...change } }) })
      const forgeries = [
        yield* inner({ userHandle: "b3RoZXI" }),
        yield* inner({ userHandle: 7 }),
        yield* inner({ authenticatorData: "AAAA" }),
        yield* inner({ clientDataJSON: "AAAA" }),
        yield* inner({ signature: "" }),
        yield* login(device, { claimed: "https://sub.example.com" })
      ]
      for (const forgery of forgeries) expect(forgery).toMatchObject(badRequest("^response"))
      expect((yield* login(device)).status).toBe(200)
      // What is `null` was not said.
      expect((yield* inner({ userHandle: null })).status).toBe(200)
    }).pipe(withEmulator())
  )

  it.effect("refuses a counter that did not grow, even from two copies at once", () =>
    Effect.gen(function* () {
      const credentialsRepository = new PasskeysCredentialsMemoryRepository()
      const device = makeDevice({ credentialsRepository })
      const copy = makeDevice({ credentialsRepository, signCounterIncrement: 0 })
      yield* register(device)
      expect((yield* login(device)).status).toBe(200)
      expect(yield* login(copy)).toMatchObject(badRequest("^response: .*counter"))

      const one = yield* authenticationOptions({ rpId: "example.com" })
      const other = yield* authenticationOptions({ rpId: "example.com" })
      const answers = yield* Effect.all(
        [
          verifyAuthentication(one.body.sessionToken, device.getJSON("https://example.com", one.body.optionsJSON)),
          verifyAuthentication(other.body.sessionToken, copy.getJSON("https://example.com", other.body.optionsJSON))
        ],
        { concurrency: "unbounded" }
      )
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 400])
    }).pipe(withEmulator())
  )
})

describe("origins", () => {
  const attempt = (rpId: string, page: string | undefined, claimed?: string) =>
    register(makeDevice(), {
      rpId,
      ...(page !== undefined && { page }),
      ...(claimed !== undefined && { claimed })
    })

  it.effect("takes pages of the relying party alone", () =>
    Effect.gen(function* () {
      for (const page of ["https://example.com", "https://a.example.com", "https://example.com:8443"]) {
        expect((yield* attempt("example.com", page)).status).toBe(200)
      }
      for (const page of [
        "http://example.com",
        "https://evil.com",
        "https://notexample.com",
        "https://example.com.evil.com",
        "null",
        "https://example.com/",
        "chrome-extension://example.com"
      ]) {
        expect(yield* attempt("example.com", page, "https://example.com")).toMatchObject(badRequest("^Origin: "))
      }
      for (const page of ["http://localhost", "http://localhost:5173", "https://localhost:1"]) {
        expect((yield* attempt("localhost", page)).status).toBe(200)
      }
    }).pipe(withEmulator())
  )

  it.effect("requires the page that asked for the options", () =>
    Effect.gen(function* () {
      expect(yield* attempt("example.com", "https://a.example.com", "https://b.example.com")).toMatchObject(
        badRequest("^response: .*origin")
      )
      const { body } = yield* prepareRegistration()
      const page = "https://a.example.com"
      const options = yield* registrationOptions(body.registrationToken, { page })
      const response = makeDevice().createJSON(page, options.body.optionsJSON)
      expect(
        yield* verifyRegistration(options.body.sessionToken, response, { page: "https://b.example.com" })
      ).toMatchObject(badRequest("^Origin: "))
    }).pipe(withEmulator())
  )

  it.effect("expects the relying party itself where no page asked", () =>
    Effect.gen(function* () {
      expect((yield* attempt("example.com", undefined)).status).toBe(200)
      expect(yield* attempt("example.com", undefined, "https://a.example.com")).toMatchObject(badRequest("origin"))
      expect((yield* attempt("localhost", undefined, "http://localhost:3000")).status).toBe(200)
    }).pipe(withEmulator())
  )

  it.effect("are the configured ones, with and without a page", () =>
    Effect.gen(function* () {
      expect((yield* attempt("example.com", undefined, "https://app.example.com")).status).toBe(200)
      expect(yield* attempt("example.com", undefined, "https://example.com")).toMatchObject(badRequest("origin"))
      expect((yield* attempt("example.com", "https://app.example.com")).status).toBe(200)
      expect(yield* attempt("example.com", "https://example.com")).toMatchObject(badRequest("^Origin: "))
    }).pipe(withEmulator({ origins: ["https://app.example.com"] }))
  )
})
