import type { Endpoints } from "@passlock-sdk/contract"
import type { CallOptions, Passlock } from "@passlock-sdk/promise"

/** Secrets in the inputs below. No error or log entry may contain them. */
export const secrets = {
  code: "code-4711-never-shown",
  challengeSecret: "secret-0815-never-shown",
  challengeCode: "918273",
  registrationToken: "registration-token-never-shown",
  authenticationToken: "authentication-token-never-shown",
  sessionToken: "session-token-never-shown"
} as const

const credential = { id: "a", rawId: "a", type: "public-key", clientExtensionResults: {} }

/** Calls each operation with a valid input, in any variant of the methods. */
export const calls: {
  readonly [Operation in Endpoints.Operation]: (
    methods: Pick<Passlock["withResponse"], keyof Passlock["withResponse"]> | Passlock | Passlock["safe"],
    options?: CallOptions
  ) => Promise<unknown>
} = {
  "Principals.exchange": ({ principals }, options) => principals.exchange({ code: secrets.code }, options),
  "Passkeys.list": ({ passkeys }, options) => passkeys.list({ cursor: "c" }, options),
  "Passkeys.get": ({ passkeys }, options) => passkeys.get({ passkeyId: "p" }, options),
  "Passkeys.update": ({ passkeys }, options) => passkeys.update({ passkeyId: "p", username: "n" }, options),
  "Passkeys.delete": ({ passkeys }, options) => passkeys.delete({ passkeyId: "p" }, options),
  "Passkeys.updateForUser": ({ passkeys }, options) => passkeys.updateForUser({ userId: "u", username: "n" }, options),
  "Passkeys.deleteForUser": ({ passkeys }, options) => passkeys.deleteForUser({ userId: "u" }, options),
  "Challenges.create": ({ challenges }, options) =>
    challenges.create({ email: "ada@example.com", purpose: "signup", metadata: { a: [1, null] } }, options),
  "Challenges.get": ({ challenges }, options) => challenges.get({ challengeId: "c" }, options),
  "Challenges.verify": ({ challenges }, options) =>
    challenges.verify({ challengeId: "c", secret: secrets.challengeSecret, code: secrets.challengeCode }, options),
  "Challenges.delete": ({ challenges }, options) => challenges.delete({ challengeId: "c" }, options),
  "Registration.prepare": ({ registration }, options) =>
    registration.prepare({ rpId: "example.com", userId: "u", username: "n" }, options),
  "Registration.options": ({ registration }, options) =>
    registration.options({ registrationToken: secrets.registrationToken }, options),
  "Registration.verify": ({ registration }, options) =>
    registration.verify(
      {
        sessionToken: secrets.sessionToken,
        response: { ...credential, response: { clientDataJSON: "b", attestationObject: "c" } }
      },
      options
    ),
  "Authentication.prepare": ({ authentication }, options) =>
    authentication.prepare({ rpId: "example.com", userId: "u" }, options),
  "Authentication.options": ({ authentication }, options) =>
    authentication.options({ authenticationToken: secrets.authenticationToken }, options),
  "Authentication.verify": ({ authentication }, options) =>
    authentication.verify(
      {
        sessionToken: secrets.sessionToken,
        response: { ...credential, response: { clientDataJSON: "b", authenticatorData: "c", signature: "d" } }
      },
      options
    )
}
