import { getEventListeners } from "node:events"
import { Examples } from "@passlock-sdk/contract"
import { StubHttpClient as stub } from "@passlock-sdk/effect/testing"
import { assert, describe, it } from "vitest"
import { listen, sleep, stalls, until } from "./support/server.js"
import { fetchOf, stubbed } from "./support/stub.js"

const reasonOf = (promise: Promise<unknown>) =>
  promise.then(
    () => assert.fail("the call resolved"),
    (reason: unknown) => reason
  )

/** Timeouts that never end a call: only the abort can. */
const limits = { timeout: Infinity, totalTimeout: Infinity }

/** Aborts a call that is ready, and asserts that it rejects. */
const abortDuring = async (call: (signal: AbortSignal) => Promise<unknown>, isReady: () => boolean) => {
  const controller = new AbortController()
  const because = { because: "the user left" }
  const rejected = reasonOf(call(controller.signal))
  await until(isReady)
  // The client reads the first part of the response.
  await sleep(40)
  controller.abort(because)
  assert.strictEqual(await rejected, because)
  assert.strictEqual(getEventListeners(controller.signal, "abort").length, 0)
}

const timers = () => process.getActiveResourcesInfo().filter((resource) => resource === "Timeout").length

describe("an abort", () => {
  it("before the call rejects each variant and sends nothing", async () => {
    let sent = 0
    const passlock = stubbed(stub.success("Passkeys.list"), { fetch: fetchOf(stub.text(""), () => sent++) })
    const signal = AbortSignal.abort("early")
    assert.strictEqual(await reasonOf(passlock.passkeys.list({}, { signal })), "early")
    assert.strictEqual(await reasonOf(passlock.safe.passkeys.list({}, { signal })), "early")
    assert.strictEqual(await reasonOf(passlock.withResponse.passkeys.list({}, { signal })), "early")
    assert.strictEqual(sent, 0)
  })

  it.each(Object.entries(stalls))(
    "rejects and closes the connection of a response that stalls %s",
    async (_, stall) => {
      await using server = await listen(stall.handler)
      const get = (signal: AbortSignal) => server.passlock.passkeys.get({ passkeyId: "p" }, { signal, ...limits })
      await abortDuring(get, () => server.count() === 1)
      await until(() => server.pending() === 0)
      assert.strictEqual(server.count(), 1)
    }
  )

  it("during the wait before a retry rejects, and leaves no timer that could send the retry", async () => {
    let sent = 0
    const fetch = async () => {
      sent++
      return new Response("{}", { status: 503, headers: { "retry-after": "60" } })
    }
    const passlock = stubbed(stub.text(""), { fetch, maxRetries: 2 })
    const before = timers()
    const startedAt = performance.now()
    await abortDuring(
      (signal) => passlock.safe.passkeys.get({ passkeyId: "p" }, { signal, totalTimeout: Infinity }),
      () => sent === 1
    )
    assert.isBelow(performance.now() - startedAt, 50_000)
    assert.isAtMost(timers(), before)
    assert.strictEqual(sent, 1)
  })

  it("rejects when fetch ignores the signal", async () => {
    let sent = 0
    const fetch = () => {
      sent++
      return new Promise<Response>(() => {})
    }
    const passlock = stubbed(stub.text(""), { fetch })
    await abortDuring(
      (signal) => passlock.passkeys.list({}, { signal, ...limits }),
      () => sent === 1
    )
  })

  it("by AbortSignal.timeout rejects with its TimeoutError", async () => {
    const passlock = stubbed(stub.stalled())
    const reason = await reasonOf(passlock.passkeys.list({}, { signal: AbortSignal.timeout(20) }))
    assert.strictEqual((reason as Error).name, "TimeoutError")
  })

  it("inside fetch rejects with the signal's reason", async () => {
    const controller = new AbortController()
    const fetch = () => {
      controller.abort("from within")
      return new Promise<Response>(() => {})
    }
    const call = stubbed(stub.text(""), { fetch }).passkeys.list({}, { signal: controller.signal, ...limits })
    assert.strictEqual(await reasonOf(call), "from within")
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
    for (const reason of await Promise.all(calls)) assert.strictEqual(reason, "all")
    assert.strictEqual(getEventListeners(controller.signal, "abort").length, 0)
  })
})

describe("a signal that is not an AbortSignal", () => {
  it.each([null, {}, { aborted: false }, "signal", 7])("makes the call fail with InvalidInput: %j", async (signal) => {
    const error = await stubbed(stub.text("")).safe.passkeys.list({}, { signal: signal as never })
    if (error.success || error.error._tag !== "InvalidInput") return assert.fail()
    assert.deepStrictEqual(
      error.error.issues.map(({ path }) => path),
      ["signal"]
    )
  })
})

