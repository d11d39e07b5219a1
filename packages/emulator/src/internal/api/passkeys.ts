/** Lists, reads, renames and deletes the passkeys of the vault, and prepares what the page signals to the device. */
import type { Passkey, PasskeyPruningInstructions, PasskeySummary, Warning } from "@passlock-sdk/contract/Passkey"
import { BadRequest, NotFound } from "@passlock-sdk/contract/PasslockError"
import { revealSecret } from "@passlock-sdk/contract/Strings"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Secret from "../state/secret.js"
import type { Tenancy } from "../state/store.js"
import { fail, type HandlersOf, type OperationsOf } from "./handler.js"
import { addToken } from "./tokens.js"

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

const warningsOf = (passkeys: ReadonlyArray<Passkey>): ReadonlyArray<Warning> =>
  passkeys.length === 0 ? [{ code: "NO_PASSKEYS_FOUND", message: "This user has no passkeys." }] : []

interface Account {
  readonly rpId: string
  /** The WebAuthn user handle, base64url. */
  readonly userId: string
  readonly credentialIds: Array<string>
}

/** Groups passkeys as a device does: by relying party and user handle. */
const accountsOf = (passkeys: ReadonlyArray<Passkey>): ReadonlyArray<Account> => {
  const accounts = new Map<string, Account>()
  for (const { credential } of passkeys) {
    const { id, rpId, userId } = credential
    const key = JSON.stringify([rpId, userId])
    const account = accounts.get(key)
    if (account === undefined) accounts.set(key, { rpId, userId, credentialIds: [id] })
    else account.credentialIds.push(id)
  }
  return [...accounts.values()]
}

/** The only user of the passkeys. */
const ownerOf = (passkeys: ReadonlyArray<Passkey>): string | undefined => {
  const [owner, ...others] = new Set(passkeys.map(({ userId }) => userId))
  return others.length === 0 ? owner : undefined
}

/** Taken from the vault when the page asks: a device would remove a passkey that was registered since the preparation. */
const pruningOf = (passkeys: ReadonlyArray<Passkey>): PasskeyPruningInstructions => ({
  _tag: "PasskeyPruningInstructions",
  instructions: accountsOf(passkeys).map(({ credentialIds, rpId, userId }) => ({
    rpId,
    userId,
    allAcceptedCredentialIds: credentialIds
  })),
  warnings: warningsOf(passkeys)
})

const invalidToken = (kind: "update" | "delete" | "prune") => fail(BadRequest, `Invalid or expired ${kind} token`)

export const handlers: HandlersOf<OperationsOf<"Passkeys">> = {
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
  }),

  "Passkeys.prepareUpdate": Effect.fnUntraced(function* (request, { tenancy }) {
    const { userId: owner, username, displayName = username } = request
    const now = yield* Clock.currentTimeMillis
    const passkeys = tenancy.vault.ofUser(owner)
    for (const passkey of passkeys) tenancy.vault.replace(renamed(passkey, username, now))
    const instructions = accountsOf(passkeys).map(({ rpId, userId }) => ({ rpId, userId, username, displayName }))
    const warnings = warningsOf(passkeys)
    const prepared = { userId: owner, instructions, warnings }
    const { expiresAt, token } = yield* addToken(tenancy, tenancy.updateTokens, prepared)
    return { _tag: "PreparedPasskeyUpdate", updatePasskeysToken: token, expiresAt, warnings }
  }),

  "Passkeys.prepareDeletion": Effect.fnUntraced(function* (request, { tenancy }) {
    const { vault } = tenancy
    const passkeyIds = request.passkeyIds ?? vault.ofUser(request.userId).map(({ id }) => id)
    const deleted: Array<Passkey> = []
    const unknown: Array<Warning> = []
    for (const passkeyId of new Set(passkeyIds)) {
      const passkey = vault.remove(passkeyId)
      if (passkey !== undefined) deleted.push(passkey)
      else unknown.push({ code: "PASSKEY_NOT_FOUND", message: "The vault has no passkey with this ID.", passkeyId })
    }
    const warnings = request.userId === undefined ? unknown : warningsOf(deleted)
    const instructions = deleted.map(({ credential: { id, rpId, userId } }) => ({ rpId, userId, credentialId: id }))
    const prepared = { userId: request.userId ?? ownerOf(deleted), instructions, warnings }
    const { expiresAt, token } = yield* addToken(tenancy, tenancy.deletionTokens, prepared)
    return { _tag: "PreparedPasskeyDeletion", deletePasskeysToken: token, expiresAt, warnings }
  }),

  "Passkeys.preparePruning": Effect.fnUntraced(function* ({ userId }, { tenancy }) {
    const { expiresAt, token } = yield* addToken(tenancy, tenancy.pruningTokens, { userId })
    const warnings = warningsOf(tenancy.vault.ofUser(userId))
    return { _tag: "PreparedPasskeyPruning", prunePasskeysToken: token, expiresAt, warnings }
  }),

  "Passkeys.exchangeUpdate": Effect.fnUntraced(function* ({ updatePasskeysToken }, { tenancy }) {
    const now = yield* Clock.currentTimeMillis
    const prepared = tenancy.updateTokens.take(revealSecret(updatePasskeysToken), now)
    if (prepared === undefined) return yield* invalidToken("update")
    const { instructions, warnings } = prepared
    return { _tag: "PasskeyUpdateInstructions", instructions, warnings }
  }),

  "Passkeys.exchangeDeletion": Effect.fnUntraced(function* ({ deletePasskeysToken }, { tenancy }) {
    const now = yield* Clock.currentTimeMillis
    const prepared = tenancy.deletionTokens.take(revealSecret(deletePasskeysToken), now)
    if (prepared === undefined) return yield* invalidToken("delete")
    const { instructions, warnings } = prepared
    return { _tag: "PasskeyDeletionInstructions", instructions, warnings }
  }),

  "Passkeys.exchangePruning": Effect.fnUntraced(function* ({ prunePasskeysToken }, { tenancy }) {
    const now = yield* Clock.currentTimeMillis
    const prepared = tenancy.pruningTokens.take(revealSecret(prunePasskeysToken), now)
    if (prepared === undefined) return yield* invalidToken("prune")
    return pruningOf(tenancy.vault.ofUser(prepared.userId))
  })
}
