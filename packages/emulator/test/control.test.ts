import { createHash, createPrivateKey, sign } from "node:crypto"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/TestClock"
import { PasslockEmulator } from "../src/index.js"
import { authenticationOptions, login, makeDevice, register, verifyAuthentication } from "./support/device.js"
import { send, today, withEmulator } from "./support/http.js"

const { apiKey, tenancyId } = PasslockEmulator.defaultTenancy

const list = send("GET", "/passkeys/")

const create = send("POST", "/challenges", { email: "ada@example.com", purpose: "signup" })

/** A request of the control API. */
const control = (method: "GET" | "POST" | "DELETE", path: string, body?: unknown) =>
  Effect.gen(function* () {
    const request = HttpClientRequest.make(method as "POST")(`http://localhost/_emulator${path}`)
    const response = yield* HttpClient.execute(
      body === undefined ? request : HttpClientRequest.bodyUnsafeJson(request, body)
    )
    const text = yield* response.text
    return { status: response.status, body: text === "" ? undefined : JSON.parse(text) }
  }).pipe(Effect.orDie)

const inject = (rule: PasslockEmulator.FaultRule) =>
  Effect.flatMap(PasslockEmulator.Control, (emulator) => emulator.inject(rule))

const raw = Effect.flatMap(HttpClient.HttpClient, (client) =>
  client.get(`https://api.passlock.dev/v2/${tenancyId}/passkeys/`, { headers: { authorization: `Bearer ${apiKey}` } })
)

