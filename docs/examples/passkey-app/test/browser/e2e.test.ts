import { launch } from "@passlock-sdk/harness/chromium"
import type { Browser } from "playwright-core"
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest"
import { type Running, start } from "./support/app.js"
import {
  ada,
  addPasskey,
  arrive,
  logInWithButton,
  logOut,
  type Person,
  removeFirst,
  rows,
  settle,
  signUp,
  typeCode
} from "./support/person.js"

let browser: Browser
let app: Running
let person: Person

beforeAll(async () => {
  browser = await launch()
})
afterAll(() => browser?.close())
beforeEach(async () => {
  app = await start()
  person = await arrive(browser, app)
})
afterEach(async () => {
  await person.close()
  await app.stop()
})

const greeting = ({ page }: Person) => page.getByRole("heading", { name: "Hello, Ada Lovelace" })

describe("a user", () => {
  it("signs up, adds a passkey, logs out, and logs in with a button", async () => {
    const { page } = person
    await signUp(person, app)
    await page.getByText("No passkey yet").waitFor()
    await addPasskey(person)
    expect(await rows(person).first().textContent()).toMatch(/ada@example\.com.*Created just now.*Never used/s)
    expect(await person.device.credentialIds()).toHaveLength(1)

    await logOut(person)
    await page.getByRole("status").getByText("You are logged out.").waitFor()
    expect(new URL(page.url()).search).toBe("")
    await logInWithButton(person)
    await greeting(person).waitFor()
    expect(await rows(person).first().textContent()).toMatch(/Last used just now/)
  })

  it("logs in with what the browser suggests as soon as the page is there", async () => {
    await settle(person, app)
    person.setTakesSuggestions(true)
    await person.page.getByRole("button", { name: "Log out" }).click()
    // Nobody clicks again.
    await person.page.waitForURL("**/login*")
    await greeting(person).waitFor()
    expect(person.page.url()).toBe(`${app.origin}/account`)
  })

  it("is offered passkeys in the field of the address", async () => {
    await person.page.goto("/login")
    expect(await person.page.getByLabel("Email").getAttribute("autocomplete")).toBe("username webauthn")
    await expect.poll(person.asked).toEqual([{ what: "get", options: "conditional" }])
  })

  it("logs in with a mailed code where no passkey is at hand, and is the same user", async () => {
    await settle(person, app)
    const other = await arrive(browser, app)
    try {
      await other.page.goto("/login")
      await other.page.getByLabel("Email").fill("Ada@Example.com ")
      await other.page.getByRole("button", { name: "Mail me a code" }).click()
      await typeCode(other, app, ada.email)
      await greeting(other).waitFor()
      expect(await rows(other).count()).toBe(1)
    } finally {
      await other.close()
    }
  })

  it("adds a passkey on a second device, and logs in with both", async () => {
    await settle(person, app)
    const other = await arrive(browser, app)
    try {
      await signUp(other, app)
      await addPasskey(other)
      expect(await rows(other).count()).toBe(2)
      for (const each of [person, other]) {
        await logOut(each)
        await logInWithButton(each)
        await greeting(each).waitFor()
        expect(await rows(each).count()).toBe(2)
      }
    } finally {
      await other.close()
    }
  })

  it("makes no second passkey on the same device", async () => {
    await settle(person, app)
    await person.page.getByRole("button", { name: "Add a passkey" }).click()
    await person.page.getByRole("alert").getByText("This device has a passkey for your account already.").waitFor()
    expect(await rows(person).count()).toBe(1)
    expect(await person.device.credentialIds()).toHaveLength(1)
  })

  it("goes on after a reload in the middle of signing up", async () => {
    const { page } = person
    await page.goto("/signup")
    await page.getByLabel("Name").fill(ada.name)
    await page.getByLabel("Email").fill(ada.email)
    await page.getByRole("button", { name: "Continue" }).click()
    await page.getByLabel("Code").waitFor()
    await page.reload()
    await page.getByText("We sent a code of six digits to ada@example.com").waitFor()
    await typeCode(person, app, ada.email)
    await greeting(person).waitFor()
  })

  it("can correct the address", async () => {
    const { page } = person
    await page.goto("/signup")
    await page.getByLabel("Name").fill(ada.name)
    await page.getByLabel("Email").fill("adda@example.com")
    await page.getByRole("button", { name: "Continue" }).click()
    await page.getByRole("button", { name: "Use another address" }).click()
    expect(await page.locator(":focus").inputValue()).toBe("adda@example.com")
    await page.getByLabel("Email").fill(ada.email)
    await page.getByRole("button", { name: "Continue" }).click()
    await typeCode(person, app, ada.email)
    await greeting(person).waitFor()
    expect(await page.locator("#bar-email").textContent()).toBe(ada.email)
  })

  it("has a name without having typed one", async () => {
    await person.page.goto("/signup")
    await person.page.getByLabel("Email").fill(ada.email)
    await person.page.getByRole("button", { name: "Continue" }).click()
    await typeCode(person, app, ada.email)
    await person.page.getByRole("heading", { name: "Hello, ada" }).waitFor()
  })
})

