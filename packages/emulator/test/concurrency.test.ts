import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import {
  authenticationOptions,
  makeDevice,
  prepareAuthentication,
  prepareRegistration,
  register,
  registrationOptions,
  verifyAuthentication,
  verifyRegistration
} from "./support/device.js"
import { send, withEmulator } from "./support/http.js"

/** How many of twenty simultaneous attempts succeed. */
const successes = (attempt: ReturnType<typeof send>) =>
  Effect.map(
    Effect.all(
      Array.from({ length: 20 }, () => attempt),
      { concurrency: "unbounded" }
    ),
    (answers) => answers.filter(({ status }) => status < 300).length
  )

describe("of simultaneous requests exactly one", () => {
  it.effect("redeems a registration, and verifies it", () =>
    Effect.gen(function* () {
      const { body } = yield* prepareRegistration()
      expect(yield* successes(registrationOptions(body.registrationToken))).toBe(1)

      const options = yield* registrationOptions((yield* prepareRegistration()).body.registrationToken)
      const response = makeDevice().createJSON("https://example.com", options.body.optionsJSON)
      expect(yield* successes(verifyRegistration(options.body.sessionToken, response))).toBe(1)
      expect((yield* send("GET", "/passkeys/")).body.records).toHaveLength(1)
    }).pipe(withEmulator())
  )

  it.effect("redeems an authentication, verifies it and exchanges its code", () =>
    Effect.gen(function* () {
      const device = makeDevice()
      const { code } = (yield* register(device)).body
      const { authenticationToken } = (yield* prepareAuthentication({ userId: "user_01" })).body
      expect(yield* successes(authenticationOptions({ authenticationToken }))).toBe(1)

      const options = yield* authenticationOptions({ rpId: "example.com" })
      const response = device.getJSON("https://example.com", options.body.optionsJSON)
      expect(yield* successes(verifyAuthentication(options.body.sessionToken, response))).toBe(1)
      expect(yield* successes(send("GET", `/principal/${code}`))).toBe(1)
    }).pipe(withEmulator())
  )

  it.effect("solves a challenge, and every wrong code counts", () =>
    Effect.gen(function* () {
      const create = Effect.map(
        send("POST", "/challenges", { email: "a@b.c", purpose: "x" }),
        ({ body }) => body.challenge
      )
      const { challengeId, secret, code } = yield* create
      expect(yield* successes(send("POST", "/challenges/verify", { challengeId, secret, code }))).toBe(1)

      const other = yield* create
      const wrong = { challengeId: other.challengeId, secret: other.secret, code: "wrong" }
      const answers = yield* Effect.all(
        Array.from({ length: 20 }, () => send("POST", "/challenges/verify", wrong)),
        { concurrency: "unbounded" }
      )
      expect(answers.filter(({ body }) => body._tag === "@error/InvalidChallengeCode")).toHaveLength(5)
    }).pipe(withEmulator())
  )
})
