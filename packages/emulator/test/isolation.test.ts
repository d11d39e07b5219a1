import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import {
  authenticationOptions,
  login,
  makeAuthenticator,
  prepareRegistration,
  register,
  registrationOptions,
  verifyRegistration
} from "./support/authenticator.js"
import { send, withEmulator } from "./support/http.js"

const one = { tenancyId: "one", apiKey: "key-of-one" }
const two = { tenancyId: "two", apiKey: "key-of-two" }

describe("a tenancy", () => {
  it.effect("accepts its own API key only", () =>
    Effect.gen(function* () {
      const status = (tenancyId: string, apiKey: string) =>
        Effect.map(send("GET", "/passkeys/", undefined, { tenancyId, apiKey }), ({ status, body }) => [
          status,
          body._tag
        ])
      expect(yield* status("one", one.apiKey)).toEqual([200, "FindAllPasskeys"])
      expect(yield* status("one", two.apiKey)).toEqual([403, "@error/Forbidden"])
      expect(yield* status("three", one.apiKey)).toEqual([403, "@error/Forbidden"])
    }).pipe(withEmulator({ tenancies: [one, two] }))
  )

  it.effect("cannot access the passkeys, codes and challenges of another", () =>
    Effect.gen(function* () {
      const authenticator = makeAuthenticator()
      const { body } = yield* register(authenticator, one)
      const id = body.principal.authenticatorId
      const challenge = (yield* send("POST", "/challenges", { email: "a@b.c", purpose: "x" }, one)).body.challenge
      const { challengeId, secret, code } = challenge
      const tag = (response: { readonly body: { readonly _tag: string } }) => response.body._tag

      expect((yield* send("GET", "/passkeys/", undefined, two)).body.records).toEqual([])
      expect(tag(yield* send("GET", `/passkeys/${id}`, undefined, two))).toBe("@error/NotFound")
      expect(tag(yield* send("DELETE", `/passkeys/${id}`, undefined, two))).toBe("@error/NotFound")
      expect(tag(yield* send("DELETE", "/users/user_01/passkeys/", undefined, two))).toBe("@error/NotFound")
      expect(tag(yield* send("GET", `/credential/${id}`, undefined, two))).toBe("@error/NotFound")
      expect(tag(yield* send("GET", `/principal/${body.code}`, undefined, two))).toBe("@error/InvalidCode")
      expect(tag(yield* login(authenticator, two))).toBe("@error/PasskeyNotFound")
      expect(tag(yield* send("GET", `/challenges/${challengeId}`, undefined, two))).toBe("@error/NotFound")
      yield* send("DELETE", `/challenges/${challengeId}`, undefined, two)
      yield* send("POST", "/challenges", { email: "a@b.c", purpose: "x", invalidateOthers: true }, two)
      expect(tag(yield* send("POST", "/challenges/verify", { challengeId, secret, code }, two))).toBe(
        "@error/InvalidChallenge"
      )

      // The failed requests consumed nothing.
      expect(tag(yield* send("GET", `/principal/${body.code}`, undefined, one))).toBe("ExtendedPrincipal")
      expect(tag(yield* send("POST", "/challenges/verify", { challengeId, secret, code }, one))).toBe(
        "ChallengeVerified"
      )
      expect(tag(yield* login(authenticator, one))).toBe("AuthenticationSuccess")
    }).pipe(withEmulator({ tenancies: [one, two] }))
  )

  it.effect("rejects tokens and sessions of another", () =>
    Effect.gen(function* () {
      const { body } = yield* prepareRegistration(one)
      expect((yield* registrationOptions(body.registrationToken, two)).body.message).toMatch(/^registrationToken: /)
      const options = yield* registrationOptions(body.registrationToken, one)
      const response = makeAuthenticator().createJSON("https://example.com", options.body.optionsJSON)
      expect((yield* verifyRegistration(options.body.sessionToken, response, two)).body.message).toMatch(
        /^sessionToken: /
      )
      expect((yield* verifyRegistration(options.body.sessionToken, response, one)).status).toBe(200)
      expect((yield* authenticationOptions({ rpId: "example.com" }, { tenancyId: "three" })).status).toBe(403)
    }).pipe(withEmulator({ tenancies: [one, two] }))
  )

  it.effect("has its own cursors and rate limits", () =>
    Effect.gen(function* () {
      for (const tenancy of [one, one, two, two]) yield* register(makeAuthenticator(), tenancy)
      const { cursor } = (yield* send("GET", "/passkeys/", undefined, one)).body
      expect((yield* send("GET", `/passkeys/?cursor=${cursor}`, undefined, one)).status).toBe(200)
      expect((yield* send("GET", `/passkeys/?cursor=${cursor}`, undefined, two)).status).toBe(400)
      const create = (tenancy: typeof one) => send("POST", "/challenges", { email: "a@b.c", purpose: "x" }, tenancy)
      expect((yield* create(one)).status).toBe(201)
      expect((yield* create(one)).status).toBe(429)
      expect((yield* create(two)).status).toBe(201)
    }).pipe(withEmulator({ tenancies: [one, two], settings: { pageSize: 1, rateLimitMaximum: 1 } }))
  )
})
