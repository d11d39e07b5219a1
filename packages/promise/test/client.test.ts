import { AsyncLocalStorage } from "node:async_hooks"
import { inspect } from "node:util"
import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"
import { Endpoints } from "@passlock-sdk/contract"
import { StubHttpClient as stub } from "@passlock-sdk/effect/testing"
import { PasslockEmulator } from "@passlock-sdk/emulator"
import {
  InvalidInput,
  type LogEntry,
  NotFound,
  Passlock,
  type PasslockOptions,
  PasslockTenancy,
  type PasslockTenancyOptions
} from "@passlock-sdk/promise"
import { afterEach, assert, describe, it, vi } from "vitest"
import { calls, secrets } from "./support/inputs.js"
import { json, listen, sleep } from "./support/server.js"
import { apiKey, fetchOf, stubbed } from "./support/stub.js"

afterEach(() => {
  vi.unstubAllEnvs()
  vi.unstubAllGlobals()
})

const issuesOf = (make: () => unknown): Record<string, string> => {
  try {
    make()
  } catch (error) {
    assert.isTrue(error instanceof InvalidInput, inspect(error))
    const { issues, message, stack } = error as InvalidInput
    for (const issue of issues) assert.include(message, `${issue.path}: ${issue.message}`)
    assert.notInclude(`${message} ${inspect(error, { depth: 9 })}`, "never-shown")
    assert.match(stack ?? "", /^InvalidInput: new Passlock.*\n +at .*client\.test\.ts/)
    return Object.fromEntries(issues.map(({ path, message }) => [path, message]))
  }
  return assert.fail("it was made")
}

/** The address and the key of what a client sends first. */
const firstRequest = async (options?: PasslockOptions) => {
  const seen: Array<string | null> = []
  vi.stubGlobal("fetch", async (url: URL, init: RequestInit) => {
    seen.push(url.href, new Headers(init.headers).get("authorization"))
    return new Response("{}")
  })
  await new Passlock(options).safe.passkeys.list()
  return seen
}

