/** How long the promises' client waits, and when it asks again. */
import { inspect } from "node:util"
import { Examples } from "@passlock-sdk/contract"
import { StubHttpClient as stub } from "@passlock-sdk/effect/testing"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { assert, describe, it, vi } from "vitest"
import { InvalidInput, isPasslockError, Passlock, type PasslockError, type PasslockOptions } from "../src/index.js"
import { call } from "../src/internal/call.js"
import { connectionOf } from "../src/internal/connection.js"

type Name = "Registration.options" | "Lookups.credential"

const inputs = { "Registration.options": { registrationToken: "token" }, "Lookups.credential": { passkeyId: "p" } }

/** Asks with answers that come in turn, the last of them again and again. */
const ask = async (
  name: Name,
  answers: ReadonlyArray<stub.Answer>,
  options: Partial<PasslockOptions> = {},
  signal = new AbortController().signal
) => {
  let sent = 0
  const fetch = async (_: string, init: RequestInit): Promise<Response> => {
    const answer = answers[Math.min(sent++, answers.length - 1)] ?? Effect.never
    const exit = await Effect.runPromiseExit(answer, init.signal ? { signal: init.signal } : {})
    if (Exit.isSuccess(exit)) return exit.value
    throw init.signal?.aborted ? init.signal.reason : Cause.squash(exit.cause)
  }
  const begun = performance.now()
  const ended = await call(connectionOf({ tenancyId: "t", fetch, ...options }), name, inputs[name], signal).then(
    (value) => ({ value }),
    (error: unknown) => ({ error })
  )
  return { ...ended, sent, took: performance.now() - begun }
}

const errorOf = (ended: object): PasslockError => {
  const error: unknown = Reflect.get(ended, "error")
  if (!isPasslockError(error)) assert.fail(inspect(ended))
  return error
}

const busy = stub.rateLimited({ retryAfter: 0 })
const success = stub.json(Examples.successes["Registration.options"])
const found = stub.json(Examples.successes["Lookups.credential"])

describe("time", () => {
  it.each([
    ["headers", "timeout", { timeout: 60 }],
    ["body", "timeout", { timeout: 60 }],
    ["headers", "totalTimeout", { timeout: 500, totalTimeout: 60 }],
    ["body", "totalTimeout", { timeout: 500, totalTimeout: 60 }]
  ] as const)("ends a wait for the %s at the %s", async (phase, limit, options) => {
    const ended = await ask("Registration.options", [stub.stalled(phase)], options)
    const { attempts, message, ...told } = errorOf(ended) as Extract<PasslockError, { _tag: "RequestTimeout" }>
    assert.deepStrictEqual(
      { ...told },
      { _tag: "RequestTimeout", operation: "Registration.options", phase, limit, milliseconds: 60 }
    )
    assert.strictEqual(attempts, 1)
    assert.include(message, "within 60 ms")
    assert.isBelow(ended.took, 300)
  })

  it("ends a wait for a fetch that does not listen to aborts", async () => {
    const ended = await ask("Registration.options", [], { timeout: 60, fetch: () => new Promise(() => {}) })
    assert.strictEqual(errorOf(ended)._tag, "RequestTimeout")
  })

  it("has no limit where that is asked for", async () => {
    const late = Effect.delay(success, 50)
    const ended = await ask("Registration.options", [late], { timeout: Infinity, totalTimeout: Infinity })
    assert.property(ended, "value")
  })
})

describe("another attempt", () => {
  it("follows 429, whatever was asked", async () => {
    assert.strictEqual((await ask("Registration.options", [busy, busy, success])).sent, 3)
    const ended = await ask("Registration.options", [busy])
    assert.strictEqual(ended.sent, 3)
    assert.include(errorOf(ended), { _tag: "RateLimited", attempts: 3, retryAfterSeconds: 0 })
  })

  it.each([stub.html({ status: 503, headers: { "retry-after": "0" } }), stub.lost("headers"), stub.lost("body")])(
    "follows another failure only where asking twice does no harm",
    async (failure) => {
      assert.strictEqual((await ask("Registration.options", [failure])).sent, 1)
      const ended = await ask("Lookups.credential", [failure, found])
      assert.deepStrictEqual([ended.sent, "value" in ended], [2, true])
    }
  )

  it("follows no refusal", async () => {
    const answer = stub.json({ _tag: "@error/BadRequest", message: "no" }, { status: 400 })
    assert.strictEqual((await ask("Lookups.credential", [answer])).sent, 1)
  })

  it.each([
    [{ maxRetries: 0 }, stub.rateLimited({ retryAfter: 0 })],
    [{}, stub.rateLimited({ retryAfter: 61 })],
    [{ totalTimeout: 900 }, stub.rateLimited({ retryAfter: 1 })]
  ])("does not follow where %j forbids it", async (options, answer) => {
    const ended = await ask("Registration.options", [answer, success], options)
    assert.strictEqual(ended.sent, 1)
    assert.isBelow(ended.took, 300)
    assert.include(errorOf(ended), { _tag: "RateLimited", attempts: 1 })
  })
})

