import * as HttpClient from "@effect/platform/HttpClient"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/TestClock"
import { PasslockEmulator } from "../src/index.js"
import { control, create, inject, list } from "./support/control.js"
import { send, withEmulator } from "./support/http.js"

const { apiKey, tenancyId } = PasslockEmulator.defaultTenancy

const raw = Effect.flatMap(HttpClient.HttpClient, (client) =>
  client.get(`https://api.passlock.dev/v2/${tenancyId}/passkeys/`, { headers: { authorization: `Bearer ${apiKey}` } })
)

describe("faults", () => {
  it.effect("of kind status do not process the request", () =>
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

  it.effect("of kind latency delay the request on the caller's clock", () =>
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
  ] as const)("of kind drop close the connection %s the request is processed", ([when, mails]) =>
    Effect.gen(function* () {
      yield* inject({ fault: { kind: "drop", when }, times: 1 })
      const error = yield* Effect.flip(Effect.sandbox(create))
      expect(String(error)).toContain("Transport")
      const emulator = yield* PasslockEmulator.Control
      expect(yield* emulator.outbox()).toHaveLength(mails)
    }).pipe(withEmulator())
  )

  it.effect("of kind stall never send the headers, or never end the body", () =>
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

  it.effect("of kind truncate and malform send half a body", () =>
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

  it.effect("apply by operation, tenancy and probability", () =>
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

  it.effect("have independent probabilities, and count only the requests they apply to", () =>
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

  const invalid: ReadonlyArray<readonly [rule: object, field: string]> = [
    [{}, "fault"],
    [{ fault: { kind: "explode" } }, "fault.kind"],
    [{ fault: { kind: "status", status: 200 } }, "fault.status"],
    [{ fault: { kind: "status", status: 500, retryAfter: "a\nb" } }, "fault.retryAfter"],
    [{ fault: { kind: "latency", milliseconds: -1 } }, "fault.milliseconds"],
    [{ fault: { kind: "truncate" }, times: 0 }, "times"],
    [{ fault: { kind: "truncate" }, probability: 2 }, "probability"],
    [{ fault: { kind: "truncate" }, operation: "Passkeys.explode" }, "operation"],
    [{ fault: { kind: "truncate" }, often: true }, "often"]
  ]

  it.effect.each(invalid.map(([rule, field]) => [field, JSON.stringify(rule), rule] as const))(
    "are rejected with BadRequest that names %s: %s",
    ([field, , rule]) =>
      Effect.gen(function* () {
        const { body, status } = yield* control("POST", "/faults", rule)
        expect([status, body._tag]).toEqual([400, "@error/BadRequest"])
        expect(body.message).toContain(`${field}: `)
        const exit = yield* Effect.exit(inject(rule as never))
        expect(String(exit)).toContain(field)
      }).pipe(withEmulator())
  )
})
