/** The driver of the Promise client. What it sends and when it retries is tested with the engine, in the contract. */
import { inspect } from "node:util"
import { Examples } from "@passlock-sdk/contract"
import { StubHttpClient as stub } from "@passlock-sdk/effect/testing"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { assert, describe, it, vi } from "vitest"
import { isPasslockError, type PasslockError, type PasslockOptions } from "../src/index.js"
import { call } from "../src/internal/call.js"
import { settingsOf } from "../src/internal/settings.js"

type Name = "Registration.options" | "Lookups.credential"

const inputs = { "Registration.options": { registrationToken: "token" }, "Lookups.credential": { passkeyId: "p" } }

/** Calls an operation. The responses come in turn, the last one again and again. */
const callWith = async (
  name: Name,
  responses: ReadonlyArray<stub.ResponseEffect>,
  options: Partial<PasslockOptions> = {},
  signal = new AbortController().signal
) => {
  let sent = 0
  const fetch = async (_: string, init: RequestInit): Promise<Response> => {
    const response = responses[Math.min(sent++, responses.length - 1)] ?? Effect.never
    const exit = await Effect.runPromiseExit(response, init.signal ? { signal: init.signal } : {})
    if (Exit.isSuccess(exit)) return exit.value
    throw init.signal?.aborted ? init.signal.reason : Cause.squash(exit.cause)
  }
  const startedAt = performance.now()
  const result = await call(settingsOf({ tenancyId: "t", fetch, ...options }), name, inputs[name], signal).then(
    (value) => ({ value }),
    (error: unknown) => ({ error })
  )
  return { ...result, sent, took: performance.now() - startedAt }
}

const errorOf = (result: object): PasslockError => {
  const error: unknown = Reflect.get(result, "error")
  if (!isPasslockError(error)) assert.fail(inspect(result))
  return error
}

const busy = stub.rateLimited({ retryAfter: 0 })
const success = stub.json(Examples.all["Registration.options"].response)
const found = stub.json(Examples.all["Lookups.credential"].response)

describe("a call", () => {
  it.each([
    ["headers", "timeout", { timeout: 100 }],
    ["body", "timeout", { timeout: 100 }],
    ["headers", "totalTimeout", { timeout: 30_000, totalTimeout: 100 }],
    ["body", "totalTimeout", { timeout: 30_000, totalTimeout: 100 }]
  ] as const)(
    "fails with RequestTimeout while it waits for the %s longer than the %s",
    async (phase, limit, options) => {
      const ended = await callWith("Registration.options", [stub.stalled(phase)], options)
      const { attempts, message, ...rest } = errorOf(ended) as Extract<PasslockError, { _tag: "RequestTimeout" }>
      assert.deepStrictEqual(
        { ...rest },
        { _tag: "RequestTimeout", operation: "Registration.options", phase, limit, milliseconds: 100 }
      )
      assert.strictEqual(attempts, 1)
      assert.include(message, "within 100 ms")
      assert.isBelow(ended.took, 15_000)
    }
  )

  it("fails with UnexpectedResponse above 10 MiB, and is neither read further nor requested again", async () => {
    let read = 0
    const body = () =>
      new ReadableStream({
        pull: (controller) => (read++ < 300 ? controller.enqueue(new Uint8Array(2 ** 20).fill(32)) : controller.close())
      })
    const ended = await callWith("Lookups.credential", [Effect.sync(() => new Response(body()))])
    assert.strictEqual(errorOf(ended)._tag, "UnexpectedResponse")
    assert.include(errorOf(ended).message, "more than 10485760 bytes): the body is too large")
    assert.strictEqual(ended.sent, 1)
    assert.isAtMost(read, 12)
  })

  it("reads a response of a fetch without streams", async () => {
    const text = JSON.stringify(Examples.all["Lookups.credential"].response)
    const response = { status: 200, headers: new Headers(), text: async () => text } as Response
    assert.property(await callWith("Lookups.credential", [Effect.succeed(response)]), "value")
  })

  it("fails with RequestTimeout when fetch ignores the signal", async () => {
    const ended = await callWith("Registration.options", [], { timeout: 60, fetch: () => new Promise(() => {}) })
    assert.strictEqual(errorOf(ended)._tag, "RequestTimeout")
  })

  const trap = () => {
    throw new Error("unreadable")
  }

  it.each([
    ["cannot be read", new Proxy({}, { get: trap, getPrototypeOf: trap })],
    ["has a message that is no string", Object.assign(new Error(), { message: Symbol("m") })]
  ])("fails with TransportError when fetch rejects with a cause that %s", async (_, cause) => {
    const fetch = () => Promise.reject(cause)
    const error = errorOf(await callWith("Registration.options", [], { fetch, timeout: 1_000 }))
    assert.strictEqual(error._tag, "TransportError")
  })

  it("succeeds with infinite timeouts", async () => {
    const late = Effect.delay(success, 50)
    const ended = await callWith("Registration.options", [late], { timeout: Infinity, totalTimeout: Infinity })
    assert.property(ended, "value")
  })
})

