/** What each page looks like, and whether everybody can use it. */
import { mkdir } from "node:fs/promises"
import { fileURLToPath } from "node:url"
import { launch } from "@passlock-sdk/harness/chromium"
import { barriers, expectNoSidewaysScroll } from "@passlock-sdk/harness/page"
import type { Browser } from "playwright-core"
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest"
import { type Running, start } from "./support/app.js"
import { ada, arrive, askForCode, logOut, type Person, rows, settle, typeCode } from "./support/person.js"

let browser: Browser
let app: Running
let person: Person

beforeAll(async () => {
  browser = await launch()
})
afterAll(() => browser?.close())
afterEach(async () => {
  await person.close()
  await app.stop()
})

const images = fileURLToPath(new URL("../../../images/", import.meta.url))

/** The pages that the documentation shows, at both widths. */
const shown = ["login", "signup", "code", "account", "orphan"]

const manners = [
  { name: "desktop", options: { viewport: { width: 1200, height: 800 }, colorScheme: "light" } },
  { name: "phone", options: { viewport: { width: 390, height: 844 }, colorScheme: "light" } },
  { name: "desktop-dark", options: { viewport: { width: 1200, height: 800 }, colorScheme: "dark" } },
  { name: "phone-dark", options: { viewport: { width: 390, height: 844 }, colorScheme: "dark" } }
] as const

describe.each(manners)("$name", ({ name, options }) => {
  beforeEach(async () => {
    app = await start()
    person = await arrive(browser, app, { ...options, reducedMotion: "reduce" })
  })

  /** Checks what is shown, and keeps a picture of it where that is asked for. */
  const look = async (page: string): Promise<void> => {
    await expectNoSidewaysScroll(person.page)
    expect(await barriers(person.page)).toEqual([])
    if (process.env.UPDATE_SCREENSHOTS !== "1" || !shown.includes(page) || options.colorScheme === "dark") return
    await mkdir(images, { recursive: true })
    await person.page.screenshot({ path: `${images}passkey-app-${page}${name === "phone" ? "-phone" : ""}.png` })
  }

  it("every page can be read, and used without a mouse", async () => {
    const { page } = person
    await page.goto("/login")
    await page.getByRole("heading", { name: "Log in" }).waitFor()
    await look("login")

    await askForCode(person, ada)
    await look("code")
    await page.getByLabel("Code").fill((await app.mailedCode(ada.email)) === "000000" ? "111111" : "000000")
    await page.getByRole("button", { name: "Continue" }).click()
    await page.getByRole("alert").getByText("That is not the code we mailed.").waitFor()
    await look("wrong-code")

    await typeCode(person, app, ada.email)
    await page.getByText("No passkey yet").waitFor()
    await look("new-account")

    await logOut(person)
    await page.goto("/signup")
    await page.getByRole("heading", { name: "Create an account" }).waitFor()
    await look("signup")

    await page.goto("/nowhere")
    await page.getByRole("heading", { name: "There is nothing here" }).waitFor()
    await look("lost")
  })

  it("the account can be read, and its dialog", async () => {
    const { page } = person
    await settle(person, app)
    await page.reload()
    await rows(person).first().waitFor()
    await look("account")
    await page.getByRole("button", { name: /^Rename / }).click()
    await page.getByLabel("Name of this passkey").waitFor()
    await look("rename")
    await page.keyboard.press("Escape")
    await page.getByRole("button", { name: /^Remove / }).click()
    await page.getByRole("dialog").waitFor()
    await look("remove")
  })

  it("an orphaned passkey can be removed by everybody", async () => {
    const { page } = person
    await settle(person, app)
    const { records } = (await app.api("GET", "/passkeys/")) as { readonly records: ReadonlyArray<{ id: string }> }
    await app.api("DELETE", `/passkeys/${records[0]?.id}`)
    await logOut(person)
    await page.getByRole("button", { name: "Log in with a passkey" }).press("Enter")
    await page.getByRole("button", { name: "Remove it from this device" }).waitFor()
    await look("orphan")
  })
})

describe("a narrow page", () => {
  beforeEach(async () => {
    app = await start()
    person = await arrive(browser, app, { viewport: { width: 320, height: 640 } })
  })

  it("breaks a name of one long word, wherever it stands", async () => {
    const { page } = person
    await settle(person, app)
    const expectItFits = async (selector: string) => {
      const place = page.locator(selector, { hasText: "WWWW" })
      await place.waitFor()
      expect(await place.evaluate((element) => element.scrollWidth - element.clientWidth)).toBe(0)
    }
    await page.getByRole("button", { name: /^Rename / }).click()
    await page.getByLabel("Name of this passkey").fill("W".repeat(64))
    await page.getByLabel("Name of this passkey").press("Enter")
    await expectItFits("#status")
    await expectItFits("#passkeys")
    await page.getByRole("button", { name: /^Remove / }).click()
    await expectItFits("dialog")
  })
})
