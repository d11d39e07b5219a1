import { inspect } from "node:util"
import { Endpoints, Examples } from "@passlock-sdk/contract"
import { failureModes, StubHttpClient as stub } from "@passlock-sdk/effect/testing"
import * as Errors from "@passlock-sdk/promise"
import { assert, describe, it } from "vitest"
import { calls, secrets } from "./support/inputs.js"
import { apiKey, stubbed } from "./support/stub.js"

/** Every error class by its tag. */
const classes: Readonly<Record<Errors.PasslockError["_tag"], new (fields: never) => Error>> = { ...Errors }

const rejection = async (promise: Promise<unknown>): Promise<Errors.PasslockError> => {
  const error: unknown = await promise.then(
    () => assert.fail("it did not reject"),
    (reason) => reason
  )
  assert.isTrue(Errors.isPasslockError(error), inspect(error))
  return error as Errors.PasslockError
}

const everyFormOf = (error: Errors.PasslockError) =>
  [error.message, error.stack, String(error), JSON.stringify(error), inspect(error, { depth: 12 })].join("\n")

describe.each(Endpoints.all)("$operation", ({ errors, operation, success }) => {
  const call = calls[operation]

  it("gives what the API answered, in each manner", async () => {
    const passlock = stubbed(
      stub.success(operation, {}, { status: success.status, headers: { "x-request-id": "req_1", "x-own": "1" } })
    )
    const value = await call(passlock)
    assert.notInclude(inspect(value, { depth: 9 }), "<redacted>")
    assert.deepStrictEqual(await call(passlock.safe), { success: true, value })
    const { headers, ...answer } = (await call(passlock.withResponse)) as Errors.Answer<unknown>
    assert.deepStrictEqual(answer, { value, status: success.status, requestId: "req_1" })
    assert.strictEqual(headers["x-own"], "1")
  })

  it.each(errors.map((ErrorClass) => [ErrorClass._tag, ErrorClass] as const))("rejects with %s", async (tag, Class) => {
    const passlock = stubbed(stub.error(Class))
    const error = await rejection(call(passlock))
    assert.isTrue(error instanceof classes[tag])
    assert.isTrue(error instanceof Error)
    assert.deepStrictEqual([error._tag, error.name, error.operation, error.attempts], [tag, tag, operation, 1])
    const { _tag, message, ...extras } = Examples.error(Class)
    for (const [field, value] of Object.entries(extras)) assert.strictEqual(Reflect.get(error, field), value)
    const outcome = (await call(passlock.safe)) as Errors.Outcome<unknown, Errors.PasslockError>
    assert.isFalse(outcome.success)
    assert.strictEqual((await rejection(call(passlock.withResponse)))._tag, tag)
  })

  it.each(failureModes)("survives $name", async ({ answer, error: expected }) => {
    const error = await rejection(call(stubbed(answer)))
    assert.isTrue(error instanceof classes[expected._tag], inspect(error))
    for (const [field, value] of Object.entries({ operation, ...expected })) {
      assert.deepStrictEqual(Reflect.get(error, field), value, `${field} of ${error.message}`)
    }
    for (const secret of [apiKey, ...Object.values(secrets)]) assert.notInclude(everyFormOf(error), secret)
  })

  it("survives JSON that is cut short, and keeps its beginning for whoever asks", async () => {
    const error = await rejection(call(stubbed(stub.truncated(operation))))
    if (!(error instanceof Errors.UnexpectedResponse)) return assert.fail(inspect(error))
    assert.isTrue(JSON.stringify(Examples.successes[operation]).startsWith(error.body))
    assert.notInclude(everyFormOf(error), error.body)
    assert.notProperty(JSON.parse(JSON.stringify(error)), "body")
  })
})

describe("a fetch that no type allows", () => {
  const throws = () => {
    throw new Error("never-shown")
  }
  const odd: ReadonlyArray<readonly [string, () => unknown]> = [
    ["throws at once", throws],
    ["gives nothing", () => undefined],
    ["gives what is no response", async () => ({})],
    ["rejects with nothing", () => Promise.reject(undefined)],
    [
      "rejects with what throws",
      () => Promise.reject(new Proxy({}, { get: throws, has: throws, getPrototypeOf: throws }))
    ],
    ["gives a body twice", async () => Object.assign(new Response(""), { text: async () => 7 })],
    ["gives odd headers", async () => ({ status: 429, headers: { "retry-after": 7 }, text: async () => "{}" })],
    ["gives an odd status", async () => ({ status: Symbol("s"), headers: {}, text: async () => "{}" })]
  ]

  it.each(odd)("and that %s ends in an error of the package", async (_, fetch) => {
    const error = await rejection(stubbed(stub.text(""), { fetch: fetch as never }).passkeys.list())
    assert.include(["TransportError", "UnexpectedResponse", "RateLimited"], error._tag)
  })
})
