/** A map whose changes are noted in a journal. It keeps the order in which keys were first set. */
import * as Schema from "effect/Schema"
import type { Journal } from "./journal.js"

/** Every operation is synchronous, so a check and the change that depends on it are one step. */
export interface Table<A> {
  readonly get: (key: string) => A | undefined
  readonly set: (key: string, value: A) => void
  /** The value that was removed. */
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
        // Values never change, so the text can wait until it is needed.
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
