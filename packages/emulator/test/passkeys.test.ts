import * as HttpClient from "@effect/platform/HttpClient"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/TestClock"
import { PasslockEmulator } from "../src/index.js"
import * as App from "../src/internal/app.js"
import * as Client from "../src/internal/client.js"
import * as Settings from "../src/internal/settings.js"
import { makeAuthenticator, register } from "./support/authenticator.js"
import { control } from "./support/control.js"
import { badRequest, send, today, withEmulator } from "./support/http.js"

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

/** A request of a page: without the API key, with an `Origin`. */
const exchange = (kind: "update" | "delete" | "prune", body: object) =>
  send("POST", `/passkeys/${kind}/exchange`, body, { apiKey: null, headers: { origin: "https://example.com" } })

const credentialOf = (id: string) => Effect.map(send("GET", `/passkeys/${id}`), ({ body }) => body.credential)

const noPasskeys = { code: "NO_PASSKEYS_FOUND", message: "This user has no passkeys." }

const vaultIds = Effect.map(page(), ({ ids }) => ids)

describe("an update", () => {
  it.effect("renames the user's passkeys at once, and instructs the page once per relying party and user handle", () =>
    Effect.gen(function* () {
      const ids = [yield* add("user_01"), yield* add("user_01"), yield* add("user_02")]
      const elsewhere = yield* register(makeAuthenticator(), { rpId: "example.org" })
      yield* TestClock.adjust("1 second")
      const body = { userId: "user_01", username: "ada@example.org", displayName: "Ada" }
      const prepared = yield* send("POST", "/passkeys/update", body)
      expect([prepared.status, prepared.body]).toEqual([
        202,
        {
          _tag: "PreparedPasskeyUpdate",
          updatePasskeysToken: expect.any(String),
          expiresAt: today + 301_000,
          warnings: []
        }
      ])
      const [one, two, other] = yield* Effect.forEach(ids, credentialOf)
      expect([one.username, two.username, other.username]).toEqual([
        "ada@example.org",
        "ada@example.org",
        "ada@example.com"
      ])
      expect((yield* send("GET", `/passkeys/${ids[0]}`)).body).toMatchObject({
        createdAt: today,
        updatedAt: today + 1_000
      })
      expect(JSON.stringify((yield* send("GET", `/passkeys/${ids[0]}`)).body)).not.toContain("displayName")

      const { updatePasskeysToken } = prepared.body
      const there = yield* credentialOf(elsewhere.body.principal.authenticatorId)
      const instruction = { username: "ada@example.org", displayName: "Ada" }
      const exchanged = yield* exchange("update", { updatePasskeysToken })
      expect([exchanged.status, exchanged.body]).toEqual([
        200,
        {
          _tag: "PasskeyUpdateInstructions",
          instructions: [
            { rpId: "example.com", userId: one.userId, ...instruction },
            { rpId: "example.org", userId: there.userId, ...instruction }
          ],
          warnings: []
        }
      ])
      expect(exchanged.headers["access-control-allow-origin"]).toBe("https://example.com")
      expect(yield* exchange("update", { updatePasskeysToken })).toMatchObject(
        badRequest("^Invalid or expired update token$")
      )
    }).pipe(withEmulator())
  )

  it.effect("has the username as displayName without one", () =>
    Effect.gen(function* () {
      yield* add("user_01")
      const { updatePasskeysToken } = (yield* send("POST", "/passkeys/update", { userId: "user_01", username: "Ada" }))
        .body
      const { instructions } = (yield* exchange("update", { updatePasskeysToken })).body
      expect(instructions).toMatchObject([{ username: "Ada", displayName: "Ada" }])
    }).pipe(withEmulator())
  )

  it.effect("warns for a user without passkeys, on both requests", () =>
    Effect.gen(function* () {
      const prepared = yield* send("POST", "/passkeys/update", { userId: "nobody", username: "n" })
      expect(prepared).toMatchObject({ status: 202, body: { warnings: [noPasskeys] } })
      const { updatePasskeysToken } = prepared.body
      const { body } = yield* exchange("update", { updatePasskeysToken })
      expect(body).toEqual({ _tag: "PasskeyUpdateInstructions", instructions: [], warnings: [noPasskeys] })
    }).pipe(withEmulator())
  )
})

