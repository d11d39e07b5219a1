import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as TestClock from "effect/TestClock"
import { PasslockEmulator } from "../src/index.js"
import { login, makeAuthenticator, register } from "./support/authenticator.js"
import { control, create, inject, list } from "./support/control.js"
import { send, today, withEmulator } from "./support/http.js"

const { apiKey, tenancyId } = PasslockEmulator.defaultTenancy

describe("the outbox", () => {
  it.effect("returns the mails of the challenges, newest first, by email address", () =>
    Effect.gen(function* () {
      const first = (yield* create).body.challenge
      yield* TestClock.adjust("1 seconds")
      const second = (yield* send("POST", "/challenges", { email: "Bob@example.com", purpose: "login" })).body.challenge
      const emulator = yield* PasslockEmulator.Control
      const mails = yield* emulator.outbox()
      expect(mails.map(({ to, code }) => [to, code])).toEqual([
        ["Bob@example.com", second.code],
        ["ada@example.com", first.code]
      ])
      expect(mails[1]).toMatchObject({ ...first.message, sentAt: today, purpose: "signup" })
      const of = (to: string) => control("GET", `/tenancies/${tenancyId}/outbox?to=${encodeURIComponent(to)}`)
      expect((yield* of("bob@example.com")).body.mails).toHaveLength(1)
      expect((yield* of("nobody@example.com")).body.mails).toEqual([])
    }).pipe(withEmulator())
  )

  /** The senders of the mails of challenges without `sendEmail`, with `true` and with `false`, and their greetings. */
  const mailed = Effect.gen(function* () {
    for (const fields of [{}, { sendEmail: true }, { sendEmail: false }]) {
      const body = { email: "ada@example.com", purpose: "signup", name: "Ada Lovelace", ...fields }
      const { body: created, status } = yield* send("POST", "/challenges", body)
      expect([status, created.challenge.message.text]).toEqual([201, expect.stringContaining(created.challenge.code)])
    }
    const emulator = yield* PasslockEmulator.Control
    const mails = [...(yield* emulator.outbox())].reverse()
    const overview = (yield* control("GET", `/tenancies/${tenancyId}/outbox`)).body.mails
    expect(overview.map(({ sentBy }: PasslockEmulator.Mail) => sentBy).reverse()).toEqual(
      mails.map(({ sentBy }) => sentBy)
    )
    return mails.map(({ sentBy, text }) => [sentBy, text.startsWith("Hello Ada Lovelace,")])
  })

  for (const api of [undefined, "2.9"] as const) {
    it.effect(`shows which mails Passlock sent: those without sendEmail: false, greeting by name (api: ${api})`, () =>
      Effect.gen(function* () {
        expect(yield* mailed).toEqual([
          ["passlock", true],
          ["passlock", true],
          ["application", true]
        ])
      }).pipe(withEmulator(api === undefined ? {} : { api }))
    )
  }

  it.effect("shows that the application sends the mail without sendEmail with sendEmailDefault: false", () =>
    Effect.gen(function* () {
      expect((yield* mailed).map(([sentBy]) => sentBy)).toEqual(["application", "passlock", "application"])
    }).pipe(withEmulator({ settings: { sendEmailDefault: false } }))
  )

  it.effect("shows that the application sends every mail with api: 2.6, which ignores name and sendEmail", () =>
    Effect.gen(function* () {
      expect(yield* mailed).toEqual(Array(3).fill(["application", false]))
      const body = { email: "ada@example.com", purpose: "signup", name: 7, sendEmail: "no" }
      expect((yield* send("POST", "/challenges", body)).status).toBe(201)
      expect((yield* send("POST", "/challenges", { ...body, email: "ada" })).body.message).toMatch(/^email: [^;]*$/)
    }).pipe(withEmulator({ api: "2.6", settings: { sendEmailDefault: true } }))
  )

  it.effect("keeps the latest 200 mails of each tenancy", () =>
    Effect.gen(function* () {
      const body = { email: "a@b.c", purpose: "x", skipRateLimit: true }
      for (let i = 0; i < 201; i++) yield* send("POST", "/challenges", { ...body, email: `${i}@b.c` })
      const emulator = yield* PasslockEmulator.Control
      const mails = yield* emulator.outbox(tenancyId)
      expect([mails.length, mails[0]?.to, mails[199]?.to]).toEqual([200, "200@b.c", "1@b.c"])
      expect(yield* emulator.outbox("another")).toEqual([])
    }).pipe(withEmulator({ tenancies: [PasslockEmulator.defaultTenancy, { tenancyId: "another", apiKey: "k" }] }))
  )
})

