import { inspect } from "node:util"
import { Endpoints, Examples } from "@passlock-sdk/contract"
import { failureModes, StubHttpClient as stub } from "@passlock-sdk/effect/testing"
import * as Errors from "@passlock-sdk/promise"
import * as Effect from "effect/Effect"
import { assert, describe, it } from "vitest"
import { calls, secrets } from "./support/inputs.js"
import { json, listen } from "./support/server.js"
import { apiKey, stubbed } from "./support/stub.js"

/** The error classes by tag. */
const classes: Readonly<Record<Errors.PasslockError["_tag"], new (fields: never) => Error>> = { ...Errors }

const rejection = async (promise: Promise<unknown>): Promise<Errors.PasslockError> => {
  const error: unknown = await promise.then(
    () => assert.fail("the call resolved"),
    (reason) => reason
  )
  assert.isTrue(Errors.isPasslockError(error), inspect(error))
  return error as Errors.PasslockError
}

const everyFormOf = (error: Errors.PasslockError) =>
  [error.message, error.stack, String(error), JSON.stringify(error), inspect(error, { depth: 12 })].join("\n")

describe.each(Endpoints.all.map((endpoint) => [endpoint.operation, endpoint] as const))("%s", (operation, endpoint) => {
  const { errors, success } = endpoint
  const call = calls[operation]

  it("returns the decoded response in each variant", async () => {
    const passlock = stubbed(
      stub.success(operation, {}, { status: success.status, headers: { "x-request-id": "req_1", "x-own": "1" } })
    )
    const value = await call(passlock)
    assert.notInclude(inspect(value, { depth: 9 }), "<redacted>")
    assert.deepStrictEqual(await call(passlock.safe), { success: true, value })
    const { headers, ...response } = (await call(passlock.withResponse)) as Errors.ResponseWithValue<unknown>
    assert.deepStrictEqual(response, { value, status: success.status, requestId: "req_1" })
    assert.strictEqual(headers["x-own"], "1")
  })

  it.each(errors.map((ErrorClass) => [ErrorClass._tag, ErrorClass] as const))(
    "rejects with %s when the API returns it",
    async (tag, Class) => {
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
    }
  )

  it.each(failureModes.map(({ name, ...mode }) => [mode.error._tag, name, mode] as const))(
    "rejects with %s after the failure mode: %s",
    async (_tag, _name, { response, error: expected }) => {
      const error = await rejection(call(stubbed(response)))
      assert.isTrue(error instanceof classes[expected._tag], inspect(error))
      for (const [field, value] of Object.entries({ operation, ...expected })) {
        assert.deepStrictEqual(Reflect.get(error, field), value, `${field} of ${error.message}`)
      }
      for (const secret of [apiKey, ...Object.values(secrets)]) assert.notInclude(everyFormOf(error), secret)
    }
  )

  it("rejects with the signal's reason in each variant when it is aborted", async () => {
    for (const variant of [
      stubbed(stub.stalled()),
      stubbed(stub.stalled()).safe,
      stubbed(stub.stalled()).withResponse
    ]) {
      const controller = new AbortController()
      const rejected = call(variant, { signal: controller.signal }).catch((reason: unknown) => reason)
      controller.abort("the user left")
      assert.strictEqual(await rejected, "the user left")
    }
  })

  it("rejects with UnexpectedResponse when the body exceeds maxResponseSize", async () => {
    const error = await rejection(call(stubbed(stub.success(operation), { maxResponseSize: 10 })))
    assert.strictEqual(error._tag, "UnexpectedResponse")
    assert.include(error.message, "more than 10 bytes): the body is too large")
  })

  it("reads the response of a fetch whose body is not a web stream", async () => {
    const text = JSON.stringify(Examples.all[operation].response)
    const body = { pipe: () => {} } as unknown as ReadableStream
    const response = { status: 200, headers: new Headers(), text: async () => text, body } as Response
    assert.isDefined(await call(stubbed(Effect.succeed(response))))
  })

  it("rejects with UnexpectedResponse after truncated JSON, and shows the body in `body` alone", async () => {
    const error = await rejection(call(stubbed(stub.truncated(operation))))
    if (!(error instanceof Errors.UnexpectedResponse)) return assert.fail(inspect(error))
    assert.isTrue(JSON.stringify(Examples.all[operation].response).startsWith(error.body))
    assert.notInclude(everyFormOf(error), error.body)
    assert.notProperty(JSON.parse(JSON.stringify(error)), "body")
  })
})

describe("withResponse", () => {
  it("returns the response of the last attempt", async () => {
    let count = 0
    await using server = await listen((_, response) => {
      const body = { _tag: "FindAllPasskeys", cursor: null, records: [] }
      if (++count === 1) response.writeHead(503, { ...json, "x-attempt": "1" }).end("{}")
      else response.writeHead(200, { ...json, "x-attempt": "2" }).end(JSON.stringify(body))
    })
    const { headers, status } = await server.passlock.withResponse.passkeys.list()
    assert.deepStrictEqual([status, headers["x-attempt"]], [200, "2"])
  })
})

describe("a redirect", () => {
  it("is not followed, and fails with UnexpectedResponse", async () => {
    await using server = await listen((_, response) => response.writeHead(307, { location: "/elsewhere" }).end())
    const outcome = await server.passlock.safe.challenges.verify({ challengeId: "c", secret: "s", code: "123456" })
    assert.isTrue(!outcome.success && outcome.error._tag === "UnexpectedResponse")
    assert.strictEqual(server.count(), 1)
  })
})

describe("a call with a fetch that violates its type", () => {
  const throws = () => {
    throw new Error("never-shown")
  }
  const violations: ReadonlyArray<readonly [string, () => unknown]> = [
    ["throws synchronously", throws],
    ["returns undefined", () => undefined],
    ["resolves with an empty object", async () => ({})],
    ["rejects with undefined", () => Promise.reject(undefined)],
    [
      "rejects with a proxy that throws",
      () => Promise.reject(new Proxy({}, { get: throws, has: throws, getPrototypeOf: throws }))
    ],
    ["resolves with a body that is not a string", async () => Object.assign(new Response(""), { text: async () => 7 })],
    [
      "resolves with a header that is not a string",
      async () => ({ status: 429, headers: { "retry-after": 7 }, text: async () => "{}" })
    ],
    [
      "resolves with a status that is a symbol",
      async () => ({ status: Symbol("s"), headers: {}, text: async () => "{}" })
    ]
  ]

  it.each(violations)("rejects with a typed error when fetch %s", async (_, fetch) => {
    const error = await rejection(stubbed(stub.text(""), { fetch: fetch as never }).passkeys.list())
    assert.include(["TransportError", "UnexpectedResponse", "RateLimited"], error._tag)
  })
})
