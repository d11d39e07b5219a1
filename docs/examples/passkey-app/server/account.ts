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
import { Site } from "./site.js"
import * as StepUp from "./stepUp.js"
import * as Vault from "./vault.js"

export const show = Effect.gen(function* () {
  const { account } = yield* SessionCookie.requireLogin
  const passkeys = yield* Vault.passkeysOf(account)
  return { user: Names.userOf(account), passkeys: passkeys.map(Vault.toResponse) } satisfies Responses.Account
})

/** The vault does not store the display name. The authenticators do, so the page signals the new name to them. */
export const rename = Effect.gen(function* () {
  const { account } = yield* SessionCookie.requireLogin
  const displayName = yield* Names.displayName
  const { rpId } = yield* Site
  const passkeys = yield* Vault.passkeysOf(account)
  yield* Effect.flatMap(Accounts, (accounts) => accounts.rename(account.id, displayName))
  const userHandles = [...new Set(passkeys.map(({ credential }) => credential.userId))]
  return { user: { ...Names.userOf(account), displayName }, rpId, userHandles } satisfies Responses.RenamedUser
})

const passkeyIdParam = Effect.fnUntraced(function* ({ account }: SessionCookie.LoggedIn) {
  const { passkeyId = "" } = yield* HttpRouter.params
  return account.passkeyIds.includes(passkeyId) ? passkeyId : yield* new PasskeyNotInAccount()
})

/** Changes the name in the vault. The authenticator keeps its own name for the passkey. */
export const renamePasskey = Effect.gen(function* () {
  const loggedIn = yield* SessionCookie.requireLogin
  const passkeyId = yield* passkeyIdParam(loggedIn)
  const username = yield* Names.passkeyName
  return Vault.toResponse(yield* Passkeys.update({ passkeyId, username }))
})

export const removePasskey = Effect.gen(function* () {
  const loggedIn = yield* SessionCookie.requireLogin
  const { account } = loggedIn
  const passkeyId = yield* passkeyIdParam(loggedIn)
  yield* StepUp.require(loggedIn)
  // Read the passkeys before deleting one: the page needs their credential IDs to signal the authenticator.
  const passkeys = yield* Vault.passkeysOf(account)
  const passkey = passkeys.find(({ id }) => id === passkeyId)
  if (passkey === undefined) return yield* new PasskeyNotInAccount()
  // A retry fails with NotFound when the first attempt deleted the passkey but its response was lost.
  yield* Effect.catchTag(Passkeys.delete({ passkeyId }), "NotFound", () => Effect.void)
  yield* Effect.flatMap(Accounts, (accounts) => accounts.removePasskey(account.id, passkeyId))
  return Vault.toRemovedPasskey(passkey, passkeys)
})

export const deleteAccount = Effect.gen(function* () {
  const loggedIn = yield* SessionCookie.requireLogin
  const { account } = loggedIn
  yield* StepUp.require(loggedIn)
  const passkeys = yield* Vault.passkeysOf(account)
  yield* Effect.catchTag(Passkeys.deleteForUser({ userId: account.id }), "NotFound", () => Effect.void)
  yield* Effect.flatMap(Accounts, (accounts) => accounts.delete(account.id))
  yield* Effect.flatMap(Sessions, (sessions) => sessions.deleteForUser(account.id))
  yield* SessionCookie.end
  return {
    removed: passkeys.map((passkey) => Vault.toRemovedPasskey(passkey, []))
  } satisfies Responses.DeletedAccount
})
