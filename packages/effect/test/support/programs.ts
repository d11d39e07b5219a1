import type * as HttpClient from "@effect/platform/HttpClient"
import type { Endpoints } from "@passlock-sdk/contract"
import {
  Authentication,
  Challenges,
  Passkeys,
  type PasslockConfig,
  type PasslockError,
  type PasslockTenancy,
  Principals,
  Registration
} from "@passlock-sdk/effect"
import type * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"

/** The secrets in the inputs below, which must never appear in an error, log or span. */
export const secrets = {
  code: "code-4711-never-shown",
  challengeSecret: "secret-0815-never-shown",
  challengeCode: "918273",
  registrationToken: "registration-token-never-shown",
  authenticationToken: "authentication-token-never-shown",
  sessionToken: "session-token-never-shown"
} as const

type Program = Effect.Effect<unknown, PasslockError, HttpClient.HttpClient | PasslockConfig | PasslockTenancy>

/** Every operation with a valid input. */
export const programs: { readonly [Operation in Endpoints.Operation]: Program } = {
  "Principals.exchange": Principals.exchange({ code: Redacted.make(secrets.code) }),
  "Passkeys.list": Passkeys.list({ cursor: "c" }),
  "Passkeys.get": Passkeys.get({ passkeyId: "p" }),
  "Passkeys.update": Passkeys.update({ passkeyId: "p", username: "n" }),
  "Passkeys.delete": Passkeys.delete({ passkeyId: "p" }),
  "Passkeys.updateForUser": Passkeys.updateForUser({ userId: "u", username: "n" }),
  "Passkeys.deleteForUser": Passkeys.deleteForUser({ userId: "u" }),
  "Challenges.create": Challenges.create({ email: "ada@example.com", purpose: "signup", metadata: { a: [1, null] } }),
  "Challenges.get": Challenges.get({ challengeId: "c" }),
  "Challenges.verify": Challenges.verify({
    challengeId: "c",
    secret: secrets.challengeSecret,
    code: secrets.challengeCode
  }),
  "Challenges.delete": Challenges.delete({ challengeId: "c" }),
  "Registration.prepare": Registration.prepare({ rpId: "example.com", userId: "u", username: "n" }),
  "Registration.options": Registration.options({ registrationToken: secrets.registrationToken }),
  "Registration.verify": Registration.verify({
    sessionToken: secrets.sessionToken,
    response: {
      id: "a",
      rawId: "a",
      type: "public-key",
      response: { clientDataJSON: "b", attestationObject: "c" },
      clientExtensionResults: {}
    }
  }),
  "Authentication.prepare": Authentication.prepare({ rpId: "example.com", userId: "u" }),
  "Authentication.options": Authentication.options({ authenticationToken: secrets.authenticationToken }),
  "Authentication.verify": Authentication.verify({
    sessionToken: secrets.sessionToken,
    response: {
      id: "a",
      rawId: "a",
      type: "public-key",
      response: { clientDataJSON: "b", authenticatorData: "c", signature: "d" },
      clientExtensionResults: {}
    }
  })
}