describe("faults", () => {
  it.effect("status: the request has no effect", () =>
    Effect.gen(function* () {
      yield* inject({ fault: { kind: "status", status: 503, retryAfter: 7 }, operation: "Challenges.create", times: 2 })
      for (let i = 0; i < 2; i++) {
        const { body, headers, status } = yield* create
        expect([status, headers["retry-after"], body._tag]).toEqual([503, "7", "@error/InjectedFault"])
      }
      expect((yield* list).status).toBe(200)
      const { mails } = (yield* control("GET", `/tenancies/${tenancyId}/outbox`)).body
      expect(mails).toEqual([])
      expect((yield* create).status).toBe(201)
      yield* inject({ fault: { kind: "status", status: 429, retryAfter: "Fri, 01 Jan 2027 00:00:00 GMT" } })
      expect((yield* list).headers["retry-after"]).toBe("Fri, 01 Jan 2027 00:00:00 GMT")
      yield* inject({ fault: { kind: "status", status: 500 } })
      const { clearFaults } = yield* PasslockEmulator.Control
      yield* clearFaults
      expect((yield* list).status).toBe(200)
    }).pipe(withEmulator())
  )

  it.effect("latency: everything happens later, in the time of whoever asks", () =>
    Effect.gen(function* () {
      yield* inject({ fault: { kind: "latency", milliseconds: 1_000 } })
      yield* inject({ fault: { kind: "latency", milliseconds: 500 } })
      const fiber = yield* Effect.fork(list)
      yield* TestClock.adjust("1499 millis")
      expect(yield* Fiber.poll(fiber)).toMatchObject({ _tag: "None" })
      yield* TestClock.adjust("1 millis")
      expect((yield* Fiber.join(fiber)).status).toBe(200)
    }).pipe(withEmulator())
  )

  it.effect.each([
    ["before", 0],
    ["after", 1]
  ] as const)("drop, %s the request has its effect", ([when, mails]) =>
    Effect.gen(function* () {
      yield* inject({ fault: { kind: "drop", when }, times: 1 })
      const error = yield* Effect.flip(Effect.sandbox(create))
      expect(String(error)).toContain("Transport")
      const emulator = yield* PasslockEmulator.Control
      expect(yield* emulator.outbox()).toHaveLength(mails)
    }).pipe(withEmulator())
  )

  it.effect("stall: the headers or the body never come", () =>
    Effect.gen(function* () {
      yield* inject({ fault: { kind: "stall", where: "headers" }, times: 1 })
      const headers = yield* Effect.fork(raw)
      yield* TestClock.adjust("1 days")
      expect(yield* Fiber.poll(headers)).toMatchObject({ _tag: "None" })
      yield* Fiber.interrupt(headers)
      yield* inject({ fault: { kind: "stall", where: "body" }, times: 1 })
      const response = yield* raw
      expect(response.status).toBe(200)
      const body = yield* Effect.fork(response.text)
      yield* TestClock.adjust("1 days")
      expect(yield* Fiber.poll(body)).toMatchObject({ _tag: "None" })
      yield* Fiber.interrupt(body)
    }).pipe(Effect.scoped, withEmulator())
  )

  it.effect("truncate and malform: half a body, broken off or called whole", () =>
    Effect.gen(function* () {
      const whole = yield* Effect.flatMap(raw, (response) => response.text)
      yield* inject({ fault: { kind: "truncate" }, times: 1 })
      const truncated = yield* raw
      expect(truncated.headers["content-length"]).toBe(String(whole.length))
      expect(Exit.isFailure(yield* Effect.exit(truncated.text))).toBe(true)
      yield* inject({ fault: { kind: "malform" }, times: 1 })
      const malformed = yield* Effect.flatMap(raw, (response) => response.text)
      expect(malformed).toBe(whole.slice(0, Math.ceil(whole.length / 2)))
    }).pipe(Effect.scoped, withEmulator())
  )

  it.effect("meet by operation, tenancy and probability", () =>
    Effect.gen(function* () {
      const broken = { kind: "status", status: 500 } as const
      yield* inject({ fault: broken, tenancyId: "another" })
      yield* inject({ fault: broken, operation: "Challenges.get" })
      yield* inject({ fault: broken, probability: 0 })
      expect((yield* list).status).toBe(200)
      expect((yield* send("GET", "/challenges/x")).status).toBe(500)
      expect(yield* control("POST", "/faults", { fault: broken, tenancyId: "nobody" })).toMatchObject({ status: 400 })
      expect(Exit.isFailure(yield* Effect.exit(inject({ fault: broken, tenancyId: "nobody" })))).toBe(true)
      yield* inject({ fault: broken, probability: 0.5, operation: "Passkeys.list" })
      const statuses = new Set<number>()
      for (let i = 0; i < 64; i++) statuses.add((yield* list).status)
      expect([...statuses].sort()).toEqual([200, 500])
    }).pipe(withEmulator({ tenancies: [PasslockEmulator.defaultTenancy, { tenancyId: "another", apiKey: "k" }] }))
  )

  it.effect("meet each by its own chance, and are spent only where they are met", () =>
    Effect.gen(function* () {
      yield* inject({ fault: { kind: "status", status: 503 }, probability: 0.5 })
      yield* inject({ fault: { kind: "status", status: 500 }, probability: 0.5 })
      const statuses = new Set<number>()
      for (let i = 0; i < 64; i++) statuses.add((yield* list).status)
      expect([...statuses].sort()).toEqual([200, 500, 503])
      const emulator = yield* PasslockEmulator.Control
      yield* emulator.clearFaults
      yield* inject({ fault: { kind: "status", status: 503 }, times: 1 })
      yield* inject({ fault: { kind: "status", status: 500 }, times: 1 })
      expect([(yield* list).status, (yield* list).status, (yield* list).status]).toEqual([503, 500, 200])
      yield* inject({ fault: { kind: "status", status: 503 }, times: 5 })
      const all = yield* Effect.all(
        Array.from({ length: 50 }, () => list),
        { concurrency: "unbounded" }
      )
      expect(all.filter(({ status }) => status === 503)).toHaveLength(5)
    }).pipe(withEmulator())
  )

  it.effect("are injected, listed and removed over HTTP", () =>
    Effect.gen(function* () {
      const rule = { fault: { kind: "drop", when: "before" }, operation: "Passkeys.get", times: 3 }
      const { body, status } = yield* control("POST", "/faults", rule)
      expect([status, body]).toEqual([201, { ...rule, id: expect.any(String) }])
      expect((yield* control("GET", "/faults")).body).toEqual({ faults: [body] })
      expect((yield* control("DELETE", `/faults/${body.id}`)).status).toBe(204)
      expect((yield* control("DELETE", `/faults/${body.id}`)).status).toBe(404)
      yield* control("POST", "/faults", rule)
      expect((yield* control("DELETE", "/faults")).status).toBe(204)
      expect((yield* control("GET", "/faults")).body).toEqual({ faults: [] })
    }).pipe(withEmulator())
  )

  it.effect.each([
    [{}, "fault"],
    [{ fault: { kind: "explode" } }, "fault.kind"],
    [{ fault: { kind: "status", status: 200 } }, "fault.status"],
    [{ fault: { kind: "status", status: 500, retryAfter: "a\nb" } }, "fault.retryAfter"],
    [{ fault: { kind: "latency", milliseconds: -1 } }, "fault.milliseconds"],
    [{ fault: { kind: "truncate" }, times: 0 }, "times"],
    [{ fault: { kind: "truncate" }, probability: 2 }, "probability"],
    [{ fault: { kind: "truncate" }, operation: "Passkeys.explode" }, "operation"],
    [{ fault: { kind: "truncate" }, often: true }, "often"]
  ] as const)("that make no sense are refused by their field: %j", ([rule, field]) =>
    Effect.gen(function* () {
      const { body, status } = yield* control("POST", "/faults", rule)
      expect([status, body._tag]).toEqual([400, "@error/BadRequest"])
      expect(body.message).toContain(`${field}: `)
      const exit = yield* Effect.exit(inject(rule as never))
      expect(String(exit)).toContain(field)
    }).pipe(withEmulator())
  )
})

