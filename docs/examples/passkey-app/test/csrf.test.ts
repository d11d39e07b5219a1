import * as Headers from "@effect/platform/Headers"
import { assert, describe, it } from "@effect/vitest"
import { isOurs } from "./guard.js"

const origin = "https://juniper.example"

const ask = (method: "GET" | "POST" | "DELETE", headers: Record<string, string>) =>
  isOurs({ method, headers: Headers.fromInput(headers) }, origin)

const json = { "content-type": "application/json" }

describe("a request that changes something", () => {
  it("comes as JSON, from a page of ours", () => {
    assert.isTrue(ask("POST", { ...json, origin, "sec-fetch-site": "same-origin" }))
    assert.isTrue(ask("POST", { "content-type": "application/json; charset=utf-8", origin }))
    assert.isTrue(ask("DELETE", { ...json, "sec-fetch-site": "same-origin" }))
  })

  it("does not come as what a form can send", () => {
    for (const type of [
      "text/plain",
      "application/x-www-form-urlencoded",
      "multipart/form-data",
      "application/jsonp",
      ""
    ])
      assert.isFalse(ask("POST", { "content-type": type, origin, "sec-fetch-site": "same-origin" }), type)
    assert.isFalse(ask("POST", { origin, "sec-fetch-site": "same-origin" }))
  })

  it("does not come from elsewhere, however near", () => {
    for (const other of ["https://evil.example", "http://juniper.example", "https://juniper.example:444", "null", ""])
      assert.isFalse(ask("POST", { ...json, origin: other }), other)
    for (const site of ["same-site", "cross-site", "none"]) {
      assert.isFalse(ask("POST", { ...json, origin, "sec-fetch-site": site }), site)
      assert.isFalse(ask("POST", { ...json, "sec-fetch-site": site }), site)
    }
  })

  it("says where it comes from", () => {
    assert.isFalse(ask("DELETE", json))
  })
})

it("whoever only reads may come from anywhere", () => {
  assert.isTrue(ask("GET", { origin: "https://evil.example", "sec-fetch-site": "cross-site" }))
})
