/** The user of both flows, and how the user verifies an email address. */
import { Challenges } from "@passlock-sdk/effect"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { logStep, time } from "./steps.js"

export const user = { userId: "user-1", email: "ada@example.com" }

/** The relying party ID: the domain of the application. */
export const rpId = "example.com"

/** The page whose passkeys these are. */
export const origin = `https://${rpId}`

export const verifyEmail = Effect.gen(function* () {
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
