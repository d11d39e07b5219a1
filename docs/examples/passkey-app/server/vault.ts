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
    Effect.forEach(account.passkeys, ({ id }) => find(account, id), { concurrency: 5 }),
    (passkeys) => passkeys.filter((passkey) => passkey !== undefined)
  )

export const toResponse = (
  { createdAt, credential, id, lastUsed, platform }: Passkey,
  account: Account
): Responses.Passkey => ({
  id,
  name: account.passkeys.find((passkey) => passkey.id === id)?.name ?? credential.username,
  platform: platform?.name ?? null,
  isSynced: credential.backedUp,
  createdAt,
  lastUsed: lastUsed ?? null
})
