/** Reads an account's passkeys from the vault. */
import { type Passkey, Passkeys } from "@passlock-sdk/effect"
import * as Effect from "effect/Effect"
import type * as Responses from "../wire/responses.js"
import { type Account, Accounts } from "./accounts.js"

/** Removes the passkey from the account if the vault no longer has it. */
const find = Effect.fnUntraced(function* (account: Account, passkeyId: string) {
  const accounts = yield* Accounts
  return yield* Passkeys.get({ passkeyId }).pipe(
    Effect.catchTag("NotFound", () => Effect.as(accounts.removePasskey(account.id, passkeyId), undefined))
  )
})

export const passkeysOf = (account: Account) =>
  Effect.map(
    Effect.forEach(account.passkeyIds, (passkeyId) => find(account, passkeyId), { concurrency: 5 }),
    (passkeys) => passkeys.filter((passkey) => passkey !== undefined)
  )

export const toResponse = ({ createdAt, credential, id, lastUsed, platform }: Passkey): Responses.Passkey => ({
  id,
  name: credential.username,
  platform: platform?.name ?? null,
  isSynced: credential.backedUp,
  createdAt,
  lastUsed: lastUsed ?? null
})

/** The IDs that the page signals to the authenticator: the removed passkey and the remaining ones. */
export const toRemovedPasskey = (
  { credential, id }: Passkey,
  passkeys: ReadonlyArray<Passkey>
): Responses.RemovedPasskey => ({
  rpId: credential.rpId,
  userHandle: credential.userId,
  credentialId: credential.id,
  acceptedCredentialIds: passkeys.filter((each) => each.id !== id).map((each) => each.credential.id)
})
