import { inspect } from "node:util"
import { StubHttpClient as stub } from "@passlock-sdk/effect/testing"
import * as Errors from "@passlock-sdk/promise"
import { assert, describe, it, vi } from "vitest"
import { stubbed } from "./support/stub.js"

const fields = { operation: "Passkeys.get", attempts: 1, status: 404, message: "Nothing was found under this id." }

describe("an error class", () => {
  it("puts the name of the class into name, _tag, string, stack and inspection", () => {
    const error = new Errors.NotFound(fields)
    assert.deepStrictEqual(
      [error.name, error._tag, String(error)],
      ["NotFound", "NotFound", `NotFound: ${fields.message}`]
    )
    assert.match(error.stack ?? "", /^NotFound: Nothing/)
    assert.match(inspect(error), /^NotFound: Nothing/)
    assert.isTrue(error instanceof Error && error instanceof Errors.NotFound)
    assert.isFalse(error instanceof Errors.Forbidden)
  })

  it("recognizes an error of a second copy of the package, and so does isPasslockError", async () => {
    vi.resetModules()
    const Copy = await import("@passlock-sdk/promise")
    assert.notStrictEqual<unknown>(Copy.NotFound, Errors.NotFound)
    const error = new Copy.NotFound(fields)
    assert.isTrue(error instanceof Errors.NotFound)
    assert.isFalse(error instanceof Errors.Forbidden)
    assert.isTrue(Errors.isPasslockError(error))
  })

  it("rejects other values, and so does isPasslockError", () => {
    for (const value of [undefined, null, 7, "NotFound", {}, { _tag: "NotFound" }, new Error("NotFound")]) {
      assert.isFalse(Errors.isPasslockError(value))
      assert.isFalse(value instanceof Errors.NotFound)
    }
  })

  it("can be extended", () => {
    class Mine extends Errors.NotFound {}
    const error = new Mine(fields)
    assert.isTrue(error instanceof Mine && error instanceof Errors.NotFound)
    assert.isFalse(new Errors.NotFound(fields) instanceof Mine)
    assert.strictEqual(error._tag, "NotFound")
  })

  it("puts all fields into JSON except the response body", () => {
    const error = new Errors.UnexpectedResponse({ ...fields, body: "<secret>", wireTag: "@error/New" })
    assert.deepStrictEqual(JSON.parse(JSON.stringify(error)), {
      ...fields,
      _tag: "UnexpectedResponse",
      wireTag: "@error/New"
    })
    assert.strictEqual(error.body, "<secret>")
    assert.notInclude(inspect(error, { depth: 9, showHidden: true }), "<secret>")
  })

  it.each([true, "get"] as const)(
    "shows its fields but no response body in an inspection with getters: %j",
    (getters) => {
      class Mine extends Errors.UnexpectedResponse {}
      for (const ErrorClass of [Errors.UnexpectedResponse, Mine]) {
        const error = new ErrorClass({ ...fields, body: "<secret>", wireTag: "@error/New" })
        for (const value of [error, { errors: [error] }, new Error("outer", { cause: error })]) {
          const shown = inspect(value, { getters, showHidden: true, depth: 9 })
          assert.notInclude(shown, "<secret>")
          assert.include(shown, "wireTag: '@error/New'")
          assert.include(shown, fields.message)
        }
        assert.strictEqual(error.body, "<secret>")
      }
    }
  )
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

  it.each(Object.entries(failing))("starts at the line that called the %s method", async (name, call) => {
    const error: unknown = await call().catch((reason) => reason)
    const [head = "", first = ""] = (error as Error).stack?.split("\n") ?? []
    assert.include(head, "ServerError: Passkeys.list: ")
    assert.match(first, /^ +at .*PasslockError\.test\.ts:\d+:\d+/)
    assert.include(first, name)
  })

  it("is the message alone when Error.stackTraceLimit is 0", async () => {
    const limit = Error.stackTraceLimit
    Error.stackTraceLimit = 0
    const error: unknown = await failing.plain().catch((reason) => reason)
    Error.stackTraceLimit = limit
    assert.strictEqual((error as Error).stack, String(error))
  })

  it("names each caller when concurrent calls share an error", async () => {
    const fetchKeys = stubbed(stub.html())
    const token = `${Buffer.from('{"alg":"RS256","kid":"k"}').toString("base64url")}.e30.c2ln`
    const one = () => fetchKeys.principals.verifyIdToken({ token }).catch((error: Error) => error)
    const two = () => fetchKeys.principals.verifyIdToken({ token }).catch((error: Error) => error)
    const [first, second] = await Promise.all([one(), two()])
    assert.include((first as Error).stack, "at one")
    assert.include((second as Error).stack, "at two")
  })
})