describe("a client", () => {
  it("is made from options", async () => {
    assert.deepStrictEqual(await firstRequest({ tenancyId: "t", apiKey: "k", endpoint: "http://a.b/base" }), [
      "http://a.b/base/v2/t/passkeys/",
      "Bearer k"
    ])
  })

  it("is made from the environment", async () => {
    vi.stubEnv("PASSLOCK_TENANCY_ID", "et")
    vi.stubEnv("PASSLOCK_API_KEY", "ek")
    vi.stubEnv("PASSLOCK_ENDPOINT", "http://e.b")
    assert.deepStrictEqual(await firstRequest(), ["http://e.b/v2/et/passkeys/", "Bearer ek"])
    assert.deepStrictEqual(await firstRequest({ tenancyId: "t" }), ["http://e.b/v2/t/passkeys/", "Bearer ek"])
    assert.deepStrictEqual(await firstRequest({ endpoint: "http://a.b", apiKey: "k" }), [
      "http://a.b/v2/et/passkeys/",
      "Bearer k"
    ])
  })

  it("has a default endpoint, also when its variable is empty", async () => {
    vi.stubEnv("PASSLOCK_ENDPOINT", "")
    const [url] = await firstRequest({ tenancyId: "t", apiKey: "k" })
    assert.strictEqual(url, "https://api.passlock.dev/v2/t/passkeys/")
  })

  it("names the option and the variable that are missing", () => {
    const issues = issuesOf(() => new Passlock())
    assert.deepStrictEqual(Object.keys(issues), ["tenancyId", "apiKey"])
    assert.include(issues.tenancyId, "PASSLOCK_TENANCY_ID")
    assert.include(issues.apiKey, "PASSLOCK_API_KEY")
    assert.deepStrictEqual(Object.keys(issuesOf(() => new PasslockTenancy())), ["tenancyId"])
    vi.stubEnv("PASSLOCK_API_KEY", "")
    assert.deepStrictEqual(Object.keys(issuesOf(() => new Passlock({ tenancyId: "t" }))), ["apiKey"])
  })

  it("does without an environment that may not be read", () => {
    vi.stubGlobal("process", {
      get env() {
        throw new Error("not allowed")
      }
    })
    assert.deepStrictEqual(Object.keys(issuesOf(() => new Passlock())), ["tenancyId", "apiKey"])
  })

  const wrong: ReadonlyArray<readonly [string, PasslockOptions]> = [
    ["tenancyId", { tenancyId: ".." }],
    ["tenancyId", { tenancyId: "" }],
    ["tenancyId", { tenancyId: 7 as never }],
    ["apiKey", { apiKey: "" }],
    ["apiKey", { apiKey: "never-shown\n" }],
    ["apiKey", { apiKey: 7 as never }],
    ["endpoint", { endpoint: "api.passlock.dev" }],
    ["endpoint", { endpoint: "https://api.passlock.dev " }],
    ["endpoint", { endpoint: "https://u:never-shown@a.b" }],
    ["timeout", { timeout: 0 }],
    ["totalTimeout", { totalTimeout: "long" as never }],
    ["maxRetries", { maxRetries: 0.5 }],
    ["fetch", { fetch: "fetch" as never }],
    ["logger", { logger: {} as never }]
  ]

  it.each(wrong)("is not made with a %s that cannot work", (path, options) => {
    assert.deepStrictEqual(Object.keys(issuesOf(() => new Passlock({ tenancyId: "t", apiKey: "k", ...options }))), [
      path
    ])
  })

  it("names the variable of a setting that cannot work", () => {
    vi.stubEnv("PASSLOCK_ENDPOINT", "nonsense")
    const { endpoint } = issuesOf(() => new Passlock({ tenancyId: "t", apiKey: "k" }))
    assert.match(endpoint ?? "", /^expected an address .*, in PASSLOCK_ENDPOINT$/)
  })

  it("is not made of options that throw when they are read", () => {
    const options = Object.defineProperty({}, "tenancyId", {
      enumerable: true,
      get: () => {
        throw new Error("never-shown")
      }
    })
    assert.deepStrictEqual(Object.keys(issuesOf(() => new Passlock(options))), ["options"])
  })

  it("says what kind of key it was given", () => {
    const { apiKey } = issuesOf(() => new Passlock({ tenancyId: "t", apiKey: "" }))
    assert.include(apiKey, "got an empty text")
  })

  it("has every operation, in every manner", () => {
    const passlock = stubbed(stub.text(""))
    const has = (manner: object, operation: string) => {
      const [group = "", name = ""] = operation.split(".")
      const method = Reflect.get(Reflect.get(manner, group.toLowerCase()), name)
      assert.strictEqual(typeof method, "function", operation)
      assert.strictEqual(method.name, operation)
    }
    for (const { operation } of Endpoints.all) {
      for (const manner of [passlock, passlock.safe, passlock.withResponse]) has(manner, operation)
    }
    for (const manner of [passlock, passlock.safe]) {
      has(manner, "Passkeys.stream")
      has(manner, "Principals.verifyIdToken")
    }
    assert.notProperty(passlock.withResponse.passkeys, "stream")
    assert.notProperty(passlock.withResponse.principals, "verifyIdToken")
  })

  it("has methods that need no `this`", async () => {
    const { list } = stubbed(stub.success("Passkeys.list")).passkeys
    assert.strictEqual((await list())._tag, "FindAllPasskeys")
  })

  it("never shows its key", () => {
    const passlock = stubbed(stub.text(""))
    for (const shown of [inspect(passlock, { depth: 12, showHidden: true }), JSON.stringify(passlock), `${passlock}`]) {
      assert.notInclude(shown, apiKey)
    }
    assert.match(inspect(passlock), /^Passlock \{/)
  })

  it("looks the global fetch up at each call", async () => {
    const passlock = new Passlock({ tenancyId: "t", apiKey: "k", maxRetries: 0 })
    vi.stubGlobal("fetch", fetchOf(stub.success("Passkeys.list")))
    assert.isTrue((await passlock.safe.passkeys.list()).success)
    vi.stubGlobal("fetch", fetchOf(stub.html()))
    assert.isFalse((await passlock.safe.passkeys.list()).success)
  })
})

describe("in a web page", () => {
  it("a key is refused, and the way out named", () => {
    vi.stubGlobal("document", {})
    const { apiKey } = issuesOf(() => new Passlock({ tenancyId: "t", apiKey: "never-shown" }))
    assert.include(apiKey, "PasslockTenancy")
    vi.stubEnv("PASSLOCK_API_KEY", "never-shown")
    assert.deepStrictEqual(Object.keys(issuesOf(() => new Passlock({ tenancyId: "t" }))), ["apiKey"])
  })

  it("a key is accepted from whoever insists", () => {
    vi.stubGlobal("document", {})
    assert.isDefined(new Passlock({ tenancyId: "t", apiKey: "k", dangerouslyAllowBrowser: true }).passkeys)
  })

  it("a tenancy is enough for what a page does", async () => {
    vi.stubGlobal("document", {})
    vi.stubEnv("PASSLOCK_API_KEY", "never-shown")
    const headers: Array<HeadersInit | undefined> = []
    const fetch = fetchOf(stub.success("Authentication.options"), (_, init) => headers.push(init.headers))
    const passlock = new PasslockTenancy({ tenancyId: "t", fetch })
    assert.isDefined((await passlock.authentication.options({ rpId: "example.com" })).sessionToken)
    assert.isNull(new Headers(headers[0]).get("authorization"))
    assert.deepStrictEqual(Object.keys(passlock.registration).sort(), ["options", "verify"])
    assert.deepStrictEqual(Object.keys(passlock.authentication).sort(), ["options", "verify"])
    assert.notProperty(passlock, "passkeys")
    assert.notProperty(passlock, "challenges")
    await passlock.close()
  })
})

describe("a client without a key", () => {
  const tenancy = (answer: stub.Answer, options: PasslockTenancyOptions = {}) =>
    new PasslockTenancy({ tenancyId: "t", maxRetries: 0, fetch: fetchOf(answer), ...options })
  const begun = stub.success("Authentication.options", {}, { headers: { "x-request-id": "req_1" } })

  it("has its methods in every manner", async () => {
    const passlock = tenancy(begun)
    const value = await passlock.authentication.options({ rpId: "example.com" })
    assert.deepStrictEqual(await passlock.safe.authentication.options({ rpId: "example.com" }), {
      success: true,
      value
    })
    const answer = await passlock.withResponse.authentication.options({ rpId: "example.com" })
    assert.deepStrictEqual([answer.value, answer.status, answer.requestId], [value, 200, "req_1"])
    const checked = await passlock.safe.principals.verifyIdToken({ token: "none" })
    assert.isTrue(!checked.success && checked.error._tag === "InvalidIdToken")
  })

  it("is checked, told of, and closed like one with a key", async () => {
    assert.deepStrictEqual(Object.keys(issuesOf(() => new PasslockTenancy({ tenancyId: "..", timeout: 0 }))), [
      "tenancyId",
      "timeout"
    ])
    const entries: Array<LogEntry> = []
    const passlock = tenancy(begun, { logger: (entry) => entries.push(entry) })
    {
      await using client = passlock
      await client.authentication.options({ rpId: "example.com" })
    }
    assert.deepStrictEqual(
      entries.map(({ operation }) => operation),
      ["Authentication.options"]
    )
    assert.isFalse((await passlock.safe.authentication.options({ rpId: "example.com" })).success)
    const other = tenancy(begun)
    await other.close()
    assert.isFalse((await other.safe.authentication.options({ rpId: "example.com" })).success)
  })
})

describe("two clients at once", () => {
  it("keep to their own tenancies", async () => {
    const tenancies = ["one", "two"].map((name) => ({ tenancyId: name, apiKey: `key-${name}` }))
    const emulator = PasslockEmulator.make({ tenancies })
    const clients = tenancies.map((tenancy) => new Passlock({ ...tenancy, fetch: emulator.fetch }))
    const email = (index: number) => `user-${index}@example.com`
    const created = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        clients[index % 2]?.challenges.create({ email: email(index), purpose: "p" })
      )
    )
    for (const [index, answer] of created.entries()) {
      const { challengeId = "" } = answer?.challenge ?? {}
      const [own, other] = index % 2 === 0 ? clients : clients.toReversed()
      assert.strictEqual((await own?.challenges.get({ challengeId }))?.email, email(index))
      const outcome = await other?.safe.challenges.get({ challengeId })
      assert.isTrue(outcome?.success === false && outcome.error instanceof NotFound)
    }
    await emulator.dispose()
  })
})

