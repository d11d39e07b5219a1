import { launch } from "@passlock-sdk/harness/chromium"
import type { Browser } from "playwright-core"
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest"
import { type Running, start } from "./support/app.js"
import {
  ada,
  addPasskey,
  arrive,
  askForCode,
  grace,
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
  app = await start({ rateLimitMaximum: 3, rateLimitWindow: 60_000 })
  person = await arrive(browser, app)
})
afterEach(async () => {
  await person.close()
  await app.stop()
})

const warning = (text: string) => person.page.getByRole("alert").getByText(text).waitFor()
const welcome = (name = ada.name) => person.page.getByRole("heading", { name: `Hello, ${name}` }).waitFor()
const button = (name: string) => person.page.getByRole("button", { name })
const email = () => person.page.getByLabel("Email").inputValue()
const code = () => person.page.getByLabel("Code").inputValue()
const unavailable = { kind: "status", status: 503 } as const
const cannotReach = "We cannot reach our login service right now."

describe("a mailed code", () => {
  it("that is wrong can be typed again", async () => {
    await askForCode(person, ada)
    const right = await app.mailedCode(ada.email)
    const wrong = right === "123456" ? "654321" : "123456"
    await person.page.getByLabel("Code").fill("12 34")
    await button("Continue").click()
    await warning("The code has six digits.")
    await person.page.getByLabel("Code").fill(wrong)
    await button("Continue").click()
    await warning("That is not the code we mailed.")
    expect(await code()).toBe(wrong)
    const field = person.page.locator(":focus")
    expect(await field.getAttribute("aria-invalid")).toBe("true")
    expect(await field.getAttribute("aria-describedby")).toBe("code-notice")
    // Over what was wrong, which is selected; and as it is pasted.
    await person.page.keyboard.insertText(`${right.slice(0, 3)} ${right.slice(3)}`)
    await person.page.keyboard.press("Enter")
    await welcome()
  })

  it("that was guessed too often is replaced", async () => {
    await askForCode(person, ada)
    const right = await app.mailedCode(ada.email)
    const wrong = right === "123456" ? "654321" : "123456"
    for (let attempt = 0; attempt < 5; attempt++) {
      await person.page.getByLabel("Code").fill(wrong)
      const answered = person.page.waitForResponse("**/api/mailed-code/verify")
      await button("Continue").click()
      await answered
      await expect.poll(() => button("Continue").getAttribute("aria-disabled")).toBeNull()
    }
    await typeCode(person, app, ada.email)
    await warning("Too many wrong codes.")
    await person.page.locator("#code-notice-action").click()
    await person.page.getByRole("status").getByText("A new code is on its way.").waitFor()
    expect(await code()).toBe("")
    await typeCode(person, app, ada.email)
    await welcome()
  })

  it("that is too old is replaced", async () => {
    await askForCode(person, ada)
    await app.emulator.advance(10 * 60_000)
    await typeCode(person, app, ada.email)
    await warning("That code is too old. Ask for a new one.")
    await person.page.locator("#code-notice-action").click()
    await person.page.getByRole("status").getByText("A new code is on its way.").waitFor()
    await typeCode(person, app, ada.email)
    await welcome()
  })

  it("that was replaced in another tab is wrong", async () => {
    await askForCode(person, ada)
    const old = await app.mailedCode(ada.email)
    const tab = await person.openTab("/signup")
    await tab.getByRole("button", { name: "Send a new code" }).click()
    await tab.getByText("A new code is on its way.").waitFor()
    await person.page.getByLabel("Code").fill(old)
    await button("Continue").click()
    // Both tabs are of one visit, and only the newest code is waited for.
    await warning("That is not the code we mailed.")
    await typeCode(person, app, ada.email)
    await welcome()
  })

  it("is not mailed too often, and the page says when it can be asked for again", async () => {
    await person.page.clock.install()
    await askForCode(person, ada)
    for (let count = 0; count < 2; count++) {
      const sent = person.page.waitForResponse("**/api/mailed-code")
      await button("Send a new code").click()
      await sent
      await expect.poll(() => button("Send a new code").getAttribute("aria-disabled")).toBeNull()
    }
    await person.page.getByLabel("Code").fill("12")
    await button("Send a new code").click()
    await warning("We have mailed this address too often. You can ask for a new code in ")
    expect(await button("Send a new code").textContent()).toMatch(/^Send a new code \(in [1-6]\d? s\)$/)
    expect(await button("Send a new code").getAttribute("aria-disabled")).toBe("true")
    expect(await code()).toBe("12")
    await app.emulator.advance(60_000)
    await person.page.clock.fastForward(60_000)
    await expect.poll(() => button("Send a new code").textContent()).toBe("Send a new code")
    await button("Send a new code").click()
    await person.page.getByRole("status").getByText("A new code is on its way.").waitFor()
    await typeCode(person, app, ada.email)
    await welcome()
  })

  it("is not mailed to what is no address", async () => {
    await person.page.goto("/signup")
    await person.page.getByLabel("Name").fill(ada.name)
    await person.page.getByLabel("Email").fill("ada@example")
    await person.page.getByLabel("Email").press("Enter")
    await warning("That is not an email address.")
    expect(await person.page.locator(":focus").getAttribute("aria-invalid")).toBe("true")
    expect(await email()).toBe("ada@example")
    expect(await app.emulator.outbox()).toEqual([])
  })

  it("can be asked for again where the mail could not be sent", async () => {
    app.setMailFails(true)
    await person.page.goto("/signup")
    await person.page.getByLabel("Name").fill(ada.name)
    await person.page.getByLabel("Email").fill(ada.email)
    await button("Continue").click()
    await warning("We could not send the mail.")
    app.setMailFails(false)
    await button("Continue").click()
    await typeCode(person, app, ada.email)
    await welcome()
  })
})

