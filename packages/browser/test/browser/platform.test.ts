/** Counts the requests that Chromium itself sends again, beneath the SDK. Nothing in a page can prevent it. */
import { createServer, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { launch } from "@passlock-sdk/harness/chromium"
import type { Browser } from "playwright-core"
import { afterAll, assert, beforeAll, expect, it } from "vitest"
import { serve } from "./chromium.js"

let browser: Browser
let site: Awaited<ReturnType<typeof serve>>

beforeAll(async () => {
  site = await serve()
  browser = await launch()
})
afterAll(async () => {
  await browser?.close()
  site?.close()
})

const status = (status: number) => (response: ServerResponse) => {
  response.writeHead(status).end()
}

/** The preflight opens the connection, so each request of the SDK reuses one. */
it.each([
  { failure: "a 421", fail: status(421), arrived: 2, tag: "UnexpectedResponse" },
  { failure: "a 408", fail: status(408), arrived: 2, tag: "UnexpectedResponse" },
  {
    failure: "a lost connection",
    fail: (response: ServerResponse) => response.socket?.destroy(),
    arrived: 2,
    tag: "TransportError"
  },
  { failure: "a 500", fail: status(500), arrived: 1, tag: "ServerError" }
])("one attempt of the SDK arrives $arrived times when each ends with $failure", async ({ arrived, fail, tag }) => {
  let count = 0
  const server = createServer((request, response) => {
    response.setHeader("access-control-allow-origin", "*")
    response.setHeader("access-control-allow-headers", "content-type")
    request.resume().on("end", () => {
      if (request.method === "OPTIONS") return response.writeHead(204).end()
      count++
      return fail(response)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const context = await browser.newContext()
  try {
    const tab = await context.newPage()
    await tab.goto(site.url)
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const { error } = await tab.evaluate((endpoint) => {
      globalThis.openPage("promise", { tenancyId: "tenancy", endpoint })
      return globalThis.page.register({ registrationToken: "token" })
    }, endpoint)
    expect(error).toMatchObject({ _tag: tag, attempts: 1 })
    assert.strictEqual(count, arrived)
  } finally {
    await context.close()
    server.closeAllConnections()
    server.close()
  }
})