describe("a retry", () => {
  it("sends the same request again after the delay, and counts the attempts", async () => {
    assert.strictEqual((await callWith("Registration.options", [busy, busy, success])).sent, 3)
    const ended = await callWith("Registration.options", [busy])
    assert.strictEqual(ended.sent, 3)
    assert.include(errorOf(ended), { _tag: "RateLimited", attempts: 3, retryAfterSeconds: 0 })
  })

  it.each([
    ["a lost connection before the headers", stub.lost("headers")],
    ["a lost connection in the body", stub.lost("body")]
  ])("follows %s only if the operation is idempotent", async (_, failure) => {
    assert.strictEqual((await callWith("Registration.options", [failure])).sent, 1)
    const ended = await callWith("Lookups.credential", [failure, found])
    assert.deepStrictEqual([ended.sent, "value" in ended], [2, true])
  })

  it.each([
    ["maxRetries is 0", { maxRetries: 0 }],
    ["Retry-After is longer than the total timeout", { totalTimeout: 900 }]
  ])("is not sent when %s", async (_, options) => {
    const ended = await callWith("Registration.options", [stub.rateLimited({ retryAfter: 1 }), success], options)
    assert.strictEqual(ended.sent, 1)
    assert.include(errorOf(ended), { _tag: "RateLimited", attempts: 1 })
  })
})

describe("an abort signal", () => {
  /** A signal that counts its listeners. */
  const watched = () => {
    const controller = new AbortController()
    let listeners = 0
    const { signal } = controller
    const { addEventListener, removeEventListener } = signal
    signal.addEventListener = (...input: Parameters<typeof addEventListener>) => {
      listeners++
      addEventListener.apply(signal, input)
    }
    signal.removeEventListener = (...input: Parameters<typeof removeEventListener>) => {
      listeners--
      removeEventListener.apply(signal, input)
    }
    return { controller, listeners: () => listeners }
  }

  it.each([
    ["a request", stub.stalled("headers")],
    ["a body", stub.stalled("body")],
    ["a delay before a retry", stub.rateLimited({ retryAfter: 30 })]
  ])("that is aborted during %s makes the call reject with its reason", async (_, response) => {
    const { controller } = watched()
    const reason = new Error("the page's reason")
    setTimeout(() => controller.abort(reason), 50)
    const ended = await callWith("Registration.options", [response], {}, controller.signal)
    assert.strictEqual(Reflect.get(ended, "error"), reason)
    assert.isBelow(ended.took, 15_000)
    assert.strictEqual(ended.sent, 1)
  })

  it("that is aborted before the call makes it reject, and nothing is sent", async () => {
    const ended = await callWith("Registration.options", [success], {}, AbortSignal.abort("early"))
    assert.deepStrictEqual([Reflect.get(ended, "error"), ended.sent], ["early", 0])
  })

  it("whose removeEventListener throws leaves no timer and no unhandled rejection", async () => {
    const { signal } = new AbortController()
    signal.removeEventListener = () => {
      throw new Error("replaced by the page")
    }
    const unhandled: Array<unknown> = []
    const collect = (reason: unknown) => unhandled.push(reason)
    process.on("unhandledRejection", collect)
    const [set, clear] = [vi.spyOn(globalThis, "setTimeout"), vi.spyOn(globalThis, "clearTimeout")]
    const ended = await callWith("Registration.options", [success], { timeout: 55_555 }, signal)
    await new Promise((resolve) => setTimeout(resolve, 20))
    process.off("unhandledRejection", collect)
    const timer = set.mock.results[set.mock.calls.findIndex(([, milliseconds]) => milliseconds === 55_555)]?.value
    const cleared = clear.mock.calls.map(([timer]) => timer)
    vi.restoreAllMocks()
    assert.property(ended, "value")
    assert.isDefined(timer)
    assert.include(cleared, timer)
    assert.deepStrictEqual(unhandled, [])
  })

  it("has no listener after the call", async () => {
    const { controller, listeners } = watched()
    await callWith("Registration.options", [busy, success], {}, controller.signal)
    await callWith("Registration.options", [stub.stalled("body")], { timeout: 30 }, controller.signal)
    assert.strictEqual(listeners(), 0)
  })
})

it("a request has only its own headers, follows no redirect and bypasses the cache", async () => {
  let sent: RequestInit = {}
  const fetch = (_: string, init: RequestInit): Promise<Response> => {
    sent = init
    return Promise.reject(new Error(`could not send ${init.body}`))
  }
  const ended = await callWith("Registration.options", [], { fetch, maxRetries: 0 })
  const { body, signal: _, ...request } = sent
  assert.deepStrictEqual(request, {
    method: "POST",
    headers: { accept: "application/json", "content-type": "application/json" },
    redirect: "manual",
    cache: "no-store"
  })
  assert.strictEqual(body, '{"registrationToken":"token"}')
  // The token is "token", and case does not matter.
  assert.include(errorOf(ended).message, '(could not send {"registration<redacted>":"<redacted>"}')
})

it("the body of an unexpected response is shown by no property but `body`", async () => {
  const error = errorOf(await callWith("Registration.options", [stub.text("code never-shown", { status: 200 })]))
  assert.strictEqual(Reflect.get(error, "body"), "code never-shown")
  const shown = [inspect(error, { depth: 9, showHidden: true }), JSON.stringify(error), String(error), error.stack]
  assert.notInclude(shown.join(), "never-shown")
})

it("a call clears its timer", async () => {
  const [set, clear] = [vi.spyOn(globalThis, "setTimeout"), vi.spyOn(globalThis, "clearTimeout")]
  await callWith("Registration.options", [success], { timeout: 44_444 })
  const timer = set.mock.results[set.mock.calls.findIndex(([, milliseconds]) => milliseconds === 44_444)]?.value
  assert.isDefined(timer)
  assert.isTrue(clear.mock.calls.some(([cleared]) => cleared === timer))
  vi.restoreAllMocks()
})

it("fetch is called without a receiver, which a browser's fetch would reject", async () => {
  let self: unknown
  function fetch(this: unknown): Promise<Response> {
    self = this
    return Promise.reject(new Error("offline"))
  }
  await callWith("Registration.options", [], { fetch, maxRetries: 0 })
  assert.isUndefined(self)
})
