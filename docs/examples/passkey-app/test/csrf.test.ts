import * as Headers from "@effect/platform/Headers"
import { assert, describe, it } from "@effect/vitest"
import * as Csrf from "../server/csrf.js"

const origin = "https://juniper.example"

const isAllowed = (method: "GET" | "POST" | "DELETE", headers: Record<string, string>) =>
  Csrf.isAllowed({ method, headers: Headers.fromInput(headers) }, origin)

const json = { "content-type": "application/json" }

describe("Csrf.isAllowed", () => {
  it("allows JSON from the same origin", () => {
    assert.isTrue(isAllowed("POST", { ...json, origin, "sec-fetch-site": "same-origin" }))
    assert.isTrue(isAllowed("POST", { "content-type": "application/json; charset=utf-8", origin }))
    assert.isTrue(isAllowed("DELETE", { ...json, "sec-fetch-site": "same-origin" }))
  })

  it("rejects content types other than JSON, including those a form can send", () => {
    for (const type of [
      "text/plain",
      "application/x-www-form-urlencoded",
      "multipart/form-data",
      "application/jsonp",
      ""
    ])
      assert.isFalse(isAllowed("POST", { "content-type": type, origin, "sec-fetch-site": "same-origin" }), type)
    assert.isFalse(isAllowed("POST", { origin, "sec-fetch-site": "same-origin" }))
  })

  it("rejects other origins and sites", () => {
    for (const other of ["https://evil.example", "http://juniper.example", "https://juniper.example:444", "null", ""])
      assert.isFalse(isAllowed("POST", { ...json, origin: other }), other)
    for (const site of ["same-site", "cross-site", "none"]) {
      assert.isFalse(isAllowed("POST", { ...json, origin, "sec-fetch-site": site }), site)
      assert.isFalse(isAllowed("POST", { ...json, "sec-fetch-site": site }), site)
    }
  })

  it("rejects requests without Origin and Sec-Fetch-Site", () => {
    assert.isFalse(isAllowed("DELETE", json))
  })

  it("allows GET from any origin", () => {
    assert.isTrue(isAllowed("GET", { origin: "https://evil.example", "sec-fetch-site": "cross-site" }))
  })
})