describe("while Passlock cannot be reached", () => {
  it("nothing that was typed is lost, and a second try works", async () => {
    const { page } = person
    await page.goto("/signup")
    await page.getByLabel("Name").fill(ada.name)
    await page.getByLabel("Email").fill(ada.email)
    await app.emulator.inject({ fault: unavailable, operation: "Challenges.create", times: 1 })
    await button("Continue").click()
    await warning(cannotReach)
    expect([await page.getByLabel("Name").inputValue(), await email()]).toEqual([ada.name, ada.email])
    await button("Continue").click()
    await page.getByLabel("Code").waitFor()
    await app.emulator.inject({ fault: { kind: "drop", when: "before" }, operation: "Challenges.verify", times: 1 })
    await typeCode(person, app, ada.email)
    await warning(cannotReach)
    expect(await code()).toBe(await app.mailedCode(ada.email))
    await button("Continue").click()
    await welcome()
  })

  it("an answer that does not come is not waited for", async () => {
    await askForCode(person, ada)
    await app.emulator.inject({
      fault: { kind: "stall", where: "headers" },
      operation: "Challenges.verify",
      times: 1
    })
    await typeCode(person, app, ada.email)
    await warning("Our login service takes too long to answer.")
    expect(await code()).toBe(await app.mailedCode(ada.email))
    // The request that was not answered used up the code.
    await button("Continue").click()
    await warning("That code was already used or replaced. Ask for a new one.")
    await person.page.locator("#code-notice-action").click()
    await person.page.getByRole("status").getByText("A new code is on its way.").waitFor()
    await typeCode(person, app, ada.email)
    await welcome()
  })

  it("an answer that makes no sense is ours to mend", async () => {
    await askForCode(person, ada)
    await app.emulator.inject({ fault: { kind: "malform" }, operation: "Challenges.verify", times: 1 })
    await typeCode(person, app, ada.email)
    await warning("Something is wrong on our side")
    expect(app.log()).toContain("UnexpectedResponse: Challenges.verify")
  })

  it.each(["Registration.prepare", "Registration.options", "Registration.verify"] as const)(
    "a passkey is added at the second try: %s",
    async (operation) => {
      await signUp(person, app)
      await app.emulator.inject({ fault: unavailable, operation, times: 1 })
      await button("Add a passkey").click()
      await warning(operation === "Registration.prepare" ? cannotReach : "Our login service has a problem.")
      await addPasskey(person)
      await logOut(person)
      await logInWithButton(person)
      await welcome()
    }
  )

  it("a button waits for as long as the API asks for, and says so", async () => {
    await person.page.clock.install()
    await signUp(person, app)
    const fault = { kind: "status", status: 429, retryAfter: 120 } as const
    const add = person.page.getByRole("button", { name: /^Add a passkey/ })
    for (const operation of ["Registration.prepare", "Registration.options"] as const) {
      await app.emulator.inject({ fault, operation, times: 1 })
      await add.click()
      await warning("Too many people are logging in right now. Try again in 2 minutes.")
      expect(await add.textContent()).toMatch(/^\s*Add a passkey \(in 2 min\)\s*$/)
      await add.dispatchEvent("click")
      expect(await add.textContent()).toContain("(in 2 min)")
      expect(await add.getAttribute("aria-disabled")).toBe("true")
      await person.page.clock.fastForward(60_000)
      await expect.poll(() => add.textContent()).toMatch(/\(in [1-6]\d? s\)/)
      await person.page.clock.fastForward(60_000)
      await expect.poll(() => add.getAttribute("aria-disabled")).toBeNull()
    }
    await add.click()
    await expect.poll(() => rows(person).count()).toBe(1)
  })

  it("a dialog that was refused does not hold up the next one", async () => {
    await settle(person, app)
    await app.emulator.inject({
      fault: { kind: "status", status: 429, retryAfter: 120 },
      operation: "Authentication.prepare",
      times: 1
    })
    await removeFirst(person)
    await warning("Try again in 2 minutes.")
    await person.page.keyboard.press("Escape")
    await button("Delete account…").click()
    const go = person.page.getByRole("dialog").getByRole("button", { name: "Delete account" })
    expect(await go.textContent()).toBe("Delete account")
    await go.click()
    await person.page.getByText("Your account and its passkeys are deleted.").waitFor()
  })

  it("a passkey whose listing failed logs in all the same, and then is listed", async () => {
    await signUp(person, app)
    await app.emulator.inject({ fault: unavailable, operation: "Principals.exchange", times: 1 })
    await button("Add a passkey").click()
    await warning("Your device has a new passkey, but we could not list it here.")
    await logOut(person)
    await logInWithButton(person)
    await welcome()
    expect(await rows(person).count()).toBe(1)
  })

  it.each([
    ["Authentication.options", unavailable, "Our login service has a problem."],
    // A connection that breaks before its answer begins is tried again by the browser itself.
    ["Authentication.verify", { kind: "truncate" }, "We cannot reach our login service."],
    ["Principals.exchange", unavailable, cannotReach]
  ] as const)("a login works at the second try: %s", async (operation, fault, sentence) => {
    const { page } = person
    await settle(person, app)
    await logOut(person)
    await page.getByLabel("Email").fill(ada.email)
    await app.emulator.inject({ fault, operation, times: 1 })
    await logInWithButton(person)
    await warning(sentence)
    expect(await email()).toBe(ada.email)
    await logInWithButton(person)
    await welcome()
  })

  it("the account is shown at the second try", async () => {
    const { page } = person
    await settle(person, app)
    await app.emulator.inject({ fault: unavailable, operation: "Passkeys.get" })
    await page.reload()
    await warning(cannotReach)
    await app.emulator.clearFaults()
    await button("Try again").click()
    await welcome()
    expect(await rows(person).count()).toBe(1)
  })

  it("a removal works at the second try, and a lost answer is none", async () => {
    await settle(person, app)
    await app.emulator.inject({ fault: unavailable, operation: "Authentication.prepare", times: 1 })
    await removeFirst(person)
    await warning(cannotReach)
    expect(await rows(person).count()).toBe(1)
    await app.emulator.inject({ fault: { kind: "drop", when: "after" }, operation: "Passkeys.delete", times: 1 })
    await person.page.getByRole("dialog").getByRole("button", { name: "Remove" }).click()
    await person.page.getByText("No passkey yet").waitFor()
  })

  it("what stands in the forms of the account stays there", async () => {
    const { page } = person
    await settle(person, app)
    await page.getByLabel("Name", { exact: true }).fill("Ada King")
    await app.emulator.inject({ fault: unavailable })
    await button("Save").click()
    await warning(cannotReach)
    expect(await page.getByLabel("Name", { exact: true }).inputValue()).toBe("Ada King")
    await button("Rename ada@example.com").click()
    await page.getByLabel("Name of this passkey").fill("Phone")
    await page.getByLabel("Name of this passkey").press("Enter")
    await page.locator("#passkeys-notice:not(:empty)").waitFor()
    expect(await page.getByLabel("Name of this passkey").inputValue()).toBe("Phone")
    await app.emulator.clearFaults()
    await page.getByLabel("Name of this passkey").press("Enter")
    await rows(person).getByText("Phone").waitFor()
    await page.getByLabel("Name", { exact: true }).press("Enter")
    await welcome("Ada King")
  })

  it("nor the application itself", async () => {
    const { page } = person
    await page.goto("/signup")
    await page.getByLabel("Email").fill(ada.email)
    await page.context().setOffline(true)
    await button("Continue").click()
    await warning("We cannot be reached right now. Nothing is lost")
    expect(await email()).toBe(ada.email)
    await page.context().setOffline(false)
    await button("Continue").click()
    await page.getByLabel("Code").waitFor()
  })
})

