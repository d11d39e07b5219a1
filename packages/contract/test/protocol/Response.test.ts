import { runs } from "@passlock-sdk/harness/property"
import * as FastCheck from "effect/FastCheck"
import * as Redacted from "effect/Redacted"
import { assert, describe, it } from "vitest"
import * as Examples from "../../src/Examples.js"
import { commonApiErrors, NotFound, PasskeyNotFound, type PasslockError, RateLimited } from "../../src/PasslockError.js"
import {
  changed,
  errorOf,
  json,
  operationOf,
  operations,
  pathsOf,
  type Reply,
  run,
  successOf,
  text
} from "../support/calls.js"

const once = { policy: { maxRetries: 0 } }

const read = (name: Parameters<typeof operationOf>[0], reply: Reply) => run(operationOf(name), [reply], once)

const failure = (name: Parameters<typeof operationOf>[0], reply: Reply): PasslockError => errorOf(read(name, reply))

describe.each(operations.map((operation) => [operation.operation, operation] as const))("%s", (name, operation) => {
  const success = successOf(name)
  const fail = (reply: Reply) => errorOf(run(operation, [reply], once))

  it.each([200, 201, 202, 299])("decodes its success on status %i", (status) => {
    assert.property(run(operation, [json(success, status)], once).result, "value")
  })

  it("ignores unknown fields", () => {
    assert.property(run(operation, [json({ ...success, novelty: { deep: [1] } })], once).result, "value")
  })

  it("fails with UnexpectedResponse that names the field when a field of the success is missing or of another kind", () => {
    let rejected = 0
    for (const path of pathsOf(success)) {
      for (const value of [undefined, null, 7, "", [], {}, true]) {
        const { result } = run(operation, [json(changed(success, path, value))], once)
        // Optional fields, and strings where any string is fine.
        if ("value" in result) continue
        rejected++
        assert.strictEqual(result.error._tag, "UnexpectedResponse")
        const field = path.filter((name) => !/^\d+$/.test(name)).at(0) ?? ""
        assert.include(result.error.message, field)
        assert.include(result.error.message, "application/json")
      }
    }
    assert.isAbove(rejected, 3)
  })

  it("fails with UnexpectedResponse after truncated JSON, with an excerpt of at most 200 characters", () => {
    const whole = JSON.stringify(success)
    const error = fail(text(whole.slice(0, whole.length / 2), 200, { "content-type": "application/json" }))
    assert.strictEqual(error._tag, "UnexpectedResponse")
    if (error._tag !== "UnexpectedResponse") return
    const excerpt = Redacted.value(error.body)
    assert.isTrue(whole.startsWith(excerpt))
    assert.isAtMost(excerpt.length, 200)
  })

  it("decodes each of its errors by the tag, on any status", () => {
    for (const ErrorClass of [...operation.errors, ...commonApiErrors]) {
      for (const status of [ErrorClass.wire.status, 200, 418, 500]) {
        const error = fail(json(Examples.error(ErrorClass), status))
        assert.isTrue(error instanceof ErrorClass)
        assert.strictEqual("status" in error ? error.status : undefined, status)
        assert.strictEqual(
          error.message,
          `${name}: ${ErrorClass.advice} Passlock says: an example of ${ErrorClass._tag}`
        )
      }
    }
  })

  it("fails with UnexpectedResponse on the error of another operation", () => {
    const isOwn = operation.errors.some((ErrorClass) => ErrorClass === NotFound)
    const error = fail(json(Examples.error(isOwn ? PasskeyNotFound : NotFound), 404))
    assert.deepInclude({ ...error }, { _tag: "UnexpectedResponse" })
    assert.include(error.message, "this operation has no such error")
  })

  it("turns any status, body and Retry-After into a value or an error without a defect", () => {
    const tags = ["@error/BadRequest", "@error/PasskeyNotFound", "@error/NotFound", "@error/Novelty", "Passkey", ""]
    const replies = FastCheck.record({
      status: FastCheck.constantFrom(0, 200, 201, 302, 400, 401, 403, 404, 409, 429, 500, 502),
      body: FastCheck.oneof(
        FastCheck.json(),
        FastCheck.string(),
        FastCheck.record({ _tag: FastCheck.constantFrom(...tags), message: FastCheck.jsonValue() }).map((body) =>
          JSON.stringify(body)
        )
      ),
      retryAfter: FastCheck.constantFrom("1", "x", "999999999", "Wed, 21 Oct 2065 07:28:00 GMT")
    })
    FastCheck.assert(
      FastCheck.property(replies, ({ body, retryAfter, status }) => {
        const { result } = run(operation, [text(body, status, { "retry-after": retryAfter })], once)
        if ("value" in result) return assert.isTrue(status >= 200 && status < 300)
        assert.isTrue(result.error.message.startsWith(`${name}: `))
        assert.notInclude(result.error.message, "undefined")
      }),
      { numRuns: runs(100) }
    )
  })
})

describe("a response without a tag", () => {
  it("is the one error of the operation with that status", () => {
    const gone = json({ message: "gone" }, 404)
    assert.strictEqual(failure("Passkeys.get", gone)._tag, "NotFound")
    assert.strictEqual(failure("Principals.exchange", gone)._tag, "InvalidCode")
    assert.include(failure("Passkeys.get", gone).message, "Passlock says: gone")
  })

  it("is unexpected if the operation has no error with that status", () => {
    assert.strictEqual(failure("Passkeys.list", json({ message: "gone" }, 404))._tag, "UnexpectedResponse")
  })

  it("is BadRequest on 400 if the operation has several errors with that status, or one with fields", () => {
    assert.strictEqual(failure("Challenges.verify", json({}, 400))._tag, "BadRequest")
    assert.strictEqual(failure("Authentication.verify", json({}, 400))._tag, "BadRequest")
  })
})

