import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import {
  makeAuthenticator,
  prepareRegistration,
  register,
  registrationOptions,
  verifyRegistration
} from "./support/authenticator.js"
import { badRequest, withEmulator } from "./support/http.js"

describe("origins", () => {
  const attempt = (rpId: string, page: string | undefined, claimed?: string) =>
    register(makeAuthenticator(), {
      rpId,
      ...(page !== undefined && { page }),
      ...(claimed !== undefined && { claimed })
    })

  it.effect("are limited to the relying party and its subdomains", () =>
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

  it.effect("must be the same for options and verification", () =>
    Effect.gen(function* () {
      expect(yield* attempt("example.com", "https://a.example.com", "https://b.example.com")).toMatchObject(
        badRequest("^response: .*origin")
      )
      const { body } = yield* prepareRegistration()
      const page = "https://a.example.com"
      const options = yield* registrationOptions(body.registrationToken, { page })
      const response = makeAuthenticator().createJSON(page, options.body.optionsJSON)
      expect(
        yield* verifyRegistration(options.body.sessionToken, response, { page: "https://b.example.com" })
      ).toMatchObject(badRequest("^Origin: "))
    }).pipe(withEmulator())
  )

  it.effect("default to the relying party when the request for the options has no Origin", () =>
    Effect.gen(function* () {
      expect((yield* attempt("example.com", undefined)).status).toBe(200)
      expect(yield* attempt("example.com", undefined, "https://a.example.com")).toMatchObject(badRequest("origin"))
      expect((yield* attempt("localhost", undefined, "http://localhost:3000")).status).toBe(200)
    }).pipe(withEmulator())
  )

  it.effect("are limited to the `origins` option, with and without an Origin header", () =>
    Effect.gen(function* () {
      expect((yield* attempt("example.com", undefined, "https://app.example.com")).status).toBe(200)
      expect(yield* attempt("example.com", undefined, "https://example.com")).toMatchObject(badRequest("origin"))
      expect((yield* attempt("example.com", "https://app.example.com")).status).toBe(200)
      expect(yield* attempt("example.com", "https://example.com")).toMatchObject(badRequest("^Origin: "))
    }).pipe(withEmulator({ origins: ["https://app.example.com"] }))
  )
})
