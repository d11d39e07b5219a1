import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync
} from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import * as SqlClient from "@effect/sql/SqlClient"
import * as LibsqlClient from "@effect/sql-libsql/LibsqlClient"
import { afterAll, beforeAll, describe, expect, it } from "@effect/vitest"
import { makeRandom } from "@passlock-sdk/harness/property"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import * as Settings from "../src/internal/settings.js"
import * as Database from "../src/internal/state/database.js"
import * as Store from "../src/internal/state/store.js"
import { tablesOf } from "../src/internal/state/table.js"
import { damage } from "./support/damage.js"

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

  it.effect("loads what was written or fails, whatever bytes of the file are damaged", () =>
    Effect.gen(function* () {
      const whole = yield* Effect.scoped(
        Effect.gen(function* () {
          const journal = yield* Database.open(join(folder, "whole"))
          const table = tablesOf(journal, "tenancy")("text", Schema.String)
          for (let i = 0; i < 60; i++) table.set(`key ${i}`, `${"ä".repeat(40)} ${i}`)
          yield* journal.flush
          table.remove("key 7")
          yield* journal.flush
          return [...table.entries()]
        })
      )
      let failures = 0
      for (let round = 0; round < 60; round++) {
        cpSync(join(folder, "whole"), join(folder, "damaged"), { recursive: true })
        damage(join(folder, "damaged", "emulator.db"), makeRandom(round))
        const loaded = yield* Effect.scoped(Effect.either(Database.open(join(folder, "damaged"))))
        if (Either.isLeft(loaded)) {
          failures++
          expect([round, loaded.left.message]).toEqual([
            round,
            expect.stringMatching(/^the folder .* (has|was) [^\n]+$/)
          ])
        } else {
          const records = loaded.right.load("tenancy", "text").map(({ key, value }) => [key, JSON.parse(value)])
          expect([round, records]).toEqual([round, whole])
        }
        rmSync(join(folder, "damaged"), { recursive: true })
      }
      // Both kinds happen.
      expect([failures > 20, failures < 60]).toEqual([true, true])
    })
  )

  it.effect("gives existing files the mode 0600, and fails for symbolic links", () =>
    Effect.gen(function* () {
      const modes = join(folder, "modes")
      mkdirSync(modes)
      for (const name of ["emulator.db", "emulator.db-wal", "emulator.db-journal"]) {
        writeFileSync(join(modes, name), "", { mode: 0o666 })
        chmodSync(join(modes, name), 0o666)
      }
      yield* Effect.scoped(
        Effect.zipRight(
          Database.open(modes),
          Effect.sync(() => {
            for (const name of readdirSync(modes)) {
              expect([name, statSync(join(modes, name)).mode & 0o777]).toEqual([name, 0o600])
            }
          })
        )
      )
      for (const name of ["emulator.db", "emulator.db-wal", "emulator.db-shm", "emulator.db-journal"]) {
        const linked = join(folder, `linked ${name}`)
        const target = join(folder, `target of ${name}`)
        mkdirSync(linked)
        writeFileSync(target, "another file", { mode: 0o644 })
        symlinkSync(target, join(linked, name))
        const error = yield* Effect.scoped(Effect.flip(Database.open(linked)))
        expect(error.message).toBe(`the folder ${linked} has a symbolic link in place of ${name}`)
        expect([readFileSync(target, "utf8"), statSync(target).mode & 0o777]).toEqual(["another file", 0o644])
      }
      const directory = join(folder, "directory")
      mkdirSync(join(directory, "emulator.db"), { recursive: true })
      const error = yield* Effect.scoped(Effect.flip(Database.open(directory)))
      expect(error.message).toBe(`the folder ${directory} has no file in place of emulator.db`)
    })
  )

  it.effect("fails for a folder of a later or an earlier version, and leaves it unchanged", () =>
    Effect.gen(function* () {
      for (const [name, version] of [
        ["a later", 99],
        ["an earlier", 1]
      ] as const) {
        mkdirSync(join(folder, name))
        yield* withFile(name, `PRAGMA user_version = ${version}`)
        const before = readFileSync(join(folder, name, "emulator.db"))
        const error = yield* Effect.scoped(Effect.flip(Database.open(join(folder, name))))
        expect(error.message).toBe(`the folder ${join(folder, name)} was written by ${name} version of the emulator`)
        expect(readFileSync(join(folder, name, "emulator.db"))).toEqual(before)
      }
    })
  )
})
