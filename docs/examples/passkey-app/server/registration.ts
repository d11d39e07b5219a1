/** Add a passkey to an account. */
import { Passkeys, Principals, Registration } from "@passlock-sdk/effect"
import * as Effect from "effect/Effect"
import type * as Responses from "../wire/responses.js"
import { Accounts } from "./accounts.js"
import { UserMismatch } from "./errors.js"
import * as RequestBody from "./requestBody.js"
import * as SessionCookie from "./sessionCookie.js"
import { Site } from "./site.js"
import * as StepUp from "./stepUp.js"
import * as Vault from "./vault.js"

/**
 * A new passkey opens the account for as long as it exists, so a stolen session must not be enough to add one. The
 * first passkey needs a recent login, which proved that the user reads the mailbox.
 */
export const authorize = Effect.gen(function* () {
  const loggedIn = yield* SessionCookie.requireLogin
  const { account } = loggedIn
  yield* StepUp.require(loggedIn)
  const { rpId, rpName } = yield* Site
  const { registrationToken } = yield* Registration.authorize({
    rpId,
    rpName,
    userId: account.id,
    username: account.email,
    displayName: account.displayName,
    // An authenticator that holds one of these does not create a second one.
    excludeCredentials: account.passkeys.map(({ id }) => id)
  })
  return { registrationToken } satisfies Responses.AuthorizedRegistration
})

/** The exchange, not the page, identifies the passkey and its user. */
export const finish = Effect.gen(function* () {
  const { account } = yield* SessionCookie.requireLogin
  const code = yield* RequestBody.exchangeCode
  const principal = yield* Principals.exchange({ code })
  if (principal.userId !== account.id) return yield* new UserMismatch()
  const passkeyId = principal.authenticatorId
  yield* Effect.flatMap(Accounts, (accounts) => accounts.addPasskey(account.id, passkeyId))
  return Vault.toResponse(yield* Passkeys.get({ passkeyId }), account)
})
