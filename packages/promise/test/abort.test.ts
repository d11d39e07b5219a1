import { getEventListeners } from "node:events"
import { Examples } from "@passlock-sdk/contract"
import { StubHttpClient as stub } from "@passlock-sdk/effect/testing"
import { assert, describe, it } from "vitest"
import { json, listen, sleep, stalls } from "./support/server.js"
import { fetchOf, stubbed } from "./support/stub.js"

const reasonOf = (promise: Promise<unknown>) =>
  promise.then(
    () => assert.fail("the call resolved"),
    (reason: unknown) => ({ reason, at: performance.now() })
  )

/** Aborts a call that is ready, and returns the milliseconds until it rejects. */
const abortDuring = async (call: (signal: AbortSignal) => Promise<unknown>, isReady = () => true) => {
  const controller = new AbortController()
  const because = { because: "the user left" }
  const rejected = reasonOf(call(controller.signal))
  while (!isReady()) await sleep(5)
  await sleep(40)
  const abortedAt = performance.now()
  controller.abort(because)
  const { at, reason } = await rejected
  assert.strictEqual(reason, because)
  assert.strictEqual(getEventListeners(controller.signal, "abort").length, 0)
  return at - abortedAt
}

/** The fastest of three runs, so that a busy machine does not fail the test. */
const quickest = async (run: () => Promise<number>) => Math.min(await run(), await run(), await run())

describe("an abort", () => {
  it("before the call rejects each variant and sends nothing", async () => {
    let sent = 0
    const passlock = stubbed(stub.success("Passkeys.list"), { fetch: fetchOf(stub.text(""), () => sent++) })
    const signal = AbortSignal.abort("early")
    assert.strictEqual((await reasonOf(passlock.passkeys.list({}, { signal }))).reason, "early")
    assert.strictEqual((await reasonOf(passlock.safe.passkeys.list({}, { signal }))).reason, "early")
    assert.strictEqual((await reasonOf(passlock.withResponse.passkeys.list({}, { signal }))).reason, "early")
    assert.strictEqual(sent, 0)
  })

  it.each(Object.keys(stalls))("%s rejects within 10 ms and closes the connection", async (name) => {
    await using server = await listen(stalls[name]?.handler ?? assert.fail())
    const get = (signal: AbortSignal) => server.passlock.passkeys.get({ passkeyId: "p" }, { signal })
    const arrived = (requests: number) => () => server.count() === requests
    let run = 0
    assert.isAtMost(await quickest(() => abortDuring(get, arrived(++run))), 10)
    await sleep(30)
    assert.strictEqual(server.pending(), 0)
    assert.strictEqual(server.count(), 3)
  })

  it("during the wait before a retry rejects within 10 ms and sends no retry", async () => {
    await using server = await listen((_, response) => response.writeHead(503, json).end("{}"))
    const get = (signal: AbortSignal) => server.passlock.safe.passkeys.get({ passkeyId: "p" }, { signal })
    const responded = (requests: number) => () => server.count() === requests && server.pending() === 0
    let run = 0
    assert.isAtMost(await quickest(() => abortDuring(get, responded(++run))), 10)
    await sleep(700)
    assert.strictEqual(server.count(), 3)
  })

  it("rejects within 10 ms when fetch ignores the signal", async () => {
    const passlock = stubbed(stub.text(""), { fetch: () => new Promise(() => {}) })
    const list = (signal: AbortSignal) =>
      passlock.passkeys.list({}, { signal, timeout: Infinity, totalTimeout: Infinity })
    assert.isAtMost(await quickest(() => abortDuring(list)), 10)
  })

  it("by AbortSignal.timeout rejects with its TimeoutError", async () => {
    const passlock = stubbed(stub.stalled())
    const { reason } = await reasonOf(passlock.passkeys.list({}, { signal: AbortSignal.timeout(20) }))
    assert.strictEqual((reason as Error).name, "TimeoutError")
  })

  it("inside fetch rejects with the signal's reason", async () => {
    const controller = new AbortController()
    const fetch = () => {
      controller.abort("from within")
      return new Promise<Response>(() => {})
    }
    const limits = { timeout: Infinity, totalTimeout: Infinity }
    const call = stubbed(stub.text(""), { fetch }).passkeys.list({}, { signal: controller.signal, ...limits })
    assert.strictEqual((await reasonOf(call)).reason, "from within")
  })

  it("after the call does not change its value", async () => {
    const controller = new AbortController()
    const page = await stubbed(stub.success("Passkeys.list")).passkeys.list({}, { signal: controller.signal })
    controller.abort()
    assert.strictEqual(page._tag, "FindAllPasskeys")
  })
})

