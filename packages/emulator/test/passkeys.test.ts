import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/TestClock"
import { makeAuthenticator, register } from "./support/authenticator.js"
import { send, today, withEmulator } from "./support/http.js"

const add = (userId: string) =>
  Effect.map(register(makeAuthenticator(), { userId }), ({ body }) => body.principal.authenticatorId as string)

const page = (cursor?: string) =>
  Effect.map(
    send("GET", `/passkeys/${cursor === undefined ? "" : `?cursor=${encodeURIComponent(cursor)}`}`),
    ({ body }) => ({
      ids: body.records.map(({ id }: { readonly id: string }) => id) as ReadonlyArray<string>,
      cursor: body.cursor as string | null
    })
  )

const notFound = { status: 404, body: { _tag: "@error/NotFound" } }

describe("passkeys", () => {
  it.effect("are read, renamed and deleted by id", () =>
    Effect.gen(function* () {
      const id = yield* add("user_01")
      const before = (yield* send("GET", `/passkeys/${id}`)).body
      yield* TestClock.adjust("1 second")

      const unchanged = yield* send("PATCH", `/passkeys/${id}`, {})
      expect(unchanged).toMatchObject({ status: 202, body: before })

      const after = { ...before, credential: { ...before.credential, username: "Ada" }, updatedAt: today + 1000 }
      const renamed = yield* send("PATCH", `/passkeys/${id}`, { username: "Ada" })
      expect([renamed.status, renamed.body]).toEqual([202, after])
      expect((yield* send("GET", `/passkeys/${id}`)).body).toEqual(after)

      const deleted = yield* send("DELETE", `/passkeys/${id}`)
      expect([deleted.status, deleted.body]).toEqual([202, after])
      expect(yield* send("GET", `/passkeys/${id}`)).toMatchObject(notFound)
      expect(yield* send("PATCH", `/passkeys/${id}`, { username: "Ada" })).toMatchObject(notFound)
      expect(yield* send("DELETE", `/passkeys/${id}`)).toMatchObject(notFound)
    }).pipe(withEmulator())
  )

  it.effect("are renamed and deleted by user", () =>
    Effect.gen(function* () {
      const [one, two, other] = [yield* add("a/b"), yield* add("a/b"), yield* add("c")]
      const user = `/users/${encodeURIComponent("a/b")}/passkeys/`
      const renamed = yield* send("PATCH", user, { username: "Ada" })
      expect(renamed).toMatchObject({
        status: 202,
        body: { _tag: "UpdatedPasskeys", updated: [{ id: one }, { id: two }] }
      })
      expect((yield* send("GET", `/passkeys/${two}`)).body.credential.username).toBe("Ada")
      expect((yield* send("GET", `/passkeys/${other}`)).body.credential.username).toBe("ada@example.com")

      // Passlock's own client sends a body, which the emulator ignores.
      const deleted = yield* send("DELETE", user, { userId: "c" })
      expect(deleted).toMatchObject({
        status: 202,
        body: { _tag: "DeletedPasskeys", deleted: [{ id: one }, { id: two }] }
      })
      expect((yield* page()).ids).toEqual([other])
      expect(yield* send("DELETE", user)).toMatchObject(notFound)
      expect(yield* send("PATCH", user, { username: "Ada" })).toMatchObject(notFound)
      expect((yield* send("PATCH", user, {})).body.message).toBe("username: is missing")
    }).pipe(withEmulator())
  )

  it.effect("are listed as summaries, oldest first", () =>
    Effect.gen(function* () {
      const ids = [yield* add("a"), yield* add("b")]
      const { body } = yield* send("GET", "/passkeys/")
      const { credential } = (yield* send("GET", `/passkeys/${ids[0]}`)).body
      expect(body).toEqual({
        _tag: "FindAllPasskeys",
        cursor: null,
        records: [
          {
            _tag: "PasskeySummary",
            id: ids[0],
            userId: "a",
            enabled: true,
            credential: { id: credential.id, userId: credential.userId },
            createdAt: today
          },
          expect.objectContaining({ id: ids[1], userId: "b" })
        ]
      })
    }).pipe(withEmulator())
  )

  it.effect("are listed page by page without repetitions or gaps while the vault changes", () =>
    Effect.gen(function* () {
      const ids = []
      for (const user of ["a", "b", "c", "d"]) ids.push(yield* add(user))
      const first = yield* page()
      expect(first.ids).toEqual(ids.slice(0, 2))
      expect(yield* page(first.cursor ?? "")).toEqual({ ids: ids.slice(2), cursor: null })
      yield* send("DELETE", `/passkeys/${ids[1]}`)
      yield* send("DELETE", `/passkeys/${ids[2]}`)
      const late = yield* add("e")
      const second = yield* page(first.cursor ?? "")
      expect(second).toEqual({ ids: [ids[3], late], cursor: null })
    }).pipe(withEmulator({ settings: { pageSize: 2 } }))
  )

  it.effect("are not listed with a forged, changed or repeated cursor", () =>
    Effect.gen(function* () {
      yield* add("a")
      yield* add("b")
      const { cursor } = yield* page()
      const rejected = { status: 400, body: { _tag: "@error/BadRequest", message: expect.stringMatching("^cursor: ") } }
      for (const broken of ["", "x", "1", "1.", `2${cursor}`, `${cursor}.x`, `${cursor}A`, "%00", "%FF"]) {
        const encoded = broken.startsWith("%") ? broken : encodeURIComponent(broken)
        expect(yield* send("GET", `/passkeys/?cursor=${encoded}`)).toMatchObject(rejected)
      }
      expect(yield* send("GET", `/passkeys/?cursor=${cursor}&cursor=${cursor}`)).toMatchObject(rejected)
    }).pipe(withEmulator({ settings: { pageSize: 1 } }))
  )
})
