import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { PasslockEmulator } from "../src/index.js"
import {
  authenticationOptions,
  login,
  makeAuthenticator,
  prepareRegistration,
  register,
  registrationOptions,
  verifyAuthentication
} from "./support/authenticator.js"
import { control } from "./support/control.js"
import { type ApiResponse, badRequest, send, withEmulator } from "./support/http.js"

const pending = Effect.map(control("GET", "/tenancies/emulated"), ({ body }) =>
  (body.tokens as ReadonlyArray<{ readonly kind: string }>).map(({ kind }) => kind)
)

describe("open sessions and codes", () => {
  it.effect("are limited for each tenancy; the oldest ends first", () =>
    Effect.gen(function* () {
      const authenticator = makeAuthenticator()
      const codes = [(yield* register(authenticator)).body.code]
      const started: Array<ApiResponse["body"]> = []
      for (let i = 0; i < 5; i++) started.push((yield* authenticationOptions({ rpId: "example.com" })).body)
      expect(yield* pending).toEqual([...Array(3).fill("authenticationSession"), "code"])
      const verify = ({ optionsJSON, sessionToken }: (typeof started)[number]) =>
        verifyAuthentication(sessionToken, authenticator.getJSON("https://example.com", optionsJSON))
      expect(yield* verify(started[1])).toMatchObject(badRequest("^sessionToken: "))
      for (const each of started.slice(2)) {
        const { status, body } = yield* verify(each)
        expect(status).toBe(200)
        codes.push(body.code)
      }
      const statuses = yield* Effect.forEach(codes, (code) =>
        Effect.map(send("GET", `/principal/${code}`), ({ status }) => status)
      )
      expect(statuses).toEqual([404, 200, 200, 200])

      const tokens = yield* Effect.forEach([1, 2, 3, 4, 5], () =>
        Effect.map(prepareRegistration(), ({ body }) => body.registrationToken)
      )
      // Tokens are prepared with the API key.
      expect(yield* pending).toEqual(Array(5).fill("registrationToken"))
      for (const token of tokens) expect((yield* registrationOptions(token)).status).toBe(200)
      expect(yield* pending).toEqual(Array(3).fill("registrationSession"))
    }).pipe(withEmulator({ settings: { openSessions: 3 } }))
  )

  it("are at most 1,000 by default", () => {
    expect(PasslockEmulator.defaultSettings).toMatchObject({ openSessions: 1_000, stringLength: 8_192 })
  })
})

describe("strings of requests without an API key", () => {
  it.effect("are limited in bodies, paths and headers", () =>
    Effect.gen(function* () {
      const [fits, long] = ["x".repeat(100), "x".repeat(101)]
      const anonymous = (headers = {}) => ({ apiKey: null, headers })
      const expectation = "expected at most 100 characters"
      const start = (body: object, headers = {}) =>
        send("POST", "/passkey/authentication/options", { rpId: "example.com", ...body }, anonymous(headers))
      expect(yield* start({ allowCredentials: [fits, long] })).toMatchObject(
        badRequest(`^allowCredentials.1: ${expectation}$`)
      )
      expect(yield* start({ other: [[{ deep: long }]] })).toMatchObject(badRequest(`^other.0.0.deep: ${expectation}$`))
      expect(yield* start({ [long]: 1 })).toMatchObject(badRequest(`^body: expected field names of at most 100`))
      expect((yield* start({ other: fits, [fits]: 1 }, { "user-agent": fits })).status).toBe(200)
      expect(yield* start({}, { "user-agent": long })).toMatchObject(badRequest(`^User-Agent: ${expectation}$`))
      expect(yield* start({}, { origin: `https://${long}.example.com` })).toMatchObject(
        badRequest(`^Origin: ${expectation}$`)
      )
      expect(
        yield* send("POST", "/passkey/registration/options", { registrationToken: long }, anonymous())
      ).toMatchObject(badRequest(`^registrationToken: ${expectation}$`))
      expect(yield* send("GET", `/credentials/${long}`, undefined, anonymous())).toMatchObject(
        badRequest(`^passkeyIds: ${expectation}$`)
      )
      // Requests with the API key are limited by their size alone.
      const keyed = yield* send("POST", "/challenges", { email: "a@b.c", purpose: "x", name: long })
      expect(keyed.status).toBe(201)
    }).pipe(withEmulator({ settings: { stringLength: 100 } }))
  )

  it.effect("may be as long as a ceremony needs by default", () =>
    Effect.gen(function* () {
      const authenticator = makeAuthenticator()
      yield* register(authenticator)
      expect((yield* login(authenticator)).status).toBe(200)
      const path = `/credential/${"x".repeat(8_193)}`
      expect(yield* send("GET", path, undefined, { apiKey: null })).toMatchObject(badRequest("^passkeyId: "))
      const log = (yield* control("GET", "/tenancies/emulated")).body.requests
      expect(log[0].path.length).toBeLessThanOrEqual(200)
    }).pipe(withEmulator())
  )
})
