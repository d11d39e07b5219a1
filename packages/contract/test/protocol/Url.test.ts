import * as FastCheck from "effect/FastCheck"
import { assert, describe, it } from "vitest"
import { isEndpoint, isInsecure, isSegment, resolve } from "../../src/protocol/Url.js"

describe("isInsecure", () => {
  it.each([
    "https://api.passlock.dev",
    "http://localhost",
    "http://LOCALHOST:8787/base",
    "http://localhost.:8787",
    "http://api.localhost",
    "http://127.0.0.1:8787",
    "http://127.255.255.254",
    "http://127.1",
    "http://0x7f000001",
    "http://[::1]:8787",
    "http://[0:0:0:0:0:0:0:1]",
    "no URL"
  ])("returns false for %j", (endpoint) => assert.isFalse(isInsecure(endpoint)))

  it.each([
    "http://api.passlock.dev",
    "HTTP://api.passlock.dev",
    "http://emulator:9090",
    "http://localhost.example",
    "http://notlocalhost",
    "http://127.0.0.1.example",
    "http://127.example",
    "http://128.0.0.1",
    "http://0.0.0.0",
    "http://192.168.0.1",
    "http://[::]",
    "http://[::2]",
    "http://[::ffff:10.0.0.1]",
    "http://lócalhost"
  ])("returns true for %j", (endpoint) => assert.isTrue(isInsecure(endpoint)))
})

describe("isEndpoint", () => {
  it.each(["https://api.passlock.dev", "http://127.0.0.1:8787", "https://example.com/base/", "https://[::1]:1/a"])(
    "returns true for %s",
    (endpoint) => assert.isTrue(isEndpoint(endpoint))
  )

  it.each([
    "",
    "api.passlock.dev",
    "ftp://example.com",
    "https://user@example.com",
    "https://user:password@example.com",
    "https://example.com?a=1",
    "https://example.com#a",
    " https://example.com",
    "https://exa mple.com",
    "https://example.com/a b"
  ])("returns false for %j", (endpoint) => assert.isFalse(isEndpoint(endpoint)))
})

describe("isSegment", () => {
  it.each(["a", "...", "a/b", "a b", "ü", "%2e", "-"])("returns true for %j", (segment) =>
    assert.isTrue(isSegment(segment))
  )
  it.each(["", ".", "..", "\ud800", "a\udfff"])("returns false for %j", (segment) => assert.isFalse(isSegment(segment)))
})

describe("resolve", () => {
  it("keeps a base path, with or without its slash, and the slash at the end of a path", () => {
    for (const endpoint of ["https://example.com/base", "https://example.com/base//"]) {
      assert.strictEqual(resolve(endpoint, "/v2/{a}/", { a: "x" }), "https://example.com/base/v2/x/")
    }
  })

  it("percent-encodes values, except the commas of a list", () => {
    assert.strictEqual(resolve("https://a.b", "/{ids}", { ids: "a/b,c?d" }), "https://a.b/a%2Fb,c%3Fd")
  })

  it("makes any valid segment one segment of the URL that decodes to the same", () => {
    FastCheck.assert(
      FastCheck.property(FastCheck.string({ unit: "grapheme" }).filter(isSegment), (id) => {
        const { pathname } = new URL(resolve("https://a.b/c", "/v2/{id}/end", { id }))
        const [, , , segment = "", end] = pathname.split("/")
        // A URL parser takes `%2E` for a dot, and an id of two of them for the parent.
        FastCheck.pre(!/^(\.|%2e){1,2}$/i.test(encodeURIComponent(id)))
        assert.deepStrictEqual([decodeURIComponent(segment), end], [id, "end"])
      })
    )
  })
})
