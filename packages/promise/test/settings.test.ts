import { inspect } from "node:util"
import { InvalidInput, Passlock, type PasslockOptions, PasslockTenancy } from "@passlock-sdk/promise"
import { afterEach, assert, describe, it, vi } from "vitest"

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
    assert.match(stack ?? "", /^InvalidInput: new Passlock.*\n +at .*settings\.test\.ts/)
    return Object.fromEntries(issues.map(({ path, message }) => [path, message]))
  }
  return assert.fail("the constructor did not throw")
}

/** The URL and the key of a client's first request. */
const firstRequest = async (options?: PasslockOptions) => {
  const seen: Array<string | null> = []
  vi.stubGlobal("fetch", async (url: URL, init: RequestInit) => {
    seen.push(url.href, new Headers(init.headers).get("authorization"))
    return new Response("{}")
  })
  await new Passlock(options).safe.passkeys.list()
  return seen
}

describe("a client's settings", () => {
  it("come from the options", async () => {
    assert.deepStrictEqual(await firstRequest({ tenancyId: "t", apiKey: "k", endpoint: "https://a.b/base" }), [
      "https://a.b/base/v2/t/passkeys/",
      "Bearer k"
    ])
  })

  it("come from the environment when the option is missing", async () => {
    vi.stubEnv("PASSLOCK_TENANCY_ID", "et")
    vi.stubEnv("PASSLOCK_API_KEY", "ek")
    vi.stubEnv("PASSLOCK_ENDPOINT", "https://e.b")
    assert.deepStrictEqual(await firstRequest(), ["https://e.b/v2/et/passkeys/", "Bearer ek"])
    assert.deepStrictEqual(await firstRequest({ tenancyId: "t" }), ["https://e.b/v2/t/passkeys/", "Bearer ek"])
    assert.deepStrictEqual(await firstRequest({ endpoint: "https://a.b", apiKey: "k" }), [
      "https://a.b/v2/et/passkeys/",
      "Bearer k"
    ])
  })

  it("do not include an http:// endpoint of another machine, unless it is allowed", async () => {
    const endpoint = "http://emulator:9090"
    const options = { tenancyId: "t", apiKey: "k", endpoint }
    for (const create of [() => new Passlock(options), () => new PasslockTenancy(options)]) {
      const { endpoint, ...others } = issuesOf(create)
      assert.deepStrictEqual(others, {})
      assert.match(endpoint ?? "", /^expected https:\/\/.*allowInsecureEndpoint.*PASSLOCK_ALLOW_INSECURE_ENDPOINT/)
    }
    const url = `${endpoint}/v2/t/passkeys/`
    assert.deepStrictEqual(await firstRequest({ ...options, allowInsecureEndpoint: true }), [url, "Bearer k"])
    vi.stubEnv("PASSLOCK_ALLOW_INSECURE_ENDPOINT", "true")
    assert.deepStrictEqual(await firstRequest(options), [url, "Bearer k"])
    assert.property(
      issuesOf(() => new Passlock({ ...options, allowInsecureEndpoint: false })),
      "endpoint"
    )
    for (const off of ["false", ""]) {
      vi.stubEnv("PASSLOCK_ALLOW_INSECURE_ENDPOINT", off)
      assert.property(
        issuesOf(() => new Passlock(options)),
        "endpoint"
      )
    }
    vi.stubEnv("PASSLOCK_ALLOW_INSECURE_ENDPOINT", "never-shown")
    const { allowInsecureEndpoint } = issuesOf(() => new Passlock({ ...options, endpoint: "http://localhost" }))
    assert.strictEqual(allowInsecureEndpoint, "expected true or false, got string, in PASSLOCK_ALLOW_INSECURE_ENDPOINT")
  })

  it("include the default endpoint when its variable is empty", async () => {
    vi.stubEnv("PASSLOCK_ENDPOINT", "")
    const [url] = await firstRequest({ tenancyId: "t", apiKey: "k" })
    assert.strictEqual(url, "https://api.passlock.dev/v2/t/passkeys/")
  })

  it("fail with the option and the variable that are missing", () => {
    const issues = issuesOf(() => new Passlock())
    assert.deepStrictEqual(Object.keys(issues), ["tenancyId", "apiKey"])
    assert.include(issues.tenancyId, "PASSLOCK_TENANCY_ID")
    assert.include(issues.apiKey, "PASSLOCK_API_KEY")
    assert.deepStrictEqual(Object.keys(issuesOf(() => new PasslockTenancy())), ["tenancyId"])
    vi.stubEnv("PASSLOCK_API_KEY", "")
    assert.deepStrictEqual(Object.keys(issuesOf(() => new Passlock({ tenancyId: "t" }))), ["apiKey"])
  })

  it("fail as missing when the environment cannot be read", () => {
    vi.stubGlobal("process", {
      get env() {
        throw new Error("not allowed")
      }
    })
    const issues = issuesOf(() => new Passlock())
    // At once: the runner, and what other tests left running, need the process in the next microtask.
    vi.unstubAllGlobals()
    assert.deepStrictEqual(Object.keys(issues), ["tenancyId", "apiKey"])
  })

  const invalid: ReadonlyArray<readonly [keyof PasslockOptions, PasslockOptions]> = [
    ["tenancyId", { tenancyId: ".." }],
    ["tenancyId", { tenancyId: "" }],
    ["tenancyId", { tenancyId: 7 as never }],
    ["apiKey", { apiKey: "" }],
    ["apiKey", { apiKey: "never-shown\n" }],
    ["apiKey", { apiKey: 7 as never }],
    ["endpoint", { endpoint: "api.passlock.dev" }],
    ["endpoint", { endpoint: "https://api.passlock.dev " }],
    ["endpoint", { endpoint: "https://u:never-shown@a.b" }],
    ["endpoint", { endpoint: "http://a.b" }],
    ["allowInsecureEndpoint", { allowInsecureEndpoint: "true" as never }],
    ["timeout", { timeout: 0 }],
    ["totalTimeout", { totalTimeout: "long" as never }],
    ["maxRetries", { maxRetries: 0.5 }],
    ["maxResponseSize", { maxResponseSize: -1 }],
    ["maxResponseSize", { maxResponseSize: null as never }],
    ["timeout", { timeout: null as never }],
    ["totalTimeout", { totalTimeout: null as never }],
    ["maxRetries", { maxRetries: null as never }],
    ["fetch", { fetch: "fetch" as never }],
    ["logger", { logger: {} as never }]
  ]

  it.each(invalid.map(([path, options]) => [path, inspect(options[path]), options] as const))(
    "fail with InvalidInput when %s is %s",
    (path, _, options) => {
      const issues = issuesOf(() => new Passlock({ tenancyId: "t", apiKey: "k", ...options }))
      assert.deepStrictEqual(Object.keys(issues), [path])
    }
  )

  it("fail with the variable that holds an invalid value", () => {
    vi.stubEnv("PASSLOCK_ENDPOINT", "nonsense")
    const { endpoint } = issuesOf(() => new Passlock({ tenancyId: "t", apiKey: "k" }))
    assert.match(endpoint ?? "", /^expected .*, in PASSLOCK_ENDPOINT$/)
  })

  it("fail when reading the options throws", () => {
    const options = Object.defineProperty({}, "tenancyId", {
      enumerable: true,
      get: () => {
        throw new Error("never-shown")
      }
    })
    assert.deepStrictEqual(Object.keys(issuesOf(() => new Passlock(options))), ["options"])
  })

  it("fail with the kind of key that was passed", () => {
    const { apiKey } = issuesOf(() => new Passlock({ tenancyId: "t", apiKey: "" }))
    assert.match(apiKey ?? "", /got empty string/)
  })

  it("fail for each invalid setting of a client without a key", () => {
    assert.deepStrictEqual(Object.keys(issuesOf(() => new PasslockTenancy({ tenancyId: "..", timeout: 0 }))), [
      "tenancyId",
      "timeout"
    ])
  })
})

describe("an API key in a web page", () => {
  it("throws InvalidInput that names PasslockTenancy", () => {
    vi.stubGlobal("document", {})
    const { apiKey } = issuesOf(() => new Passlock({ tenancyId: "t", apiKey: "never-shown" }))
    assert.include(apiKey, "PasslockTenancy")
    vi.stubEnv("PASSLOCK_API_KEY", "never-shown")
    assert.deepStrictEqual(Object.keys(issuesOf(() => new Passlock({ tenancyId: "t" }))), ["apiKey"])
  })

  it("is allowed with dangerouslyAllowBrowser", () => {
    vi.stubGlobal("document", {})
    assert.isDefined(new Passlock({ tenancyId: "t", apiKey: "k", dangerouslyAllowBrowser: true }).passkeys)
  })
})
