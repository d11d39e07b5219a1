/** The flow with the requests that Passlock documents today: 2.7 to 2.9. */
import { Authentication, Passkeys, Principals, Registration } from "@passlock-sdk/effect"
import * as Effect from "effect/Effect"
import * as Authenticator from "./authenticator.js"
import { logStep } from "./steps.js"
import { origin, rpId, user, verifyEmail } from "./user.js"

const registerPasskey = Effect.gen(function* () {
  const { userId, email } = user
  const { registrationToken } = yield* Registration.authorize({ rpId, rpName: "Example", userId, username: email })
  yield* logStep("Authorize a registration", "token for the page")

  const { optionsJSON, sessionToken } = yield* Registration.options({ registrationToken })
  yield* logStep("Get the options", `${optionsJSON.rp.name}, ${optionsJSON.pubKeyCredParams.length} algorithms`)

  const response = yield* Authenticator.create(origin, optionsJSON)
  const { code, principal } = yield* Registration.verify({ sessionToken, response })
  yield* logStep("Create the passkey", `${principal.authenticatorId} for ${principal.userId}`)

  const exchanged = yield* Principals.exchange({ code })
  yield* logStep("Exchange the code", `${exchanged.userId}, user verified: ${exchanged.passkey?.userVerified}`)

  return principal.authenticatorId
})

/** The page offers the passkeys of the device in the browser's autofill: the server names no user. */
const logIn = Effect.gen(function* () {
  const { authenticationToken } = yield* Authentication.authorize({
    rpId,
    discoverable: true,
    mediation: "conditional"
  })
  yield* logStep("Authorize a login", "any passkey of the device")

  const { mediation, optionsJSON, sessionToken } = yield* Authentication.options({ authenticationToken })
  yield* logStep("Get the options", `mediation: ${mediation}`)

  const response = yield* Authenticator.get(origin, optionsJSON)
  const { code } = yield* Authentication.verify({ sessionToken, response })
  const principal = yield* Principals.exchange({ code })
  yield* logStep("Log in", `${principal.userId} with ${principal.authenticatorId}`)
})

const rename = Effect.gen(function* () {
  const { updatePasskeysToken } = yield* Passkeys.prepareUpdate({
    userId: user.userId,
    username: "ada.lovelace@example.com",
    displayName: "Ada Lovelace"
  })
  yield* logStep("Rename the passkeys", "token for the page")

  const { instructions } = yield* Passkeys.exchangeUpdate({ updatePasskeysToken })
  for (const { displayName, username } of instructions) {
    yield* logStep("Signal the new name", `${username}, ${displayName}`)
  }
})

const remove = (passkeyId: string) =>
  Effect.gen(function* () {
    const { deletePasskeysToken, warnings } = yield* Passkeys.prepareDeletion({
      passkeyIds: [passkeyId, "passkey-of-yesterday"]
    })
    yield* logStep("Delete two passkeys", warnings.map(({ code, passkeyId }) => `${code} ${passkeyId}`).join())

    const { instructions } = yield* Passkeys.exchangeDeletion({ deletePasskeysToken })
    for (const { credentialId } of instructions) yield* logStep("Signal the removal", credentialId)

    const error = yield* Effect.flip(Passkeys.exchangeDeletion({ deletePasskeysToken }))
    yield* logStep("Use the token again", `${error._tag}, as expected`)
  })

export const flow = Effect.gen(function* () {
  yield* verifyEmail
  const passkeyId = yield* registerPasskey
  yield* logIn
  yield* rename
  yield* remove(passkeyId)
})
