import { getEventListeners } from "node:events"
import { Examples } from "@passlock-sdk/contract"
import type { PasskeySummary } from "@passlock-sdk/promise"
import { assert, describe, it } from "vitest"
import { json, type Listening, listen, sleep } from "./support/server.js"

const [example] = Examples.successes["Passkeys.list"].records

/** Pages `0` to `count - 1` of two passkeys each; the page `silent` never comes. */
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

describe("stream", () => {
  it("gives every passkey in order, as often as it is walked", async () => {
    await using server = await vault(3)
    const passkeys = server.passlock.passkeys.stream()
    assert.deepStrictEqual(await idsOf(passkeys), ["0a", "0b", "1a", "1b", "2a", "2b"])
    assert.deepStrictEqual(await idsOf(passkeys), ["0a", "0b", "1a", "1b", "2a", "2b"])
    assert.strictEqual(server.count(), 6)
  })

  it("requests nothing before it is walked, and no page before it is needed", async () => {
    await using server = await vault(100)
    const passkeys = server.passlock.passkeys.stream()
    await sleep(20)
    assert.strictEqual(server.count(), 0)
    for await (const passkey of passkeys) if (passkey.id === "0b") break
    await sleep(20)
    assert.isAtMost(server.count(), 2)
  })

  it("ends the request in flight when it is left", async () => {
    await using server = await vault(3, 1)
    const passkeys = server.passlock.passkeys.stream()[Symbol.asyncIterator]()
    await passkeys.next()
    await passkeys.next()
    const third = passkeys.next()
    await sleep(50)
    const begun = performance.now()
    assert.deepStrictEqual(await passkeys.return?.(), { done: true, value: undefined })
    assert.deepStrictEqual(await third, { done: true, value: undefined })
    assert.isAtMost(performance.now() - begun, 60)
    await sleep(30)
    assert.strictEqual(server.pending(), 0)
    assert.deepStrictEqual(await passkeys.next(), { done: true, value: undefined })
  })

  it("ends, when an error leaves the loop, with that error", async () => {
    await using server = await vault(3)
    const own = new Error("own")
    const walk = async () => {
      for await (const _ of server.passlock.passkeys.stream()) throw own
    }
    assert.strictEqual(await walk().catch((error: unknown) => error), own)
  })

  it("answers several that ask at once in turn", async () => {
    await using server = await vault(2)
    const passkeys = server.passlock.passkeys.stream()[Symbol.asyncIterator]()
    const results = await Promise.all(Array.from({ length: 5 }, () => passkeys.next()))
    assert.deepStrictEqual(
      results.map(({ done, value }) => (done ? "end" : value.id)),
      ["0a", "0b", "1a", "1b", "end"]
    )
  })

  it("rejects when a page fails, after what came before, and is then at its end", async () => {
    await using server = await vault(3, 1)
    const passkeys = server.passlock.passkeys.stream({ timeout: 50, maxRetries: 0 })[Symbol.asyncIterator]()
    await passkeys.next()
    await passkeys.next()
    const error: unknown = await passkeys.next().catch((reason) => reason)
    assert.strictEqual(Reflect.get(error as object, "_tag"), "RequestTimeout")
    assert.include((error as Error).stack, "stream.test.ts")
    assert.deepStrictEqual(await passkeys.next(), { done: true, value: undefined })
  })

  it("rejects with the reason of an abort, and leaves no listener", async () => {
    await using server = await vault(3, 1)
    const controller = new AbortController()
    const walked = idsOf(server.passlock.passkeys.stream({ signal: controller.signal })).catch((reason) => reason)
    await sleep(50)
    controller.abort("enough")
    assert.strictEqual(await walked, "enough")
    assert.strictEqual(getEventListeners(controller.signal, "abort").length, 0)
    await sleep(30)
    assert.strictEqual(server.pending(), 0)
  })

  it("gives outcomes in the safe manner, the failure last", async () => {
    await using server = await vault(3, 1)
    const seen: Array<string> = []
    for await (const outcome of server.passlock.safe.passkeys.stream({ timeout: 50, maxRetries: 0 })) {
      seen.push(outcome.success ? outcome.value.id : outcome.error._tag)
    }
    assert.deepStrictEqual(seen, ["0a", "0b", "RequestTimeout"])
  })
})
