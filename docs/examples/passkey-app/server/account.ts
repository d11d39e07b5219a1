/** The account page: show and rename the user, rename and remove passkeys, delete the account. */
import * as HttpRouter from "@effect/platform/HttpRouter"
import { Passkeys } from "@passlock-sdk/effect"
import * as Effect from "effect/Effect"
import type * as Responses from "../wire/responses.js"
import { Accounts } from "./accounts.js"
import { PasskeyNotInAccount } from "./errors.js"
import * as Names from "./names.js"
import * as SessionCookie from "./sessionCookie.js"
import { Sessions } from "./sessions.js"
import * as StepUp from "./stepUp.js"
import * as Vault from "./vault.js"

export const show = Effect.gen(function* () {
  const { account } = yield* SessionCookie.requireLogin
  const vault = yield* Vault.passkeysOf(account)
  const passkeys = vault.map((passkey) => Vault.toResponse(passkey, account))
  return { user: Names.userOf(account), passkeys } satisfies Responses.Account
})

/** Devices show the name with the user's passkeys, so the page hands it on to them. The vault does not store it. */
export const rename = Effect.gen(function* () {
  const { account } = yield* SessionCookie.requireLogin
  const { email, id } = account
  const displayName = yield* Names.displayName
  const { updatePasskeysToken } = yield* Passkeys.prepareUpdate({ userId: id, username: email, displayName })
  yield* Effect.flatMap(Accounts, (accounts) => accounts.rename(id, displayName))
  return { user: { ...Names.userOf(account), displayName }, updatePasskeysToken } satisfies Responses.RenamedUser
})

/** Passlock deletes any passkey of the tenancy, so check here that it belongs to the user. */
const passkeyIdParam = Effect.fnUntraced(function* ({ account }: SessionCookie.LoggedIn) {
  const { passkeyId = "" } = yield* HttpRouter.params
  return account.passkeys.some(({ id }) => id === passkeyId) ? passkeyId : yield* new PasskeyNotInAccount()
})

/** The name in the list is the application's own. Devices show the user's name. */
export const renamePasskey = Effect.gen(function* () {
  const loggedIn = yield* SessionCookie.requireLogin
  const passkeyId = yield* passkeyIdParam(loggedIn)
  const name = yield* Names.passkeyName
  yield* Effect.flatMap(Accounts, (accounts) => accounts.renamePasskey(loggedIn.account.id, passkeyId, name))
  return { name } satisfies Responses.RenamedPasskey
})

export const removePasskey = Effect.gen(function* () {
  const loggedIn = yield* SessionCookie.requireLogin
  const passkeyId = yield* passkeyIdParam(loggedIn)
  yield* StepUp.require(loggedIn)
  // Succeeds again if the response of an earlier attempt was lost.
  const { deletePasskeysToken } = yield* Passkeys.prepareDeletion({ passkeyIds: [passkeyId] })
  yield* Effect.flatMap(Accounts, (accounts) => accounts.removePasskey(loggedIn.account.id, passkeyId))
  return { deletePasskeysToken } satisfies Responses.RemovedPasskeys
})

export const deleteAccount = Effect.gen(function* () {
  const loggedIn = yield* SessionCookie.requireLogin
  const { account } = loggedIn
  yield* StepUp.require(loggedIn)
  const { deletePasskeysToken } = yield* Passkeys.prepareDeletion({ userId: account.id })
  yield* Effect.flatMap(Accounts, (accounts) => accounts.delete(account.id))
  yield* Effect.flatMap(Sessions, (sessions) => sessions.deleteForUser(account.id))
  yield* SessionCookie.end
  return { deletePasskeysToken } satisfies Responses.RemovedPasskeys
})
