import { Endpoints } from "@passlock-sdk/contract"
import { StubHttpClient as stub } from "@passlock-sdk/effect/testing"
import type { LogEntry } from "@passlock-sdk/promise"
import { assert, describe, it, vi } from "vitest"
import { calls, secrets } from "./support/inputs.js"
import { sleep } from "./support/server.js"
import { apiKey, fetchOf, stubbed } from "./support/stub.js"

describe("the logger", () => {
  const record = () => {
    const entries: Array<LogEntry> = []
    return { entries, logger: (entry: LogEntry) => entries.push(entry) }
  }

  it("gets an entry when a call succeeds and when it fails", async () => {
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

  it("gets an entry before each retry", async () => {
    const { entries, logger } = record()
    await stubbed(stub.html(), { logger, maxRetries: 1 }).safe.passkeys.list()
    assert.deepStrictEqual(
      entries.map(({ level }) => level),
      ["warn", "warn"]
    )
    assert.match(entries[0]?.message ?? "", /^Passkeys\.list: ServerError, .* in \d+ ms$/)
    assert.match(entries[1]?.message ?? "", /^Passkeys\.list: ServerError in \d+ ms, 2 attempts$/)
  })

  it.each(["TransportError", "RequestTimeout"])("gets one entry when a call fails with %s", async (tag) => {
    const { entries, logger } = record()
    const response = tag === "RequestTimeout" ? stub.stalled() : stub.unreachable()
    const limits = tag === "RequestTimeout" ? { timeout: 20 } : {}
    const outcome = await stubbed(response, { logger }).safe.passkeys.list({}, limits)
    await sleep(10)
    assert.deepStrictEqual(
      entries.map(({ error }) => error),
      [tag]
    )
    assert.strictEqual(outcome.success ? "" : outcome.error._tag, tag)
  })

  it("gets an entry when a call is aborted", async () => {
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

  it("gets no secret", async () => {
    const { entries, logger } = record()
    const echo = fetchOf(stub.json({ _tag: "@error/BadRequest", message: Object.values(secrets).join(" ") }))
    const passlock = stubbed(stub.text(""), { logger, fetch: echo, maxRetries: 1 })
    for (const call of Object.values(calls)) await call(passlock.safe)
    assert.strictEqual(entries.length, Endpoints.all.length)
    for (const secret of [apiKey, ...Object.values(secrets)]) assert.notInclude(JSON.stringify(entries), secret)
  })

  it("does not fail the call when it throws", async () => {
    const logger = () => {
      throw new Error("full disk")
    }
    assert.isTrue((await stubbed(stub.success("Passkeys.list"), { logger }).safe.passkeys.list()).success)
  })

  it("does not fail the call when it rejects", async () => {
    const logger = async () => {
      throw new Error("full disk")
    }
    assert.isTrue((await stubbed(stub.success("Passkeys.list"), { logger }).safe.passkeys.list()).success)
    await sleep(5)
  })

  it("is the only output: nothing is printed to the console", async () => {
    const printed = ["log", "debug", "info", "warn", "error"].map((name) =>
      vi.spyOn(console, name as "log").mockReturnValue()
    )
    await stubbed(stub.html(), { maxRetries: 1 }).safe.passkeys.list()
    await stubbed(stub.html(), { maxRetries: 1, logger: () => {} }).safe.passkeys.list()
    for (const spy of printed) assert.strictEqual(spy.mock.calls.length, 0)
    vi.restoreAllMocks()
  })
})
