/** Logging in with a passkey, and out. */
import { Principals } from "@passlock-sdk/effect"
import * as Effect from "effect/Effect"
import { Accounts } from "./accounts.js"
import * as Answers from "./answers.js"
import * as Names from "./names.js"
import { NoAccount } from "./refusals.js"
import * as Visits from "./visits.js"

/** The page ran the ceremony by itself; only the exchange tells who it was. */
export const logIn = Effect.gen(function* () {
  const code = yield* Answers.ceremonyCode
  const principal = yield* Principals.exchange({ code })
  const accounts = yield* Accounts
  const account = yield* accounts.get(principal.userId)
  if (account === undefined) return yield* new NoAccount()
  // New to us only where the answer to its registration was lost.
  yield* accounts.addPasskey(account.id, principal.authenticatorId)
  yield* Visits.logIn(account)
  return Names.userOf(account)
})

export const logOut = Visits.end
