import { request } from "node:http"
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { type RunningApp, start } from "./support/app.js"

let app: RunningApp

beforeAll(async () => {
  app = await start()
})
afterAll(() => app?.stop())

/** Sends a request target that `fetch` would normalize. Returns the status and the `Location` header. */
const get = (target: string, host: string): Promise<readonly [number | undefined, string | undefined]> =>
  new Promise((resolve, reject) => {
    const { port } = new URL(app.origin)
    request({ host: "127.0.0.1", port, path: target, headers: { host } }, (response) => {
      response.resume()
      resolve([response.statusCode, response.headers.location])
    })
      .on("error", reject)
      .end()
  })

describe("a request for another host", () => {
  const host = () => `127.0.0.1:${new URL(app.origin).port}`

  it("is redirected to the same path on localhost", async () => {
    assert.deepStrictEqual(await get("/signup?from=mail", host()), [302, `${app.origin}/signup?from=mail`])
  })

  it.each([
    "//evil.example/",
    "//evil.example/%2e%2e",
    "/\\evil.example/",
    "///evil.example/",
    "//evil.example\\@localhost/",
    "//user@evil.example/",
    "//",
    "http://evil.example/",
    "https://evil.example/",
    "//localhost.evil.example/"
  ])("is never redirected to another origin by %s", async (target) => {
    const [status, location = ""] = await get(target, host())
    assert.strictEqual(status, 302)
    assert.strictEqual(new URL(location).origin, app.origin, location)
  })
})

describe("a request for this host", () => {
  it("is not redirected by a path that looks like another host", async () => {
    const { host } = new URL(app.origin)
    for (const target of ["//evil.example/", "/\\evil.example/", "//", "http://evil.example/"]) {
      const [, location = "none"] = await get(target, host)
      // The start page leads to the account.
      assert.include(["none", "/account"], location, target)
    }
  })
})
