/** The state of an emulator, by tenancy. */
import { ExtendedPrincipal } from "@passlock-sdk/contract/Principal"
import * as Schema from "effect/Schema"
import type { Config, Settings, TenancyConfig } from "../settings.js"
import * as Challenges from "./challenges.js"
import * as Expiring from "./expiring.js"
import * as Records from "./records.js"
import * as Secret from "./secret.js"
import { type Journal, type Tables, tablesOf } from "./table.js"
import * as Vault from "./vault.js"

export interface Tenancy extends Omit<TenancyConfig, "tenancyId" | "apiKey"> {
  readonly id: string
  readonly apiKey: Secret.Digest
  readonly vault: Vault.Vault
  /** The random WebAuthn user handle of a user at a relying party, base64url. Stays the same for the same user. */
  readonly userHandle: (rpId: string, userId: string) => string
  readonly challenges: Challenges.Challenges
  readonly challengeCreations: Challenges.Occurrences
  readonly outbox: Challenges.Outbox
  readonly registrationTokens: Expiring.Expiring<Records.PreparedRegistration>
  readonly authenticationTokens: Expiring.Expiring<Records.PreparedAuthentication>
  readonly updateTokens: Expiring.Expiring<Records.PreparedUpdate>
  readonly deletionTokens: Expiring.Expiring<Records.PreparedDeletion>
  readonly pruningTokens: Expiring.Expiring<Records.PreparedPruning>
  readonly registrationSessions: Expiring.Expiring<Records.RegistrationSession>
  readonly authenticationSessions: Expiring.Expiring<Records.AuthenticationSession>
  readonly principals: Expiring.Expiring<ExtendedPrincipal>
  /** The key for the MAC of cursors. */
  readonly cursorKey: string
  /** Removes everything except the cursor key. */
  readonly clear: () => void
}

export interface Store {
  /** By ID. */
  readonly tenancies: ReadonlyMap<string, Tenancy>
  /** The settings for requests to an unknown tenancy. */
  readonly settings: Settings
  /** The only generation of the API; `undefined` for both. */
  readonly api: Config["api"]
  /** The tables that belong to no tenancy. */
  readonly tables: Tables
  readonly flush: Journal["flush"]
}

const makeHandles = (tables: Tables) => {
  const handles = tables("handle", Schema.String)
  return {
    of: (rpId: string, userId: string) => {
      const key = JSON.stringify([rpId, userId])
      const existing = handles.get(key)
      if (existing !== undefined) return existing
      const handle = Secret.make()
      handles.set(key, handle)
      return handle
    },
    clear: handles.clear
  }
}

const makeCursorKey = (tables: Tables): string => {
  const keys = tables("key", Schema.String)
  const key = keys.get("cursor") ?? Secret.make()
  keys.set("cursor", key)
  return key
}

const makeTenancy = ({ tenancyId, apiKey, ...config }: TenancyConfig, tables: Tables): Tenancy => {
  const handles = makeHandles(tables)
  const { openSessions } = config.settings
  const state = {
    vault: Vault.make(tables),
    challenges: Challenges.make(tables, config.settings.expiredChallengeRetention),
    challengeCreations: Challenges.makeOccurrences(tables),
    outbox: Challenges.makeOutbox(tables),
    registrationTokens: Expiring.make(tables, "registrationToken", Records.PreparedRegistration),
    authenticationTokens: Expiring.make(tables, "authenticationToken", Records.PreparedAuthentication),
    updateTokens: Expiring.make(tables, "updateToken", Records.PreparedUpdate),
    deletionTokens: Expiring.make(tables, "deletionToken", Records.PreparedDeletion),
    pruningTokens: Expiring.make(tables, "pruningToken", Records.PreparedPruning),
    // Pages add these without the API key.
    registrationSessions: Expiring.make(tables, "registrationSession", Records.RegistrationSession, openSessions),
    authenticationSessions: Expiring.make(tables, "authenticationSession", Records.AuthenticationSession, openSessions),
    principals: Expiring.make(tables, "principal", ExtendedPrincipal, openSessions)
  }
  return {
    ...config,
    ...state,
    id: tenancyId,
    apiKey: Secret.digest(apiKey),
    userHandle: handles.of,
    cursorKey: makeCursorKey(tables),
    clear: () => {
      for (const part of [handles, ...Object.values(state)]) part.clear()
    }
  }
}

export const make = (config: Config, journal: Journal): Store => {
  // Encodes the IDs: SQLite does not return every character as it was stored.
  const tenancies = config.tenancies.map((tenancy) =>
    makeTenancy(tenancy, tablesOf(journal, encodeURIComponent(tenancy.tenancyId)))
  )
  return {
    tenancies: new Map(tenancies.map((tenancy) => [tenancy.id, tenancy])),
    settings: config.settings,
    api: config.api,
    tables: tablesOf(journal, ""),
    flush: journal.flush
  }
}
