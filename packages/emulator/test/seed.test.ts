import { createHash, createPrivateKey, sign } from "node:crypto"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { PasslockEmulator } from "../src/index.js"
import { authenticationOptions, verifyAuthentication } from "./support/authenticator.js"
import { control, list } from "./support/control.js"
import { today, withEmulator } from "./support/http.js"

const { tenancyId } = PasslockEmulator.defaultTenancy

/** The WebAuthn response of an authenticator with this key. */
const assertion = (
  { credential }: PasslockEmulator.SeededPasskey["passkey"],
  privateKey: string,
  challenge: string
) => {
  const sha256 = (data: string | Buffer) => createHash("sha256").update(data).digest()
  const clientData = Buffer.from(JSON.stringify({ type: "webauthn.get", challenge, origin: "https://example.com" }))
  // User present and verified, counter 0.
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

describe("seeded passkeys", () => {
  it.effect("can log in with their private key", () =>
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

  it.effect("are rejected for relying parties that the tenancy does not have", () =>
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

  const invalid: ReadonlyArray<readonly [body: object, field: string]> = [
    [{ users: [{ userId: "u", username: "n", rpId: "https://x" }] }, "users.0.rpId"],
    [{ users: [{ userId: "", username: "n", rpId: "localhost" }] }, "users.0.userId"],
    [{ users: [{ userId: "u", username: "n", rpId: "localhost", passkeys: 0 }] }, "users.0.passkeys"],
    [{}, "users"]
  ]

  it.effect.each(invalid.map(([body, field]) => [field, JSON.stringify(body), body] as const))(
    "are rejected with BadRequest that names %s: %s",
    ([field, , body]) =>
      Effect.gen(function* () {
        const response = yield* control("POST", `/tenancies/${tenancyId}/seed`, body)
        expect([response.status, response.body.message]).toEqual([400, expect.stringContaining(`${field}: `)])
        expect((yield* list).body.records).toEqual([])
      }).pipe(withEmulator())
  )
})
