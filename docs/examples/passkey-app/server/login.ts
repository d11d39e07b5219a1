/** Log in with a passkey, and log out. */
import { Authentication, Principals } from "@passlock-sdk/effect"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type * as Responses from "../wire/responses.js"
import { Accounts } from "./accounts.js"
import { AccountNotFound } from "./errors.js"
import * as Names from "./names.js"
import * as RequestBody from "./requestBody.js"
import * as SessionCookie from "./sessionCookie.js"
import { Site } from "./site.js"

const mediation = RequestBody.decode(
  Schema.Struct({ mediation: Schema.Literal("required", "conditional") }),
  "Reload the page and try again."
)

/** Lets the page start one ceremony, with a dialog or autofill. The server does not know the user yet. */
export const authorize = Effect.gen(function* () {
  const { rpId } = yield* Site
  const request = { rpId, discoverable: true, ...(yield* mediation) }
  const { authenticationToken } = yield* Authentication.authorize(request)
  return { authenticationToken } satisfies Responses.AuthorizedAuthentication
})

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