describe("a deletion", () => {
  it.effect("removes passkeys by id at once, warns of each unknown id, and instructs the page per passkey", () =>
    Effect.gen(function* () {
      const [one, two, kept] = [yield* add("user_01"), yield* add("user_02"), yield* add("user_01")]
      const credentials = [yield* credentialOf(one), yield* credentialOf(two)]
      const prepared = yield* send("POST", "/passkeys/delete", { passkeyIds: [one, "x", two, one, "x", "y"] })
      const warnings = ["x", "y"].map((passkeyId) => ({
        code: "PASSKEY_NOT_FOUND",
        message: "The vault has no passkey with this ID.",
        passkeyId
      }))
      expect([prepared.status, prepared.body]).toEqual([
        202,
        {
          _tag: "PreparedPasskeyDeletion",
          deletePasskeysToken: expect.any(String),
          expiresAt: today + 300_000,
          warnings
        }
      ])
      expect(yield* vaultIds).toEqual([kept])
      const { deletePasskeysToken } = prepared.body
      const exchanged = yield* exchange("delete", { deletePasskeysToken })
      expect([exchanged.status, exchanged.body]).toEqual([
        200,
        {
          _tag: "PasskeyDeletionInstructions",
          instructions: credentials.map(({ id, rpId, userId }) => ({ rpId, userId, credentialId: id })),
          warnings
        }
      ])
      expect(yield* exchange("delete", { deletePasskeysToken })).toMatchObject(
        badRequest("^Invalid or expired delete token$")
      )
    }).pipe(withEmulator())
  )

  it.effect("removes all passkeys of a user, and warns when there is none", () =>
    Effect.gen(function* () {
      const [one, two, other] = [yield* add("a"), yield* add("a"), yield* add("b")]
      const credentials = [yield* credentialOf(one), yield* credentialOf(two)]
      const prepared = yield* send("POST", "/passkeys/delete", { userId: "a" })
      expect(prepared).toMatchObject({ status: 202, body: { warnings: [] } })
      expect(yield* vaultIds).toEqual([other])
      const again = yield* send("POST", "/passkeys/delete", { userId: "a" })
      expect(again).toMatchObject({ status: 202, body: { warnings: [noPasskeys] } })
      const { body } = yield* exchange("delete", { deletePasskeysToken: prepared.body.deletePasskeysToken })
      expect(body.instructions.map(({ credentialId }: { readonly credentialId: string }) => credentialId)).toEqual(
        credentials.map(({ id }) => id)
      )
      const empty = yield* exchange("delete", { deletePasskeysToken: again.body.deletePasskeysToken })
      expect(empty.body).toEqual({ _tag: "PasskeyDeletionInstructions", instructions: [], warnings: [noPasskeys] })
    }).pipe(withEmulator())
  )
})

/** Prepares a pruning in the state, and exchanges it with the requests of a page. */
const withPruning = <A, E>(
  test: (
    prune: (userId: string) => ReturnType<typeof send>,
    advance: (time: number) => void
  ) => Effect.Effect<A, E, HttpClient.HttpClient>
) =>
  Effect.gen(function* () {
    yield* TestClock.setTime(today)
    const app = yield* App.make(Settings.resolve({}))
    const tenancy = app.control.tenancies.get(PasslockEmulator.defaultTenancy.tenancyId)
    if (tenancy === undefined) throw new Error("expected the default tenancy")
    return yield* Effect.provideService(
      test((userId) => {
        const prunePasskeysToken = tenancy.pruningTokens.add({ userId }, today + 300_000, today)
        return exchange("prune", { prunePasskeysToken })
      }, app.control.advance),
      HttpClient.HttpClient,
      Client.make(app)
    )
  })

describe("a pruning", () => {
  it.effect("instructs the page with all credentials of the user, per relying party and user handle", () =>
    withPruning((prune) =>
      Effect.gen(function* () {
        const [one, two] = [yield* add("a"), yield* add("a")]
        yield* add("b")
        const elsewhere = yield* register(makeAuthenticator(), { rpId: "example.org", userId: "a" })
        const [first, second] = [yield* credentialOf(one), yield* credentialOf(two)]
        const there = yield* credentialOf(elsewhere.body.principal.authenticatorId)
        const { body, status } = yield* prune("a")
        expect([status, body]).toEqual([
          200,
          {
            _tag: "PasskeyPruningInstructions",
            instructions: [
              { rpId: "example.com", userId: first.userId, allAcceptedCredentialIds: [first.id, second.id] },
              { rpId: "example.org", userId: there.userId, allAcceptedCredentialIds: [there.id] }
            ],
            warnings: []
          }
        ])
      })
    )
  )

  it.effect("has no instruction for a user without passkeys: an empty list would remove all from the device", () =>
    withPruning((prune) =>
      Effect.gen(function* () {
        yield* send("DELETE", `/passkeys/${yield* add("a")}`)
        const { body } = yield* prune("a")
        expect(body).toEqual({ _tag: "PasskeyPruningInstructions", instructions: [], warnings: [noPasskeys] })
      })
    )
  )
})