describe("time", () => {
  it.effect("moves forward for challenges, tokens and the clock", () =>
    Effect.gen(function* () {
      const { challenge } = (yield* create).body
      const emulator = yield* PasslockEmulator.Control
      yield* emulator.advance(599_999)
      expect((yield* send("GET", `/challenges/${challenge.challengeId}`)).status).toBe(200)
      expect((yield* control("POST", "/clock", { advance: 1 })).body).toEqual({ now: today + 600_000, offset: 600_000 })
      expect((yield* send("POST", "/challenges/verify", challenge)).body._tag).toBe("@error/ChallengeExpired")
      expect((yield* create).body.challenge.createdAt).toBe(today + 600_000)
      yield* TestClock.adjust("1 seconds")
      const moved = { now: today + 601_000, offset: 600_000 }
      expect((yield* control("GET", "/clock")).body).toEqual(moved)
      expect((yield* control("GET", `/tenancies/${tenancyId}`)).body).toMatchObject(moved)
      for (const advance of [-1, 0.5, "1", 1e12 + 1]) {
        expect((yield* control("POST", "/clock", { advance })).status).toBe(400)
        expect(Exit.isFailure(yield* Effect.exit(emulator.advance(advance as number)))).toBe(true)
      }
    }).pipe(withEmulator())
  )
})

describe("the overview", () => {
  it.effect("contains pending challenges, tokens and requests without secrets", () =>
    Effect.gen(function* () {
      const { challenge } = (yield* create).body
      const { body } = yield* register(makeAuthenticator())
      const prepared = yield* send("POST", "/passkey/registration/prepare", {
        ...{ rpId: "example.com", userId: "user_02", username: "bob" }
      })
      yield* send("GET", "/principal/wrong-code-never-shown")
      yield* send("GET", "/principles/x")
      const overview = (yield* control("GET", `/tenancies/${tenancyId}`)).body
      expect(overview).toMatchObject({
        tenancyId,
        now: today,
        offset: 0,
        mails: [{ code: challenge.code }],
        passkeys: [{ id: body.principal.authenticatorId }],
        challenges: [{ challengeId: challenge.challengeId, attempts: 0, attemptsAllowed: 5 }],
        tokens: [
          { kind: "registrationToken", rpId: "example.com", userId: "user_02", expiresAt: today + 300_000 },
          { kind: "code", userId: "user_01" }
        ]
      })
      expect(
        overview.requests.map((each: Record<string, unknown>) => [each.operation, each.path, each.status])
      ).toEqual([
        [undefined, `/v2/${tenancyId}/…/…`, 501],
        ["Principals.exchange", `/v2/${tenancyId}/principal/…`, 404],
        ["Registration.prepare", `/v2/${tenancyId}/passkey/registration/prepare`, 200],
        ["Registration.verify", `/v2/${tenancyId}/passkey/registration/verification`, 200],
        ["Registration.options", `/v2/${tenancyId}/passkey/registration/options`, 200],
        ["Registration.prepare", `/v2/${tenancyId}/passkey/registration/prepare`, 200],
        ["Challenges.create", `/v2/${tenancyId}/challenges`, 201]
      ])
      expect(overview.requests[1]).toMatchObject({ outcome: "InvalidCode", at: today, duration: expect.any(Number) })
      const text = JSON.stringify(overview)
      for (const secret of [challenge.secret, body.code, body.id_token, prepared.body.registrationToken, apiKey]) {
        expect(text).not.toContain(secret)
      }
      expect(text).not.toContain("never-shown")
    }).pipe(withEmulator())
  )

  it.effect("contains the data of its own tenancy only", () =>
    Effect.gen(function* () {
      const another = { tenancyId: "another", apiKey: "k" }
      yield* create
      yield* send("POST", "/challenges", { email: "other@example.com", purpose: "x" }, another)
      yield* inject({ fault: { kind: "truncate" }, tenancyId: "another", operation: "Passkeys.get" })
      const one = JSON.stringify((yield* control("GET", `/tenancies/${tenancyId}`)).body)
      const other = JSON.stringify((yield* control("GET", "/tenancies/another")).body)
      expect([one.includes("ada@"), one.includes("another"), one.includes("other@")]).toEqual([true, false, false])
      expect([other.includes("ada@"), other.includes(tenancyId)]).toEqual([false, false])
      expect((yield* control("GET", "/tenancies")).body).toEqual({ tenancies: [tenancyId, "another"] })
      expect((yield* control("GET", "/tenancies/nobody")).status).toBe(404)
    }).pipe(withEmulator({ tenancies: [PasslockEmulator.defaultTenancy, { tenancyId: "another", apiKey: "k" }] }))
  )
})

