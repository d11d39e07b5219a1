import { inspect } from "node:util"
import { StubHttpClient as stub } from "@passlock-sdk/effect/testing"
import * as Errors from "@passlock-sdk/promise"
import { assert, describe, it, vi } from "vitest"
import { stubbed } from "../test/support/stub.js"

const report = { operation: "Passkeys.get", attempts: 1, status: 404, message: "Nothing was found under this id." }

describe("an error", () => {
  it("has the name of its class, however it is shown", () => {
    const error = new Errors.NotFound(report)
    assert.deepStrictEqual(
      [error.name, error._tag, String(error)],
      ["NotFound", "NotFound", `NotFound: ${report.message}`]
    )
    assert.match(error.stack ?? "", /^NotFound: Nothing/)
    assert.match(inspect(error), /^NotFound: Nothing/)
    assert.isTrue(error instanceof Error && error instanceof Errors.NotFound)
    assert.isFalse(error instanceof Errors.Forbidden)
  })

  it("is known by its class and the guard in a second copy of the package", async () => {
    vi.resetModules()
    const Copy = await import("@passlock-sdk/promise")
    assert.notStrictEqual<unknown>(Copy.NotFound, Errors.NotFound)
    const error = new Copy.NotFound(report)
    assert.isTrue(error instanceof Errors.NotFound)
    assert.isFalse(error instanceof Errors.Forbidden)
    assert.isTrue(Errors.isPasslockError(error))
  })

  it("is no other value", () => {
    for (const value of [undefined, null, 7, "NotFound", {}, { _tag: "NotFound" }, new Error("NotFound")]) {
      assert.isFalse(Errors.isPasslockError(value))
      assert.isFalse(value instanceof Errors.NotFound)
    }
  })

  it("can be made more of", () => {
    class Mine extends Errors.NotFound {}
    const error = new Mine(report)
    assert.isTrue(error instanceof Mine && error instanceof Errors.NotFound)
    assert.isFalse(new Errors.NotFound(report) instanceof Mine)
    assert.strictEqual(error._tag, "NotFound")
  })

  it("makes JSON of all that it tells, but for a body", () => {
    const error = new Errors.UnexpectedResponse({ ...report, body: "<secret>", wireTag: "@error/New" })
    assert.deepStrictEqual(JSON.parse(JSON.stringify(error)), {
      ...report,
      _tag: "UnexpectedResponse",
      wireTag: "@error/New"
    })
    assert.strictEqual(error.body, "<secret>")
    assert.notInclude(inspect(error, { depth: 9, showHidden: true }), "<secret>")
  })
})

describe("the stack of a rejection", () => {
  const passlock = stubbed(stub.html())
  const failing = {
    plain: () => passlock.passkeys.list(),
    safe: () =>
      passlock.safe.passkeys
        .list()
        .then((outcome) => (outcome.success ? assert.fail() : Promise.reject(outcome.error))),
    withResponse: () => passlock.withResponse.passkeys.list(),
    stream: () => passlock.passkeys.stream()[Symbol.asyncIterator]().next()
  }

  it.each(Object.entries(failing))("names the line that called: %s", async (name, call) => {
    const error: unknown = await call().catch((reason) => reason)
    const [head = "", first = ""] = (error as Error).stack?.split("\n") ?? []
    assert.include(head, "ServerError: Passkeys.list: ")
    assert.match(first, /^ +at .*PasslockError\.test\.ts:\d+:\d+/)
    assert.include(first, name)
  })

  it("is only the message where the application wants no stacks", async () => {
    const limit = Error.stackTraceLimit
    Error.stackTraceLimit = 0
    const error: unknown = await failing.plain().catch((reason) => reason)
    Error.stackTraceLimit = limit
    assert.strictEqual((error as Error).stack, String(error))
  })

  it("is each caller's own, also of an error that several share", async () => {
    const fetchKeys = stubbed(stub.html())
    const token = `${Buffer.from('{"alg":"RS256","kid":"k"}').toString("base64url")}.e30.c2ln`
    const one = () => fetchKeys.principals.verifyIdToken({ token }).catch((error: Error) => error)
    const two = () => fetchKeys.principals.verifyIdToken({ token }).catch((error: Error) => error)
    const [first, second] = await Promise.all([one(), two()])
    assert.include((first as Error).stack, "at one")
    assert.include((second as Error).stack, "at two")
  })
})