describe("the tokens of updates, deletions and prunings", () => {
  const kinds = [
    ["update", "updatePasskeysToken", { userId: "u", username: "n" }],
    ["delete", "deletePasskeysToken", { userId: "u" }]
  ] as const

  for (const [kind, name, body] of kinds) {
    it.effect(`${kind}: expire with the setting tokenLifetime, and belong to one tenancy and kind`, () =>
      Effect.gen(function* () {
        const prepare = Effect.map(send("POST", `/passkeys/${kind}`, body), (response) => response.body)
        const [one, other] = [yield* prepare, yield* prepare]
        expect(one.expiresAt).toBe(today + 1_000)
        const invalid = badRequest(`^Invalid or expired ${kind} token$`)
        const foreign = { tenancyId: "another", apiKey: null }
        expect(yield* send("POST", `/passkeys/${kind}/exchange`, { [name]: one[name] }, foreign)).toMatchObject(invalid)
        for (const [otherKind, otherName] of kinds) {
          if (otherKind === kind) continue
          expect(yield* exchange(otherKind, { [otherName]: one[name] })).toMatchObject(
            badRequest(`^Invalid or expired ${otherKind} token$`)
          )
        }
        yield* TestClock.adjust("999 millis")
        expect((yield* exchange(kind, { [name]: one[name] })).status).toBe(200)
        yield* TestClock.adjust("1 millis")
        expect(yield* exchange(kind, { [name]: other[name] })).toMatchObject(invalid)
        for (const token of ["unknown", undefined, "", 1]) {
          const rejected = yield* exchange(kind, { [name]: token })
          expect([rejected.status, rejected.body._tag]).toEqual([400, "@error/BadRequest"])
        }
      }).pipe(
        withEmulator({
          settings: { tokenLifetime: 1_000 },
          tenancies: [PasslockEmulator.defaultTenancy, { tenancyId: "another", apiKey: "k" }]
        })
      )
    )
  }

  it.effect("expire for prunings too", () =>
    withPruning((prune, advance) =>
      Effect.gen(function* () {
        advance(300_000)
        expect(yield* prune("a")).toMatchObject(badRequest("^Invalid or expired prune token$"))
        expect(yield* exchange("prune", {})).toMatchObject(badRequest("^prunePasskeysToken: is missing$"))
      })
    )
  )

  it.effect("are pending tokens of the overview until they are used, without their value", () =>
    Effect.gen(function* () {
      const [one, other] = [yield* add("a"), yield* add("b")]
      const update = (yield* send("POST", "/passkeys/update", { userId: "a", username: "n" })).body
      const deletion = (yield* send("POST", "/passkeys/delete", { passkeyIds: [one] })).body
      yield* send("POST", "/passkeys/delete", { passkeyIds: ["unknown"] })
      const overview = Effect.map(control("GET", "/tenancies/emulated"), ({ body }) => body)
      const tokens = Effect.map(overview, (body) =>
        body.tokens
          .filter(({ kind }: { readonly kind: string }) => kind !== "code")
          .map(({ expiresAt, kind, userId }: Record<string, unknown>) => [kind, userId, expiresAt])
      )
      const expiresAt = today + 300_000
      expect(yield* tokens).toEqual([
        ["updateToken", "a", expiresAt],
        ["deletionToken", "a", expiresAt],
        ["deletionToken", undefined, expiresAt]
      ])
      const text = JSON.stringify(yield* overview)
      for (const secret of [update.updatePasskeysToken, deletion.deletePasskeysToken]) {
        expect(text).not.toContain(secret)
      }
      yield* exchange("update", { updatePasskeysToken: update.updatePasskeysToken })
      yield* send("POST", "/passkeys/delete", { passkeyIds: [other, "unknown"] })
      expect((yield* tokens).map(([kind, userId]: ReadonlyArray<unknown>) => [kind, userId])).toEqual([
        ["deletionToken", "a"],
        ["deletionToken", undefined],
        ["deletionToken", "b"]
      ])
      const emulator = yield* PasslockEmulator.Control
      yield* emulator.reset
      expect(yield* tokens).toEqual([])
      expect((yield* exchange("delete", { deletePasskeysToken: deletion.deletePasskeysToken })).status).toBe(400)
    }).pipe(withEmulator())
  )

  it.effect("are not prepared for invalid requests or a wrong key, and never with NotFound", () =>
    Effect.gen(function* () {
      const id = yield* add("a")
      const cases: ReadonlyArray<readonly ["update" | "delete", unknown, string]> = [
        ["update", {}, "^userId: is missing; username: is missing$"],
        ["update", { userId: "", username: "" }, "^userId: .*; username: "],
        ["update", { userId: "a", username: "n", displayName: 1 }, "^displayName: "],
        ["delete", {}, "exactly one of passkeyIds and userId"],
        ["delete", { passkeyIds: [id], userId: "a" }, "exactly one of passkeyIds and userId"],
        ["delete", { passkeyIds: [] }, "^passkeyIds: expected an array with at least one string"],
        ["delete", { passkeyIds: [""] }, "^passkeyIds.0: "],
        ["delete", { passkeyIds: id }, "^passkeyIds: "],
        ["delete", { userId: "" }, "^userId: "]
      ]
      for (const [kind, body, message] of cases) {
        expect(yield* send("POST", `/passkeys/${kind}`, body)).toMatchObject(badRequest(message))
      }
      for (const [kind, , body] of kinds) {
        const { body: error, status } = yield* send("POST", `/passkeys/${kind}`, body, { apiKey: "wrong" })
        expect([status, error._tag]).toEqual([403, "@error/Forbidden"])
      }
      expect(yield* vaultIds).toEqual([id])
      expect((yield* credentialOf(id)).username).toBe("ada@example.com")
    }).pipe(withEmulator())
  )
})