describe("keys/rotate", () => {
  it.effect("publishes a key ahead, with and without a body, and rejects other bodies", () =>
    Effect.gen(function* () {
      const kids = Effect.map(send("GET", "/../.well-known/jwks.json"), ({ body }) =>
        body.keys.map(({ kid }: { readonly kid: string }) => kid)
      )
      const [first] = yield* kids
      expect((yield* control("POST", "/keys/rotate")).status).toBe(204)
      const [current, next] = yield* kids
      expect([current, next]).toEqual([first, expect.any(String)])
      yield* control("POST", "/clock", { advance: 15 * 60_000 })
      expect(yield* kids).toEqual([next, first])
      expect((yield* control("POST", "/keys/rotate", { publishAhead: 0 })).status).toBe(204)
      expect((yield* kids)[1]).toBe(next)
      for (const body of [{ publishAhead: "0" }, { publishAhead: 1.5 }, { publishAhead: 1e13 }, { ahead: 0 }]) {
        const { status, body: error } = yield* control("POST", "/keys/rotate", body)
        expect([body, status, error._tag]).toEqual([body, 400, "@error/BadRequest"])
      }
    }).pipe(withEmulator())
  )
})

describe("reset", () => {
  it.effect("does not reuse list positions, so that old cursors stay valid", () =>
    Effect.gen(function* () {
      const emulator = yield* PasslockEmulator.Control
      const user = { userId: "u", username: "n", rpId: "localhost" }
      yield* emulator.seed([{ ...user, passkeys: 2 }])
      const { cursor } = (yield* list).body
      yield* emulator.reset
      yield* emulator.seed([user])
      expect((yield* send("GET", `/passkeys/?cursor=${encodeURIComponent(cursor)}`)).body.records).toHaveLength(1)
    }).pipe(withEmulator({ settings: { pageSize: 1 } }))
  )

  it.effect("removes everything except the signing keys", () =>
    Effect.gen(function* () {
      const emulator = yield* PasslockEmulator.Control
      const keys = yield* send("GET", "/../.well-known/jwks.json")
      for (let i = 0; i < 5; i++) yield* create
      expect((yield* create).status).toBe(429)
      const authenticator = makeAuthenticator()
      yield* register(authenticator)
      yield* emulator.advance(1_000)
      yield* inject({ fault: { kind: "latency", milliseconds: 0 } })
      yield* emulator.reset
      expect((yield* control("GET", `/tenancies/${tenancyId}`)).body).toEqual({
        ...{ tenancyId, now: today, offset: 0 },
        ...{ mails: [], passkeys: [], challenges: [], tokens: [], requests: [], faults: [] }
      })
      expect((yield* create).status).toBe(201)
      expect((yield* login(authenticator)).body._tag).toBe("@error/PasskeyNotFound")
      expect((yield* register(authenticator)).status).toBe(200)
      expect((yield* send("GET", "/../.well-known/jwks.json")).body).toEqual(keys.body)
    }).pipe(withEmulator())
  )
})
