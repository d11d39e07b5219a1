import { launch } from "@passlock-sdk/harness/chromium"
import type { Browser } from "playwright-core"
import { afterAll, beforeAll } from "vitest"
import { suite } from "../test/support/suite.js"
import { inChromium, serve } from "./chromium.js"

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

for (const entry of ["promises", "programs"] as const) {
  suite(
    inChromium(
      entry,
      () => browser,
      () => site.url
    )
  )
}
