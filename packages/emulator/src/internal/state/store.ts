/**
 * The state of an emulator, in memory. Every operation is synchronous, so a check and the change that depends on it are
 * one step, whatever else is going on.
 */
import type { Json } from "@passlock-sdk/contract/Json"
import type { Passkey } from "@passlock-sdk/contract/Passkey"
import type { ExtendedPrincipal } from "@passlock-sdk/contract/Principal"
import type { UserVerification } from "@passlock-sdk/contract/WebAuthn"
import type { Config } from "../settings.js"
import * as Expiring from "./expiring.js"
import * as Secret from "./secret.js"

/** A registration that a server prepared. */
export interface PreparedRegistration {
  readonly rpId: string
  readonly userId: string
  readonly username: string
  readonly displayName: string
  readonly excludeCredentials: ReadonlyArray<string>
  readonly userVerification: UserVerification
  readonly timeout: number | undefined
}

/** An authentication that a server prepared, or that a page started. */
export interface PreparedAuthentication {
  readonly rpId: string
  /** The ids of the passkeys that are allowed; `undefined` for any. */
  readonly allowed: ReadonlyArray<string> | undefined
  readonly userVerification: UserVerification
  readonly timeout: number | undefined
}

/** What was asked of the authenticator, and of which page. */
export interface Asked {
  /** base64url. */
  readonly challenge: string
  /** The page that asked for the options, where it said so. */
  readonly origin: string | undefined
}

export interface RegistrationSession extends PreparedRegistration, Asked {
  /** The WebAuthn user handle, base64url. */
  readonly handle: string
}

export interface AuthenticationSession extends PreparedAuthentication, Asked {}

/** The passkeys of a tenancy, oldest first. */
export interface Vault {
  readonly get: (id: string) => Passkey | undefined
  readonly findByCredential: (credentialId: string) => Passkey | undefined
  readonly ofUser: (userId: string) => ReadonlyArray<Passkey>
  /** False, and nothing is changed, where the vault already holds this credential. */
  readonly insert: (passkey: Passkey) => boolean
  /** False where there is none to replace. */
  readonly replace: (passkey: Passkey) => boolean
  readonly remove: (id: string) => Passkey | undefined
  /** The passkeys after a position, and the position of the last of them where more follow. */
  readonly page: (after: number, size: number) => { readonly passkeys: ReadonlyArray<Passkey>; readonly next?: number }
}

/** A challenge, with what recognises its solution. */
export interface PendingChallenge {
  readonly challengeId: string
  readonly purpose: string
  readonly email: string
  readonly userId: string | undefined
  readonly createdAt: number
  readonly expiresAt: number
  readonly metadata: { readonly [key: string]: Json } | null
  readonly secret: Secret.Digest
  readonly code: Secret.Digest
  /** How many wrong codes were tried. */
  readonly attempts: number
}

export interface Challenges {
  readonly get: (challengeId: string) => PendingChallenge | undefined
  readonly put: (challenge: PendingChallenge) => void
  readonly remove: (challengeId: string) => boolean
  readonly removeWhere: (predicate: (challenge: PendingChallenge) => boolean) => void
  readonly size: () => number
}

/** Which times something happened, by a key. */
export interface Occurrences {
  /** The times within the window, oldest first. */
  readonly within: (key: string, since: number) => ReadonlyArray<number>
  /** Counts once more, and forgets what is older than the window. */
  readonly add: (key: string, now: number, since: number) => void
}

export interface Tenancy {
  readonly id: string
  readonly apiKey: Secret.Digest
  readonly vault: Vault
  /** The WebAuthn user handle of a user at a relying party, base64url: random, and always the same. */
  readonly handleOf: (rpId: string, userId: string) => string
  readonly challenges: Challenges
  readonly challengeCreations: Occurrences
  readonly registrationTokens: Expiring.Expiring<PreparedRegistration>
  readonly authenticationTokens: Expiring.Expiring<PreparedAuthentication>
  readonly registrationSessions: Expiring.Expiring<RegistrationSession>
  readonly authenticationSessions: Expiring.Expiring<AuthenticationSession>
  readonly principals: Expiring.Expiring<ExtendedPrincipal>
  /** What cursors are sealed with. */
  readonly cursorKey: Uint8Array
}

