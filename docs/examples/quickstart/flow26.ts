/** The flow with the requests that Passlock 2.6 documents. */
import { Authentication, Passkeys, Principals, Registration } from "@passlock-sdk/effect"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import * as Authenticator from "./authenticator.js"
import { logStep, time } from "./steps.js"
import { origin, rpId, user, verifyEmail } from "./user.js"

const registerPasskey = Effect.gen(function* () {
  const { userId, email } = user
  const { registrationToken } = yield* Registration.prepare({ rpId, userId, username: email })
  yield* logStep("Prepare a registration", "token for the page")

  const { optionsJSON, sessionToken } = yield* Registration.options({ registrationToken })
  yield* logStep("Get the options", `${optionsJSON.rp.name}, ${optionsJSON.pubKeyCredParams.length} algorithms`)

  const response = yield* Authenticator.create(origin, optionsJSON)
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
  const response = yield* Authenticator.get(origin, optionsJSON)
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

export const flow = Effect.gen(function* () {
  yield* verifyEmail
  const passkeyId = yield* registerPasskey
  yield* logIn
  yield* manageVault(passkeyId)
})