describe("a user who", () => {
  it("cancels a login can begin again", async () => {
    await settle(person, app)
    await logOut(person)
    await person.device.setVerified(false)
    await logInWithButton(person)
    await warning("No passkey was used. Try again when you are ready.")
    await person.device.setVerified(true)
    await logInWithButton(person)
    await welcome()
  })

  it("cancels the making of a passkey can begin again", async () => {
    await signUp(person, app)
    await person.device.setVerified(false)
    await button("Add a passkey").click()
    await warning("No passkey was created. Try again when you are ready.")
    await person.device.setVerified(true)
    await addPasskey(person)
  })

  it("saves a name, and then none, is told of the latter alone", async () => {
    await signUp(person, app)
    const { page } = person
    await button("Save").click()
    await page.getByRole("status").getByText("Saved.").waitFor()
    await page.getByLabel("Name").fill("")
    await button("Save").click()
    await warning("Choose a name of 1 to 64 characters.")
    expect(await page.getByRole("status").first().textContent()).toBe("")
  })

  it("takes up a suggestion late is asked to choose again", async () => {
    const { page } = person
    await settle(person, app)
    await page.route(
      "**/authentication/verification",
      async (route) => {
        await app.emulator.advance(6 * 60_000)
        person.setTakesSuggestions(false)
        await route.continue()
      },
      { times: 1 }
    )
    person.setTakesSuggestions(true)
    await button("Log out").click()
    await warning("That took too long. Choose your passkey again.")
    await logInWithButton(person)
    await welcome()
  })

  it("has a passkey of an account that is gone is told so", async () => {
    await settle(person, app)
    const credentials = await person.device.credentialIds()
    await logOut(person)
    // Another start of the application has forgotten its accounts; the vault and the device have not.
    const other = await start()
    try {
      const [seeded] = await other.emulator.seed([{ userId: "gone", username: "gone@example.com", rpId: "localhost" }])
      if (seeded === undefined) throw new Error("Nothing was seeded.")
      const { passkey, privateKey } = seeded
      await person.device.add({
        credentialId: Buffer.from(passkey.credential.id, "base64url").toString("base64"),
        userHandle: Buffer.from(passkey.credential.userId, "base64url").toString("base64"),
        rpId: "localhost",
        isResidentCredential: true,
        privateKey,
        signCount: passkey.credential.counter
      })
      await person.device.remove(credentials)
      await person.page.goto(`${other.origin}/login`)
      await logInWithButton(person)
      await warning("There is no account for this passkey any more.")
    } finally {
      await other.stop()
    }
  })

  it("logged in elsewhere in the meantime is taken there", async () => {
    await signUp(person, app)
    // As a page that was opened before would.
    const answer = await person.page.evaluate(async (to) => {
      const response = await fetch("/api/mailed-code", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ email: to, displayName: "" })
      })
      return [response.status, await response.json()]
    }, grace.email)
    expect(answer).toEqual([409, expect.objectContaining({ error: "AlreadyLoggedIn" })])
    await person.page.goto("/signup")
    expect(person.page.url()).toBe(`${app.origin}/account`)
  })
})