describe("a signal that throws", () => {
  const throws = () => assert.fail("own")
  /** A real signal, and an object like one, with methods replaced. */
  const signals = (changes: Partial<AbortSignal>) => [
    Object.assign(new AbortController().signal, changes),
    { aborted: false, addEventListener: () => {}, removeEventListener: () => {}, ...changes } as AbortSignal
  ]
  const variants = ["own", "duck-typed"] as const
  const list = () => {
    let sent = 0
    const passlock = stubbed(stub.text(""), { fetch: fetchOf(stub.success("Passkeys.list"), () => sent++) })
    return { passlock, sent: () => sent }
  }

  it.each(variants)("from removeEventListener does not change the result of a call (%s)", async (variant) => {
    const signal = signals({ removeEventListener: throws })[variants.indexOf(variant)]
    const { passlock, sent } = list()
    assert.strictEqual((await passlock.passkeys.list({}, { signal }))._tag, "FindAllPasskeys")
    assert.isTrue((await passlock.safe.passkeys.list({}, { signal })).success)
    for await (const passkey of passlock.passkeys.stream({ signal })) assert.strictEqual(passkey._tag, "PasskeySummary")
    await passlock.close()
    assert.strictEqual(sent(), 3)
  })

  it.each(variants)(
    "from addEventListener makes each call fail with InvalidInput, and nothing is sent (%s)",
    async (variant) => {
      const signal = signals({ addEventListener: throws })[variants.indexOf(variant)]
      const { passlock, sent } = list()
      for (let round = 0; round < 2; round++) {
        const outcome = await passlock.safe.passkeys.list({}, { signal })
        if (outcome.success || outcome.error._tag !== "InvalidInput") return assert.fail()
        assert.deepStrictEqual(outcome.error.issues, [{ path: "signal", message: "expected an AbortSignal" }])
        assert.include(outcome.error.stack, "abort.test.ts")
      }
      await passlock.close()
      assert.strictEqual(sent(), 0)
    }
  )

  it("from its reason rejects with that error", async () => {
    let isAborted = false
    let abort = () => {}
    const signal = {
      get aborted() {
        return isAborted
      },
      get reason() {
        return assert.fail("own")
      },
      addEventListener: (_: string, listener: () => void) => {
        abort = listener
      },
      removeEventListener: () => {}
    }
    const passlock = stubbed(stub.stalled())
    const rejected = reasonOf(passlock.passkeys.list({}, { signal: signal as never }))
    await sleep(5)
    isAborted = true
    abort()
    assert.strictEqual(Reflect.get((await rejected) as object, "message"), "own")
    await passlock.close()
  })
})

describe("an abort in a loop over a stream", () => {
  it("rejects before the next passkey", async () => {
    const [record] = Examples.all["Passkeys.list"].response.records
    const passlock = stubbed(stub.success("Passkeys.list", { records: Array.from({ length: 100 }, () => record) }))
    const controller = new AbortController()
    let count = 0
    const walk = async () => {
      for await (const _ of passlock.passkeys.stream({ signal: controller.signal })) {
        if (++count === 2) controller.abort("enough")
      }
    }
    assert.strictEqual(await reasonOf(walk()), "enough")
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
    ["a timeout getter that throws", Object.defineProperty({}, "timeout", { get: throws, enumerable: true })],
    ["a proxy that throws", new Proxy({}, { ownKeys: throws, get: throws })],
    ["a signal without removeEventListener", { signal: { aborted: false, addEventListener: () => {} } }],
    ["a signal that throws", { signal: new Proxy({}, { get: throws, has: throws }) }]
  ]

  it.each(violations)(
    "make the call fail with InvalidInput, and nothing is sent, when they are or have %s",
    async (_, options) => {
      let sent = 0
      const passlock = stubbed(stub.text(""), { fetch: fetchOf(stub.text(""), () => sent++) })
      const outcome = await passlock.safe.passkeys.list({}, options as never)
      assert.isTrue(!outcome.success && outcome.error._tag === "InvalidInput")
      for await (const item of passlock.safe.passkeys.stream(options as never)) assert.isFalse(item.success)
      await passlock.close()
      assert.strictEqual(sent, 0)
    }
  )

  it.each([null, 7, "text"])("are ignored when they are %j instead of an object", async (options) => {
    assert.isTrue((await stubbed(stub.success("Passkeys.list")).safe.passkeys.list({}, options as never)).success)
  })
})