describe("close", () => {
  it("waits for the calls that run, and refuses further ones", async () => {
    await using server = await listen((_, response) => {
      setTimeout(() => response.writeHead(404, json).end('{"_tag":"@error/NotFound"}'), 80)
    })
    const { passlock } = server
    const running = passlock.safe.passkeys.get({ passkeyId: "p" })
    let isClosed = false
    const closing = passlock.close().then(() => {
      isClosed = true
    })
    const late = await passlock.safe.passkeys.get({ passkeyId: "p" })
    assert.isTrue(!late.success && late.error._tag === "TransportError" && late.error.sent === "no")
    assert.match((late.success ? "" : late.error.stack) ?? "", /^TransportError: .*\n +at .*client\.test\.ts/)
    assert.isFalse(isClosed)
    const outcome = await running
    assert.isTrue(!outcome.success && outcome.error._tag === "NotFound")
    await closing
    assert.strictEqual(server.count(), 1)
    await passlock.close()
  })

  it("is over when an aborted call is", async () => {
    const passlock = stubbed(stub.stalled())
    const controller = new AbortController()
    const running = passlock.passkeys.list({}, { signal: controller.signal }).catch((reason) => reason)
    const closing = passlock.close()
    controller.abort("now")
    assert.strictEqual(await running, "now")
    await closing
  })

  it("is what the end of a block does", async () => {
    const passlock = stubbed(stub.success("Passkeys.list"))
    {
      await using client = passlock
      await client.passkeys.list()
    }
    assert.isFalse((await passlock.safe.passkeys.list()).success)
  })

  it("ends a walk at its next page", async () => {
    const passlock = stubbed(stub.success("Passkeys.list", { cursor: "more" }))
    const walk = async () => {
      for await (const _ of passlock.passkeys.stream()) await passlock.close()
    }
    const error: unknown = await walk().catch((reason) => reason)
    assert.strictEqual(Reflect.get(error as object, "_tag"), "TransportError")
  })
})

