/** The passkeys of a tenancy. */
import type { Passkey } from "@passlock-sdk/contract/Passkey"
import * as Schema from "effect/Schema"
import * as Records from "./records.js"
import type { Tables } from "./table.js"

/** The passkeys, oldest first. */
export interface Vault {
  readonly get: (id: string) => Passkey | undefined
  readonly findByCredential: (credentialId: string) => Passkey | undefined
  readonly ofUser: (userId: string) => ReadonlyArray<Passkey>
  readonly all: () => ReadonlyArray<Passkey>
  /** Returns false and changes nothing when the vault already has this credential. */
  readonly insert: (passkey: Passkey) => boolean
  /** Returns false when there is no such passkey. */
  readonly replace: (passkey: Passkey) => boolean
  readonly remove: (id: string) => Passkey | undefined
  /** The passkeys after a position, and the position of the last of them when more follow. */
  readonly page: (after: number, size: number) => { readonly passkeys: ReadonlyArray<Passkey>; readonly next?: number }
  readonly clear: () => void
}

export const make = (tables: Tables): Vault => {
  const table = tables("passkey", Records.StoredPasskey)
  const positions = tables("position", Schema.Number)
  const byCredential = new Map(
    Array.from(table.values(), ({ passkey }) => [passkey.credential.id, passkey.id] as const)
  )
  const get = (id: string) => table.get(id)?.passkey
  const all = () => Array.from(table.values(), ({ passkey }) => passkey)
  return {
    get,
    findByCredential: (credentialId) => {
      const id = byCredential.get(credentialId)
      return id === undefined ? undefined : get(id)
    },
    ofUser: (userId) => all().filter((passkey) => passkey.userId === userId),
    all,
    insert: (passkey) => {
      if (byCredential.has(passkey.credential.id)) return false
      // Positions are never reused, not even after a deletion: cursors refer to them.
      const position = (positions.get("last") ?? 0) + 1
      positions.set("last", position)
      table.set(passkey.id, { position, passkey })
      byCredential.set(passkey.credential.id, passkey.id)
      return true
    },
    replace: (passkey) => {
      const stored = table.get(passkey.id)
      if (stored === undefined) return false
      table.set(passkey.id, { ...stored, passkey })
      return true
    },
    remove: (id) => {
      const passkey = table.remove(id)?.passkey
      if (passkey !== undefined) byCredential.delete(passkey.credential.id)
      return passkey
    },
    page: (after, size) => {
      const passkeys: Array<Passkey> = []
      let last = after
      for (const { passkey, position } of table.values()) {
        if (position <= after) continue
        if (passkeys.length === size) return { passkeys, next: last }
        passkeys.push(passkey)
        last = position
      }
      return { passkeys }
    },
    clear: () => {
      table.clear()
      byCredential.clear()
    }
  }
}
