/** The passkeys of an account, as the vault has them. */
import { type Passkey, Passkeys } from "@passlock-sdk/effect"
import * as Effect from "effect/Effect"
import type * as Answer from "../wire/answers.js"
import { type Account, Accounts } from "./accounts.js"

/** One that is gone from the vault, by another way than this application, is forgotten. */
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

export const describe = ({ createdAt, credential, id, lastUsed, platform }: Passkey): Answer.Passkey => ({
  id,
  name: credential.username,
  platform: platform?.name ?? null,
  isSynced: credential.backedUp,
  createdAt,
  lastUsed: lastUsed ?? null
})

/** What a device that has this passkey needs to know to remove it, and to keep the others. */
export const removal = ({ credential, id }: Passkey, passkeys: ReadonlyArray<Passkey>): Answer.RemovedPasskey => ({
  rpId: credential.rpId,
  userHandle: credential.userId,
  credentialId: credential.id,
  acceptedCredentialIds: passkeys.filter((each) => each.id !== id).map((each) => each.credential.id)
})
