import { launch } from "@passlock-sdk/harness/chromium"
import type { Browser } from "playwright-core"
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest"
import { maximums } from "../../server/codeLimits.js"
import { type RunningApp, start } from "../support/app.js"
import {
  ada,
  addPasskey,
  enterCode,
  grace,
  logInWithButton,
  logOut,
  newUser,
  removeFirst,
  requestCode,
  rows,
  signUp,
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
beforeEach(async () => {
  app = await start()
  user = await newUser(browser, app)
})
afterEach(async () => {
  await user.close()
  await app.stop()
})

const expectWarning = (text: string) => user.page.getByRole("alert").getByText(text).waitFor()
const expectGreeting = (name = ada.name) => user.page.getByRole("heading", { name: `Hello, ${name}` }).waitFor()
const button = (name: string) => user.page.getByRole("button", { name })
const email = () => user.page.getByLabel("Email").inputValue()
const code = () => user.page.getByLabel("Code").inputValue()
const unavailable = { kind: "status", status: 503 } as const
const unavailableMessage = "Our login service is unavailable."

describe("a one-time code", () => {
  it("can be corrected after a malformed and a wrong one", async () => {
    await requestCode(user, ada)
    const right = await app.oneTimeCode(ada.email)
    const wrong = right === "123456" ? "654321" : "123456"
    await user.page.getByLabel("Code").fill("12 34")
    await button("Continue").click()
    await expectWarning("Enter the 6-digit code from the email.")
    await user.page.getByLabel("Code").fill(wrong)
    await button("Continue").click()
    await expectWarning("That code is not correct.")
    expect(await code()).toBe(wrong)
    const field = user.page.locator(":focus")
    expect(await field.getAttribute("aria-invalid")).toBe("true")
    expect(await field.getAttribute("aria-describedby")).toBe("code-notice")
    // Paste over the wrong code, which is selected.
    await user.page.keyboard.insertText(`${right.slice(0, 3)} ${right.slice(3)}`)
    await user.page.keyboard.press("Enter")
    await expectGreeting()
  })

  it("is replaced after too many wrong attempts", async () => {
    await requestCode(user, ada)
    const right = await app.oneTimeCode(ada.email)
    const wrong = right === "123456" ? "654321" : "123456"
    for (let attempt = 0; attempt < 5; attempt++) {
      await user.page.getByLabel("Code").fill(wrong)
      const response = user.page.waitForResponse("**/api/one-time-code/verify")
      await button("Continue").click()
      await response
      await expect.poll(() => button("Continue").getAttribute("aria-disabled")).toBeNull()
    }
    await enterCode(user, app, ada.email)
    await expectWarning("Too many incorrect codes.")
    await user.page.locator("#code-notice-action").click()
    await user.page.getByRole("status").getByText("We sent a new code.").waitFor()
    expect(await code()).toBe("")
    await enterCode(user, app, ada.email)
    await expectGreeting()
  })

  it("is replaced after it expires", async () => {
    await requestCode(user, ada)
    await app.emulator.advance(10 * 60_000)
    await enterCode(user, app, ada.email)
    await expectWarning("That code has expired. Request a new one.")
    await user.page.locator("#code-notice-action").click()
    await user.page.getByRole("status").getByText("We sent a new code.").waitFor()
    await enterCode(user, app, ada.email)
    await expectGreeting()
  })

  it("is rejected when another tab requested a newer one", async () => {
    await requestCode(user, ada)
    const old = await app.oneTimeCode(ada.email)
    const tab = await user.openTab("/signup")
    await tab.getByRole("button", { name: "Send a new code" }).click()
    await tab.getByText("We sent a new code.").waitFor()
    await user.page.getByLabel("Code").fill(old)
    await button("Continue").click()
    // Both tabs share a session, and only its newest code works.
    await expectWarning("That code is not correct.")
    await enterCode(user, app, ada.email)
    await expectGreeting()
  })

  it("is rate limited, with a countdown until the next one", async () => {
    await user.page.clock.install()
    await requestCode(user, ada)
    for (let count = 1; count < maximums.perClientAndEmail; count++) {
      const sent = user.page.waitForResponse("**/api/one-time-code")
      await button("Send a new code").click()
      await sent
      await expect.poll(() => button("Send a new code").getAttribute("aria-disabled")).toBeNull()
    }
    await user.page.getByLabel("Code").fill("12")
    await button("Send a new code").click()
    await expectWarning("Too many codes were requested. Request a new code in ")
    expect(await button("Send a new code").textContent()).toMatch(/^Send a new code \(in (59|60) min\)$/)
    expect(await button("Send a new code").getAttribute("aria-disabled")).toBe("true")
    expect(await code()).toBe("12")
    await app.advance(60 * 60_000)
    await user.page.clock.fastForward(60 * 60_000)
    await expect.poll(() => button("Send a new code").textContent()).toBe("Send a new code")
    await button("Send a new code").click()
    await user.page.getByRole("status").getByText("We sent a new code.").waitFor()
    await enterCode(user, app, ada.email)
    await expectGreeting()
  })

  it("is not sent to an invalid email address", async () => {
    await user.page.goto("/signup")
    await user.page.getByLabel("Name").fill(ada.name)
    await user.page.getByLabel("Email").fill("ada@example")
    await user.page.getByLabel("Email").press("Enter")
    await expectWarning("Enter an email address such as ada@example.com.")
    expect(await user.page.locator(":focus").getAttribute("aria-invalid")).toBe("true")
    expect(await email()).toBe("ada@example")
    expect(await app.emulator.outbox()).toEqual([])
  })

  it("can be requested again after the mail service fails", async () => {
    app.setEmailFails(true)
    await user.page.goto("/signup")
    await user.page.getByLabel("Name").fill(ada.name)
    await user.page.getByLabel("Email").fill(ada.email)
    await button("Continue").click()
    await expectWarning("We could not send the email.")
    app.setEmailFails(false)
    await button("Continue").click()
    await enterCode(user, app, ada.email)
    await expectGreeting()
  })
})

describe("when Passlock fails", () => {
  it("sign-up keeps the input and works at the second attempt", async () => {
    const { page } = user
    await page.goto("/signup")
    await page.getByLabel("Name").fill(ada.name)
    await page.getByLabel("Email").fill(ada.email)
    await app.emulator.inject({ fault: unavailable, operation: "Challenges.create", times: 1 })
    await button("Continue").click()
    await expectWarning(unavailableMessage)
    expect([await page.getByLabel("Name").inputValue(), await email()]).toEqual([ada.name, ada.email])
    await button("Continue").click()
    await page.getByLabel("Code").waitFor()
    await app.emulator.inject({ fault: { kind: "drop", when: "before" }, operation: "Challenges.verify", times: 1 })
    await enterCode(user, app, ada.email)
    await expectWarning(unavailableMessage)
    expect(await code()).toBe(await app.oneTimeCode(ada.email))
    await button("Continue").click()
    await expectGreeting()
  })

  it("a stalled verification times out, and a new code works", async () => {
    await requestCode(user, ada)
    await app.emulator.inject({
      fault: { kind: "stall", where: "headers" },
      operation: "Challenges.verify",
      times: 1
    })
    await enterCode(user, app, ada.email)
    await expectWarning("Our login service did not respond in time.")
    expect(await code()).toBe(await app.oneTimeCode(ada.email))
    // The request that timed out used up the code.
    await button("Continue").click()
    await expectWarning("That code was already used or replaced. Request a new one.")
    await user.page.locator("#code-notice-action").click()
    await user.page.getByRole("status").getByText("We sent a new code.").waitFor()
    await enterCode(user, app, ada.email)
    await expectGreeting()
  })

  it("an unexpected response is logged and shown as an internal error", async () => {
    await requestCode(user, ada)
    await app.emulator.inject({ fault: { kind: "malform" }, operation: "Challenges.verify", times: 1 })
    await enterCode(user, app, ada.email)
    await expectWarning("Something went wrong on our side")
    expect(app.log()).toContain("UnexpectedResponse: Challenges.verify")
  })

  it.each(["Registration.authorize", "Registration.options", "Registration.verify"] as const)(
    "adding a passkey works at the second attempt after %s failed",
    async (operation) => {
      await signUp(user, app)
      await app.emulator.inject({ fault: unavailable, operation, times: 1 })
      await button("Add a passkey").click()
      await expectWarning(
        operation === "Registration.authorize" ? unavailableMessage : "Our login service has a problem."
      )
      await addPasskey(user)
      await logOut(user)
      await logInWithButton(user)
      await expectGreeting()
    }
  )

  it("a 429 disables the button for the time in Retry-After and shows a countdown", async () => {
    await user.page.clock.install()
    await signUp(user, app)
    const fault = { kind: "status", status: 429, retryAfter: 120 } as const
    const add = user.page.getByRole("button", { name: /^Add a passkey/ })
    for (const operation of ["Registration.authorize", "Registration.options"] as const) {
      await app.emulator.inject({ fault, operation, times: 1 })
      await add.click()
      await expectWarning("Too many people are logging in right now. Try again in 2 minutes.")
      expect(await add.textContent()).toMatch(/^\s*Add a passkey \(in 2 min\)\s*$/)
      await add.dispatchEvent("click")
      expect(await add.textContent()).toContain("(in 2 min)")
      expect(await add.getAttribute("aria-disabled")).toBe("true")
      await user.page.clock.fastForward(60_000)
      await expect.poll(() => add.textContent()).toMatch(/\(in [1-6]\d? s\)/)
      await user.page.clock.fastForward(60_000)
      await expect.poll(() => add.getAttribute("aria-disabled")).toBeNull()
    }
    await add.click()
    await expect.poll(() => rows(user).count()).toBe(1)
  })

  it("a 429 in one dialog does not disable the next dialog", async () => {
    await signUpWithPasskey(user, app)
    await app.emulator.inject({
      fault: { kind: "status", status: 429, retryAfter: 120 },
      operation: "Authentication.authorize",
      times: 1
    })
    await removeFirst(user)
    await expectWarning("Try again in 2 minutes.")
    await user.page.keyboard.press("Escape")
    await button("Delete account…").click()
    const go = user.page.getByRole("dialog").getByRole("button", { name: "Delete account" })
    expect(await go.textContent()).toBe("Delete account")
    await go.click()
    await user.page.getByText("Your account and its passkeys were deleted.").waitFor()
  })

  it("a passkey whose exchange failed can log in and is then listed", async () => {
    await signUp(user, app)
    await app.emulator.inject({ fault: unavailable, operation: "Principals.exchange", times: 1 })
    await button("Add a passkey").click()
    await expectWarning("Your passkey was created, but we could not add it to this list.")
    await logOut(user)
    await logInWithButton(user)
    await expectGreeting()
    expect(await rows(user).count()).toBe(1)
  })

  it.each([
    ["Authentication.authorize", unavailable, unavailableMessage],
    ["Authentication.options", unavailable, "Our login service has a problem."],
    // Truncate rather than drop: the browser itself retries a connection that closes before the response.
    ["Authentication.verify", { kind: "truncate" }, "We cannot reach our login service."],
    ["Principals.exchange", unavailable, unavailableMessage]
  ] as const)("login works at the second attempt after %s failed", async (operation, fault, message) => {
    const { page } = user
    await signUpWithPasskey(user, app)
    await logOut(user)
    await page.getByLabel("Email").fill(ada.email)
    await app.emulator.inject({ fault, operation, times: 1 })
    await logInWithButton(user)
    await expectWarning(message)
    expect(await email()).toBe(ada.email)
    await logInWithButton(user)
    await expectGreeting()
  })

  it("the account page loads at the second attempt", async () => {
    const { page } = user
    await signUpWithPasskey(user, app)
    await app.emulator.inject({ fault: unavailable, operation: "Passkeys.get" })
    await page.reload()
    await expectWarning(unavailableMessage)
    await app.emulator.clearFaults()
    await button("Try again").click()
    await expectGreeting()
    expect(await rows(user).count()).toBe(1)
  })

  it("a removal works at the second attempt, and survives a lost response", async () => {
    await signUpWithPasskey(user, app)
    await app.emulator.inject({ fault: unavailable, operation: "Authentication.authorize", times: 1 })
    await removeFirst(user)
    await expectWarning(unavailableMessage)
    expect(await rows(user).count()).toBe(1)
    await app.emulator.inject({
      fault: { kind: "drop", when: "after" },
      operation: "Passkeys.prepareDeletion",
      times: 1
    })
    const remove = user.page.getByRole("dialog").getByRole("button", { name: "Remove" })
    await remove.click()
    await expectWarning(unavailableMessage)
    // The passkey is no longer in the vault, so Passlock cannot say which one the device has.
    await remove.click()
    await user.page.getByText("Passkey removed. We could not ask this device to delete it too.").waitFor()
    await user.page.getByText("No passkeys yet").waitFor()
  })

  it.each([
    ["Passkeys.exchangeDeletion", "Passkey removed. We could not ask this device to delete it too."],
    ["Passkeys.exchangeUpdate", "Saved. We could not update your device."]
  ] as const)("after %s failed, the page says that the device may be out of date", async (operation, text) => {
    await signUpWithPasskey(user, app)
    await app.emulator.inject({ fault: unavailable, operation })
    if (operation === "Passkeys.exchangeDeletion") await removeFirst(user)
    else await button("Save").click()
    await user.page.getByRole("status").getByText(text).waitFor()
    expect(await user.authenticator.credentialIds()).toHaveLength(1)
  })

  it("autofill starts by itself when a token is available again", async () => {
    const { page } = user
    await signUpWithPasskey(user, app)
    await page.clock.install()
    await app.emulator.inject({ fault: unavailable, operation: "Authentication.authorize", times: 1 })
    const failed = page.waitForResponse((response) => response.url().endsWith("/login/authorize"))
    await button("Log out").click()
    await failed
    await page.getByRole("status").getByText("You are logged out.").waitFor()
    expect(await user.webAuthnCalls()).toEqual([])
    expect(await page.getByRole("alert").first().textContent()).toBe("")
    await expect
      .poll(async () => {
        await page.clock.fastForward(5_000)
        return user.webAuthnCalls()
      })
      .toEqual([{ method: "get", options: "conditional" }])
  })

  it("the account page keeps the input of its forms", async () => {
    const { page } = user
    await signUpWithPasskey(user, app)
    await page.getByLabel("Name", { exact: true }).fill("Ada King")
    await app.emulator.inject({ fault: unavailable })
    await button("Save").click()
    await expectWarning(unavailableMessage)
    expect(await page.getByLabel("Name", { exact: true }).inputValue()).toBe("Ada King")
    await app.emulator.clearFaults()
    await button("Rename ada@example.com").click()
    await page.getByLabel("Passkey name").fill("Phone")
    await page.context().setOffline(true)
    await page.getByLabel("Passkey name").press("Enter")
    await page.locator("#passkeys-notice:not(:empty)").waitFor()
    expect(await page.getByLabel("Passkey name").inputValue()).toBe("Phone")
    await page.context().setOffline(false)
    await page.getByLabel("Passkey name").press("Enter")
    await rows(user).getByText("Phone").waitFor()
    await page.getByLabel("Name", { exact: true }).press("Enter")
    await expectGreeting("Ada King")
  })

  it("sign-up works after the browser was offline", async () => {
    const { page } = user
    await page.goto("/signup")
    await page.getByLabel("Email").fill(ada.email)
    await page.context().setOffline(true)
    await button("Continue").click()
    await expectWarning("We cannot reach the server. Check your connection and try again.")
    expect(await email()).toBe(ada.email)
    await page.context().setOffline(false)
    await button("Continue").click()
    await page.getByLabel("Code").waitFor()
  })
})

describe("a user", () => {
  it("can log in after cancelling", async () => {
    await signUpWithPasskey(user, app)
    await logOut(user)
    await user.authenticator.setVerified(false)
    await logInWithButton(user)
    await expectWarning("No passkey was used. Try again when you are ready.")
    await user.authenticator.setVerified(true)
    await logInWithButton(user)
    await expectGreeting()
  })

  it("can add a passkey after cancelling", async () => {
    await signUp(user, app)
    await user.authenticator.setVerified(false)
    await button("Add a passkey").click()
    await expectWarning("No passkey was created. Try again when you are ready.")
    await user.authenticator.setVerified(true)
    await addPasskey(user)
  })

  it("sees only the warning after saving a valid and then an empty name", async () => {
    await signUp(user, app)
    const { page } = user
    await button("Save").click()
    await page.getByRole("status").getByText("Saved.").waitFor()
    await page.getByLabel("Name").fill("")
    await button("Save").click()
    await expectWarning("Enter a name of 1 to 64 characters.")
    expect(await page.getByRole("status").first().textContent()).toBe("")
  })

  it("sees a request to choose again when the autofill session has expired", async () => {
    const { page } = user
    await signUpWithPasskey(user, app)
    await page.route(
      "**/authentication/verification",
      async (route) => {
        await app.emulator.advance(6 * 60_000)
        user.setAcceptsAutofill(false)
        await route.continue()
      },
      { times: 1 }
    )
    user.setAcceptsAutofill(true)
    await button("Log out").click()
    await expectWarning("That took too long. Choose your passkey again.")
    await logInWithButton(user)
    await expectGreeting()
  })

  it("sees that the account for a passkey no longer exists", async () => {
    await signUpWithPasskey(user, app)
    const credentials = await user.authenticator.credentialIds()
    await logOut(user)
    // A restarted application has no accounts. The vault and the authenticator keep the passkey.
    const other = await start()
    try {
      const [seeded] = await other.emulator.seed([{ userId: "gone", username: "gone@example.com", rpId: "localhost" }])
      if (seeded === undefined) throw new Error("No passkey was seeded.")
      const { passkey, privateKey } = seeded
      await user.authenticator.add({
        credentialId: Buffer.from(passkey.credential.id, "base64url").toString("base64"),
        userHandle: Buffer.from(passkey.credential.userId, "base64url").toString("base64"),
        rpId: "localhost",
        isResidentCredential: true,
        privateKey,
        signCount: passkey.credential.counter
      })
      await user.authenticator.remove(credentials)
      await user.page.goto(`${other.origin}/login`)
      await logInWithButton(user)
      await expectWarning("The account for this passkey no longer exists.")
    } finally {
      await other.stop()
    }
  })

  it("who is already logged in cannot request a code and is redirected to the account", async () => {
    await signUp(user, app)
    // Simulates a sign-up page that was opened before the login.
    const result = await user.page.evaluate(async (to) => {
      const response = await fetch("/api/one-time-code", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ email: to, displayName: "" })
      })
      return [response.status, await response.json()]
    }, grace.email)
    expect(result).toEqual([409, expect.objectContaining({ error: "AlreadyLoggedIn" })])
    await user.page.goto("/signup")
    expect(user.page.url()).toBe(`${app.origin}/account`)
  })
})
