import { createServer, type Server } from "node:http"
import type { AddressInfo } from "node:net"
import { launch } from "@passlock-sdk/harness/chromium"
import type { Browser } from "playwright-core"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { PasslockEmulator } from "../../src/index.js"

const { apiKey, tenancyId } = PasslockEmulator.defaultTenancy

let browser: Browser
let site: Server
let origin: string
beforeAll(async () => {
  browser = await launch()
  site = createServer((_, response) => response.setHeader("content-type", "text/html").end("<title>Any site</title>"))
  await new Promise<void>((go) => site.listen(0, "127.0.0.1", go))
  origin = `http://localhost:${(site.address() as AddressInfo).port}`
})
afterAll(async () => {
  await browser?.close()
  site?.close()
})

/** The results of requests that a page of `origin` sends to an emulator: a status, or the name of the error. */
const attack = async (options?: PasslockEmulator.Options) => {
  const emulator = PasslockEmulator.make(options)
  const [seeded] = await emulator.seed([{ userId: "u", username: "n", rpId: "localhost" }])
  const { url } = await emulator.listen()
  const page = await browser.newPage()
  await page.goto(origin)
  const results = await page.evaluate(
    async ({ base, key, passkeyId }) => {
      const send = (path: string, init: RequestInit) =>
        fetch(`${base}${path}`, init).then(
          ({ status }) => status,
          (error: Error) => error.name
        )
      const headers = { authorization: `Bearer ${key}` }
      const body = JSON.stringify({ rpId: "localhost" })
      const json = { "content-type": "application/json" }
      return {
        list: await send("/passkeys/", { headers }),
        start: await send("/passkey/authentication/options", { method: "POST", headers: json, body }),
        remove: await send(`/passkeys/${passkeyId}`, { method: "DELETE", headers })
      }
    },
    { base: `${url}/v2/${tenancyId}`, key: apiKey, passkeyId: seeded?.passkey.id }
  )
  await page.close()
  await emulator.dispose()
  return results
}

describe("a page of another origin", () => {
  it("can start a ceremony, but cannot use an API key", async () => {
    expect(await attack()).toEqual({ list: "TypeError", start: 200, remove: "TypeError" })
  })

  it("can use an API key with `apiKeyOrigins`", async () => {
    expect(await attack({ apiKeyOrigins: [origin] })).toEqual({ list: 200, start: 200, remove: 202 })
    const other = await attack({ apiKeyOrigins: ["https://example.com"] })
    expect(other).toEqual({ list: "TypeError", start: 200, remove: "TypeError" })
  })
})
