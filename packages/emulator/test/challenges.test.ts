import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/TestClock"
import { send, today, withEmulator } from "./support/http.js"

const create = (fields: Record<string, unknown> = {}) =>
  Effect.map(send("POST", "/challenges", { email: "ada@example.com", purpose: "login", ...fields }), (response) => ({
    ...response,
    ...((response.body.challenge ?? {}) as {
      readonly challengeId: string
      readonly secret: string
      readonly code: string
    })
  }))

const verify = (challengeId: string, secret: string, code: string) =>
  send("POST", "/challenges/verify", { challengeId, secret, code })

const wrong = (code: string) => (code === "000000" ? "000001" : "000000")

const tagOf = (effect: ReturnType<typeof send>) => Effect.map(effect, ({ status, body }) => [status, body._tag])

describe("challenges", () => {
  it.effect("return secret and code to their creator only", () =>
    Effect.gen(function* () {
      const { status, body, challengeId, secret, code } = yield* create({
        userId: "user_01",
        metadata: { plan: ["free"] }
      })
      const challenge = {
        challengeId,
        purpose: "login",
        email: "ada@example.com",
        userId: "user_01",
        createdAt: today,
        expiresAt: today + 600_000,
        metadata: { plan: ["free"] }
      }
      expect(status).toBe(201)
      expect(body).toEqual({
        _tag: "ChallengeCreated",
        challenge: {
          ...challenge,
          secret: expect.stringMatching(/^[\w-]{40,}$/),
          code: expect.stringMatching(/^\d{6}$/),
          message: { html: expect.stringContaining(code), text: expect.stringContaining(code) }
        }
      })
      expect(yield* send("GET", `/challenges/${challengeId}`)).toMatchObject({
        status: 200,
        body: { _tag: "Challenge", ...challenge }
      })
      const verified = yield* verify(challengeId, secret, code)
      expect(verified.status).toBe(200)
      expect(verified.body).toEqual({ _tag: "ChallengeVerified", challenge: { _tag: "Challenge", ...challenge } })
      expect(yield* tagOf(verify(challengeId, secret, code))).toEqual([400, "@error/InvalidChallenge"])
      expect(yield* tagOf(send("GET", `/challenges/${challengeId}`))).toEqual([404, "@error/NotFound"])
    }).pipe(withEmulator())
  )

  it.effect("have null metadata and no userId by default", () =>
    Effect.gen(function* () {
      const { challengeId } = yield* create()
      const { body } = yield* send("GET", `/challenges/${challengeId}`)
      expect(body.metadata).toBeNull()
      expect(body).not.toHaveProperty("userId")
    }).pipe(withEmulator())
  )

  it.effect("escape the name in the HTML mail", () =>
    Effect.gen(function* () {
      const { body } = yield* create({ name: "<script>&" })
      expect(body.challenge.message.html).not.toContain("<script>")
      expect(body.challenge.message.text).toContain("Hello <script>&,")
    }).pipe(withEmulator())
  )

  it.effect("fail with the same error for a wrong id and a wrong secret", () =>
    Effect.gen(function* () {
      const one = yield* create()
      const other = yield* create()
      const responses = [
        yield* verify("unknown", one.secret, one.code),
        yield* verify(one.challengeId, other.secret, one.code),
        yield* verify(one.challengeId, "x", wrong(one.code))
      ]
      for (const { status, body } of responses) {
        expect([status, body]).toEqual([400, { _tag: "@error/InvalidChallenge", message: responses[0]?.body.message }])
      }
      // None of them counts as an attempt.
      expect((yield* verify(one.challengeId, one.secret, one.code)).status).toBe(200)
    }).pipe(withEmulator({ settings: { challengeAttempts: 1 } }))
  )

  it.effect("reject the right code after five wrong ones", () =>
    Effect.gen(function* () {
      const { challengeId, secret, code } = yield* create()
      for (let attempt = 1; attempt <= 5; attempt++) {
        expect(yield* tagOf(verify(challengeId, secret, wrong(code)))).toEqual([400, "@error/InvalidChallengeCode"])
      }
      expect(yield* tagOf(verify(challengeId, secret, code))).toEqual([400, "@error/ChallengeAttemptsExceeded"])
      expect(yield* tagOf(verify(challengeId, secret, wrong(code)))).toEqual([400, "@error/ChallengeAttemptsExceeded"])
    }).pipe(withEmulator())
  )

  it.effect("accept the right code at the last attempt", () =>
    Effect.gen(function* () {
      const { challengeId, secret, code } = yield* create()
      for (let attempt = 1; attempt < 5; attempt++) yield* verify(challengeId, secret, wrong(code))
      expect((yield* verify(challengeId, secret, code)).status).toBe(200)
    }).pipe(withEmulator())
  )

  it.effect("expire after ten minutes, and fail with ChallengeExpired for an hour", () =>
    Effect.gen(function* () {
      const first = yield* create()
      const second = yield* create()
      yield* TestClock.adjust("599999 millis")
      expect((yield* verify(first.challengeId, first.secret, first.code)).status).toBe(200)
      yield* TestClock.adjust("1 millis")
      const { challengeId, secret, code } = second
      expect(yield* tagOf(verify(challengeId, secret, code))).toEqual([400, "@error/ChallengeExpired"])
      expect(yield* tagOf(verify(challengeId, secret, wrong(code)))).toEqual([400, "@error/ChallengeExpired"])
      expect(yield* tagOf(verify(challengeId, "x", code))).toEqual([400, "@error/InvalidChallenge"])
      expect(yield* tagOf(send("GET", `/challenges/${challengeId}`))).toEqual([404, "@error/NotFound"])
      yield* TestClock.adjust("1 hour")
      expect(yield* tagOf(verify(challengeId, secret, code))).toEqual([400, "@error/InvalidChallenge"])
    }).pipe(withEmulator())
  )

  it.effect("return ChallengeDeleted for deleted and unknown challenges", () =>
    Effect.gen(function* () {
      const { challengeId, secret, code } = yield* create()
      for (const id of [challengeId, challengeId, "unknown"]) {
        expect(yield* tagOf(send("DELETE", `/challenges/${id}`))).toEqual([202, "ChallengeDeleted"])
      }
      expect(yield* tagOf(verify(challengeId, secret, code))).toEqual([400, "@error/InvalidChallenge"])
    }).pipe(withEmulator())
  )

  it.effect("return NotFound for unknown challenges with unknownChallengeDeletion: NotFound", () =>
    Effect.gen(function* () {
      expect(yield* tagOf(send("DELETE", "/challenges/unknown"))).toEqual([404, "@error/NotFound"])
    }).pipe(withEmulator({ settings: { unknownChallengeDeletion: "NotFound" } }))
  )

  it.effect("return InvalidChallengeCode for an empty code, and count it", () =>
    Effect.gen(function* () {
      const { challengeId, secret, code } = yield* create()
      expect(yield* tagOf(verify(challengeId, secret, ""))).toEqual([400, "@error/InvalidChallengeCode"])
      expect(yield* tagOf(verify(challengeId, "other", ""))).toEqual([400, "@error/InvalidChallenge"])
      expect(yield* tagOf(verify(challengeId, secret, code))).toEqual([400, "@error/ChallengeAttemptsExceeded"])
    }).pipe(withEmulator({ settings: { challengeAttempts: 1 } }))
  )

  it.effect("invalidate others of the same purpose and user, or email address", () =>
    Effect.gen(function* () {
      const isPending = ({ challengeId }: { readonly challengeId: string }) =>
        Effect.map(send("GET", `/challenges/${challengeId}`), ({ status }) => status === 200)
      const skip = { skipRateLimit: true }
      const email = yield* create(skip)
      const sameEmailOfUser = yield* create({ ...skip, userId: "user_01" })
      const otherEmailOfUser = yield* create({ ...skip, userId: "user_01", email: "ada@example.org" })
      const otherPurpose = yield* create({ ...skip, userId: "user_01", purpose: "signup" })

      const byUser = yield* create({ ...skip, userId: "user_01", invalidateOthers: true })
      expect(yield* isPending(email)).toBe(true)
      expect(yield* isPending(sameEmailOfUser)).toBe(false)
      expect(yield* isPending(otherEmailOfUser)).toBe(false)
      expect(yield* isPending(otherPurpose)).toBe(true)

      const byEmail = yield* create({ ...skip, email: "ADA@example.com", invalidateOthers: true })
      expect(yield* isPending(email)).toBe(false)
      expect(yield* isPending(byUser)).toBe(false)
      expect(yield* isPending(otherPurpose)).toBe(true)
      expect(yield* isPending(byEmail)).toBe(true)
      expect(yield* tagOf(verify(email.challengeId, email.secret, email.code))).toEqual([
        400,
        "@error/InvalidChallenge"
      ])
    }).pipe(withEmulator())
  )

  it.effect("are limited per purpose and user or email address, with the exact time to wait", () =>
    Effect.gen(function* () {
      yield* create()
      yield* TestClock.adjust("1500 millis")
      yield* create()
      const limited = yield* create({ invalidateOthers: true })
      expect(limited.status).toBe(429)
      expect(limited.body).toEqual({
        _tag: "@error/ChallengeRateLimited",
        message: expect.any(String),
        retryAfterSeconds: 9
      })
      expect(limited.headers["retry-after"]).toBe("9")
      expect((yield* create({ email: "ADA@example.com" })).status).toBe(429)
      expect((yield* create({ purpose: "signup" })).status).toBe(201)
      expect((yield* create({ userId: "user_01" })).status).toBe(201)
      expect((yield* create({ email: "eve@example.com" })).status).toBe(201)
      expect((yield* create({ skipRateLimit: true })).status).toBe(201)
      yield* TestClock.adjust("8499 millis")
      expect((yield* create()).body.retryAfterSeconds).toBe(1)
      yield* TestClock.adjust("1 millis")
      expect((yield* create()).status).toBe(201)
      expect((yield* create()).status).toBe(429)
    }).pipe(withEmulator({ settings: { rateLimitMaximum: 2, rateLimitWindow: 10_000 } }))
  )

  it.effect("reject invalid fields, naming each", () =>
    Effect.gen(function* () {
      const cases: ReadonlyArray<readonly [Record<string, unknown>, ReadonlyArray<string>]> = [
        [{ email: "nobody" }, ["email"]],
        [{ email: 1, purpose: "a b" }, ["email", "purpose"]],
        [{ purpose: "a".repeat(65) }, ["purpose"]],
        [{ userId: "" }, ["userId"]],
        [{ metadata: [] }, ["metadata"]],
        [{ invalidateOthers: "yes", skipRateLimit: 1 }, ["invalidateOthers", "skipRateLimit"]]
      ]
      for (const [fields, names] of cases) {
        const challenge = { email: "ada@example.com", purpose: "login", ...fields }
        const { status, body } = yield* send("POST", "/challenges", challenge)
        expect([status, body._tag]).toEqual([400, "@error/BadRequest"])
        for (const name of names) expect(body.message).toContain(`${name}: `)
      }
      const missing = yield* send("POST", "/challenges/verify", {})
      expect(missing.body.message).toBe("challengeId: is missing; secret: is missing; code: is missing")
    }).pipe(withEmulator())
  )
})