describe("the account", () => {
  it("renames a passkey in the vault", async () => {
    const { page } = person
    await settle(person, app)
    await page.getByRole("button", { name: "Rename ada@example.com" }).press("Enter")
    const field = page.getByLabel("Name of this passkey")
    expect(await field.evaluate((node) => node === document.activeElement)).toBe(true)
    await field.fill("Work laptop")
    await field.press("Enter")
    await page.getByText("Renamed to Work laptop.").waitFor()
    expect(await page.locator(":focus").getAttribute("aria-label")).toBe("Rename Work laptop")
    await page.reload()
    await rows(person).getByText("Work laptop").waitFor()

    await page.getByRole("button", { name: "Rename Work laptop" }).click()
    await field.fill("Something else")
    await field.press("Escape")
    expect(await rows(person).first().textContent()).toContain("Work laptop")
    expect(await page.locator(":focus").getAttribute("aria-label")).toBe("Rename Work laptop")
  })

  it("removes a passkey once the user has confirmed with one, and has the device forget it", async () => {
    const { page } = person
    await settle(person, app)
    const [credentialId] = await person.device.credentialIds()
    await removeFirst(person)
    await page.getByText("Removed, and your device was asked to forget it.").waitFor()
    await page.getByText("No passkey yet").waitFor()
    expect(await page.locator(":focus").textContent()).toBe("Passkeys")
    const asked = await person.asked()
    expect(asked.map(({ what }) => what)).toEqual([
      "create",
      "get",
      "signalUnknownCredential",
      "signalAllAcceptedCredentials"
    ])
    expect(asked[2]?.options).toEqual({ rpId: "localhost", credentialId })
    expect(asked[3]?.options).toEqual({
      rpId: "localhost",
      userId: expect.any(String),
      allAcceptedCredentialIds: []
    })
    await expect.poll(person.device.credentialIds).toEqual([])
    expect(await app.api("GET", "/passkeys/")).toMatchObject({ records: [] })
  })

  it("asks for the passkey once in five minutes", async () => {
    await settle(person, app)
    const other = await arrive(browser, app)
    try {
      await signUp(other, app)
      await addPasskey(other)
      await other.page.reload()
      await removeFirst(other)
      await expect.poll(() => rows(other).count()).toBe(1)
      await removeFirst(other)
      await expect.poll(() => rows(other).count()).toBe(0)
      expect((await other.asked()).filter(({ what }) => what === "get")).toHaveLength(1)
    } finally {
      await other.close()
    }
  })

  it("removes nothing where the user does not confirm", async () => {
    const { page } = person
    await settle(person, app)
    await person.device.setVerified(false)
    await removeFirst(person)
    const dialog = page.getByRole("dialog", { name: "Remove this passkey?" })
    await dialog.getByRole("alert").getByText("No passkey was used.").waitFor()
    await page.keyboard.press("Escape")
    await dialog.waitFor({ state: "hidden" })
    expect(await page.locator(":focus").getAttribute("aria-label")).toBe("Remove ada@example.com")
    expect(await rows(person).count()).toBe(1)

    await person.device.setVerified(true)
    await removeFirst(person)
    await page.getByText("No passkey yet").waitFor()
  })

  it("tells the devices another name of the user", async () => {
    const { page } = person
    await settle(person, app)
    await page.getByLabel("Name", { exact: true }).fill("Ada King")
    await page.getByRole("button", { name: "Save" }).click()
    await page.getByRole("status").getByText("Saved.").waitFor()
    await page.getByRole("heading", { name: "Hello, Ada King" }).waitFor()
    const asked = (await person.asked()).at(-1)
    expect(asked).toEqual({
      what: "signalCurrentUserDetails",
      options: { rpId: "localhost", userId: expect.any(String), name: ada.email, displayName: "Ada King" }
    })
    await page.reload()
    expect(await page.getByLabel("Name", { exact: true }).inputValue()).toBe("Ada King")
  })

  it("is deleted with its passkeys, in the vault and on the device", async () => {
    const { page } = person
    await settle(person, app)
    await page.getByRole("button", { name: "Delete account…" }).click()
    await page.getByRole("dialog").getByRole("button", { name: "Delete account" }).click()
    await page.getByText("Your account and its passkeys are deleted.").waitFor()
    expect(await app.api("GET", "/passkeys/")).toMatchObject({ records: [] })
    await expect.poll(person.device.credentialIds).toEqual([])
    await page.goto("/account")
    expect(page.url()).toBe(`${app.origin}/login`)

    await signUp(person, app, { ...ada, name: "Another Ada" })
    await page.getByText("No passkey yet").waitFor()
  })

  it("without a passkey is deleted right after a login", async () => {
    const { page } = person
    await signUp(person, app)
    await page.getByRole("button", { name: "Delete account…" }).click()
    await page.getByRole("dialog").getByRole("button", { name: "Delete account" }).click()
    await page.getByText("Your account and its passkeys are deleted.").waitFor()
  })

  it("forgets a passkey that was deleted elsewhere", async () => {
    await settle(person, app)
    const { records } = (await app.api("GET", "/passkeys/")) as { readonly records: ReadonlyArray<{ id: string }> }
    await app.api("DELETE", `/passkeys/${records[0]?.id}`)
    await person.page.reload()
    await person.page.getByText("No passkey yet").waitFor()
  })
})

