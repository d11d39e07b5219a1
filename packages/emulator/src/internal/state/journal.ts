/** Where changes of the state are noted, so that they are durable before anybody hears of them. */
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"

/** The folder could not be written. */
export class StorageFailure extends Data.TaggedError("StorageFailure")<{ readonly cause: unknown }> {}

/** A record by its place: the tenancy (or `""` for what belongs to none), the table, and the key. */
export interface Place {
  readonly tenancyId: string
  readonly table: string
  readonly key: string
}

export interface Journal {
  /** The records of a table as they were when the journal was opened, oldest first. */
  readonly load: (tenancyId: string, table: string) => ReadonlyArray<{ readonly key: string; readonly value: string }>
  /** Notes that a record has a new value, or is gone. */
  readonly note: (place: Place, value: (() => string) | undefined) => void
  /** Ends when everything noted before is durable. */
  readonly flush: Effect.Effect<void, StorageFailure>
}

/** Remembers nothing. */
export const none: Journal = { load: () => [], note: () => {}, flush: Effect.void }
