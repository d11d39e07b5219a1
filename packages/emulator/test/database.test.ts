import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import * as SqlClient from "@effect/sql/SqlClient"
import * as LibsqlClient from "@effect/sql-libsql/LibsqlClient"
import { afterAll, beforeAll, describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Settings from "../src/internal/settings.js"
import * as Database from "../src/internal/state/database.js"
import * as Store from "../src/internal/state/store.js"
import { tablesOf } from "../src/internal/state/table.js"

let folder = ""
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "emulator-"))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Runs a statement on the file without the emulator. */
const withFile = (name: string, statement: string) =>
  Effect.flatMap(SqlClient.SqlClient, (sql) => sql.unsafe(statement)).pipe(
    Effect.provide(LibsqlClient.layer({ url: pathToFileURL(join(folder, name, "emulator.db")).href }))
  )

describe("open", () => {
  it.scoped("loads the records of every tenancy in insertion order after a crash", () =>
    Effect.gen(function* () {
      const journal = yield* Database.open(join(folder, "odd"))
      const ids = ["plain", "nul\0nul", "../x", "emoji \u{1f642}", "it's"]
      const tenancies = ids.map((tenancyId) => ({ tenancyId, apiKey: "k" }))
      const store = Store.make(Settings.resolve({ tenancies }), journal)
      for (const id of ids) store.tenancies.get(id)?.userHandle("example.com", id)
      const text = tablesOf(journal, "order")("text", Schema.String)
      for (const key of ["a", "b", "c"]) text.set(key, key)
      yield* store.flush
      text.set("a", "changed")
      text.remove("b")
      yield* store.flush
      // The state of the folder after a SIGKILL. The file itself is locked.
      cpSync(join(folder, "odd"), join(folder, "copy"), { recursive: true })
      const again = yield* Database.open(join(folder, "copy"))
      const restarted = Store.make(Settings.resolve({ tenancies }), again)
      for (const id of ids) {
        const handle = store.tenancies.get(id)?.userHandle("example.com", id)
        expect([id, restarted.tenancies.get(id)?.userHandle("example.com", id)]).toEqual([id, handle])
      }
      expect([...tablesOf(again, "order")("text", Schema.String).entries()]).toEqual([
        ["a", "changed"],
        ["c", "c"]
      ])
    })
  )

  it.effect("fails for a folder of a later version, and leaves it unchanged", () =>
    Effect.gen(function* () {
      mkdirSync(join(folder, "later"))
      yield* withFile("later", "PRAGMA user_version = 99")
      const error = yield* Effect.scoped(Effect.flip(Database.open(join(folder, "later"))))
      expect(error.message).toBe(`the folder ${join(folder, "later")} was written by a later version of the emulator`)
    })
  )
})
