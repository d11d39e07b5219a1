/** The challenges of a tenancy, the times of their creation for the rate limit, and the emails with their codes. */
import * as Schema from "effect/Schema"
import * as Records from "./records.js"
import type { Tables } from "./table.js"

export interface Challenges {
  readonly get: (challengeId: string) => Records.PendingChallenge | undefined
  readonly all: () => ReadonlyArray<Records.PendingChallenge>
  readonly put: (challenge: Records.PendingChallenge) => void
  readonly remove: (challengeId: string) => boolean
  readonly removeWhere: (predicate: (challenge: Records.PendingChallenge) => boolean) => void
  readonly size: () => number
  readonly clear: () => void
}

/** @param retention how long expired challenges are kept, in milliseconds */
export const make = (tables: Tables, retention: number): Challenges => {
  const table = tables("challenge", Records.PendingChallenge)
  return {
    get: table.get,
    all: () => Array.from(table.values()),
    put: (challenge) => {
      // All challenges have the same lifetime, so the oldest expire first.
      for (const [id, old] of table.entries()) {
        if (challenge.createdAt < old.expiresAt + retention) break
        table.remove(id)
      }
      table.set(challenge.challengeId, challenge)
    },
    remove: (challengeId) => table.remove(challengeId) !== undefined,
    removeWhere: (predicate) => {
      for (const [id, challenge] of table.entries()) if (predicate(challenge)) table.remove(id)
    },
    size: table.size,
    clear: table.clear
  }
}

/** The times of events, by key. */
export interface Occurrences {
  /** The times after `since`, oldest first. */
  readonly within: (key: string, since: number) => ReadonlyArray<number>
  /** Adds an event, and removes those before `since`. */
  readonly add: (key: string, now: number, since: number) => void
  readonly clear: () => void
}

export const makeOccurrences = (tables: Tables): Occurrences => {
  const times = tables("occurrence", Schema.Array(Schema.Number))
  const within = (key: string, since: number) => (times.get(key) ?? []).filter((time) => time > since)
  return {
    within,
    add: (key, now, since) => {
      const recent = [...within(key, since), now]
      // Deleting first moves the key to the end, so the keys without recent events come first.
      times.remove(key)
      for (const [other, all] of times.entries()) {
        if (all.some((time) => time > since)) break
        times.remove(other)
      }
      times.set(key, recent)
    },
    clear: times.clear
  }
}

/** The emails of the latest challenges. */
export interface Outbox {
  /** Newest first. */
  readonly mails: () => ReadonlyArray<Records.Mail>
  readonly add: (mail: Records.Mail) => void
  readonly clear: () => void
}

const maximumMails = 200

export const makeOutbox = (tables: Tables): Outbox => {
  const table = tables("mail", Records.Mail)
  return {
    mails: () => Array.from(table.values()).reverse(),
    add: (mail) => {
      for (const id of table.entries()) {
        if (table.size() < maximumMails) break
        table.remove(id[0])
      }
      table.set(mail.challengeId, mail)
    },
    clear: table.clear
  }
}