describe("an orphaned passkey", () => {
  it("is told from others, and removed from the device on request", async () => {
    const { page } = person
    await settle(person, app)
    const [credentialId] = await person.device.credentialIds()
    const { records } = (await app.api("GET", "/passkeys/")) as { readonly records: ReadonlyArray<{ id: string }> }
    await app.api("DELETE", `/passkeys/${records[0]?.id}`)
    await logOut(person)
    await logInWithButton(person)
    await page.getByRole("alert").getByText("This passkey is still on your device").waitFor()
    await page.getByRole("button", { name: "Remove it from this device" }).click()
    await page.getByRole("status").getByText("Your device was asked to remove it.").waitFor()
    expect(await person.asked()).toContainEqual({
      what: "signalUnknownCredential",
      options: { rpId: "localhost", credentialId }
    })
    await expect.poll(person.device.credentialIds).toEqual([])
    expect(await page.getByRole("alert").first().textContent()).toBe("")
  })
})

describe("an address where nothing is", () => {
  it("is a page for a user, with a way on", async () => {
    const { page } = person
    for (const path of ["/acount", "/api/acount", "/assets/acount.js"]) {
      const response = await page.goto(path)
      expect(response?.status()).toBe(404)
      await page.getByRole("heading", { name: "There is nothing here" }).waitFor()
      await page.getByRole("link", { name: "Go to your account" }).click()
      await page.getByRole("heading", { name: "Log in" }).waitFor()
    }
  })

  it("is a sentence for a script", async () => {
    await person.page.goto("/login")
    const answer = await person.page.evaluate(async () => {
      const response = await fetch("/api/acount")
      return { status: response.status, body: await response.json() }
    })
    expect(answer).toEqual({
      status: 404,
      body: { error: "UnknownAddress", sentence: "There is nothing at this address. Go back and try again." }
    })
  })
})

describe("two tabs", () => {
  it("are logged out together", async () => {
    await settle(person, app)
    const tab = await person.openTab("/account")
    await tab.getByRole("heading", { name: "Hello, Ada Lovelace" }).waitFor()
    await logOut(person)
    await tab.getByRole("status").getByText("You logged out in another tab.").waitFor()
    expect(tab.url()).toBe(`${app.origin}/login`)
  })

  it("are logged in together", async () => {
    await settle(person, app)
    await logOut(person)
    const [login, signup] = [await person.openTab("/login"), await person.openTab("/signup")]
    await logInWithButton(person)
    for (const tab of [login, signup]) await tab.getByRole("heading", { name: "Hello, Ada Lovelace" }).waitFor()
  })

  it("show the same name", async () => {
    await settle(person, app)
    const tab = await person.openTab("/account")
    await tab.getByRole("heading", { name: "Hello, Ada Lovelace" }).waitFor()
    await person.page.getByLabel("Name", { exact: true }).fill("Ada King")
    await person.page.getByRole("button", { name: "Save" }).click()
    await tab.getByRole("heading", { name: "Hello, Ada King" }).waitFor()
    const field = tab.getByLabel("Name", { exact: true })
    expect(await field.inputValue()).toBe("Ada King")

    await field.fill("Countess")
    await person.page.getByLabel("Name", { exact: true }).fill("Augusta")
    await person.page.getByRole("button", { name: "Save" }).click()
    await tab.getByRole("heading", { name: "Hello, Augusta" }).waitFor()
    expect(await field.inputValue()).toBe("Countess")
  })

  it("that slept through it notice at the next click", async () => {
    await settle(person, app)
    await person.page.context().clearCookies()
    await person.page.getByRole("button", { name: "Save" }).click()
    await person.page.getByRole("status").getByText("You are not logged in any more.").waitFor()
    expect(person.page.url()).toBe(`${app.origin}/login`)
  })

  it("that come back after a restart of the server are told why they are logged out, once", async () => {
    const { page } = person
    await page.context().addCookies([{ name: "passkey-app-session", value: "forgotten", url: app.origin }])
    await page.goto("/account")
    await page.getByRole("status").getByText("You are not logged in any more.").waitFor()
    expect(await page.context().cookies()).toEqual([])
    await page.goto("/account")
    await page.getByRole("heading", { name: "Log in" }).waitFor()
    expect(await page.getByRole("status").textContent()).toBe("")
  })
})
