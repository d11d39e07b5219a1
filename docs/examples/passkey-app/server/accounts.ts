/** Users and their passkeys. Kept in memory; a real application has two tables. */
import { randomUUID } from "node:crypto"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

/** What the application itself knows of a passkey. The vault stores the rest. */
export interface AccountPasskey {
  /** The Passlock ID. */
  readonly id: string
  /** The name that the user gave it in the list, if any. */
  readonly name?: string
}

export interface Account {
  readonly id: string
  readonly email: string
  readonly displayName: string
  readonly passkeys: ReadonlyArray<AccountPasskey>
}

export class Accounts extends Context.Tag("passkey-app/Accounts")<
  Accounts,
  {
    readonly get: (id: string) => Effect.Effect<Account | undefined>
    /** Returns the account with this email address, or creates one. Atomic, so that concurrent sign-ups create one account. */
    readonly getOrCreate: (user: Pick<Account, "email" | "displayName">) => Effect.Effect<Account>
    readonly rename: (id: string, displayName: string) => Effect.Effect<void>
    readonly addPasskey: (id: string, passkeyId: string) => Effect.Effect<void>
    readonly renamePasskey: (id: string, passkeyId: string, name: string) => Effect.Effect<void>
    readonly removePasskey: (id: string, passkeyId: string) => Effect.Effect<void>
    readonly delete: (id: string) => Effect.Effect<void>
  }
>() {
  static readonly layerMemory: Layer.Layer<Accounts> = Layer.sync(Accounts, () => {
    const accounts = new Map<string, Account>()
    const change = (id: string, next: (account: Account) => Partial<Account>) =>
      Effect.sync(() => {
        const account = accounts.get(id)
        if (account !== undefined) accounts.set(id, { ...account, ...next(account) })
      })
    return {
      get: (id) => Effect.sync(() => accounts.get(id)),
      getOrCreate: ({ displayName, email }) =>
        Effect.sync(() => {
          for (const account of accounts.values()) if (account.email === email) return account
          const account: Account = { id: randomUUID(), email, displayName, passkeys: [] }
          accounts.set(account.id, account)
          return account
        }),
      rename: (id, displayName) => change(id, () => ({ displayName })),
      addPasskey: (id, passkeyId) =>
        change(id, ({ passkeys }) =>
          passkeys.some((passkey) => passkey.id === passkeyId) ? {} : { passkeys: [...passkeys, { id: passkeyId }] }
        ),
      renamePasskey: (id, passkeyId, name) =>
        change(id, ({ passkeys }) => ({
          passkeys: passkeys.map((passkey) => (passkey.id === passkeyId ? { ...passkey, name } : passkey))
        })),
      removePasskey: (id, passkeyId) =>
        change(id, ({ passkeys }) => ({ passkeys: passkeys.filter((passkey) => passkey.id !== passkeyId) })),
      delete: (id) => Effect.sync(() => void accounts.delete(id))
    }
  })
}
