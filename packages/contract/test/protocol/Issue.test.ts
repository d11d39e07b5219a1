import { inspect } from "node:util"
import { assert, describe, it } from "vitest"
import { closest, expected, format, kindOf, missing } from "../../src/protocol/Issue.js"

describe("kindOf", () => {
  const title = (value: unknown) => (typeof value === "function" ? "() => {}" : inspect(value))

  const kinds: ReadonlyArray<readonly [unknown, string]> = [
    [null, "null"],
    [undefined, "undefined"],
    [[], "array"],
    ["", "empty string"],
    ["secret", "string"],
    [7, "number"],
    [Number.NaN, "NaN"],
    [Number.NEGATIVE_INFINITY, "-Infinity"],
    [{}, "object"],
    [new Date(0), "object"],
    [true, "boolean"],
    [1n, "bigint"],
    [Symbol("secret"), "symbol"],
    [() => "secret", "function"]
  ]

  it("names a revoked proxy an object", () => {
    const { proxy, revoke } = Proxy.revocable([], {})
    revoke()
    assert.strictEqual(kindOf(proxy), "object")
  })

  it.each(kinds.map(([value, kind]) => [kind, title(value), value] as const))("returns %s for %s", (kind, _, value) => {
    assert.strictEqual(kindOf(value), kind)
  })
})

it("expected shows what was expected and the kind of the value, not the value", () => {
  assert.strictEqual(expected("string", 4711), "expected string, got number")
  assert.strictEqual(expected("a non-empty string", ""), "expected a non-empty string, got empty string")
})

describe("closest", () => {
  const issue = (path: string, message = "expected string, got number") => ({ path, message })

  it("prefers the alternative with fewer missing fields, then the one with fewer issues", () => {
    const incomplete = [issue("token", missing)]
    const wrong = [issue("rpId"), issue("timeout")]
    assert.strictEqual(closest([incomplete, wrong]), wrong)
    assert.strictEqual(closest([wrong, [issue("rpId")]]).length, 1)
  })

  it("ignores an alternative without issues", () => {
    const wrong = [issue("rpId")]
    assert.strictEqual(closest([wrong, []]), wrong)
  })
})

describe("format", () => {
  it("names the field of each issue", () => {
    const issues = [
      { path: "email", message: "is missing" },
      { path: "", message: "expected object, got null" }
    ]
    assert.strictEqual(format(issues), "email: is missing; expected object, got null")
  })

  it("shows the first five of a long list, and counts the rest", () => {
    const issues = Array.from({ length: 7 }, (_, index) => ({ path: `records.${index}`, message: missing }))
    assert.match(format(issues), /^records\.0: is missing; .*records\.4: is missing; and 2 more$/)
  })
})