describe("10,000 calls in flight", () => {
  it("end without an unhandled rejection", { timeout: 120_000 }, async () => {
    const unhandled: Array<unknown> = []
    const listener = (reason: unknown) => unhandled.push(reason)
    process.on("unhandledRejection", listener)
    const fine = stubbed(stub.success("Passkeys.list"), {
      fetch: (...input) => sleep(50).then(() => fetchFine(...input))
    })
    const failing = stubbed(stub.html(), { fetch: (...input) => sleep(50).then(() => fetchFailing(...input)) })
    const fetchFine = fetchOf(stub.success("Passkeys.list"))
    const fetchFailing = fetchOf(stub.html())
    const outcomes = await Promise.allSettled(
      Array.from({ length: 10_000 }, (_, index) => (index % 2 === 0 ? fine : failing).passkeys.list())
    )
    await sleep(20)
    process.off("unhandledRejection", listener)
    assert.strictEqual(outcomes.filter(({ status }) => status === "fulfilled").length, 5_000)
    assert.deepStrictEqual(unhandled, [])
  })
})

describe("a call that has ended", () => {
  it.each(["safe", "plain"] as const)("is forgotten, and what it gave: %s", async (manner) => {
    setFlagsFromString("--expose-gc")
    const collect: () => void = runInNewContext("gc")
    const fine = stubbed(stub.success("Passkeys.list"))
    const failing = stubbed(stub.html())
    const call = async () => {
      const given = await (manner === "safe" ? fine.safe.passkeys.list() : fine.passkeys.list())
      const error: unknown = await failing.passkeys.list().catch((reason) => reason)
      return [new WeakRef(given), new WeakRef(error as object)]
    }
    const references = await call()
    await sleep(10)
    collect()
    assert.deepStrictEqual(
      references.map((reference) => reference.deref()),
      [undefined, undefined]
    )
  })
})

describe("the application's asynchronous context", () => {
  it("is that of the call when its request is sent", async () => {
    const storage = new AsyncLocalStorage<number>()
    const seen: Array<readonly [string | null, number | undefined]> = []
    const passlock = stubbed(stub.text(""), {
      maxRetries: 1,
      fetch: async (url) => {
        seen.push([url.searchParams.get("cursor"), storage.getStore()])
        return new Response("{}", { status: 503 })
      }
    })
    await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        storage.run(index, () => passlock.safe.passkeys.list({ cursor: String(index) }))
      )
    )
    assert.strictEqual(seen.length, 20)
    for (const [cursor, store] of seen) assert.strictEqual(String(store), cursor)
  })
})

