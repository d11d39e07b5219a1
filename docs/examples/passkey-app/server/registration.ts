/** Adding a passkey to an account. */
import { Passkeys, Principals, Registration } from "@passlock-sdk/effect"
import * as Effect from "effect/Effect"
import { Accounts } from "./accounts.js"
import * as Answers from "./answers.js"
import { CodeOfAnotherUser } from "./refusals.js"
import { Site } from "./site.js"
import * as Vault from "./vault.js"
import * as Visits from "./visits.js"

export const prepare = Effect.gen(function* () {
  const { account } = yield* Visits.member
  const { rpId } = yield* Site
  const { registrationToken } = yield* Registration.prepare({
    rpId,
    userId: account.id,
    username: account.email,
    displayName: account.displayName,
    // A device that has one of these makes no second one.
    excludeCredentials: account.passkeyIds
  })
  return { registrationToken }
})

/** Whose passkey it is says the vault, never the page. */
export const finish = Effect.gen(function* () {
  const { account } = yield* Visits.member
  const code = yield* Answers.ceremonyCode
  const principal = yield* Principals.exchange({ code })
  if (principal.userId !== account.id) return yield* new CodeOfAnotherUser()
  const passkeyId = principal.authenticatorId
  yield* Effect.flatMap(Accounts, (accounts) => accounts.addPasskey(account.id, passkeyId))
  return Vault.describe(yield* Passkeys.get({ passkeyId }))
})