describe("an error", () => {
  it("has the request ID, redacted and cut", () => {
    const id = `req_${"x".repeat(200)}`
    const error = failure("Passkeys.get", json({ _tag: "@error/NotFound" }, 404, { "x-request-id": id }))
    assert.strictEqual(Reflect.get(error, "requestId"), `${id.slice(0, 100)}…`)
  })

  it("has its own fields", () => {
    const orphan = failure("Authentication.verify", json(Examples.error(PasskeyNotFound), 400))
    assert.deepInclude({ ...orphan }, { credentialId: "Y3JlZGVudGlhbF8wMQ", rpId: "example.com" })
    const limited = json({ _tag: "@error/ChallengeRateLimited", retryAfterSeconds: 30 }, 429)
    assert.deepInclude({ ...failure("Challenges.create", limited) }, { retryAfterSeconds: 30 })
  })

  it("redacts secrets that the server repeats in the message, in fields, in a tag or in a content type", () => {
    const secret = "3f9c2a7be1d04856"
    const echo = json({ _tag: "@error/InvalidChallenge", message: `no challenge ${secret}` }, 400)
    assert.include(failure("Challenges.verify", echo).message, "Passlock says: no challenge <redacted>")
    const tag = failure("Challenges.verify", json({ _tag: `@error/${secret}` }, 400, { "content-type": secret }))
    assert.strictEqual(Reflect.get(tag, "wireTag"), "@error/<redacted>")
    assert.notInclude(tag.message, secret)
    const moved = failure(
      "Challenges.verify",
      text("", 302, { location: `https://${secret}.example/`, "x-request-id": secret })
    )
    assert.include(moved.message, "a redirect to https://<redacted>.example,")
    assert.strictEqual(Reflect.get(moved, "requestId"), "<redacted>")
    const credential = json({ ...Examples.error(PasskeyNotFound), rpId: "session_01" }, 400)
    assert.strictEqual(Reflect.get(failure("Authentication.verify", credential), "rpId"), "<redacted>")
  })
})

describe("the message of an unexpected response", () => {
  const messages: ReadonlyArray<readonly [string, Reply, string]> = [
    [
      "a redirect",
      text("", 302, { location: "https://a.b/c?code=1" }),
      "a redirect to https://a.b, and redirects are not followed"
    ],
    ["a redirect without a location", text("", 302), "a redirect, and redirects are not followed"],
    ["an empty content type", text("", 200, { "content-type": "" }), "(status 200, no content type, 0 characters)"],
    ["an empty body", text(""), "(status 200, no content type, 0 characters): the body is empty."],
    [
      "HTML",
      text("<html>", 200, { "content-type": "text/html" }),
      "(status 200, text/html, 6 characters): the body is not a JSON object."
    ],
    ["another status", json({}, 418), "not a Passlock response"],
    ["a missing field", json({ _tag: "Passkey" }), "id: is missing; enabled: is missing"]
  ]

  it.each(messages)("explains %s", (_, reply, expected) => {
    const { message } = failure("Passkeys.get", reply)
    assert.isTrue(message.startsWith("Passkeys.get: Unexpected response "), message)
    assert.include(message, expected)
  })
})

it("Retry-After as a date that has passed is 0 seconds", () => {
  const reply = text("", 429, { "retry-after": "Thu, 01 Jan 1970 00:01:30 GMT" }, 95_000)
  assert.deepInclude({ ...failure("Passkeys.get", reply) }, { _tag: "RateLimited", retryAfterSeconds: 0 })
})

it("Retry-After as a date counts from the arrival of the response", () => {
  const reply = text("", 429, { "retry-after": "Thu, 01 Jan 1970 00:01:30 GMT" }, 60_500)
  const error = failure("Passkeys.get", reply)
  assert.instanceOf(error, RateLimited)
  assert.strictEqual(error.retryAfterSeconds, 30)
  assert.include(error.message, "Wait 30 s before the next one.")
})

it("a passkey's times in seconds are read as milliseconds, and its open sets stay open", () => {
  const credential = {
    ...Examples.successes["Passkeys.get"].credential,
    deviceType: "threeDevices",
    transports: ["telepathy"]
  }
  const passkey = { ...successOf("Passkeys.get"), createdAt: 1_700_000_000, userId: null, lastUsed: null, credential }
  const { result } = read("Passkeys.get", json(passkey))
  assert.property(result, "value")
  const value = "value" in result ? (result.value as Record<string, unknown>) : {}
  assert.strictEqual(value.createdAt, 1_700_000_000_000)
  assert.strictEqual(value.updatedAt, Examples.successes["Passkeys.get"].updatedAt)
  assert.notProperty(value, "userId")
  assert.notProperty(value, "lastUsed")
  const decoded = value.credential as Record<string, unknown>
  assert.deepStrictEqual([decoded.deviceType, decoded.transports], ["threeDevices", ["telepathy"]])
  assert.instanceOf(decoded.publicKey, Uint8Array)
})
