/** A journal in a data folder: SQLite, one row per record. */
import { mkdir, open as openFile } from "node:fs/promises"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import * as SqlClient from "@effect/sql/SqlClient"
import * as LibsqlClient from "@effect/sql-libsql/LibsqlClient"
import * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import { type Journal, type RecordKey, StorageFailure } from "./table.js"

/** The data folder is unusable. */
export class FolderFailure extends Data.TaggedError("FolderFailure")<{ readonly message: string }> {}

class LaterVersion extends Data.TaggedError("LaterVersion") {}

const fileName = "emulator.db"

/** Files with a later version are left unchanged. */
const schemaVersion = 1

const reasonOf = (cause: unknown): string => {
  if (cause instanceof LaterVersion) return "was written by a later version of the emulator"
  for (let error = cause; error instanceof Error; error = error.cause) {
    if ("code" in error && typeof error.code === "string") {
      if (error.code.startsWith("SQLITE_BUSY")) return "is in use by another emulator"
      if (error.code.startsWith("SQLITE_NOTADB") || error.code.startsWith("SQLITE_CORRUPT")) {
        return `has an ${fileName} that the emulator did not write`
      }
      if (error.code === "ENOTDIR" || error.code === "EEXIST") return "is not a folder"
      if (error.code === "ENOENT" || error.code === "ENAMETOOLONG") return "cannot be created"
      if (/^(EACCES|EPERM|EROFS|SQLITE_(CANTOPEN|READONLY|PERM))/.test(error.code)) {
        return "cannot be read and written"
      }
    }
  }
  return "cannot be used"
}

const failure = (folder: string, cause: unknown) =>
  new FolderFailure({ message: `the folder ${folder} ${reasonOf(cause)}` })

interface Row {
  readonly tenancy: string
  readonly kind: string
  readonly key: string
  readonly value: string
}

const prepare = Effect.fnUntraced(function* (sql: SqlClient.SqlClient) {
  // Locks out other processes from the first write until this process ends, also when it crashes.
  yield* sql`PRAGMA locking_mode = EXCLUSIVE`
  yield* sql`PRAGMA journal_mode = WAL`
  // Writes survive the end of the process, but not always a power cut.
  yield* sql`PRAGMA synchronous = NORMAL`
  const [{ user_version: version } = { user_version: 0 }] = yield* sql<{ user_version: number }>`PRAGMA user_version`
  if (version > schemaVersion) {
    return yield* new LaterVersion()
  }
  yield* sql`CREATE TABLE IF NOT EXISTS record (
    id INTEGER PRIMARY KEY, tenancy TEXT NOT NULL, kind TEXT NOT NULL, key TEXT NOT NULL, value TEXT,
    UNIQUE (tenancy, kind, key))`
  yield* sql`CREATE INDEX IF NOT EXISTS deleted ON record (id) WHERE value IS NULL`
  yield* sql.unsafe(`PRAGMA user_version = ${schemaVersion}`)
  return yield* sql<Row>`SELECT tenancy, kind, key, value FROM record WHERE value IS NOT NULL ORDER BY id`
})

/**
 * One statement, so that all changes are written or none. Deleted records get no value. Changed rows keep their id, so
 * rows stay in insertion order.
 */
const write = `
  INSERT INTO record (tenancy, kind, key, value)
  SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3 FROM json_each(?) WHERE true
  ON CONFLICT (tenancy, kind, key) DO UPDATE SET value = excluded.value`

const deleteEmpty = "DELETE FROM record WHERE value IS NULL"

interface Change {
  readonly record: RecordKey
  readonly value: (() => string) | undefined
}

const makeJournal = (sql: SqlClient.SqlClient, rows: ReadonlyArray<Row>): Effect.Effect<Journal> =>
  Effect.map(Effect.makeSemaphore(1), (lock) => {
    const loaded = new Map<string, Array<Row>>()
    for (const row of rows) {
      const table = JSON.stringify([row.tenancy, row.kind])
      const others = loaded.get(table)
      if (others === undefined) loaded.set(table, [row])
      else others.push(row)
    }
    const changes = new Map<string, Change>()

    const save = Effect.suspend(() => {
      if (changes.size === 0) return Effect.void
      const drained = [...changes]
      const values = drained.map(([, { record, value }]) => [
        record.tenancyId,
        record.table,
        record.key,
        value?.() ?? null
      ])
      changes.clear()
      return sql.unsafe(write, [JSON.stringify(values)]).pipe(
        Effect.zipRight(values.some(([, , , value]) => value === null) ? sql.unsafe(deleteEmpty) : Effect.void),
        Effect.mapError((cause) => new StorageFailure({ cause })),
        // Writes a failed change again with the next flush, unless it has changed since.
        Effect.tapError(() =>
          Effect.sync(() => {
            for (const [key, change] of drained) if (!changes.has(key)) changes.set(key, change)
          })
        )
      )
    })

    return {
      load: (tenancyId, table) => {
        const key = JSON.stringify([tenancyId, table])
        const records = loaded.get(key) ?? []
        // Each table is loaded once.
        loaded.delete(key)
        return records
      },
      note: (record, value) => {
        changes.set(JSON.stringify([record.tenancyId, record.table, record.key]), { record, value })
      },
      // Callers queue while one writes; the next one then writes the changes of all.
      flush: Effect.asVoid(lock.withPermits(1)(Effect.uninterruptible(save)))
    }
  })

/** Only the current user may read the folder: it contains keys and codes. */
const makeFile = async (folder: string, file: string): Promise<void> => {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await (await openFile(file, "a", 0o600)).close()
}

/** Opens the folder and locks it until the process ends. */
export const open = (folder: string): Effect.Effect<Journal, FolderFailure, Scope.Scope> =>
  Effect.gen(function* () {
    const file = join(folder, fileName)
    yield* Effect.tryPromise(() => makeFile(folder, file))
    const client = yield* Layer.build(LibsqlClient.layer({ url: pathToFileURL(file).href }))
    const sql = Context.get(client, SqlClient.SqlClient)
    const rows = yield* prepare(sql)
    return yield* makeJournal(sql, rows)
  }).pipe(
    Effect.withTracerEnabled(false),
    Effect.catchAllCause((cause) => Effect.fail(failure(folder, Cause.squash(cause))))
  )
