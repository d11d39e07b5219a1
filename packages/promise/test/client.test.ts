import { inspect } from "node:util"
import { Endpoints } from "@passlock-sdk/contract"
import { StubHttpClient as stub } from "@passlock-sdk/effect/testing"
import { PasslockEmulator } from "@passlock-sdk/emulator"
import {
  isPasslockError,
  type LogEntry,
  NotFound,
  Passlock,
  PasslockTenancy,
  type PasslockTenancyOptions,
  type ResponseWithValue
} from "@passlock-sdk/promise"
import { afterEach, assert, describe, it, vi } from "vitest"
import { calls, secrets } from "./support/inputs.js"
import { apiKey, fetchOf, stubbed } from "./support/stub.js"

afterEach(() => {
  vi.unstubAllEnvs()
  vi.unstubAllGlobals()
})

describe("a client", () => {
  it("has every operation in every variant", () => {
    const passlock = stubbed(stub.text(""))
    const has = (variant: object, operation: string) => {
      const [group = "", name = ""] = operation.split(".")
      const method = Reflect.get(Reflect.get(variant, group.toLowerCase()), name)
      assert.strictEqual(typeof method, "function", operation)
      assert.strictEqual(method.name, operation)
    }
    for (const { operation } of Endpoints.all) {
      for (const variant of [passlock, passlock.safe, passlock.withResponse]) has(variant, operation)
    }
    for (const variant of [passlock, passlock.safe]) {
      has(variant, "Passkeys.stream")
      has(variant, "Principals.verifyIdToken")
    }
    assert.notProperty(passlock.withResponse.passkeys, "stream")
    assert.notProperty(passlock.withResponse.principals, "verifyIdToken")
  })

  it("has methods that work without `this`", async () => {
    const { list } = stubbed(stub.success("Passkeys.list")).passkeys
    assert.strictEqual((await list())._tag, "FindAllPasskeys")
  })

  it("does not contain its key in JSON, strings or inspection", () => {
    const passlock = stubbed(stub.text(""))
    for (const shown of [inspect(passlock, { depth: 12, showHidden: true }), JSON.stringify(passlock), `${passlock}`]) {
      assert.notInclude(shown, apiKey)
    }
    assert.match(inspect(passlock), /^Passlock \{/)
  })

  it("looks up the global fetch at each call", async () => {
    const passlock = new Passlock({ tenancyId: "t", apiKey: "k", maxRetries: 0 })
    vi.stubGlobal("fetch", fetchOf(stub.success("Passkeys.list")))
    assert.isTrue((await passlock.safe.passkeys.list()).success)
    vi.stubGlobal("fetch", fetchOf(stub.html()))
    assert.isFalse((await passlock.safe.passkeys.list()).success)
  })
})

describe("a client without a key", () => {
  const tenancy = (response: stub.ResponseEffect, options: PasslockTenancyOptions = {}) =>
    new PasslockTenancy({ tenancyId: "t", maxRetries: 0, fetch: fetchOf(response), ...options })
  const success = stub.success("Authentication.options", {}, { headers: { "x-request-id": "req_1" } })

  const keyless = Endpoints.all.filter(({ authentication }) => authentication !== "apiKey")
  const toMethod = (operation: string) => `${operation.charAt(0).toLowerCase()}${operation.slice(1)}`

  it("has its methods in every variant", async () => {
    const passlock = tenancy(success)
    const value = await passlock.authentication.options({ rpId: "example.com" })
    assert.deepStrictEqual(await passlock.safe.authentication.options({ rpId: "example.com" }), {
      success: true,
      value
    })
    const response = await passlock.withResponse.authentication.options({ rpId: "example.com" })
    assert.deepStrictEqual([response.value, response.status, response.requestId], [value, 200, "req_1"])
    const checked = await passlock.safe.principals.verifyIdToken({ token: "none" })
    assert.isTrue(!checked.success && checked.error._tag === "InvalidIdToken")
  })

  it("logs its calls and closes", async () => {
    const entries: Array<LogEntry> = []
    const passlock = tenancy(success, { logger: (entry) => entries.push(entry) })
    {
      await using client = passlock
      await client.authentication.options({ rpId: "example.com" })
    }
    assert.deepStrictEqual(
      entries.map(({ operation }) => operation),
      ["Authentication.options"]
    )
    assert.isFalse((await passlock.safe.authentication.options({ rpId: "example.com" })).success)
    const other = tenancy(success)
    await other.close()
    assert.isFalse((await other.safe.authentication.options({ rpId: "example.com" })).success)
  })

  it("has only the methods that need no key, and sends none, in a web page", async () => {
    vi.stubGlobal("document", {})
    vi.stubEnv("PASSLOCK_API_KEY", "never-shown")
    const headers: Array<HeadersInit | undefined> = []
    const fetch = fetchOf(stub.success("Authentication.options"), (_, init) => headers.push(init.headers))
    const passlock = new PasslockTenancy({ tenancyId: "t", fetch })
    assert.isDefined((await passlock.authentication.options({ rpId: "example.com" })).sessionToken)
    assert.isNull(new Headers(headers[0]).get("authorization"))
    const { close, safe, withResponse, ...groups } = passlock
    const methods = Object.entries(groups).flatMap(([group, members]) =>
      Object.keys(members).map((name) => `${group}.${name}`)
    )
    assert.sameMembers(methods, ["principals.verifyIdToken", ...keyless.map(({ operation }) => toMethod(operation))])
    assert.notProperty(passlock, "challenges")
    await passlock.close()
  })

  it.each(keyless.map((endpoint) => [endpoint.operation, endpoint] as const))(
    "returns the response of %s in every variant, and sends no key",
    async (operation, { success }) => {
      const requests: Array<readonly [url: string, headers: Headers]> = []
      const fetch = fetchOf(stub.success(operation, {}, { status: success.status }), (url, { headers }) =>
        requests.push([url.href, new Headers(headers)])
      )
      const passlock = tenancy(stub.text(""), { fetch })
      const call = calls[operation]
      const value = await call(passlock)
      assert.deepStrictEqual(await call(passlock.safe), { success: true, value })
      const response = (await call(passlock.withResponse)) as ResponseWithValue<unknown>
      assert.deepStrictEqual([response.value, response.status], [value, success.status])
      assert.strictEqual(requests.length, 3)
      for (const [url, headers] of requests) {
        assert.isNull(headers.get("authorization"))
        for (const secret of Object.values(secrets)) assert.notInclude(url, secret)
      }
    }
  )

  it.each(keyless.map(({ operation }) => operation))(
    "rejects %s with the error of the API, without a secret",
    async (operation) => {
      const message = Object.values(secrets).join(" ")
      const passlock = tenancy(stub.json({ _tag: "@error/BadRequest", message }, { status: 400 }))
      const error: unknown = await calls[operation](passlock).catch((reason) => reason)
      assert.isTrue(isPasslockError(error))
      assert.include(inspect(error), "BadRequest")
      const own = Endpoints.all.find((endpoint) => endpoint.operation === operation)?.secrets ?? []
      for (const field of own) assert.notInclude(inspect(error, { depth: 9 }), secrets[field] ?? assert.fail(field))
    }
  )
})

describe("two clients at once", () => {
  it("each use their own tenancy", async () => {
    const tenancies = ["one", "two"].map((name) => ({ tenancyId: name, apiKey: `key-${name}` }))
    const emulator = PasslockEmulator.make({ tenancies })
    const clients = tenancies.map((tenancy) => new Passlock({ ...tenancy, fetch: emulator.fetch }))
    const email = (index: number) => `user-${index}@example.com`
    const created = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        clients[index % 2]?.challenges.create({ email: email(index), purpose: "p" })
      )
    )
    for (const [index, response] of created.entries()) {
      const { challengeId = "" } = response?.challenge ?? {}
      const [own, other] = index % 2 === 0 ? clients : clients.toReversed()
      assert.strictEqual((await own?.challenges.get({ challengeId }))?.email, email(index))
      const outcome = await other?.safe.challenges.get({ challengeId })
      assert.isTrue(outcome?.success === false && outcome.error instanceof NotFound)
    }
    await emulator.dispose()
  })
})
