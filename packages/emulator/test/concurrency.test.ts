import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import {
  authenticationOptions,
  makeAuthenticator,
  prepareAuthentication,
  prepareRegistration,
  register,
  registrationOptions,
  verifyAuthentication,
  verifyRegistration
} from "./support/authenticator.js"
import { send, withEmulator } from "./support/http.js"

/** The number of successes among 20 concurrent attempts. */
const successes = (attempt: ReturnType<typeof send>) =>
  Effect.map(
    Effect.all(
      Array.from({ length: 20 }, () => attempt),
      { concurrency: "unbounded" }
    ),
    (responses) => responses.filter(({ status }) => status < 300).length
  )

describe("exactly one of 20 concurrent requests", () => {
  it.effect("redeems a registration token, and verifies a registration", () =>
    Effect.gen(function* () {
      const { body } = yield* prepareRegistration()
      expect(yield* successes(registrationOptions(body.registrationToken))).toBe(1)

      const options = yield* registrationOptions((yield* prepareRegistration()).body.registrationToken)
      const response = makeAuthenticator().createJSON("https://example.com", options.body.optionsJSON)
      expect(yield* successes(verifyRegistration(options.body.sessionToken, response))).toBe(1)
      expect((yield* send("GET", "/passkeys/")).body.records).toHaveLength(1)
    }).pipe(withEmulator())
  )

  it.effect("redeems an authentication token, verifies an authentication, and exchanges a code", () =>
    Effect.gen(function* () {
      const authenticator = makeAuthenticator()
      const { code } = (yield* register(authenticator)).body
      const { authenticationToken } = (yield* prepareAuthentication({ userId: "user_01" })).body
      expect(yield* successes(authenticationOptions({ authenticationToken }))).toBe(1)

      const options = yield* authenticationOptions({ rpId: "example.com" })
      const response = authenticator.getJSON("https://example.com", options.body.optionsJSON)
      expect(yield* successes(verifyAuthentication(options.body.sessionToken, response))).toBe(1)
      expect(yield* successes(send("GET", `/principal/${code}`))).toBe(1)
    }).pipe(withEmulator())
  )

  it.effect("verifies a challenge, and every wrong code counts", () =>
    Effect.gen(function* () {
      const create = Effect.map(
        send("POST", "/challenges", { email: "a@b.c", purpose: "x" }),
        ({ body }) => body.challenge
      )
      const { challengeId, secret, code } = yield* create
      expect(yield* successes(send("POST", "/challenges/verify", { challengeId, secret, code }))).toBe(1)

      const other = yield* create
      const wrong = { challengeId: other.challengeId, secret: other.secret, code: "wrong" }
      const responses = yield* Effect.all(
        Array.from({ length: 20 }, () => send("POST", "/challenges/verify", wrong)),
        { concurrency: "unbounded" }
      )
      expect(responses.filter(({ body }) => body._tag === "@error/InvalidChallengeCode")).toHaveLength(5)
    }).pipe(withEmulator())
  )

  it.effect("exchanges an update, and a deletion", () =>
    Effect.gen(function* () {
      yield* register(makeAuthenticator())
      const { body: update } = yield* send("POST", "/passkeys/update", { userId: "user_01", username: "Ada" })
      const { updatePasskeysToken } = update
      expect(yield* successes(send("POST", "/passkeys/update/exchange", { updatePasskeysToken }))).toBe(1)
      const { body: deletion } = yield* send("POST", "/passkeys/delete", { userId: "user_01" })
      const { deletePasskeysToken } = deletion
      expect(yield* successes(send("POST", "/passkeys/delete/exchange", { deletePasskeysToken }))).toBe(1)
    }).pipe(withEmulator())
  )

  it.effect("deletes a passkey", () =>
    Effect.gen(function* () {
      const { authenticatorId } = (yield* register(makeAuthenticator())).body.principal
      const responses = yield* Effect.all(
        Array.from({ length: 20 }, () => send("POST", "/passkeys/delete", { passkeyIds: [authenticatorId] })),
        { concurrency: "unbounded" }
      )
      expect(responses.filter(({ body }) => body.warnings.length === 0)).toHaveLength(1)
    }).pipe(withEmulator())
  )
})
