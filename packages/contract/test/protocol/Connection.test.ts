import { assert, describe, it } from "vitest"
import { read } from "../../src/protocol/Connection.js"
import { systemError } from "../support/calls.js"

describe("read, for a request that was not sent,", () => {
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
    assert.deepStrictEqual(read("headers", systemError(code)), {
      phase: "headers",
      sent: "no",
      code,
      detail: `connect ${code}`
    })
  })

  it("returns sent: no for a connect that timed out, and sent: unknown for a read that timed out", () => {
    assert.strictEqual(read("headers", systemError("ETIMEDOUT", { syscall: "connect" })).sent, "no")
    assert.strictEqual(read("headers", systemError("ETIMEDOUT", { syscall: "read" })).sent, "unknown")
  })

  it("returns sent: no for a request that could not be made, for any cause", () => {
    assert.strictEqual(read("request", new Error("invalid URL")).sent, "no")
  })

  it("returns sent: no for a dual-stack connection only if every error says so", () => {
    const refused = systemError("ECONNREFUSED")
    assert.strictEqual(read("headers", new AggregateError([refused, systemError("ENETUNREACH")])).sent, "no")
    assert.strictEqual(read("headers", new AggregateError([refused, systemError("ECONNRESET")])).sent, "unknown")
  })
})

describe("read, for a request that may have been sent,", () => {
  it.each(["ECONNRESET", "EPIPE", "UND_ERR_SOCKET", "ETIMEDOUT", "ENOTFOUNDX"])(
    "returns sent: unknown for the code %s",
    (code) => {
      assert.deepInclude(read("headers", systemError(code)), { sent: "unknown", code })
    }
  )

  it.each(["ECONNREFUSED", "ENOTFOUND"])("returns sent: unknown for the code %s in the body of a response", (code) => {
    assert.deepInclude(read("body", systemError(code)), { phase: "body", sent: "unknown", code })
  })

  it("returns sent: unknown when the client failed with a defect", () => {
    assert.strictEqual(read("unknown", systemError("ECONNREFUSED")).sent, "unknown")
  })

  it.each([
    ["undefined", undefined],
    ["null", null],
    ["a number", 7],
    ["a string", "text"],
    ["an empty object", {}],
    ["an error without a message", new Error("")]
  ])("returns neither a code nor a detail for the cause %s", (_, cause) => {
    assert.deepStrictEqual(read("headers", cause), { phase: "headers", sent: "unknown", code: undefined, detail: "" })
  })
})

describe("the detail that read returns", () => {
  it("is the innermost message", () => {
    assert.strictEqual(read("headers", new Error("outer", { cause: new Error("inner") })).detail, "inner")
  })

  it("is found when a cause is its own cause", () => {
    const circular: Error & { errors?: unknown } = new Error("again")
    circular.cause = circular
    circular.errors = [circular, circular]
    assert.strictEqual(read("headers", circular).detail, "again")
  })

  it("is found without reading an object twice when thousands of causes refer to each other", () => {
    let reads = 0
    const causes = Array.from({ length: 1_000 }, () => new Error("again"))
    for (const cause of causes) {
      Object.defineProperty(cause, "errors", { get: () => [reads++, ...causes].slice(1) })
    }
    assert.strictEqual(read("headers", causes[0]).detail, "again")
    assert.isAtMost(reads, 32)
  })

  it("is empty when the cause throws", () => {
    const hostile = new Proxy(new Error("no"), {
      get: () => {
        throw new Error("no")
      }
    })
    assert.deepStrictEqual(read("headers", hostile), { phase: "headers", sent: "unknown", detail: "" })
    assert.strictEqual(read("request", hostile).sent, "no")
  })
})