describe("the logger", () => {
  const record = () => {
    const entries: Array<LogEntry> = []
    return { entries, logger: (entry: LogEntry) => entries.push(entry) }
  }

  it("is told how a call ended", async () => {
    const { entries, logger } = record()
    await stubbed(stub.success("Challenges.create", {}, { status: 201 }), { logger }).challenges.create({
      email: "ada@example.com",
      purpose: "p"
    })
    const missing = stub.json({ _tag: "@error/NotFound" }, { status: 404 })
    await stubbed(missing, { logger }).safe.passkeys.get({ passkeyId: "p" })
    assert.deepStrictEqual(
      entries.map(({ message, milliseconds, ...entry }) => [message.replace(/\d+/, "7"), entry]),
      [
        [
          "Challenges.create: done in 7 ms",
          { level: "debug", operation: "Challenges.create", attempts: 1, status: 201 }
        ],
        [
          "Passkeys.get: NotFound in 7 ms",
          { level: "warn", operation: "Passkeys.get", attempts: 1, status: 404, error: "NotFound" }
        ]
      ]
    )
    for (const { milliseconds } of entries) assert.isAtLeast(milliseconds ?? -1, 0)
  })

  it("is told of a further attempt", async () => {
    const { entries, logger } = record()
    await stubbed(stub.html(), { logger, maxRetries: 1 }).safe.passkeys.list()
    assert.deepStrictEqual(
      entries.map(({ level, message }) => `${level} ${message.replace(/\d+(?= ms)/, "7")}`),
      ["warn Passkeys.list: ServerError, trying again in 7 ms", "warn Passkeys.list: ServerError in 7 ms, 2 attempts"]
    )
  })

  it.each(["connection", "time"])("is told once of a call that failed for want of %s", async (want) => {
    const { entries, logger } = record()
    const answer = want === "time" ? stub.stalled() : stub.unreachable()
    const outcome = await stubbed(answer, { logger }).safe.passkeys.list({}, { timeout: 20 })
    await sleep(10)
    assert.deepStrictEqual(
      entries.map(({ error }) => error),
      [outcome.success ? "" : outcome.error._tag]
    )
  })

  it("is told of an abort", async () => {
    const { entries, logger } = record()
    const signal = AbortSignal.timeout(20)
    await stubbed(stub.stalled(), { logger })
      .passkeys.list({}, { signal })
      .catch(() => {})
    await sleep(20)
    assert.deepStrictEqual(
      entries.map(({ error }) => error),
      ["aborted"]
    )
  })

  it("is never told a secret", async () => {
    const { entries, logger } = record()
    const echo = fetchOf(stub.json({ _tag: "@error/BadRequest", message: Object.values(secrets).join(" ") }))
    const passlock = stubbed(stub.text(""), { logger, fetch: echo, maxRetries: 1 })
    for (const call of Object.values(calls)) await call(passlock.safe)
    assert.strictEqual(entries.length, 17)
    for (const secret of [apiKey, ...Object.values(secrets)]) assert.notInclude(JSON.stringify(entries), secret)
  })

  it("may throw", async () => {
    const logger = () => {
      throw new Error("full disk")
    }
    assert.isTrue((await stubbed(stub.success("Passkeys.list"), { logger }).safe.passkeys.list()).success)
  })

  it("may fail later", async () => {
    const logger = async () => {
      throw new Error("full disk")
    }
    assert.isTrue((await stubbed(stub.success("Passkeys.list"), { logger }).safe.passkeys.list()).success)
    await sleep(5)
  })

  it("is the only one: without it nothing is printed", async () => {
    const printed = ["log", "debug", "info", "warn", "error"].map((name) =>
      vi.spyOn(console, name as "log").mockReturnValue()
    )
    await stubbed(stub.html(), { maxRetries: 1 }).safe.passkeys.list()
    await stubbed(stub.html(), { maxRetries: 1, logger: () => {} }).safe.passkeys.list()
    for (const spy of printed) assert.strictEqual(spy.mock.calls.length, 0)
    vi.restoreAllMocks()
  })
})
