/** The state of an emulator as maps, and the journal that makes their changes durable before a response reports them. */
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"

/** The data folder could not be written. */
export class StorageFailure extends Data.TaggedError("StorageFailure")<{ readonly cause: unknown }> {}

export interface RecordKey {
  /** `""` for records that belong to no tenancy. */
  readonly tenancyId: string
  readonly table: string
  readonly key: string
}

export interface Journal {
  /** The records of a table at the time the journal was opened, oldest first. */
  readonly load: (tenancyId: string, table: string) => ReadonlyArray<{ readonly key: string; readonly value: string }>
  /** Notes a new value of a record, or its deletion. */
  readonly note: (record: RecordKey, value: (() => string) | undefined) => void
  /** Ends when everything noted before is durable. */
  readonly flush: Effect.Effect<void, StorageFailure>
}

/** Stores nothing: the state lives in memory. */
export const noJournal: Journal = { load: () => [], note: () => {}, flush: Effect.void }

/**
 * A map that notes its changes in the journal and keeps its keys in insertion order. Every operation is synchronous, so a
 * check and the change that depends on it are one step.
 */
export interface Table<A> {
  readonly get: (key: string) => A | undefined
  readonly set: (key: string, value: A) => void
  /** Returns the removed value. */
  readonly remove: (key: string) => A | undefined
  readonly entries: () => IterableIterator<[string, A]>
  readonly values: () => IterableIterator<A>
  readonly size: () => number
  readonly clear: () => void
}

/** Makes the tables of one tenancy. */
export type Tables = <A, I>(name: string, schema: Schema.Schema<A, I>) => Table<A>

export const tablesOf =
  (journal: Journal, tenancyId: string): Tables =>
  <A, I>(table: string, schema: Schema.Schema<A, I>): Table<A> => {
    const stored = Schema.parseJson(schema)
    const encode = Schema.encodeSync(stored)
    const decode = Schema.decodeSync(stored)
    const map = new Map(journal.load(tenancyId, table).map(({ key, value }) => [key, decode(value)] as const))
    const remove = (key: string) => {
      const value = map.get(key)
      if (map.delete(key)) journal.note({ tenancyId, table, key }, undefined)
      return value
    }
    return {
      get: (key) => map.get(key),
      set: (key, value) => {
        map.set(key, value)
        // Values are immutable, so the journal can encode them later.
        journal.note({ tenancyId, table, key }, () => encode(value))
      },
      remove,
      entries: () => map.entries(),
      values: () => map.values(),
      size: () => map.size,
      clear: () => {
        for (const key of [...map.keys()]) remove(key)
      }
    }
  }
