/** Checks each page for accessibility and layout, and takes the screenshots for the documentation. */
import { mkdir } from "node:fs/promises"
import { fileURLToPath } from "node:url"
import { launch } from "@passlock-sdk/harness/chromium"
import { accessibilityViolations, expectNoHorizontalScroll } from "@passlock-sdk/harness/page"
import type { Browser } from "playwright-core"
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest"
import { type RunningApp, start } from "../support/app.js"
import {
  ada,
  deleteFromVault,
  enterCode,
  logOut,
  newUser,
  requestCode,
  rows,
  signUpWithPasskey,
  type User
} from "../support/user.js"

let browser: Browser
let app: RunningApp
let user: User

beforeAll(async () => {
  browser = await launch()
})
afterAll(() => browser?.close())
afterEach(async () => {
  await user.close()
  await app.stop()
})

const images = fileURLToPath(new URL("../../../../images/", import.meta.url))

/** The pages in the documentation, at both widths. */
const documented = ["login", "signup", "code", "account", "orphan"]

const viewports = [
  ["desktop", { viewport: { width: 1200, height: 800 }, colorScheme: "light" }],
  ["phone", { viewport: { width: 390, height: 844 }, colorScheme: "light" }],
  ["desktop in dark mode", { viewport: { width: 1200, height: 800 }, colorScheme: "dark" }],
  ["phone in dark mode", { viewport: { width: 390, height: 844 }, colorScheme: "dark" }]
] as const

describe.each(viewports)("on a %s", (name, options) => {
  beforeEach(async () => {
    app = await start()
    user = await newUser(browser, app, { ...options, reducedMotion: "reduce" })
  })

  /** Checks the current page. With `UPDATE_SCREENSHOTS=1`, also takes a screenshot of a documented page. */
  const check = async (page: string): Promise<void> => {
    await expectNoHorizontalScroll(user.page)
    expect(await accessibilityViolations(user.page)).toEqual([])
    if (process.env.UPDATE_SCREENSHOTS !== "1" || !documented.includes(page) || options.colorScheme === "dark") return
    await mkdir(images, { recursive: true })
    await user.page.screenshot({ path: `${images}passkey-app-${page}${name === "phone" ? "-phone" : ""}.png` })
  }

  it("login, sign-up and 404 pages have no accessibility issues", async () => {
    const { page } = user
    await page.goto("/login")
    await page.getByRole("heading", { name: "Log in" }).waitFor()
    await check("login")

    await requestCode(user, ada)
    await check("code")
    await page.getByLabel("Code").fill((await app.oneTimeCode(ada.email)) === "000000" ? "111111" : "000000")
    await page.getByRole("button", { name: "Continue" }).click()
    await page.getByRole("alert").getByText("That code is not correct.").waitFor()
    await check("wrong-code")

    await enterCode(user, app, ada.email)
    await page.getByText("No passkeys yet").waitFor()
    await check("new-account")

    await logOut(user)
    await page.goto("/signup")
    await page.getByRole("heading", { name: "Create an account" }).waitFor()
    await check("signup")

    await page.goto("/nowhere")
    await page.getByRole("heading", { name: "Page not found" }).waitFor()
    await check("404")
  })

  it("account page, rename form and dialog have no accessibility issues", async () => {
    const { page } = user
    await signUpWithPasskey(user, app)
    await page.reload()
    await rows(user).first().waitFor()
    await check("account")
    await page.getByRole("button", { name: /^Rename / }).click()
    await page.getByLabel("Passkey name").waitFor()
    await check("rename")
    await page.keyboard.press("Escape")
    await page.getByRole("button", { name: /^Remove / }).click()
    await page.getByRole("dialog").waitFor()
    await check("remove")
  })

  it("the orphaned passkey warning has no accessibility issues", async () => {
    const { page } = user
    await signUpWithPasskey(user, app)
    await deleteFromVault(app)
    await logOut(user)
    await page.getByRole("button", { name: "Log in with a passkey" }).press("Enter")
    await page.getByRole("button", { name: "Remove it from this device" }).waitFor()
    await check("orphan")
  })
})

describe("at 320 px", () => {
  beforeEach(async () => {
    app = await start()
    user = await newUser(browser, app, { viewport: { width: 320, height: 640 } })
  })

  it("wraps a long passkey name in the status, the list and the dialog", async () => {
    const { page } = user
    await signUpWithPasskey(user, app)
    const expectFits = async (selector: string) => {
      const element = page.locator(selector, { hasText: "WWWW" })
      await element.waitFor()
      expect(await element.evaluate((node) => node.scrollWidth - node.clientWidth)).toBe(0)
    }
    await page.getByRole("button", { name: /^Rename / }).click()
    await page.getByLabel("Passkey name").fill("W".repeat(64))
    await page.getByLabel("Passkey name").press("Enter")
    await expectFits("#status")
    await expectFits("#passkeys")
    await page.getByRole("button", { name: /^Remove / }).click()
    await expectFits("dialog")
  })
})
