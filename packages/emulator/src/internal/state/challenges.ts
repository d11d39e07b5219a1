/** The challenges of a tenancy, how often some were made lately, and the mails that told of them. */
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

/** @param retention how long an expired challenge is kept, in milliseconds */
export const make = (tables: Tables, retention: number): Challenges => {
  const table = tables("challenge", Records.PendingChallenge)
  return {
    get: table.get,
    all: () => Array.from(table.values()),
    put: (challenge) => {
      // All live equally long, so the oldest stand in front; a new one carries the time of now.
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

/** Which times something happened, by a key. */
export interface Occurrences {
  /** The times within the window, oldest first. */
  readonly within: (key: string, since: number) => ReadonlyArray<number>
  /** Counts once more, and forgets what is older than the window. */
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
      // Deleting first moves the key to the end, so the keys that were quiet longest stand in front.
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

/** The mails of the latest challenges. */
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
