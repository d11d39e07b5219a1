import { AsyncLocalStorage } from "node:async_hooks"
import type { Socket } from "node:net"
import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"
import { StubHttpClient as stub } from "@passlock-sdk/effect/testing"
import { Passlock } from "@passlock-sdk/promise"
import { Agent, fetch as undiciFetch } from "undici"
import { assert, describe, it } from "vitest"
import { settlesWithoutUnhandledRejection } from "./support/inFlight.js"
import { json, listen, sleep, until } from "./support/server.js"
import { stubbed } from "./support/stub.js"

describe("close", () => {
  it("waits for running calls, and further calls fail with TransportError", async () => {
    let respond = () => {}
    await using server = await listen((_, response) => {
      respond = () => response.writeHead(404, json).end('{"_tag":"@error/NotFound"}')
    })
    const { passlock } = server
    const running = passlock.safe.passkeys.get({ passkeyId: "p" })
    let isClosed = false
    const closing = passlock.close().then(() => {
      isClosed = true
    })
    const late = await passlock.safe.passkeys.get({ passkeyId: "p" })
    assert.isTrue(!late.success && late.error._tag === "TransportError" && late.error.sent === "no")
    assert.match((late.success ? "" : late.error.stack) ?? "", /^TransportError: .*\n +at .*runner\.test\.ts/)
    await until(() => server.count() === 1)
    assert.isFalse(isClosed)
    respond()
    const outcome = await running
    assert.isTrue(!outcome.success && outcome.error._tag === "NotFound")
    await closing
    assert.strictEqual(server.count(), 1)
    await passlock.close()
  })

  it("resolves after an aborted call", async () => {
    const passlock = stubbed(stub.stalled())
    const controller = new AbortController()
    const running = passlock.passkeys.list({}, { signal: controller.signal }).catch((reason) => reason)
    const closing = passlock.close()
    controller.abort("now")
    assert.strictEqual(await running, "now")
    await closing
  })

  it("is called at the end of an await using block", async () => {
    const passlock = stubbed(stub.success("Passkeys.list"))
    {
      await using client = passlock
      await client.passkeys.list()
    }
    assert.isFalse((await passlock.safe.passkeys.list()).success)
  })

  it("leaves the connections of a fetch open, which the application closes with its pool", async () => {
    const connections = new Set<Socket>()
    await using server = await listen((request, response) => {
      connections.add(request.socket)
      request.socket.on("close", () => connections.delete(request.socket))
      response.writeHead(404, { ...json, "keep-alive": "timeout=600" }).end('{"_tag":"@error/NotFound"}')
    })
    const agent = new Agent({ keepAliveTimeout: 600_000 })
    const passlock = new Passlock({
      tenancyId: "t",
      apiKey: "k",
      endpoint: server.endpoint,
      fetch: (url, init) => (undiciFetch as unknown as typeof fetch)(url, { ...init, dispatcher: agent } as RequestInit)
    })
    await passlock.safe.passkeys.get({ passkeyId: "p" })
    await passlock.close()
    await sleep(50)
    assert.strictEqual(connections.size, 1)
    await agent.close()
    await until(() => connections.size === 0)
  })

  it("makes a running stream reject with TransportError at its next page", async () => {
    const passlock = stubbed(stub.success("Passkeys.list", { cursor: "more" }))
    const iterate = async () => {
      for await (const _ of passlock.passkeys.stream()) await passlock.close()
    }
    const error: unknown = await iterate().catch((reason) => reason)
    assert.strictEqual(Reflect.get(error as object, "_tag"), "TransportError")
  })
})

describe("200 calls in flight", () => {
  it("settle without an unhandled rejection", () => settlesWithoutUnhandledRejection(200))
})

describe("a call that has ended", () => {
  it.each(["safe", "plain"] as const)("leaves its result to garbage collection in the %s variant", async (variant) => {
    setFlagsFromString("--expose-gc")
    const collect: () => void = runInNewContext("gc")
    const fine = stubbed(stub.success("Passkeys.list"))
    const failing = stubbed(stub.html())
    const call = async () => {
      const result = await (variant === "safe" ? fine.safe.passkeys.list() : fine.passkeys.list())
      const error: unknown = await failing.passkeys.list().catch((reason) => reason)
      return [new WeakRef(result), new WeakRef(error as object)]
    }
    const references = await call()
    await until(() => {
      collect()
      return references.every((reference) => reference.deref() === undefined)
    })
  })
})

describe("the application's asynchronous context", () => {
  it("is that of the caller in each fetch", async () => {
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