describe("one signal over 50 calls", () => {
  it("has one listener during the calls and none after them", async () => {
    const { signal } = new AbortController()
    const passlock = stubbed(stub.success("Passkeys.list"))
    const failing = stubbed(stub.html())
    const calls = Array.from({ length: 50 }, (_, index) =>
      (index % 2 === 0 ? passlock : failing).safe.passkeys.list({}, { signal })
    )
    assert.strictEqual(getEventListeners(signal, "abort").length, 1, "one, so that Node.js does not warn of a leak")
    await Promise.all(calls)
    assert.strictEqual(getEventListeners(signal, "abort").length, 0)
  })

  it("rejects all of them when it is aborted", async () => {
    const controller = new AbortController()
    const passlock = stubbed(stub.stalled())
    const calls = Array.from({ length: 50 }, () => reasonOf(passlock.passkeys.list({}, { signal: controller.signal })))
    await sleep(20)
    controller.abort("all")
    for (const { reason } of await Promise.all(calls)) assert.strictEqual(reason, "all")
    assert.strictEqual(getEventListeners(controller.signal, "abort").length, 0)
  })
})

describe("a signal that is not an AbortSignal", () => {
  it.each([null, {}, { aborted: false }, "signal", 7])("fails with InvalidInput for %j", async (signal) => {
    const error = await stubbed(stub.text("")).safe.passkeys.list({}, { signal: signal as never })
    if (error.success || error.error._tag !== "InvalidInput") return assert.fail()
    assert.deepStrictEqual(
      error.error.issues.map(({ path }) => path),
      ["signal"]
    )
  })
})

describe("an abort in a loop over a stream", () => {
  it("rejects before the next passkey", async () => {
    const [record] = Examples.successes["Passkeys.list"].records
    const passlock = stubbed(stub.success("Passkeys.list", { records: Array.from({ length: 100 }, () => record) }))
    const controller = new AbortController()
    let count = 0
    const walk = async () => {
      for await (const _ of passlock.passkeys.stream({ signal: controller.signal })) {
        if (++count === 2) controller.abort("enough")
      }
    }
    assert.strictEqual((await reasonOf(walk())).reason, "enough")
    assert.strictEqual(count, 2)
  })
})

describe("one signal for many streams and calls", () => {
  it("has one listener while earlier streams end", async () => {
    const controller = new AbortController()
    const { signal } = controller
    const passlock = stubbed(stub.stalled())
    const pending: Array<Promise<unknown>> = []
    for (let round = 0; round < 20; round++) {
      const passkeys = passlock.passkeys.stream({ signal })[Symbol.asyncIterator]()
      const next = passkeys.next()
      await passkeys.return?.()
      await next
      pending.push(reasonOf(passlock.passkeys.list({}, { signal })))
    }
    assert.strictEqual(getEventListeners(signal, "abort").length, 1)
    controller.abort()
    await Promise.all(pending)
    assert.strictEqual(getEventListeners(signal, "abort").length, 0)
  })
})

describe("options that violate their type", () => {
  const throws = () => {
    throw new Error("never-shown")
  }
  const violations: ReadonlyArray<readonly [string, unknown]> = [
    ["a getter that throws", Object.defineProperty({}, "timeout", { get: throws, enumerable: true })],
    ["a proxy that throws", new Proxy({}, { ownKeys: throws, get: throws })],
    ["a signal without removeEventListener", { signal: { aborted: false, addEventListener: () => {} } }],
    ["a signal that throws", { signal: new Proxy({}, { get: throws, has: throws }) }]
  ]

  it.each(violations)("fail with InvalidInput and send nothing: %s", async (_, options) => {
    let sent = 0
    const passlock = stubbed(stub.text(""), { fetch: fetchOf(stub.text(""), () => sent++) })
    const outcome = await passlock.safe.passkeys.list({}, options as never)
    assert.isTrue(!outcome.success && outcome.error._tag === "InvalidInput")
    for await (const item of passlock.safe.passkeys.stream(options as never)) assert.isFalse(item.success)
    await passlock.close()
    assert.strictEqual(sent, 0)
  })

  it.each([null, 7, "text"])("are ignored when they are not an object: %j", async (options) => {
    assert.isTrue((await stubbed(stub.success("Passkeys.list")).safe.passkeys.list({}, options as never)).success)
  })
})
