/**
 * The whole flow on your machine: verify an email address, register a passkey, log in, manage the vault.
 *
 * The API is the emulator and the device is a virtual authenticator; both use real cryptography. To run the same program
 * against Passlock, provide `FetchHttpClient.layer` and `PasslockConfig.layerEnv` instead of the last two layers.
 */
import { Authentication, Challenges, Passkeys, PasslockConfig, Principals, Registration } from "@passlock-sdk/effect"
import { PasslockEmulator } from "@passlock-sdk/emulator"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"
import * as Authenticator from "./authenticator.js"
import { logStep, runSteps } from "./steps.js"

const user = { userId: "user-1", email: "ada@example.com" }
const rpId = "example.com"

const verifyEmail = Effect.gen(function* () {
  const { challenge } = yield* Challenges.create({
    email: user.email,
    purpose: "signup",
    metadata: { plan: "free" },
    sendEmail: false
  })
  yield* logStep("Create a challenge", `email to ${challenge.email}, valid until ${time(challenge.expiresAt)}`)

  const message = Redacted.value(challenge.message)
  const [code = ""] = message.text.match(/\d{6}/) ?? []
  yield* logStep("Read the email", `${code.length}-digit code`)

  const { challengeId, secret } = challenge
  const wrongCode = code === "000000" ? "111111" : "000000"
  const error = yield* Effect.flip(Challenges.verify({ challengeId, secret, code: wrongCode }))
  yield* logStep("Enter a wrong code", error._tag)

  const verified = yield* Challenges.verify({ challengeId, secret, code })
  yield* logStep(
    "Enter the right code",
    `${verified.challenge.email} verified, ${JSON.stringify(verified.challenge.metadata)}`
  )
})

const registerPasskey = Effect.gen(function* () {
  const { userId, email } = user
  const { registrationToken } = yield* Registration.prepare({ rpId, userId, username: email })
  yield* logStep("Prepare a registration", "token for the page")

  const { optionsJSON, sessionToken } = yield* Registration.options({ registrationToken })
  yield* logStep("Get the options", `${optionsJSON.rp.name}, ${optionsJSON.pubKeyCredParams.length} algorithms`)

  const response = yield* Authenticator.create(`https://${rpId}`, optionsJSON)
  const { code, idToken, principal } = yield* Registration.verify({ sessionToken, response })
  yield* logStep("Create the passkey", `${principal.authenticatorId} for ${principal.userId}`)

  const exchanged = yield* Principals.exchange({ code })
  yield* logStep("Exchange the code", `${exchanged.userId}, user verified: ${exchanged.passkey?.userVerified}`)

  const verified = yield* Principals.verifyIdToken({ token: idToken })
  yield* logStep("Verify the id_token", `same principal: ${verified.id === exchanged.id}`)

  return principal.authenticatorId
})

const logIn = Effect.gen(function* () {
  const { authenticationToken } = yield* Authentication.prepare({ rpId, userId: user.userId })
  const { optionsJSON, sessionToken } = yield* Authentication.options({ authenticationToken })
  const response = yield* Authenticator.get(`https://${rpId}`, optionsJSON)
  const { code } = yield* Authentication.verify({ sessionToken, response })
  const principal = yield* Principals.exchange({ code })
  yield* logStep("Log in", `${principal.userId} with ${principal.authenticatorId}`)
})

const manageVault = (passkeyId: string) =>
  Effect.gen(function* () {
    const count = yield* Stream.runCount(Passkeys.stream())
    yield* logStep("List the passkeys", `${count} in the vault`)

    const renamed = yield* Passkeys.update({ passkeyId, username: "ada.lovelace@example.com" })
    yield* logStep("Rename the passkey", renamed.credential.username)

    const deleted = yield* Passkeys.delete({ passkeyId })
    yield* logStep("Delete the passkey", `last used at ${time(deleted.lastUsed ?? 0)}`)

    const result = yield* Passkeys.get({ passkeyId }).pipe(
      Effect.map((passkey) => `still there: ${passkey.id}`),
      Effect.catchTag("NotFound", (error) => Effect.succeed(`${error._tag}, as expected`))
    )
    yield* logStep("Get it again", result)
  })

const time = (milliseconds: number) => `${new Date(milliseconds).toISOString().slice(11, 19)} UTC`

const program = Effect.gen(function* () {
  yield* verifyEmail
  const passkeyId = yield* registerPasskey
  yield* logIn
  yield* manageVault(passkeyId)
})

await runSteps("Ada signs up and logs in", program).pipe(
  Effect.provide(Authenticator.layer),
  Effect.provide(PasslockConfig.layer(PasslockEmulator.defaultTenancy)),
  Effect.provide(PasslockEmulator.layer()),
  Effect.runPromise
)
