import { inspect } from "node:util"
import { assert, describe, it } from "vitest"
import { json, listen, stalls, until } from "./support/server.js"

/** Far below the defaults of 30 and 60 seconds, and enough for a busy machine. */
const slack = 15_000

const timed = async <A>(promise: Promise<A>) => {
  const startedAt = performance.now()
  return { value: await promise, taken: performance.now() - startedAt }
}

describe.concurrent.each(Object.entries(stalls))("a response that stalls %s", (_, { handler, phase }) => {
  it("fails with RequestTimeout after the timeout", async () => {
    await using server = await listen(handler, { timeout: 1_000, maxRetries: 0 })
    const { taken, value } = await timed(server.passlock.safe.passkeys.get({ passkeyId: "p" }))
    if (value.success || value.error._tag !== "RequestTimeout") return assert.fail()
    const { limit, milliseconds, phase: reached } = value.error
    assert.deepStrictEqual([reached, limit, milliseconds], [phase, "timeout", 1_000])
    assert.isAtLeast(taken, 990)
    assert.isAtMost(taken, 1_000 + slack)
    await until(() => server.pending() === 0)
  })

  it("fails with RequestTimeout after the total timeout", async () => {
    await using server = await listen(handler, { totalTimeout: 1_000 })
    const { taken, value } = await timed(server.passlock.safe.passkeys.get({ passkeyId: "p" }))
    if (value.success || value.error._tag !== "RequestTimeout") return assert.fail()
    assert.deepStrictEqual([value.error.phase, value.error.limit], [phase, "totalTimeout"])
    assert.isAtMost(taken, 1_000 + slack)
  })
})

describe("the timeouts and maxRetries of a call", () => {
  it("override the client's timeout", async () => {
    await using server = await listen(() => {}, { timeout: 60_000, totalTimeout: 60_000, maxRetries: 0 })
    const { taken, value } = await timed(server.passlock.safe.passkeys.get({ passkeyId: "p" }, { timeout: 100 }))
    assert.isTrue(!value.success && value.error._tag === "RequestTimeout" && value.error.milliseconds === 100)
    assert.isAtMost(taken, 100 + slack)
  })

  it("override the client's maxRetries", async () => {
    await using server = await listen((_, response) => response.writeHead(429, json).end("{}"), { maxRetries: 0 })
    const { value } = await timed(server.passlock.safe.passkeys.get({ passkeyId: "p" }, { maxRetries: 1 }))
    assert.isTrue(!value.success && value.error._tag === "RateLimited" && value.error.attempts === 2)
    assert.strictEqual(server.count(), 2)
  })

  it("keep the wait between attempts", async () => {
    const arrivals: Array<number> = []
    await using server = await listen((_, response) => {
      arrivals.push(performance.now())
      response.writeHead(503, json).end("{}")
    })
    await server.passlock.safe.passkeys.get({ passkeyId: "p" }, { maxRetries: 1 })
    const [first = 0, second = 0] = arrivals
    assert.isAtLeast(second - first, 370)
  })

  it("do not retry a request that is not idempotent", async () => {
    await using server = await listen((_, response) => response.writeHead(503, json).end("{}"), { maxRetries: 5 })
    const outcome = await server.passlock.safe.challenges.create({ email: "ada@example.com", purpose: "signup" })
    assert.isTrue(!outcome.success && outcome.error._tag === "ServerError")
    assert.strictEqual(server.count(), 1)
  })

  const invalid: ReadonlyArray<readonly [string, unknown]> = [
    ["timeout", 0],
    ["timeout", "soon"],
    ["timeout", Symbol("s")],
    ["timeout", null],
    ["totalTimeout", null],
    ["maxRetries", null],
    ["totalTimeout", Number.NaN],
    ["totalTimeout", 5n],
    ["maxRetries", -1],
    ["maxRetries", 0.5]
  ]

  it.each(invalid.map(([path, value]) => [path, inspect(value), value] as const))(
    "fail with InvalidInput when %s is %s",
    async (path, _, value) => {
      await using server = await listen((_, response) => response.end())
      const outcome = await server.passlock.safe.passkeys.list({}, { [path]: value })
      if (outcome.success || outcome.error._tag !== "InvalidInput") return assert.fail()
      assert.deepStrictEqual(
        outcome.error.issues.map((issue) => issue.path),
        [path]
      )
      assert.strictEqual(server.count(), 0)
    }
  )
})
