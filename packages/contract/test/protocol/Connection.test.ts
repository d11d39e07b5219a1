import { assert, describe, it } from "vitest"
import { read } from "../../src/protocol/Connection.js"
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
    assert.deepStrictEqual(read("headers", systemError(code)), {
      phase: "headers",
      sent: "no",
      code,
      detail: `connect ${code}`
    })
  })

  it("is known by a connect that timed out, unlike a read that timed out", () => {
    assert.strictEqual(read("headers", systemError("ETIMEDOUT", { syscall: "connect" })).sent, "no")
    assert.strictEqual(read("headers", systemError("ETIMEDOUT", { syscall: "read" })).sent, "unknown")
  })

  it("is one that could not be made, whatever the cause says", () => {
    assert.strictEqual(read("request", new Error("invalid URL")).sent, "no")
  })

  it("is one that no address accepted: every error of a dual-stack connection must say so", () => {
    const refused = systemError("ECONNREFUSED")
    assert.strictEqual(read("headers", new AggregateError([refused, systemError("ENETUNREACH")])).sent, "no")
    assert.strictEqual(read("headers", new AggregateError([refused, systemError("ECONNRESET")])).sent, "unknown")
  })
})

describe("a request that may have been sent", () => {
  it.each(["ECONNRESET", "EPIPE", "UND_ERR_SOCKET", "ETIMEDOUT", "ENOTFOUNDX"])("is known by %s", (code) => {
    assert.deepInclude(read("headers", systemError(code)), { sent: "unknown", code })
  })

  it.each(["ECONNREFUSED", "ENOTFOUND"])("is one whose response had started, in spite of %s", (code) => {
    assert.deepInclude(read("body", systemError(code)), { phase: "body", sent: "unknown", code })
  })

  it("is one whose client failed with a defect", () => {
    assert.strictEqual(read("unknown", systemError("ECONNREFUSED")).sent, "unknown")
  })

  it.each(
    [undefined, null, 7, "text", {}, new Error("")].map((cause) => ({
      kind: cause === null ? "null" : typeof cause,
      cause
    }))
  )("has neither a code nor a detail with a cause that says nothing: $kind", ({ cause }) => {
    assert.deepStrictEqual(read("headers", cause), { phase: "headers", sent: "unknown", code: undefined, detail: "" })
  })
})

describe("the detail", () => {
  it("is the innermost message", () => {
    assert.strictEqual(read("headers", new Error("outer", { cause: new Error("inner") })).detail, "inner")
  })

  it("is found in a cause that is its own cause", () => {
    const circular: Error & { errors?: unknown } = new Error("again")
    circular.cause = circular
    circular.errors = [circular, circular]
    assert.strictEqual(read("headers", circular).detail, "again")
  })

  it("is empty if the cause throws when it is read", () => {
    const hostile = new Proxy(new Error("no"), {
      get: () => {
        throw new Error("no")
      }
    })
    assert.deepStrictEqual(read("headers", hostile), { phase: "headers", sent: "unknown", detail: "" })
    assert.strictEqual(read("request", hostile).sent, "no")
  })
})