export interface Store {
  readonly tenancy: (id: string) => Tenancy | undefined
}

const makeVault = (): Vault => {
  const entries = new Map<string, { readonly position: number; readonly passkey: Passkey }>()
  const byCredential = new Map<string, string>()
  let position = 0
  const get = (id: string) => entries.get(id)?.passkey
  return {
    get,
    findByCredential: (credentialId) => {
      const id = byCredential.get(credentialId)
      return id === undefined ? undefined : get(id)
    },
    ofUser: (userId) =>
      Array.from(entries.values(), (entry) => entry.passkey).filter((passkey) => passkey.userId === userId),
    insert: (passkey) => {
      if (byCredential.has(passkey.credential.id)) return false
      position += 1
      entries.set(passkey.id, { position, passkey })
      byCredential.set(passkey.credential.id, passkey.id)
      return true
    },
    replace: (passkey) => {
      const entry = entries.get(passkey.id)
      if (entry === undefined) return false
      entries.set(passkey.id, { ...entry, passkey })
      return true
    },
    remove: (id) => {
      const passkey = get(id)
      if (passkey === undefined) return undefined
      entries.delete(id)
      byCredential.delete(passkey.credential.id)
      return passkey
    },
    page: (after, size) => {
      const passkeys: Array<Passkey> = []
      let last = after
      for (const entry of entries.values()) {
        if (entry.position <= after) continue
        if (passkeys.length === size) return { passkeys, next: last }
        passkeys.push(entry.passkey)
        last = entry.position
      }
      return { passkeys }
    }
  }
}

const makeChallenges = (retention: number): Challenges => {
  const challenges = new Map<string, PendingChallenge>()
  return {
    get: (challengeId) => challenges.get(challengeId),
    put: (challenge) => {
      // All live equally long, so the oldest stand in front; a new one carries the time of now.
      for (const [id, old] of challenges) {
        if (challenge.createdAt < old.expiresAt + retention) break
        challenges.delete(id)
      }
      challenges.set(challenge.challengeId, challenge)
    },
    remove: (challengeId) => challenges.delete(challengeId),
    removeWhere: (predicate) => {
      for (const [id, challenge] of challenges) if (predicate(challenge)) challenges.delete(id)
    },
    size: () => challenges.size
  }
}

const makeOccurrences = (): Occurrences => {
  const times = new Map<string, ReadonlyArray<number>>()
  const within = (key: string, since: number) => (times.get(key) ?? []).filter((time) => time > since)
  return {
    within,
    add: (key, now, since) => {
      const recent = [...within(key, since), now]
      // Deleting first moves the key to the end, so the keys that were quiet longest stand in front.
      times.delete(key)
      for (const [other, [...all]] of times) {
        if (all.some((time) => time > since)) break
        times.delete(other)
      }
      times.set(key, recent)
    }
  }
}

const makeHandles = () => {
  const handles = new Map<string, string>()
  return (rpId: string, userId: string) => {
    const key = JSON.stringify([rpId, userId])
    const handle = handles.get(key) ?? Secret.make()
    handles.set(key, handle)
    return handle
  }
}

export const make = ({ tenancies, settings }: Config): Store => {
  const byId = new Map(
    tenancies.map(({ tenancyId, apiKey }): readonly [string, Tenancy] => [
      tenancyId,
      {
        id: tenancyId,
        apiKey: Secret.digest(apiKey),
        vault: makeVault(),
        handleOf: makeHandles(),
        challenges: makeChallenges(settings.expiredChallengeRetention),
        challengeCreations: makeOccurrences(),
        registrationTokens: Expiring.make(),
        authenticationTokens: Expiring.make(),
        registrationSessions: Expiring.make(),
        authenticationSessions: Expiring.make(),
        principals: Expiring.make(),
        cursorKey: Secret.makeBytes(32)
      }
    ])
  )
  return { tenancy: (id) => byId.get(id) }
}
