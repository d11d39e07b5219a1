import { assert, describe, it } from "vitest"
import { explain } from "../../src/protocol/Connection.js"
import { systemError } from "../support/calls.js"

describe("a request that was not sent", () => {
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
  ])("is known by %s", (code) => {
    const { message, ...fields } = explain("headers", systemError(code), [])
    assert.deepStrictEqual(fields, { sent: "no", code })
    assert.strictEqual(message, `Could not connect (${code}). Nothing was sent: check the network and the endpoint.`)
  })

  it("is known by a connect that timed out, unlike a read that timed out", () => {
    assert.strictEqual(explain("headers", systemError("ETIMEDOUT", { syscall: "connect" }), []).sent, "no")
    assert.strictEqual(explain("headers", systemError("ETIMEDOUT", { syscall: "read" }), []).sent, "unknown")
  })

  it("is one that could not be made, whatever the cause says", () => {
    assert.strictEqual(explain("request", new Error("invalid URL"), []).sent, "no")
  })

  it("is one that no address accepted: every error of a dual-stack connection must say so", () => {
    const refused = systemError("ECONNREFUSED")
    assert.strictEqual(explain("headers", new AggregateError([refused, systemError("ENETUNREACH")]), []).sent, "no")
    assert.strictEqual(explain("headers", new AggregateError([refused, systemError("ECONNRESET")]), []).sent, "unknown")
  })
})

describe("a request that may have been sent", () => {
  it.each(["ECONNRESET", "EPIPE", "UND_ERR_SOCKET", "ETIMEDOUT", "ENOTFOUNDX"])("is known by %s", (code) => {
    assert.deepStrictEqual(explain("headers", systemError(code), []), {
      sent: "unknown",
      code,
      message: `The connection was lost (${code}).`
    })
  })

  it.each(["ECONNREFUSED", "ENOTFOUND"])("is one whose response had begun, in spite of %s", (code) => {
    assert.deepStrictEqual(explain("body", systemError(code), []), {
      sent: "unknown",
      code,
      message: `The connection was lost while the response was read (${code}).`
    })
  })

  it("is one whose client failed with a defect", () => {
    assert.strictEqual(explain("unknown", systemError("ECONNREFUSED"), []).sent, "unknown")
  })

  it.each([undefined, null, 7, "text", {}, new Error("")])(
    "is explained by no more than that with the cause %o",
    (cause) => {
      assert.deepStrictEqual(explain("headers", cause, []), { sent: "unknown", message: "The connection was lost." })
    }
  )
})

describe("a cause", () => {
  it("is explained by its innermost message when there is no code", () => {
    const cause = new Error("outer", { cause: new Error("inner") })
    assert.strictEqual(explain("headers", cause, []).message, "The connection was lost (inner).")
  })

  it("is not followed for ever when it is its own cause", () => {
    const circular: Error & { errors?: unknown } = new Error("again")
    circular.cause = circular
    circular.errors = [circular, circular]
    assert.strictEqual(explain("headers", circular, []).message, "The connection was lost (again).")
  })

  it("that throws when it is read explains nothing", () => {
    const hostile = new Proxy(new Error("no"), {
      get: () => {
        throw new Error("no")
      }
    })
    assert.deepStrictEqual(explain("headers", hostile, []), { sent: "unknown", message: "The connection was lost." })
  })

  it("without a code shows its message, with neither a secret nor more than 100 characters", () => {
    const cause = new Error("wrapper", { cause: new Error(`never-shown${"x".repeat(200)}`) })
    const { message } = explain("headers", cause, ["never-shown"])
    assert.strictEqual(message, `The connection was lost (<redacted>${"x".repeat(90)}…).`)
  })

  it("shows neither a secret nor more than 100 characters", () => {
    const { code, message } = explain("headers", systemError(`token-4711${"x".repeat(200)}`), ["token-4711"])
    assert.strictEqual(code, `<redacted>${"x".repeat(90)}…`)
    assert.include(message, `<redacted>${"x".repeat(90)}…`)
  })
})
