import { assert, describe, it } from "@effect/vitest"
import { Passkeys } from "@passlock-sdk/effect"
import { StubHttpClient } from "@passlock-sdk/effect/testing"
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"

const stub = StubHttpClient

const summary = (id: string) => ({
  _tag: "PasskeySummary",
  id,
  enabled: true,
  credential: { id, userId: "h" },
  createdAt: 1_700_000_000_000
})

/** Responds with pages `0` to `count - 1` of two passkeys each. */
const pages = (count: number) => (request: StubHttpClient.Request) => {
  const page = Number(new URL(request.url).searchParams.get("cursor") ?? "0")
  return stub.success("Passkeys.list", {
    cursor: page + 1 < count ? String(page + 1) : null,
    records: [summary(`${page}a`), summary(`${page}b`)]
  })
}

describe("Passkeys.list", () => {
  it.effect("returns the first page without a cursor and the next page with one", () =>
    Effect.gen(function* () {
      const first = yield* Passkeys.list()
      const second = yield* Passkeys.list({ cursor: first.cursor ?? "" })
      assert.deepStrictEqual([first.records[0]?.id, second.records[0]?.id, second.cursor], ["0a", "1a", null])
    }).pipe(Effect.provide(stub.layer(pages(2))), Effect.provide(stub.config))
  )
})

describe("Passkeys.stream", () => {
  it.effect("returns every passkey in order", () =>
    Effect.gen(function* () {
      const all = yield* Stream.runCollect(Passkeys.stream())
      assert.deepStrictEqual(
        Chunk.toReadonlyArray(all).map((passkey) => passkey.id),
        ["0a", "0b", "1a", "1b", "2a", "2b"]
      )
      assert.strictEqual((yield* stub.requests).length, 3)
    }).pipe(Effect.provide(stub.layer(pages(3))), Effect.provide(stub.config))
  )

  it.effect("requests at most one page ahead", () =>
    Effect.gen(function* () {
      yield* Passkeys.stream().pipe(Stream.take(2), Stream.runDrain)
      assert.isAtMost((yield* stub.requests).length, 2)
      const [first] = Chunk.toReadonlyArray(yield* Passkeys.stream().pipe(Stream.take(1), Stream.runCollect))
      assert.strictEqual(first?.id, "0a")
    }).pipe(Effect.provide(stub.layer(pages(100))), Effect.provide(stub.config))
  )

  it.effect("decodes passkeys without a userId", () =>
    Effect.gen(function* () {
      const all = yield* Stream.runCollect(Passkeys.stream())
      assert.isUndefined(Chunk.unsafeHead(all).userId)
    }).pipe(Effect.provide(stub.layer(pages(1))), Effect.provide(stub.config))
  )

  it.effect.each(["same", ""])(
    "fails with UnexpectedResponse when a page points to itself with the cursor %j",
    (cursor) =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(Stream.runDrain(Passkeys.stream()))
        assert.strictEqual(error._tag, "UnexpectedResponse")
        assert.include(error.message, "cursor")
      }).pipe(Effect.provide(stub.layer(() => stub.success("Passkeys.list", { cursor }))), Effect.provide(stub.config))
  )

  /** How many pages are requested until the error, when the pages after `before` others point to each other in a cycle. */
  const requestsUntilError = (before: number, length: number) =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(Stream.runDrain(Passkeys.stream()))
      assert.strictEqual(error._tag, "UnexpectedResponse")
      assert.include(error.message, "cursor")
      return (yield* stub.requests).length
    }).pipe(
      Effect.provide(
        stub.layer(({ url }) => {
          const page = Number(new URL(url).searchParams.get("cursor") ?? "0") + 1
          return stub.success("Passkeys.list", { cursor: String(page < before + length ? page : before), records: [] })
        })
      ),
      Effect.provide(stub.config)
    )

  it.effect("fails with UnexpectedResponse on the third page when two cursors alternate", () =>
    Effect.map(requestsUntilError(1, 2), (count) => assert.strictEqual(count, 3))
  )

  const cycles = [0, 1, 2, 7, 40].flatMap((before) => [1, 2, 3, 5, 8, 33].map((length) => [before, length] as const))

  it.effect.each(cycles)("fails with UnexpectedResponse when, after %i pages, %i pages point to each other", (row) =>
    Effect.gen(function* () {
      const [before, length] = row
      const count = yield* requestsUntilError(before, length)
      assert.isAtLeast(count, before + length)
      assert.isAtMost(count, 3 * (before + length) + 3)
    })
  )

  it.effect("reads 1,000 pages to the end", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* Stream.runCount(Passkeys.stream()), 2_000)
    }).pipe(Effect.provide(stub.layer(pages(1_000))), Effect.provide(stub.config))
  )

  it.effect("emits the passkeys of the first page before it fails on the second", () =>
    Effect.gen(function* () {
      const seen: Array<string> = []
      const error = yield* Passkeys.stream().pipe(
        Stream.runForEach((passkey) => Effect.sync(() => seen.push(passkey.id))),
        Effect.flip
      )
      assert.deepStrictEqual([seen, error._tag], [["0a", "0b"], "ServerError"])
    }).pipe(
      Effect.provide(stub.layer((request) => (request.url.includes("cursor") ? stub.html() : pages(2)(request)))),
      Effect.provide(stub.config)
    )
  )
})
