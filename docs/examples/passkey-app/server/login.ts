/** Log in with a passkey, and log out. */
import { Principals } from "@passlock-sdk/effect"
import * as Effect from "effect/Effect"
import { Accounts } from "./accounts.js"
import { AccountNotFound } from "./errors.js"
import * as Names from "./names.js"
import * as RequestBody from "./requestBody.js"
import * as SessionCookie from "./sessionCookie.js"

/** The page runs the ceremony; the exchange identifies the user. */
export const logIn = Effect.gen(function* () {
  const code = yield* RequestBody.exchangeCode
  const principal = yield* Principals.exchange({ code })
  const accounts = yield* Accounts
  const account = yield* accounts.get(principal.userId)
  if (account === undefined) return yield* new AccountNotFound()
  // The account does not list the passkey yet if the last request of its registration failed.
  yield* accounts.addPasskey(account.id, principal.authenticatorId)
  yield* SessionCookie.logIn(account)
  return Names.userOf(account)
})

export const logOut = SessionCookie.end
