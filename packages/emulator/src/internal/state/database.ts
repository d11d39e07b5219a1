/** A journal in a data folder: SQLite, one row per record. */
import { constants } from "node:fs"
import { lstat, mkdir, open as openFile } from "node:fs/promises"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { crc32 } from "node:zlib"
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

/** Completes "the folder …". */
class Unusable extends Data.TaggedError("Unusable")<{ readonly reason: string }> {}

const fileName = "emulator.db"

/** Files with another version are left unchanged. */
const schemaVersion = 2

const damaged = `has a damaged ${fileName}`

const reasonOf = (cause: unknown): string => {
  if (cause instanceof Unusable) return cause.reason
  for (let error = cause; error instanceof Error; error = error.cause) {
    if ("code" in error && typeof error.code === "string") {
      if (error.code.startsWith("SQLITE_BUSY")) return "is in use by another emulator"
      if (error.code.startsWith("SQLITE_NOTADB")) return `has an ${fileName} that the emulator did not write`
      // SQL of the emulator fails only when the schema in the file is not the emulator's.
      if (/^SQLITE_(CORRUPT|ERROR|IOERR|CONSTRAINT|MISMATCH|TOOBIG)/.test(error.code)) return damaged
      if (error.code === "ELOOP") return "has a symbolic link in place of a file"
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

/** Detects a changed byte that leaves the row readable. */
const checksumOf = ({ key, kind, tenancy, value }: Row): number => crc32(JSON.stringify([tenancy, kind, key, value]))

const utf8 = new TextDecoder("utf-8", { fatal: true })

type StoredRow = Readonly<Record<keyof Row, ArrayBuffer>> & { readonly checksum: unknown }

const rowOf = ({ checksum, ...stored }: StoredRow): Effect.Effect<Row, Unusable> =>
  Effect.try((): Row => {
    const text = (field: keyof Row) => utf8.decode(stored[field])
    return { tenancy: text("tenancy"), kind: text("kind"), key: text("key"), value: text("value") }
  }).pipe(
    Effect.filterOrFail((row) => checksumOf(row) === Number(checksum)),
    Effect.mapError(() => new Unusable({ reason: damaged }))
  )

// `libsql` aborts the process when a text is not valid UTF-8, so everything from a file is read as bytes.
const blobs = (...columns: ReadonlyArray<string>) =>
  columns.map((name) => `CAST(${name} AS BLOB) AS ${name}`).join(", ")

/** Returns the version of the schema: 0 for a new file. */
const check = Effect.fnUntraced(function* (sql: SqlClient.SqlClient) {
  const [{ user_version: version } = { user_version: 0 }] = yield* sql<{ user_version: number }>`PRAGMA user_version`
  if (version > schemaVersion) return yield* new Unusable({ reason: "was written by a later version of the emulator" })
  if (version !== schemaVersion && version !== 0) {
    return yield* new Unusable({ reason: "was written by an earlier version of the emulator" })
  }
  const problems = yield* sql.unsafe<{ readonly integrity_check: ArrayBuffer }>(
    `SELECT ${blobs("integrity_check")} FROM pragma_integrity_check(1)`
  )
  const [{ integrity_check: result } = { integrity_check: new ArrayBuffer(0) }] = problems
  if (Buffer.from(result).toString("latin1") !== "ok") return yield* new Unusable({ reason: damaged })
  return version
})

const create = Effect.fnUntraced(function* (sql: SqlClient.SqlClient) {
  yield* sql`CREATE TABLE IF NOT EXISTS record (
    id INTEGER PRIMARY KEY, tenancy TEXT NOT NULL, kind TEXT NOT NULL, key TEXT NOT NULL, value TEXT, checksum INTEGER,
    UNIQUE (tenancy, kind, key))`
  yield* sql`CREATE INDEX IF NOT EXISTS deleted ON record (id) WHERE value IS NULL`
  // Last: a process that ends before has created nothing that counts.
  yield* sql.unsafe(`PRAGMA user_version = ${schemaVersion}`)
})

const prepare = Effect.fnUntraced(function* (sql: SqlClient.SqlClient) {
  // Locks out other processes from the first write until this process ends, also when it crashes.
  yield* sql`PRAGMA locking_mode = EXCLUSIVE`
  const version = yield* check(sql)
  yield* sql`PRAGMA journal_mode = WAL`
  // Writes survive the end of the process, but not always a power cut.
  yield* sql`PRAGMA synchronous = NORMAL`
  // Nothing is written to a file that may turn out to be damaged.
  if (version === 0) yield* create(sql)
  const rows = yield* sql.unsafe<StoredRow>(
    `SELECT ${blobs("tenancy", "kind", "key", "value")}, checksum FROM record WHERE value IS NOT NULL ORDER BY id`
  )
  return yield* Effect.forEach(rows, rowOf)
})

/**
 * One statement, so that all changes are written or none. Deleted records get no value. Changed rows keep their id, so
 * rows stay in insertion order.
 */
const write = `
  INSERT INTO record (tenancy, kind, key, value, checksum)
  SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4 FROM json_each(?) WHERE true
  ON CONFLICT (tenancy, kind, key) DO UPDATE SET value = excluded.value, checksum = excluded.checksum`

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
      const values = drained.map(([, { record, value: encode }]) => {
        const { key, table: kind, tenancyId: tenancy } = record
        const value = encode?.()
        return value === undefined
          ? [tenancy, kind, key, null, null]
          : [tenancy, kind, key, value, checksumOf({ tenancy, kind, key, value })]
      })
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

/** The files of SQLite. */
const suffixes = ["", "-wal", "-shm", "-journal"]

const isMissing = (cause: unknown): boolean => cause instanceof Error && "code" in cause && cause.code === "ENOENT"

/** Only the current user may read the files: they contain keys and codes. A link could lead to any other file. */
const makeFiles = async (folder: string): Promise<void> => {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  for (const suffix of suffixes) {
    const file = join(folder, fileName + suffix)
    const existing = await lstat(file).catch((cause) => (isMissing(cause) ? undefined : Promise.reject(cause)))
    if (existing?.isSymbolicLink() === true) {
      throw new Unusable({ reason: `has a symbolic link in place of ${fileName}${suffix}` })
    }
    if (existing?.isFile() === false) throw new Unusable({ reason: `has no file in place of ${fileName}${suffix}` })
    if (existing === undefined && suffix !== "") continue
    const handle = await openFile(file, constants.O_RDWR | constants.O_CREAT | (constants.O_NOFOLLOW ?? 0), 0o600)
    await handle.chmod(0o600).finally(() => handle.close())
  }
}

/** Opens the folder and locks it until the process ends. */
export const open = (folder: string): Effect.Effect<Journal, FolderFailure, Scope.Scope> =>
  Effect.gen(function* () {
    yield* Effect.tryPromise({ try: () => makeFiles(folder), catch: (cause) => cause })
    const url = pathToFileURL(join(folder, fileName)).href
    const client = yield* Layer.build(LibsqlClient.layer({ url }))
    const sql = Context.get(client, SqlClient.SqlClient)
    const rows = yield* prepare(sql)
    // The log protects each change against a crash, but not against damage: a damaged log loses its latest changes.
    yield* Effect.addFinalizer(() => Effect.ignore(sql`PRAGMA wal_checkpoint(TRUNCATE)`))
    return yield* makeJournal(sql, rows)
  }).pipe(
    Effect.withTracerEnabled(false),
    Effect.catchAllCause((cause) => Effect.fail(failure(folder, Cause.squash(cause))))
  )
