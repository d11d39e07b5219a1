/**
 * The whole story on this machine: a mailed code, a passkey, a login, the vault.
 *
 * The API is the emulator, the device is a piece of software; the cryptography of both is real. With
 * `FetchHttpClient.layer` and `PasslockConfig.layerEnv` instead of the two layers at the end, the same program talks to
 * Passlock itself.
 */
import { Authentication, Challenges, Passkeys, PasslockConfig, Principals, Registration } from "@passlock-sdk/effect"
import { PasslockEmulator } from "@passlock-sdk/emulator"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"
import * as Device from "./device.js"
import { story, tell } from "./story.js"

const user = { userId: "user-1", email: "ada@example.com" }
const rpId = "example.com"

const provesTheirMailbox = Effect.gen(function* () {
  const { challenge } = yield* Challenges.create({ email: user.email, purpose: "signup", metadata: { plan: "free" } })
  yield* tell("Create a challenge", `a mail for ${challenge.email}, valid until ${time(challenge.expiresAt)}`)

  const mail = Redacted.value(challenge.message)
  const [code = ""] = mail.text.match(/\d{6}/) ?? []
  yield* tell("Read the mail", `${code.length} digits`)

  const { challengeId, secret } = challenge
  const wrongCode = code === "000000" ? "111111" : "000000"
  const refusal = yield* Effect.flip(Challenges.verify({ challengeId, secret, code: wrongCode }))
  yield* tell("Type a wrong code", refusal._tag)

  const verified = yield* Challenges.verify({ challengeId, secret, code })
  yield* tell(
    "Type the right code",
    `${verified.challenge.email} proved, ${JSON.stringify(verified.challenge.metadata)}`
  )
})

const registersAPasskey = Effect.gen(function* () {
  const { userId, email } = user
  const { registrationToken } = yield* Registration.prepare({ rpId, userId, username: email })
  yield* tell("Prepare a registration", "a token for the page")

  const { optionsJSON, sessionToken } = yield* Registration.options({ registrationToken })
  yield* tell("Get the page's options", `${optionsJSON.rp.name}, ${optionsJSON.pubKeyCredParams.length} algorithms`)

  const response = yield* Device.create(`https://${rpId}`, optionsJSON)
  const { code, idToken, principal } = yield* Registration.verify({ sessionToken, response })
  yield* tell("Create the passkey", `${principal.authenticatorId} for ${principal.userId}`)

  const exchanged = yield* Principals.exchange({ code })
  yield* tell("Exchange the code", `${exchanged.userId}, user verified: ${exchanged.passkey?.userVerified}`)

  const verified = yield* Principals.verifyIdToken({ token: idToken })
  yield* tell("Check the id_token", `the same principal: ${verified.id === exchanged.id}`)

  return principal.authenticatorId
})

const logsIn = Effect.gen(function* () {
  const { authenticationToken } = yield* Authentication.prepare({ rpId, userId: user.userId })
  const { optionsJSON, sessionToken } = yield* Authentication.options({ authenticationToken })
  const response = yield* Device.get(`https://${rpId}`, optionsJSON)
  const { code } = yield* Authentication.verify({ sessionToken, response })
  const principal = yield* Principals.exchange({ code })
  yield* tell("Log in", `${principal.userId} with ${principal.authenticatorId}`)
})

const keepsTheVault = (passkeyId: string) =>
  Effect.gen(function* () {
    const count = yield* Stream.runCount(Passkeys.stream())
    yield* tell("List the vault", `${count} passkey`)

    const renamed = yield* Passkeys.update({ passkeyId, username: "ada.lovelace@example.com" })
    yield* tell("Rename the passkey", renamed.credential.username)

    const deleted = yield* Passkeys.delete({ passkeyId })
    yield* tell("Delete the passkey", `last used at ${time(deleted.lastUsed ?? 0)}`)

    const outcome = yield* Passkeys.get({ passkeyId }).pipe(
      Effect.map((passkey) => `still there: ${passkey.id}`),
      Effect.catchTag("NotFound", (error) => Effect.succeed(`${error._tag}, as it should be`))
    )
    yield* tell("Look for it again", outcome)
  })

const time = (milliseconds: number) => new Date(milliseconds).toISOString().slice(11, 19)

const program = Effect.gen(function* () {
  yield* provesTheirMailbox
  const passkeyId = yield* registersAPasskey
  yield* logsIn
  yield* keepsTheVault(passkeyId)
})

await story("Ada signs up and logs in", program).pipe(
  Effect.provide(Device.layer),
  Effect.provide(PasslockConfig.layer(PasslockEmulator.defaultTenancy)),
  Effect.provide(PasslockEmulator.layer()),
  Effect.runPromise
)