describe("an abort", () => {
  /** A signal that counts who listens to it. */
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
    ["a wait", stub.rateLimited({ retryAfter: 30 })]
  ])("ends %s with its reason", async (_, answer) => {
    const { controller } = watched()
    const reason = new Error("the page's reason")
    setTimeout(() => controller.abort(reason), 50)
    const ended = await ask("Registration.options", [answer], {}, controller.signal)
    assert.strictEqual(Reflect.get(ended, "error"), reason)
    assert.isBelow(ended.took, 300)
    assert.strictEqual(ended.sent, 1)
  })

  it("before the call sends nothing", async () => {
    const ended = await ask("Registration.options", [success], {}, AbortSignal.abort("early"))
    assert.deepStrictEqual([Reflect.get(ended, "error"), ended.sent], ["early", 0])
  })

  it("is not listened to any longer than the call lasts", async () => {
    const { controller, listeners } = watched()
    await ask("Registration.options", [busy, success], {}, controller.signal)
    await ask("Registration.options", [stub.stalled("body")], { timeout: 30 }, controller.signal)
    assert.strictEqual(listeners(), 0)
  })
})

describe("a client", () => {
  it.each([
    [{}, ["tenancyId"]],
    [{ tenancyId: ".." }, ["tenancyId"]],
    [{ tenancyId: "t", endpoint: "passlock.example" }, ["endpoint"]],
    [{ tenancyId: "t", endpoint: "https://user:password@example.com" }, ["endpoint"]],
    [{ tenancyId: "t", timeout: 0, totalTimeout: "1", maxRetries: 1.5 }, ["timeout", "totalTimeout", "maxRetries"]],
    [{ tenancyId: "t", fetch: "fetch" }, ["fetch"]],
    [{ tenancyId: "t", apiKey: "key-never-shown" }, ["apiKey"]]
  ])("is not made of %j", (options, paths) => {
    try {
      new Passlock(options as never)
    } catch (error) {
      assert.instanceOf(error, InvalidInput)
      assert.deepStrictEqual(
        error.issues.map(({ path }) => path),
        paths
      )
      assert.include(error.message, "new Passlock: Nothing was sent.")
      assert.notInclude(inspect(error, { depth: 9 }), "never-shown")
      return
    }
    assert.fail("it was made")
  })

  it("is not made of nothing", () => {
    assert.throws(() => new Passlock(undefined as never), InvalidInput)
    assert.throws(() => new Passlock(null as never), InvalidInput)
  })
})

describe("the options of a call", () => {
  const passlock = new Passlock({ tenancyId: "t", fetch: () => new Promise(() => {}) })

  it.each([
    [{ value: "now" }, "signal"],
    [{ value: {} }, "signal"],
    [{ get: () => assert.fail("never-shown") }, "options"]
  ])("are refused where the signal is %o", async (signal, path) => {
    const options = Object.defineProperty({}, "signal", { ...signal, enumerable: true })
    const { error } = (await passlock.safe.authenticate({ rpId: "r" }, options as never)) as { error: PasslockError }
    assert.deepInclude(error, { _tag: "InvalidInput", operation: "Ceremony.authenticate" })
    assert.strictEqual((error as InvalidInput).issues[0]?.path, path)
  })

  it("may be null", async () => {
    const { error } = (await passlock.safe.register({ registrationToken: "t" }, null as never)) as {
      error: PasslockError
    }
    assert.strictEqual(error._tag, "PasskeysUnsupported")
  })
})

it("a request is not redirected, not cached, and told nothing but what it needs", async () => {
  let sent: RequestInit = {}
  const fetch = (_: string, init: RequestInit): Promise<Response> => {
    sent = init
    return Promise.reject(new Error(`could not send ${init.body}`))
  }
  const ended = await ask("Registration.options", [], { fetch, maxRetries: 0 })
  const { body, signal: _, ...told } = sent
  assert.deepStrictEqual(told, {
    method: "POST",
    headers: { accept: "application/json", "content-type": "application/json" },
    redirect: "manual",
    cache: "no-store"
  })
  assert.strictEqual(body, '{"registrationToken":"token"}')
  assert.include(errorOf(ended).message, '(could not send {"registrationToken":"<redacted>"}')
})

it("what came instead of an answer is shown by one property alone", async () => {
  const error = errorOf(await ask("Registration.options", [stub.text("code never-shown", { status: 200 })]))
  assert.strictEqual(Reflect.get(error, "body"), "code never-shown")
  const shown = [inspect(error, { depth: 9, showHidden: true }), JSON.stringify(error), String(error), error.stack]
  assert.notInclude(shown.join(), "never-shown")
})

it("an abort is no outcome", async () => {
  const passlock = new Passlock({ tenancyId: "t" })
  const reason = new Error("the page's reason")
  const ended = await passlock.safe.authenticate({ rpId: "r" }, { signal: AbortSignal.abort(reason) }).catch(Object)
  assert.strictEqual(ended, reason)
})

it("a call leaves no timer behind", async () => {
  const [set, clear] = [vi.spyOn(globalThis, "setTimeout"), vi.spyOn(globalThis, "clearTimeout")]
  await ask("Registration.options", [success], { timeout: 44_444 })
  const timer = set.mock.results[set.mock.calls.findIndex(([, milliseconds]) => milliseconds === 44_444)]?.value
  assert.isDefined(timer)
  assert.isTrue(clear.mock.calls.some(([cleared]) => cleared === timer))
  vi.restoreAllMocks()
})

it("fetch is called as a function of its own, since a browser's refuses to be a method of anything else", async () => {
  let self: unknown
  function fetch(this: unknown): Promise<Response> {
    self = this
    return Promise.reject(new Error("offline"))
  }
  await ask("Registration.options", [], { fetch, maxRetries: 0 })
  assert.isUndefined(self)
})