describe("the outbox", () => {
  it.effect("has the mails of the challenges, newest first, by mailbox", () =>
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

  it.effect("keeps the latest 200, of each tenancy its own", () =>
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

/** What an authenticator with this key would answer. */
const assertion = (
  { credential }: PasslockEmulator.SeededPasskey["passkey"],
  privateKey: string,
  challenge: string
) => {
  const sha256 = (data: string | Buffer) => createHash("sha256").update(data).digest()
  const clientData = Buffer.from(JSON.stringify({ type: "webauthn.get", challenge, origin: "https://example.com" }))
  // The user is present and verified; the counter stands at 0.
  const authenticatorData = Buffer.concat([sha256(credential.rpId), Buffer.from([5, 0, 0, 0, 0])])
  const key = createPrivateKey({ key: Buffer.from(privateKey, "base64"), format: "der", type: "pkcs8" })
  const signature = sign("sha256", Buffer.concat([authenticatorData, sha256(clientData)]), key)
  return {
    id: credential.id,
    rawId: credential.id,
    type: "public-key",
    clientExtensionResults: {},
    response: {
      clientDataJSON: clientData.toString("base64url"),
      authenticatorData: authenticatorData.toString("base64url"),
      signature: signature.toString("base64url"),
      userHandle: credential.userId
    }
  }
}

describe("seeds", () => {
  it.effect("are passkeys that a device with their key can use", () =>
    Effect.gen(function* () {
      const emulator = yield* PasslockEmulator.Control
      const [seeded] = yield* emulator.seed([{ userId: "user_01", username: "ada", rpId: "example.com", passkeys: 2 }])
      expect((yield* list).body.records).toHaveLength(2)
      const { passkey, privateKey } = seeded ?? expect.fail()
      expect(passkey).toMatchObject({ userId: "user_01", createdAt: today, credential: { username: "ada" } })
      const { optionsJSON, sessionToken } = (yield* authenticationOptions({ rpId: "example.com" })).body
      const response = assertion(passkey, privateKey, optionsJSON.challenge)
      expect(yield* verifyAuthentication(sessionToken, response)).toMatchObject({
        status: 200,
        body: { principal: { userId: "user_01", authenticatorId: passkey.id } }
      })
    }).pipe(withEmulator())
  )

  it.effect("are of the relying parties that the tenancy has", () =>
    Effect.gen(function* () {
      const emulator = yield* PasslockEmulator.Control
      const user = { userId: "u", username: "n", rpId: "example.com" }
      expect(yield* emulator.seed([user])).toHaveLength(1)
      const users = [user, { ...user, rpId: "example.org" }]
      const { body, status } = yield* control("POST", `/tenancies/${tenancyId}/seed`, { users })
      expect([status, body.message]).toEqual([400, expect.stringContaining("users.1.rpId: ")])
      expect(Exit.isFailure(yield* Effect.exit(emulator.seed(users)))).toBe(true)
      expect((yield* list).body.records).toHaveLength(1)
    }).pipe(withEmulator({ relyingParties: ["example.com"] }))
  )

  it.effect.each([
    [{ users: [{ userId: "u", username: "n", rpId: "https://x" }] }, "users.0.rpId"],
    [{ users: [{ userId: "", username: "n", rpId: "localhost" }] }, "users.0.userId"],
    [{ users: [{ userId: "u", username: "n", rpId: "localhost", passkeys: 0 }] }, "users.0.passkeys"],
    [{}, "users"]
  ] as const)("that make no sense are refused: %j", ([body, field]) =>
    Effect.gen(function* () {
      const answer = yield* control("POST", `/tenancies/${tenancyId}/seed`, body)
      expect([answer.status, answer.body.message]).toEqual([400, expect.stringContaining(`${field}: `)])
      expect((yield* list).body.records).toEqual([])
    }).pipe(withEmulator())
  )
})

describe("time", () => {
  it.effect("moves forward, for everything the emulator does", () =>
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
  it.effect("has what is pending, and what was asked, without a secret", () =>
    Effect.gen(function* () {
      const { challenge } = (yield* create).body
      const { body } = yield* register(makeDevice())
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

  it.effect("keeps tenancies apart", () =>
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

describe("the log of requests", () => {
  it.effect("shows no code, however it was sent", () =>
    Effect.gen(function* () {
      for (const [method, path] of [
        ...[["HEAD", `/v2/${tenancyId}/principal/CODE`] as const, ["POST", `/v2/${tenancyId}/principal/CODE`] as const],
        ...[["GET", `/v2/${tenancyId}/principals/CODE`] as const, ["GET", `/V2/${tenancyId}/principal/CODE`] as const],
        ...[["GET", `//v2//${tenancyId}/principal/CODE`] as const, ["GET", `/${tenancyId}/principal/CODE`] as const],
        ...[["GET", "/v2/principal/CODE"] as const, ["GET", "/principal/CODE"] as const, ["GET", "/CODE"] as const],
        ["GET", `/base/v2/${tenancyId}/principal/CODE/more`] as const
      ]) {
        yield* HttpClient.execute(HttpClientRequest.make(method as "GET")(`http://localhost${path}`)).pipe(Effect.orDie)
      }
      const { requests } = (yield* control("GET", `/tenancies/${tenancyId}`)).body
      expect(requests.length).toBeGreaterThanOrEqual(7)
      expect(JSON.stringify(requests)).not.toContain("CODE")
    }).pipe(withEmulator())
  )

  it.effect("keeps the latest 500", () =>
    Effect.gen(function* () {
      for (let i = 0; i < 501; i++) yield* list
      const { requests } = (yield* control("GET", `/tenancies/${tenancyId}`)).body
      expect([requests.length, requests[0].id, requests[499].id]).toEqual([500, 501, 2])
    }).pipe(withEmulator())
  )
})

describe("reset", () => {
  it.effect("gives no position of the list again, so that a cursor leads on", () =>
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

  it.effect("forgets everything but the signing keys", () =>
    Effect.gen(function* () {
      const emulator = yield* PasslockEmulator.Control
      const keys = yield* send("GET", "/../.well-known/jwks.json")
      for (let i = 0; i < 5; i++) yield* create
      expect((yield* create).status).toBe(429)
      const device = makeDevice()
      yield* register(device)
      yield* emulator.advance(1_000)
      yield* inject({ fault: { kind: "latency", milliseconds: 0 } })
      yield* emulator.reset
      expect((yield* control("GET", `/tenancies/${tenancyId}`)).body).toEqual({
        ...{ tenancyId, now: today, offset: 0 },
        ...{ mails: [], passkeys: [], challenges: [], tokens: [], requests: [], faults: [] }
      })
      expect((yield* create).status).toBe(201)
      expect((yield* login(device)).body._tag).toBe("@error/PasskeyNotFound")
      expect((yield* register(device)).status).toBe(200)
      expect((yield* send("GET", "/../.well-known/jwks.json")).body).toEqual(keys.body)
    }).pipe(withEmulator())
  )
})

it("lets go of a body that never ends, when its reader or the emulator has gone", async () => {
  const emulator = PasslockEmulator.make()
  const address = `http://localhost/v2/${tenancyId}/passkeys/`
  const headers = { authorization: `Bearer ${apiKey}` }
  await emulator.inject({ fault: { kind: "stall", where: "body" } })
  const abort = new AbortController()
  const left = (await emulator.fetch(address, { headers, signal: abort.signal })).text()
  abort.abort(new Error("enough"))
  await expect(left).rejects.toThrow("enough")
  const gone = (await emulator.fetch(address, { headers })).text()
  const rejected = expect(gone).rejects.toThrow("disposed")
  await emulator.dispose()
  await rejected
  const another = PasslockEmulator.make()
  await another.inject({ fault: { kind: "truncate" } })
  await expect((await another.fetch(address, { headers })).text()).rejects.toThrow("fetch failed")
  await another.dispose()
})

it("has all of it for programs without Effect", async () => {
  const emulator = PasslockEmulator.make()
  const call = () =>
    emulator.fetch(`https://api.passlock.dev/v2/${tenancyId}/challenges`, {
      method: "POST",
      headers: { authorization: `Bearer ${apiKey}`, "content-type": "application/json" },
      body: JSON.stringify({ email: "ada@example.com", purpose: "x" })
    })
  await emulator.inject({ fault: { kind: "drop", when: "after" }, times: 1 })
  const error: unknown = await call().catch((reason: unknown) => reason)
  expect(error).toMatchObject({ name: "TypeError", message: "fetch failed", cause: { code: "ECONNRESET" } })
  expect(await emulator.outbox()).toHaveLength(1)
  await emulator.advance(1_000)
  const later = Date.now() + 1_000
  const created = await (await call()).text()
  expect(JSON.parse(created).challenge.createdAt).toBeGreaterThanOrEqual(later)
  await emulator.inject({ fault: { kind: "truncate" } })
  await expect((await call()).text()).rejects.toThrow()
  await emulator.clearFaults()
  expect(await emulator.seed([{ userId: "u", username: "n", rpId: "localhost" }])).toHaveLength(1)
  await emulator.rotateKeys()
  await emulator.reset()
  expect(await emulator.outbox(tenancyId)).toEqual([])
  await expect(emulator.outbox("nobody")).rejects.toThrow(/tenancyId must be/)
  await expect(emulator.advance(-1)).rejects.toThrow(TypeError)
  await emulator.dispose()
  await expect(emulator.outbox()).rejects.toThrow(/disposed/)
})
