/** What users see and change of their account. */
import * as HttpRouter from "@effect/platform/HttpRouter"
import { Passkeys } from "@passlock-sdk/effect"
import * as Effect from "effect/Effect"
import type * as Answer from "../wire/answers.js"
import { Accounts } from "./accounts.js"
import * as Names from "./names.js"
import { NotYourPasskey } from "./refusals.js"
import { Sessions } from "./sessions.js"
import { Site } from "./site.js"
import * as StepUp from "./stepUp.js"
import * as Vault from "./vault.js"
import * as Visits from "./visits.js"

export const show = Effect.gen(function* () {
  const { account } = yield* Visits.member
  const passkeys = yield* Vault.passkeysOf(account)
  return { user: Names.userOf(account), passkeys: passkeys.map(Vault.describe) } satisfies Answer.Account
})

/** The vault does not keep this name; the devices do, and the page tells them. */
export const rename = Effect.gen(function* () {
  const { account } = yield* Visits.member
  const displayName = yield* Names.displayName
  const { rpId } = yield* Site
  const passkeys = yield* Vault.passkeysOf(account)
  yield* Effect.flatMap(Accounts, (accounts) => accounts.rename(account.id, displayName))
  const userHandles = [...new Set(passkeys.map(({ credential }) => credential.userId))]
  return { user: { ...Names.userOf(account), displayName }, rpId, userHandles } satisfies Answer.RenamedUser
})

const passkeyOfPath = Effect.fnUntraced(function* ({ account }: Visits.LoggedIn) {
  const { passkeyId = "" } = yield* HttpRouter.params
  return account.passkeyIds.includes(passkeyId) ? passkeyId : yield* new NotYourPasskey()
})

/** The vault's name alone: the device keeps its own. */
export const renamePasskey = Effect.gen(function* () {
  const loggedIn = yield* Visits.member
  const passkeyId = yield* passkeyOfPath(loggedIn)
  const username = yield* Names.passkeyName
  return Vault.describe(yield* Passkeys.update({ passkeyId, username }))
})

export const removePasskey = Effect.gen(function* () {
  const loggedIn = yield* Visits.member
  const { account } = loggedIn
  const passkeyId = yield* passkeyOfPath(loggedIn)
  yield* StepUp.require(loggedIn)
  // Read first: whatever fails after the deletion, the device can still be told of it.
  const passkeys = yield* Vault.passkeysOf(account)
  const passkey = passkeys.find(({ id }) => id === passkeyId)
  if (passkey === undefined) return yield* new NotYourPasskey()
  // Not found is what a second attempt is told, after the answer to the first was lost.
  yield* Effect.catchTag(Passkeys.delete({ passkeyId }), "NotFound", () => Effect.void)
  yield* Effect.flatMap(Accounts, (accounts) => accounts.removePasskey(account.id, passkeyId))
  return Vault.removal(passkey, passkeys)
})

export const deleteAccount = Effect.gen(function* () {
  const loggedIn = yield* Visits.member
  const { account } = loggedIn
  yield* StepUp.require(loggedIn)
  const passkeys = yield* Vault.passkeysOf(account)
  yield* Effect.catchTag(Passkeys.deleteForUser({ userId: account.id }), "NotFound", () => Effect.void)
  yield* Effect.flatMap(Accounts, (accounts) => accounts.delete(account.id))
  yield* Effect.flatMap(Sessions, (sessions) => sessions.deleteForUser(account.id))
  yield* Visits.end
  return { removed: passkeys.map((passkey) => Vault.removal(passkey, [])) } satisfies Answer.DeletedAccount
})
