import { describe, expect, it } from "@effect/vitest"
import * as Passkey from "@passlock-sdk/contract/Passkey"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as TestClock from "effect/TestClock"
import { makeKey, registerHandMade } from "./support/attestation.js"
import {
  authenticationOptions,
  authorizeRegistration,
  makeAuthenticator,
  prepareAuthentication,
  prepareRegistration,
  register,
  registrationOptions,
  verifyRegistration
} from "./support/authenticator.js"
import { badRequest, send, today, withEmulator } from "./support/http.js"

/** The same authenticator data with the attestation format `none`. */
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

describe("registration", () => {
  it.effect("adds the verified credential to the vault", () =>
    Effect.gen(function* () {
      const answer = yield* register(makeAuthenticator(), { page: "https://app.example.com" })
      expect(answer.status).toBe(200)
      expect(answer.body).toMatchObject({ _tag: "RegistrationSuccess", principal: { userId: "user_01" } })
      const { authenticatorId } = answer.body.principal
      const { body } = yield* send("GET", `/passkeys/${authenticatorId}`)
      const passkey = Schema.decodeUnknownSync(Passkey.getPasskey.success.schema)(body)
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

  it.effect("returns the platform name of a well-known AAGUID", () =>
    Effect.gen(function* () {
      const aaguid = new Uint8Array(Buffer.from("ea9b8d664d011d213ce4b6b48cb575d4", "hex"))
      const { body } = yield* register(makeAuthenticator({ aaguid }))
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

  it.effect("returns options with the prepared values", () =>
    Effect.gen(function* () {
      const first = yield* register(makeAuthenticator())
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

  it.effect("uses one user handle per user and relying party", () =>
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

  it.effect("rejects a relying party that no browser accepts", () =>
    Effect.gen(function* () {
      for (const rpId of [
        "https://example.com",
        "Example.com",
        "a b",
        "example.com:80",
        "example.com/x",
        "user@host",
        ...["com", "intranet", "127.0.0.1", "[::1]", "192.168.0.1", "1.1", "example.com.", ".example.com"],
        ...["*.example.com", "example..com", "-a.example.com", "a-.example.com", "exa$mple.com", "éxample.com"],
        ...[`${"a".repeat(64)}.com`, `${"a.".repeat(126)}com`]
      ]) {
        expect(yield* prepareRegistration({ rpId })).toMatchObject(badRequest("^rpId: "))
      }
      for (const rpId of ["localhost", "app.localhost", "a.b", "xn--xample-9ua.com", `${"a".repeat(63)}.com`]) {
        expect((yield* prepareRegistration({ rpId })).status).toBe(200)
      }
    }).pipe(withEmulator())
  )

  it.effect("redeems a token once, within five minutes", () =>
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

  it.effect("rejects tokens and sessions of an authentication", () =>
    Effect.gen(function* () {
      const authenticator = makeAuthenticator()
      yield* register(authenticator)
      const registration = yield* prepareRegistration()
      const authentication = yield* prepareAuthentication({ userId: "user_01" })
      expect(yield* authenticationOptions({ authenticationToken: registration.body.registrationToken })).toMatchObject(
        badRequest("^authenticationToken: ")
      )
      expect(yield* registrationOptions(authentication.body.authenticationToken)).toMatchObject(
        badRequest("^registrationToken: ")
      )
      const options = yield* authenticationOptions({ authenticationToken: authentication.body.authenticationToken })
      const response = authenticator.getJSON("https://example.com", options.body.optionsJSON)
      const creation = { ...response, response: { ...response.response, attestationObject: "AA" } }
      expect(yield* verifyRegistration(options.body.sessionToken, creation)).toMatchObject(
        badRequest("^sessionToken: ")
      )
    }).pipe(withEmulator())
  )

  it.effect("consumes the session even when the verification fails", () =>
    Effect.gen(function* () {
      const authenticator = makeAuthenticator()
      const { body } = yield* prepareRegistration()
      const options = yield* registrationOptions(body.registrationToken)
      const response = authenticator.createJSON("https://example.com", options.body.optionsJSON)
      const forged = { ...response, type: "password" }
      expect(yield* verifyRegistration(options.body.sessionToken, forged)).toMatchObject(badRequest("^response: "))
      expect(yield* verifyRegistration(options.body.sessionToken, response)).toMatchObject(
        badRequest("^sessionToken: ")
      )
    }).pipe(withEmulator())
  )

  it.effect("rejects a session after five minutes", () =>
    Effect.gen(function* () {
      const { body } = yield* prepareRegistration()
      const options = yield* registrationOptions(body.registrationToken)
      const response = makeAuthenticator().createJSON("https://example.com", options.body.optionsJSON)
      yield* TestClock.adjust("5 minutes")
      expect(yield* verifyRegistration(options.body.sessionToken, response)).toMatchObject(
        badRequest("^sessionToken: ")
      )
    }).pipe(withEmulator())
  )

  it.effect("rejects forged WebAuthn responses", () =>
    Effect.gen(function* () {
      const forge = (change: (response: Record<string, unknown>) => unknown) =>
        register(makeAuthenticator(), { forge: change })
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

  it.effect("rejects a response of an embedded page", () =>
    Effect.gen(function* () {
      for (const clientData of [
        { crossOrigin: true },
        { crossOrigin: true, topOrigin: "https://example.com" },
        { crossOrigin: false, topOrigin: "https://evil.example" },
        { crossOrigin: "true" },
        { crossOrigin: null }
      ]) {
        const { key } = makeKey("ES256")
        expect(yield* registerHandMade({ key, clientData })).toMatchObject(badRequest("^response: crossOrigin: "))
      }
      for (const clientData of [{}, { crossOrigin: false }]) {
        const { key } = makeKey("ES256")
        expect((yield* registerHandMade({ key, clientData })).status).toBe(200)
      }
    }).pipe(withEmulator())
  )

  it.effect("rejects self-attestation with another algorithm than that of the key", () =>
    Effect.gen(function* () {
      const attempt = (alg: number, hash: string) => {
        const { key, privateKey } = makeKey("ES256")
        return registerHandMade({ key, selfAttestation: { alg, hash, privateKey } })
      }
      expect((yield* attempt(-7, "sha256")).status).toBe(200)
      for (const [alg, hash] of [
        [-35, "sha384"],
        [-36, "sha512"],
        [-257, "sha256"]
      ] as const) {
        expect(yield* attempt(alg, hash)).toMatchObject(badRequest("^response: "))
      }
    }).pipe(withEmulator())
  )

  it.effect("rejects credential IDs over 1,023 bytes", () =>
    Effect.gen(function* () {
      const attempt = (length: number) =>
        registerHandMade({ key: makeKey("ES256").key, id: Buffer.alloc(length, length % 256) })
      expect((yield* attempt(1_023)).status).toBe(200)
      for (const length of [1_024, 4_096]) {
        expect(yield* attempt(length)).toMatchObject(badRequest("^response: id: expected at most 1023 bytes"))
      }
    }).pipe(withEmulator())
  )

  it.effect("rejects a credential that the vault already has", () =>
    Effect.gen(function* () {
      const authenticator = makeAuthenticator()
      const first = yield* prepareRegistration()
      const options = yield* registrationOptions(first.body.registrationToken)
      const { optionsJSON } = options.body
      const response = authenticator.createJSON("https://example.com", optionsJSON)
      expect((yield* verifyRegistration(options.body.sessionToken, response)).status).toBe(200)

      // The same credential in a response to another challenge: nothing signs it without an attestation.
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
        badRequest("already has this credential")
      )
      expect((yield* send("GET", "/passkeys/")).body.records).toHaveLength(1)
    }).pipe(withEmulator())
  )

  it.effect("requires user verification when the preparation requires it", () =>
    Effect.gen(function* () {
      const authenticator = makeAuthenticator({
        userMakeCredentialInteraction: () => ({ options: { uv: false, up: true } }),
        verifications: { userPresent: true, userVerified: false }
      })
      const attempt = (userVerification: string) =>
        Effect.gen(function* () {
          const { body } = yield* prepareRegistration({ prepare: { userVerification } })
          const options = yield* registrationOptions(body.registrationToken)
          const lax = { ...options.body.optionsJSON, authenticatorSelection: { userVerification: "discouraged" } }
          return yield* verifyRegistration(
            options.body.sessionToken,
            authenticator.createJSON("https://example.com", lax)
          )
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

describe("an authorized registration", () => {
  it.effect("adds the verified credential to the vault, at the relying party in lower case", () =>
    Effect.gen(function* () {
      const authorized = yield* authorizeRegistration({ rpId: "Example.COM", rpName: "  Ada's Shop " })
      expect(authorized).toMatchObject({
        status: 200,
        body: { _tag: "AuthorizedPasskeyRegistration", expiresAt: today + 300_000 }
      })
      const { registrationToken } = authorized.body
      const { body } = yield* registrationOptions(registrationToken)
      expect(body.optionsJSON.rp).toEqual({ id: "example.com", name: "Ada's Shop" })
      const response = makeAuthenticator().createJSON("https://example.com", body.optionsJSON)
      const verified = yield* verifyRegistration(body.sessionToken, response)
      expect(verified).toMatchObject({ status: 200, body: { principal: { userId: "user_01" } } })
      const { records } = (yield* send("GET", "/passkeys/")).body
      expect(records).toMatchObject([{ id: verified.body.principal.authenticatorId, userId: "user_01" }])
      expect(yield* registrationOptions(registrationToken)).toMatchObject(badRequest("^registrationToken: "))
    }).pipe(withEmulator({ settings: { relyingPartyName: "The setting" } }))
  )

  it.effect("has the name of the setting without an rpName", () =>
    Effect.gen(function* () {
      const { registrationToken } = (yield* authorizeRegistration()).body
      const { body } = yield* registrationOptions(registrationToken)
      expect(body.optionsJSON.rp).toEqual({ id: "example.com", name: "The setting" })
    }).pipe(withEmulator({ settings: { relyingPartyName: "The setting" } }))
  )

  it.effect("is rejected for invalid fields, another relying party and a wrong key", () =>
    Effect.gen(function* () {
      const cases: ReadonlyArray<readonly [Record<string, unknown>, string]> = [
        [{ rpName: "" }, "^rpName: expected a string that is not blank"],
        [{ rpName: " \n\t" }, "^rpName: expected a string that is not blank"],
        [{ rpName: 1 }, "^rpName: "],
        [{ rpId: "" }, "^rpId: "],
        [{ rpId: "Example.ORG" }, "^rpId: .*example.com"],
        [{ userId: "" }, "^userId: "],
        [{ username: undefined }, "^username: is missing"],
        [{ timeout: 0 }, "^timeout: "]
      ]
      for (const [body, message] of cases) {
        expect(yield* authorizeRegistration(body)).toMatchObject(badRequest(message))
      }
      const body = { rpId: "example.com", userId: "user_01", username: "ada" }
      const forbidden = yield* send("POST", "/passkey/registration/authorize", body, { apiKey: "wrong" })
      expect([forbidden.status, forbidden.body._tag]).toEqual([403, "@error/Forbidden"])
    }).pipe(withEmulator({ relyingParties: ["example.com"] }))
  )

  it.effect("expires with the setting tokenLifetime", () =>
    Effect.gen(function* () {
      const [one, other] = [(yield* authorizeRegistration()).body, (yield* authorizeRegistration()).body]
      expect(one.expiresAt).toBe(today + 1_000)
      yield* TestClock.adjust("999 millis")
      expect((yield* registrationOptions(one.registrationToken)).status).toBe(200)
      yield* TestClock.adjust("1 millis")
      expect(yield* registrationOptions(other.registrationToken)).toMatchObject(badRequest("^registrationToken: "))
    }).pipe(withEmulator({ settings: { tokenLifetime: 1_000 } }))
  )
})
