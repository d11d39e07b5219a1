import { assert, describe, it } from "vitest"
import { json, listen, sleep, stalls } from "./support/server.js"

/** 25 ms are promised; a shared machine is given more before it fails the build. */
const slack = 150

const timed = async <A>(promise: Promise<A>) => {
  const begun = performance.now()
  return { value: await promise, taken: performance.now() - begun }
}

describe.each(Object.entries(stalls))("a stall %s", (_, { handler, phase }) => {
  it("ends with the attempt's timeout", async () => {
    await using server = await listen(handler, { timeout: 200, maxRetries: 0 })
    const { taken, value } = await timed(server.passlock.safe.passkeys.get({ passkeyId: "p" }))
    if (value.success || value.error._tag !== "RequestTimeout") return assert.fail()
    const { limit, milliseconds, phase: reached } = value.error
    assert.deepStrictEqual([reached, limit, milliseconds], [phase, "timeout", 200])
    assert.isAtLeast(taken, 195)
    assert.isAtMost(taken, 200 + slack)
    await sleep(50)
    assert.strictEqual(server.pending(), 0)
  })

  it("ends with the call's totalTimeout", async () => {
    await using server = await listen(handler, { totalTimeout: 200 })
    const { taken, value } = await timed(server.passlock.safe.passkeys.get({ passkeyId: "p" }))
    if (value.success || value.error._tag !== "RequestTimeout") return assert.fail()
    assert.deepStrictEqual([value.error.phase, value.error.limit], [phase, "totalTimeout"])
    assert.isAtMost(taken, 200 + slack)
  })
})

describe("the answer beside a value", () => {
  it("is that of the last attempt", async () => {
    let count = 0
    await using server = await listen((_, response) => {
      const body = { _tag: "FindAllPasskeys", cursor: null, records: [] }
      if (++count === 1) response.writeHead(503, { ...json, "x-attempt": "1" }).end("{}")
      else response.writeHead(200, { ...json, "x-attempt": "2" }).end(JSON.stringify(body))
    })
    const { headers, status } = await server.passlock.withResponse.passkeys.list()
    assert.deepStrictEqual([status, headers["x-attempt"]], [200, "2"])
  })
})

describe("a redirect", () => {
  it("is not followed", async () => {
    await using server = await listen((_, response) => response.writeHead(307, { location: "/elsewhere" }).end())
    const outcome = await server.passlock.safe.challenges.verify({ challengeId: "c", secret: "s", code: "123456" })
    assert.isTrue(!outcome.success && outcome.error._tag === "UnexpectedResponse")
    assert.strictEqual(server.count(), 1)
  })
})

describe("the limits of a call", () => {
  it("take the place of the client's", async () => {
    await using server = await listen(() => {}, { timeout: 5_000, totalTimeout: 5_000, maxRetries: 0 })
    const { taken, value } = await timed(server.passlock.safe.passkeys.get({ passkeyId: "p" }, { timeout: 100 }))
    assert.isTrue(!value.success && value.error._tag === "RequestTimeout" && value.error.milliseconds === 100)
    assert.isAtMost(taken, 100 + slack)
  })

  it("say how often to try", async () => {
    await using server = await listen((_, response) => response.writeHead(429, json).end("{}"), { maxRetries: 0 })
    const { value } = await timed(server.passlock.safe.passkeys.get({ passkeyId: "p" }, { maxRetries: 1 }))
    assert.isTrue(!value.success && value.error._tag === "RateLimited" && value.error.attempts === 2)
    assert.strictEqual(server.count(), 2)
  })

  it("leave the waits as they are", async () => {
    const begun: Array<number> = []
    await using server = await listen((_, response) => {
      begun.push(performance.now())
      response.writeHead(503, json).end("{}")
    })
    await server.passlock.safe.passkeys.get({ passkeyId: "p" }, { maxRetries: 1 })
    const [first = 0, second = 0] = begun
    assert.isAtLeast(second - first, 370)
  })

  it("leave what may not be repeated alone", async () => {
    await using server = await listen((_, response) => response.writeHead(503, json).end("{}"), { maxRetries: 5 })
    const outcome = await server.passlock.safe.challenges.create({ email: "ada@example.com", purpose: "signup" })
    assert.isTrue(!outcome.success && outcome.error._tag === "ServerError")
    assert.strictEqual(server.count(), 1)
  })

  const wrong: ReadonlyArray<readonly [string, unknown]> = [
    ["timeout", 0],
    ["timeout", "soon"],
    ["timeout", Symbol("s")],
    ["totalTimeout", Number.NaN],
    ["totalTimeout", 5n],
    ["maxRetries", -1],
    ["maxRetries", 0.5]
  ]

  it.each(wrong)("are refused when they cannot work: %s", async (path, value) => {
    await using server = await listen((_, response) => response.end())
    const outcome = await server.passlock.safe.passkeys.list({}, { [path]: value })
    if (outcome.success || outcome.error._tag !== "InvalidInput") return assert.fail()
    assert.deepStrictEqual(
      outcome.error.issues.map((issue) => issue.path),
      [path]
    )
    assert.strictEqual(server.count(), 0)
  })
})
