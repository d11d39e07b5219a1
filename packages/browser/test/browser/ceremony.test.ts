import { launch } from "@passlock-sdk/harness/chromium"
import type { Browser } from "playwright-core"
import { afterAll, beforeAll } from "vitest"
import { ceremonySuite } from "../support/ceremonySuite.js"
import { chromiumEnvironment, serve } from "./chromium.js"

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

for (const entryPoint of ["promise", "effect"] as const) {
  ceremonySuite(
    chromiumEnvironment(
      entryPoint,
      () => browser,
      () => site.url
    )
  )
}
