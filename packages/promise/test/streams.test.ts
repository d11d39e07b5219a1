import { getEventListeners } from "node:events"
import * as HttpClient from "@effect/platform/HttpClient"
import { Examples } from "@passlock-sdk/contract"
import type { PasskeySummary } from "@passlock-sdk/promise"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { assert, describe, it } from "vitest"
import { makeRunner, valueOf } from "../src/internal/runner.js"
import { makeStreams } from "../src/internal/streams.js"
import { json, type Listening, listen, sleep, until } from "./support/server.js"

const [example] = Examples.all["Passkeys.list"].response.records

/** Serves the pages `0` to `count - 1` of two passkeys each, but never responds to the page `silent`. */
const vault = (count: number, silent = -1): Promise<Listening> =>
  listen((request, response) => {
    const page = Number(new URL(request.url ?? "", "http://a").searchParams.get("cursor") ?? "0")
    if (page === silent) return
    response.writeHead(200, json).end(
      JSON.stringify({
        _tag: "FindAllPasskeys",
        cursor: page + 1 < count ? String(page + 1) : null,
        records: ["a", "b"].map((name) => ({ ...example, id: `${page}${name}` }))
      })
    )
  })

const idsOf = async (passkeys: AsyncIterable<PasskeySummary>) => {
  const ids: Array<string> = []
  for await (const passkey of passkeys) ids.push(passkey.id)
  return ids
}

describe("passkeys.stream", () => {
  it("returns every passkey in order each time it is iterated", async () => {
    await using server = await vault(3)
    const passkeys = server.passlock.passkeys.stream()
    assert.deepStrictEqual(await idsOf(passkeys), ["0a", "0b", "1a", "1b", "2a", "2b"])
    assert.deepStrictEqual(await idsOf(passkeys), ["0a", "0b", "1a", "1b", "2a", "2b"])
    assert.strictEqual(server.count(), 6)
  })

  it("requests nothing before iteration, and each page when it is needed", async () => {
    await using server = await vault(100)
    const passkeys = server.passlock.passkeys.stream()
    await sleep(20)
    assert.strictEqual(server.count(), 0)
    for await (const passkey of passkeys) if (passkey.id === "0b") break
    await sleep(20)
    assert.isAtMost(server.count(), 2)
  })

  it("aborts the running request when the iterator returns", async () => {
    await using server = await vault(3, 1)
    const limits = { timeout: Infinity, totalTimeout: Infinity }
    const passkeys = server.passlock.passkeys.stream(limits)[Symbol.asyncIterator]()
    await passkeys.next()
    await passkeys.next()
    const third = passkeys.next()
    await until(() => server.count() === 2)
    assert.deepStrictEqual(await passkeys.return?.(), { done: true, value: undefined })
    assert.deepStrictEqual(await third, { done: true, value: undefined })
    await until(() => server.pending() === 0)
    assert.deepStrictEqual(await passkeys.next(), { done: true, value: undefined })
  })

  it("rethrows an error from the loop body", async () => {
    await using server = await vault(3)
    const own = new Error("own")
    const iterate = async () => {
      for await (const _ of server.passlock.passkeys.stream()) throw own
    }
    assert.strictEqual(await iterate().catch((error: unknown) => error), own)
  })

  it("resolves concurrent next() calls in order", async () => {
    await using server = await vault(2)
    const passkeys = server.passlock.passkeys.stream()[Symbol.asyncIterator]()
    const results = await Promise.all(Array.from({ length: 5 }, () => passkeys.next()))
    assert.deepStrictEqual(
      results.map(({ done, value }) => (done ? "end" : value.id)),
      ["0a", "0b", "1a", "1b", "end"]
    )
  })

  it("rejects when a page fails, after the passkeys before it, and is then done", async () => {
    await using server = await vault(3, 1)
    const passkeys = server.passlock.passkeys.stream({ timeout: 1_000, maxRetries: 0 })[Symbol.asyncIterator]()
    await passkeys.next()
    await passkeys.next()
    const error: unknown = await passkeys.next().catch((reason) => reason)
    assert.strictEqual(Reflect.get(error as object, "_tag"), "RequestTimeout")
    assert.include((error as Error).stack, "streams.test.ts")
    assert.deepStrictEqual(await passkeys.next(), { done: true, value: undefined })
  })

  it("rejects with the reason of an abort and removes its listener", async () => {
    await using server = await vault(3, 1)
    const controller = new AbortController()
    const ids = idsOf(server.passlock.passkeys.stream({ signal: controller.signal })).catch((reason) => reason)
    await until(() => server.count() === 2)
    controller.abort("enough")
    assert.strictEqual(await ids, "enough")
    assert.strictEqual(getEventListeners(controller.signal, "abort").length, 0)
    await until(() => server.pending() === 0)
  })

  it("rejects with UnexpectedResponse when two cursors alternate", async () => {
    await using server = await listen((request, response) => {
      const cursor = new URL(request.url ?? "", "http://a").searchParams.get("cursor") === "a" ? "b" : "a"
      response.writeHead(200, json).end(JSON.stringify({ _tag: "FindAllPasskeys", cursor, records: [example] }))
    })
    const error: unknown = await idsOf(server.passlock.passkeys.stream()).catch((reason) => reason)
    assert.strictEqual(Reflect.get(error as object, "_tag"), "UnexpectedResponse")
    assert.strictEqual(server.count(), 3)
  })

  it("yields outcomes in the safe variant, the error last", async () => {
    await using server = await vault(3, 1)
    const seen: Array<string> = []
    for await (const outcome of server.passlock.safe.passkeys.stream({ timeout: 1_000, maxRetries: 0 })) {
      seen.push(outcome.success ? outcome.value.id : outcome.error._tag)
    }
    assert.deepStrictEqual(seen, ["0a", "0b", "RequestTimeout"])
  })
})

describe("a stream with a finalizer", () => {
  const context = Context.make(
    HttpClient.HttpClient,
    HttpClient.make(() => Effect.never)
  )

  it.each(["ends", "breaks"])("runs the finalizer when the loop %s", async (how) => {
    let isReleased = false
    const numbers = Stream.ensuring(
      Stream.make(1, 2, 3),
      Effect.sync(() => {
        isReleased = true
      })
    )
    const { tests } = makeStreams(makeRunner(context, undefined), { tests: { numbers: () => numbers } }, valueOf)
    const iterate = tests?.numbers as () => AsyncIterable<unknown>
    const seen: Array<unknown> = []
    for await (const number of iterate()) {
      seen.push(number)
      if (how === "breaks") break
      assert.isFalse(isReleased && seen.length === 1)
    }
    assert.deepStrictEqual(seen, how === "ends" ? [1, 2, 3] : [1])
    assert.isTrue(isReleased)
  })
})
