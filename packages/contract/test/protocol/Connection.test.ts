import { assert, describe, it } from "vitest"
import { explain } from "../../src/protocol/Connection.js"
import { systemError } from "../support/calls.js"

describe("explain, for a request that was not sent,", () => {
  it.each([
    "ENOTFOUND",
    "EAI_AGAIN",
    "ECONNREFUSED",
    "EHOSTUNREACH",
    "ENETUNREACH",
    "UND_ERR_CONNECT_TIMEOUT",
    "ConnectionRefused",
    "FailedToOpenSocket",
    "CERT_HAS_EXPIRED",
    "ERR_TLS_CERT_ALTNAME_INVALID",
    "DEPTH_ZERO_SELF_SIGNED_CERT",
    "SELF_SIGNED_CERT_IN_CHAIN",
    "UNABLE_TO_VERIFY_LEAF_SIGNATURE"
  ])("returns sent: no for the code %s", (code) => {
    const { message, ...fields } = explain("headers", systemError(code), [])
    assert.deepStrictEqual(fields, { sent: "no", code })
    assert.strictEqual(message, `Could not connect (${code}). Nothing was sent: check the network and the endpoint.`)
  })

  it("returns sent: no for a connect that timed out, and sent: unknown for a read that timed out", () => {
    assert.strictEqual(explain("headers", systemError("ETIMEDOUT", { syscall: "connect" }), []).sent, "no")
    assert.strictEqual(explain("headers", systemError("ETIMEDOUT", { syscall: "read" }), []).sent, "unknown")
  })

  it("returns sent: no for a request that could not be made, for any cause", () => {
    assert.strictEqual(explain("request", new Error("invalid URL"), []).sent, "no")
  })

  it("returns sent: no only if every address of a dual-stack connection failed before sending", () => {
    const refused = systemError("ECONNREFUSED")
    assert.strictEqual(explain("headers", new AggregateError([refused, systemError("ENETUNREACH")]), []).sent, "no")
    assert.strictEqual(explain("headers", new AggregateError([refused, systemError("ECONNRESET")]), []).sent, "unknown")
  })
})

describe("explain, for a request that may have been sent,", () => {
  it.each(["ECONNRESET", "EPIPE", "UND_ERR_SOCKET", "ETIMEDOUT", "ENOTFOUNDX"])(
    "returns sent: unknown for the code %s",
    (code) => {
      assert.deepStrictEqual(explain("headers", systemError(code), []), {
        sent: "unknown",
        code,
        message: `The connection was lost (${code}).`
      })
    }
  )

  it.each(["ECONNREFUSED", "ENOTFOUND"])("returns sent: unknown for the code %s in the body of a response", (code) => {
    assert.deepStrictEqual(explain("body", systemError(code), []), {
      sent: "unknown",
      code,
      message: `The connection was lost while the response was read (${code}).`
    })
  })

  it("returns sent: unknown when the client failed with a defect", () => {
    assert.strictEqual(explain("unknown", systemError("ECONNREFUSED"), []).sent, "unknown")
  })

  it.each([
    ["undefined", undefined],
    ["null", null],
    ["a number", 7],
    ["a string", "text"],
    ["an empty object", {}],
    ["an error without a message", new Error("")]
  ])("returns only sent: unknown and a general message when the cause is %s", (_, cause) => {
    assert.deepStrictEqual(explain("headers", cause, []), { sent: "unknown", message: "The connection was lost." })
  })
})

describe("explain", () => {
  it("shows the innermost message of a cause without a code", () => {
    const cause = new Error("outer", { cause: new Error("inner") })
    assert.strictEqual(explain("headers", cause, []).message, "The connection was lost (inner).")
  })

  it("terminates for a cause that is its own cause", () => {
    const circular: Error & { errors?: unknown } = new Error("again")
    circular.cause = circular
    circular.errors = [circular, circular]
    assert.strictEqual(explain("headers", circular, []).message, "The connection was lost (again).")
  })

  it("shows nothing of a cause whose properties throw", () => {
    const hostile = new Proxy(new Error("no"), {
      get: () => {
        throw new Error("no")
      }
    })
    assert.deepStrictEqual(explain("headers", hostile, []), { sent: "unknown", message: "The connection was lost." })
  })

  it("redacts secrets, and shows at most 100 characters", () => {
    const { code, message } = explain("headers", systemError(`token-4711${"x".repeat(200)}`), ["token-4711"])
    assert.strictEqual(code, `<redacted>${"x".repeat(90)}…`)
    assert.include(message, `<redacted>${"x".repeat(90)}…`)
  })
})
