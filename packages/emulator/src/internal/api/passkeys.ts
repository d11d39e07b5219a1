/** Lists, reads, renames and deletes the passkeys of the vault. */
import type { Passkey, PasskeySummary } from "@passlock-sdk/contract/Passkey"
import { BadRequest, NotFound } from "@passlock-sdk/contract/PasslockError"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Secret from "../state/secret.js"
import type { Tenancy } from "../state/store.js"
import { fail, type HandlersOf } from "./handler.js"

const summaryOf = (passkey: Passkey): PasskeySummary => ({
  _tag: "PasskeySummary",
  id: passkey.id,
  ...(passkey.userId !== undefined && { userId: passkey.userId }),
  enabled: passkey.enabled,
  credential: { id: passkey.credential.id, userId: passkey.credential.userId },
  createdAt: passkey.createdAt,
  ...(passkey.lastUsed !== undefined && { lastUsed: passkey.lastUsed })
})

const renamed = (passkey: Passkey, username: string, now: number): Passkey => ({
  ...passkey,
  credential: { ...passkey.credential, username },
  updatedAt: now
})

/** A position in the vault with a MAC, so that clients cannot forge or change it. */
const cursorOf = ({ cursorKey }: Tenancy, position: number): string =>
  `${position.toString(36)}.${Secret.mac(cursorKey, position.toString(36)).toString("base64url")}`

const positionOf = ({ cursorKey }: Tenancy, cursor: string): number | undefined => {
  const [position = "", mac = "", ...rest] = cursor.split(".")
  return rest.length === 0 && Secret.isMac(cursorKey, position, Buffer.from(mac, "base64url"))
    ? Number.parseInt(position, 36)
    : undefined
}

const noPasskey = fail(NotFound, "The vault has no passkey with this ID.")

const noPasskeys = fail(NotFound, "This user has no passkeys.")

export const handlers: HandlersOf<
  | "Passkeys.list"
  | "Passkeys.get"
  | "Passkeys.update"
  | "Passkeys.delete"
  | "Passkeys.updateForUser"
  | "Passkeys.deleteForUser"
> = {
  "Passkeys.list": Effect.fnUntraced(function* ({ cursor }, { tenancy }) {
    const after = cursor === undefined ? 0 : positionOf(tenancy, cursor)
    if (after === undefined) return yield* fail(BadRequest, "cursor: expected the cursor of an earlier page")
    const { passkeys, next } = tenancy.vault.page(after, tenancy.settings.pageSize)
    return {
      _tag: "FindAllPasskeys",
      cursor: next === undefined ? null : cursorOf(tenancy, next),
      records: passkeys.map(summaryOf)
    }
  }),

  "Passkeys.get": Effect.fnUntraced(function* ({ passkeyId }, { tenancy }) {
    return tenancy.vault.get(passkeyId) ?? (yield* noPasskey)
  }),

  "Passkeys.update": Effect.fnUntraced(function* ({ passkeyId, username }, { tenancy }) {
    const now = yield* Clock.currentTimeMillis
    const passkey = tenancy.vault.get(passkeyId)
    if (passkey === undefined) return yield* noPasskey
    if (username === undefined) return passkey
    const changed = renamed(passkey, username, now)
    tenancy.vault.replace(changed)
    return changed
  }),

  "Passkeys.delete": Effect.fnUntraced(function* ({ passkeyId }, { tenancy }) {
    return tenancy.vault.remove(passkeyId) ?? (yield* noPasskey)
  }),

  "Passkeys.updateForUser": Effect.fnUntraced(function* ({ userId, username }, { tenancy }) {
    const now = yield* Clock.currentTimeMillis
    const updated = tenancy.vault.ofUser(userId).map((passkey) => renamed(passkey, username, now))
    if (updated.length === 0) return yield* noPasskeys
    updated.forEach(tenancy.vault.replace)
    return { _tag: "UpdatedPasskeys", updated }
  }),

  "Passkeys.deleteForUser": Effect.fnUntraced(function* ({ userId }, { tenancy }) {
    const deleted = tenancy.vault.ofUser(userId)
    if (deleted.length === 0) return yield* noPasskeys
    for (const { id } of deleted) tenancy.vault.remove(id)
    return { _tag: "DeletedPasskeys", deleted }
  })
}
