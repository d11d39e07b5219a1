import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { client, clientOf, ReverseProxy } from "../server/clientAddress.js"

describe("clientOf", () => {
  it.each([
    ["192.0.2.1", "192.0.2.1"],
    ["::ffff:192.0.2.1", "192.0.2.1"],
    ["2001:db8:0:7:1:2:3:4", "2001:db8:0:7::/64"],
    ["2001:0DB8:0000:0007::9", "2001:db8:0:7::/64"],
    ["2001:db8::7", "2001:db8:0:0::/64"],
    ["2001:db8::", "2001:db8:0:0::/64"],
    ["::1", "0:0:0:0::/64"],
    ["fe80::1%eth0", "fe80:0:0:0::/64"],
    ["64:ff9b::192.0.2.1", "64:ff9b:0:0::/64"]
  ])("of %s is %s", (address, expected) => {
    assert.strictEqual(clientOf(address), expected)
  })
})

describe("client", () => {
  const clientWith = (addressHeader: string | undefined, headers: Record<string, string>) => {
    const request = HttpServerRequest.fromWeb(new Request("http://localhost/", { headers })).modify({
      remoteAddress: "198.51.100.1"
    })
    return Effect.runSync(
      client.pipe(
        Effect.provideService(HttpServerRequest.HttpServerRequest, request),
        Effect.provideService(ReverseProxy, { addressHeader })
      )
    )
  }

  it("is the connection's address when there is no proxy, whatever the client sends", () => {
    assert.strictEqual(clientWith(undefined, { "x-forwarded-for": "203.0.113.1" }), "198.51.100.1")
  })

  it("is the last address in the proxy's header: the client sends the others", () => {
    assert.strictEqual(clientWith("x-forwarded-for", { "x-forwarded-for": "203.0.113.1, 203.0.113.2" }), "203.0.113.2")
    assert.strictEqual(clientWith("x-real-ip", { "x-real-ip": "2001:db8::1" }), "2001:db8:0:0::/64")
  })

  it("is the connection's address when the header has no address", () => {
    for (const value of ["", "unknown", "203.0.113.1, nobody", "x".repeat(5_000)]) {
      assert.strictEqual(clientWith("x-forwarded-for", { "x-forwarded-for": value }), "198.51.100.1", value)
    }
    assert.strictEqual(clientWith("x-forwarded-for", {}), "198.51.100.1")
  })
})
