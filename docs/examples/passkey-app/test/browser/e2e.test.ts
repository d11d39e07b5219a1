import { launch } from "@passlock-sdk/harness/chromium"
import type { Browser } from "playwright-core"
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest"
import { type RunningApp, start } from "../support/app.js"
import {
  ada,
  addPasskey,
  addPasskeyElsewhere,
  deleteFromVault,
  enterCode,
  logInWithButton,
  logOut,
  newUser,
  removeFirst,
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

const greeting = ({ page }: User) => page.getByRole("heading", { name: "Hello, Ada Lovelace" })

describe("sign-up and login", () => {
  it("signs up, adds a passkey, logs out and logs in with the button", async () => {
    const { page } = user
    await signUp(user, app)
    await page.getByText("No passkeys yet").waitFor()
    await addPasskey(user)
    expect(await rows(user).first().textContent()).toMatch(/ada@example\.com.*Created just now.*Never used/s)
    expect(await user.authenticator.credentialIds()).toHaveLength(1)

    await logOut(user)
    await page.getByRole("status").getByText("You are logged out.").waitFor()
    expect(new URL(page.url()).search).toBe("")
    await logInWithButton(user)
    await greeting(user).waitFor()
    expect(await rows(user).first().textContent()).toMatch(/Last used just now/)
  })

  it("logs in with autofill as soon as the page opens", async () => {
    await signUpWithPasskey(user, app)
    user.setAcceptsAutofill(true)
    await user.page.getByRole("button", { name: "Log out" }).click()
    // No further click is needed.
    await user.page.waitForURL("**/login*")
    await greeting(user).waitFor()
    expect(user.page.url()).toBe(`${app.origin}/account`)
  })

  it("completes the button's login when the token for the autofill arrives late", async () => {
    const { page } = user
    await signUpWithPasskey(user, app)
    let release = () => {}
    const released = new Promise<void>((resolve) => {
      release = resolve
    })
    await page.route("**/api/login/authorize", async (route) => {
      const { mediation } = route.request().postDataJSON() as { readonly mediation: string }
      if (mediation === "conditional") await released
      await route.continue()
    })
    let calls: ReadonlyArray<unknown> = []
    await page.route("**/api/login", async (route) => {
      const late = page.waitForResponse("**/api/login/authorize")
      release()
      await late
      // Time enough for the page to start an autofill.
      await page.waitForTimeout(200)
      calls = await user.webAuthnCalls()
      await route.continue()
    })
    await page.getByRole("button", { name: "Log out" }).click()
    await page.getByRole("heading", { name: "Log in" }).waitFor()
    await logInWithButton(user)
    await greeting(user).waitFor()
    expect(calls).toEqual([{ method: "get", options: "required" }])
  })

  it("offers passkeys in the email field", async () => {
    await user.page.goto("/login")
    expect(await user.page.getByLabel("Email").getAttribute("autocomplete")).toBe("username webauthn")
    await expect.poll(user.webAuthnCalls).toEqual([{ method: "get", options: "conditional" }])
  })

  it("logs in to the same account with a one-time code in a browser without passkeys", async () => {
    await signUpWithPasskey(user, app)
    const other = await newUser(browser, app)
    try {
      await other.page.goto("/login")
      await other.page.getByLabel("Email").fill("Ada@Example.com ")
      await other.page.getByRole("button", { name: "Email me a code" }).click()
      await enterCode(other, app, ada.email)
      await greeting(other).waitFor()
      expect(await rows(other).count()).toBe(1)
    } finally {
      await other.close()
    }
  })

  it("adds a passkey on a second authenticator after a step-up, and logs in with each", async () => {
    const { authenticator } = user
    await signUpWithPasskey(user, app)
    const first = await addPasskeyElsewhere(user)
    expect(await rows(user).count()).toBe(2)
    const second = await authenticator.takeAll()
    for (const credentials of [first, second]) {
      await authenticator.takeAll()
      for (const credential of credentials) await authenticator.add(credential)
      await logOut(user)
      await logInWithButton(user)
      await greeting(user).waitFor()
      expect(await rows(user).count()).toBe(2)
    }
  })

  it("does not add a passkey when the step-up fails", async () => {
    const { authenticator } = user
    await signUpWithPasskey(user, app)
    await authenticator.setVerified(false)
    await user.page.getByRole("button", { name: "Add a passkey" }).click()
    await user.page.getByRole("alert").getByText("No passkey was used.").waitFor()
    expect((await user.webAuthnCalls()).map(({ method }) => method)).toEqual(["create", "get"])
    expect(await rows(user).count()).toBe(1)
  })

  it("rejects a second passkey on the same authenticator", async () => {
    await signUpWithPasskey(user, app)
    await user.page.getByRole("button", { name: "Add a passkey" }).click()
    await user.page.getByRole("alert").getByText("This device already has a passkey for your account.").waitFor()
    expect(await rows(user).count()).toBe(1)
    expect(await user.authenticator.credentialIds()).toHaveLength(1)
  })

  it("continues at the code step after a reload during sign-up", async () => {
    const { page } = user
    await page.goto("/signup")
    await page.getByLabel("Name").fill(ada.name)
    await page.getByLabel("Email").fill(ada.email)
    await page.getByRole("button", { name: "Continue" }).click()
    await page.getByLabel("Code").waitFor()
    await page.reload()
    await page.getByText("We sent a 6-digit code to ada@example.com").waitFor()
    await enterCode(user, app, ada.email)
    await greeting(user).waitFor()
  })

  it("uses the corrected address when the user changes the email", async () => {
    const { page } = user
    await page.goto("/signup")
    await page.getByLabel("Name").fill(ada.name)
    await page.getByLabel("Email").fill("adda@example.com")
    await page.getByRole("button", { name: "Continue" }).click()
    await page.getByRole("button", { name: "Use a different email" }).click()
    expect(await page.locator(":focus").inputValue()).toBe("adda@example.com")
    await page.getByLabel("Email").fill(ada.email)
    await page.getByRole("button", { name: "Continue" }).click()
    await enterCode(user, app, ada.email)
    await greeting(user).waitFor()
    expect(await page.locator("#bar-email").textContent()).toBe(ada.email)
  })

  it("takes the display name from the email address when none is entered", async () => {
    await user.page.goto("/signup")
    await user.page.getByLabel("Email").fill(ada.email)
    await user.page.getByRole("button", { name: "Continue" }).click()
    await enterCode(user, app, ada.email)
    await user.page.getByRole("heading", { name: "Hello, ada" }).waitFor()
  })
})

describe("the account page", () => {
  it("renames a passkey in the list", async () => {
    const { page } = user
    await signUpWithPasskey(user, app)
    await page.getByRole("button", { name: "Rename ada@example.com" }).press("Enter")
    const field = page.getByLabel("Passkey name")
    expect(await field.evaluate((node) => node === document.activeElement)).toBe(true)
    await field.fill("Work laptop")
    await field.press("Enter")
    await page.getByText("Renamed to Work laptop in this list.").waitFor()
    expect(await page.locator(":focus").getAttribute("aria-label")).toBe("Rename Work laptop")
    await page.reload()
    await rows(user).getByText("Work laptop").waitFor()

    await page.getByRole("button", { name: "Rename Work laptop" }).click()
    await field.fill("Something else")
    await field.press("Escape")
    expect(await rows(user).first().textContent()).toContain("Work laptop")
    expect(await page.locator(":focus").getAttribute("aria-label")).toBe("Rename Work laptop")
  })

  it("removes a passkey after step-up, in the vault and on the device", async () => {
    const { page } = user
    await signUpWithPasskey(user, app)
    const [credentialId] = await user.authenticator.credentialIds()
    await removeFirst(user)
    await page.getByText("Passkey removed. We asked this device to delete it too.").waitFor()
    await page.getByText("No passkeys yet").waitFor()
    expect(await page.locator(":focus").textContent()).toBe("Passkeys")
    const calls = await user.webAuthnCalls()
    expect(calls.map(({ method }) => method)).toEqual(["create", "get", "signalUnknownCredential"])
    expect(calls[2]?.options).toEqual({ rpId: "localhost", credentialId })
    await expect.poll(user.authenticator.credentialIds).toEqual([])
    expect(await app.vault()).toEqual([])
  })

  it("removes one of two passkeys and leaves the other, in the vault and on the device", async () => {
    const { authenticator, page } = user
    await signUpWithPasskey(user, app)
    const [first] = await addPasskeyElsewhere(user)
    // Both passkeys cannot be on one device, so the device has the first one again.
    await authenticator.takeAll()
    if (first === undefined) throw new Error("The first authenticator has no passkey.")
    await authenticator.add(first)
    const kept = await authenticator.credentialIds()
    await page
      .getByRole("button", { name: /^Remove / })
      .last()
      .click()
    await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click()
    await page.getByText("Passkey removed.").waitFor()
    expect((await app.vault()).map(({ credential }) => credential.id)).toEqual(kept)
    expect(await authenticator.credentialIds()).toEqual(kept)
    await logOut(user)
    await logInWithButton(user)
    await greeting(user).waitFor()
    expect(await rows(user).count()).toBe(1)
  })

  it.each([
    ["removing a passkey", "signalUnknownCredential", "Passkey removed. This browser cannot ask your device"],
    ["deleting the account", "signalUnknownCredential", "Your account was deleted. If your device still offers"],
    ["renaming the user", "signalCurrentUserDetails", "Saved. This browser cannot update your device"]
  ] as const)("after %s, says that a browser without signals cannot tell the device", async (action, signal, text) => {
    const { page } = user
    await page.addInitScript((method) => Reflect.deleteProperty(PublicKeyCredential, method), signal)
    await signUpWithPasskey(user, app)
    if (action === "removing a passkey") await removeFirst(user)
    else if (action === "renaming the user") await page.getByRole("button", { name: "Save" }).click()
    else {
      await page.getByRole("button", { name: "Delete account…" }).click()
      await page.getByRole("dialog").getByRole("button", { name: "Delete account" }).click()
    }
    await page.getByRole("status").getByText(text).waitFor()
    expect(await app.vault()).toHaveLength(action === "renaming the user" ? 1 : 0)
    expect(await user.authenticator.credentialIds()).toHaveLength(1)
  })

  it("requires one step-up for an addition and two removals within five minutes", async () => {
    await signUpWithPasskey(user, app)
    await addPasskeyElsewhere(user)
    await removeFirst(user)
    await expect.poll(() => rows(user).count()).toBe(1)
    await removeFirst(user)
    await expect.poll(() => rows(user).count()).toBe(0)
    expect((await user.webAuthnCalls()).filter(({ method }) => method === "get")).toHaveLength(1)
  })

  it("keeps the passkey when the step-up fails", async () => {
    const { page } = user
    await signUpWithPasskey(user, app)
    await user.authenticator.setVerified(false)
    await removeFirst(user)
    const dialog = page.getByRole("dialog", { name: "Remove this passkey?" })
    await dialog.getByRole("alert").getByText("No passkey was used.").waitFor()
    await page.keyboard.press("Escape")
    await dialog.waitFor({ state: "hidden" })
    expect(await page.locator(":focus").getAttribute("aria-label")).toBe("Remove ada@example.com")
    expect(await rows(user).count()).toBe(1)

    await user.authenticator.setVerified(true)
    await removeFirst(user)
    await page.getByText("No passkeys yet").waitFor()
  })

  it("shows a new display name on the device", async () => {
    const { page } = user
    await signUpWithPasskey(user, app)
    await page.getByLabel("Name", { exact: true }).fill("Ada King")
    await page.getByRole("button", { name: "Save" }).click()
    await page.getByRole("status").getByText("Saved.").waitFor()
    await page.getByRole("heading", { name: "Hello, Ada King" }).waitFor()
    const lastCall = (await user.webAuthnCalls()).at(-1)
    expect(lastCall).toEqual({
      method: "signalCurrentUserDetails",
      options: { rpId: "localhost", userId: expect.any(String), name: ada.email, displayName: "Ada King" }
    })
    expect(await user.authenticator.userNames()).toEqual([[ada.email, "Ada King"]])
    await page.reload()
    expect(await page.getByLabel("Name", { exact: true }).inputValue()).toBe("Ada King")
  })

  it("deletes the account and its passkeys, in the vault and on the authenticator", async () => {
    const { page } = user
    await signUpWithPasskey(user, app)
    await page.getByRole("button", { name: "Delete account…" }).click()
    await page.getByRole("dialog").getByRole("button", { name: "Delete account" }).click()
    await page.getByText("Your account and its passkeys were deleted.").waitFor()
    expect(await app.vault()).toEqual([])
    await expect.poll(user.authenticator.credentialIds).toEqual([])
    await page.goto("/account")
    expect(page.url()).toBe(`${app.origin}/login`)

    await signUp(user, app, { ...ada, name: "Another Ada" })
    await page.getByText("No passkeys yet").waitFor()
  })

  it("deletes an account without passkeys right after a login", async () => {
    const { page } = user
    await signUp(user, app)
    await page.getByRole("button", { name: "Delete account…" }).click()
    await page.getByRole("dialog").getByRole("button", { name: "Delete account" }).click()
    await page.getByText("Your account and its passkeys were deleted.").waitFor()
  })

  it("does not list a passkey that was deleted from the vault directly", async () => {
    await signUpWithPasskey(user, app)
    await deleteFromVault(app)
    await user.page.reload()
    await user.page.getByText("No passkeys yet").waitFor()
  })
})

describe("an orphaned passkey", () => {
  it("is reported at login and removed from the authenticator on request", async () => {
    const { page } = user
    await signUpWithPasskey(user, app)
    const [credentialId] = await user.authenticator.credentialIds()
    await deleteFromVault(app)
    await logOut(user)
    await logInWithButton(user)
    await page.getByRole("alert").getByText("This passkey is still on your device").waitFor()
    await page.getByRole("button", { name: "Remove it from this device" }).click()
    await page.getByRole("status").getByText("We asked your device to remove the passkey.").waitFor()
    expect(await user.webAuthnCalls()).toContainEqual({
      method: "signalUnknownCredential",
      options: { rpId: "localhost", credentialId }
    })
    await expect.poll(user.authenticator.credentialIds).toEqual([])
    expect(await page.getByRole("alert").first().textContent()).toBe("")
  })
})

describe("an unknown path", () => {
  it("returns a 404 page with a link to the account", async () => {
    const { page } = user
    for (const path of ["/acount", "/api/acount", "/assets/acount.js"]) {
      const response = await page.goto(path)
      expect(response?.status()).toBe(404)
      await page.getByRole("heading", { name: "Page not found" }).waitFor()
      await page.getByRole("link", { name: "Go to your account" }).click()
      await page.getByRole("heading", { name: "Log in" }).waitFor()
    }
  })

  it("returns a 404 with JSON to a script", async () => {
    await user.page.goto("/login")
    const result = await user.page.evaluate(async () => {
      const response = await fetch("/api/acount")
      return { status: response.status, body: await response.json() }
    })
    expect(result).toEqual({
      status: 404,
      body: { error: "UnknownPath", message: "This page does not exist. Go back and try again." }
    })
  })
})

describe("two tabs", () => {
  it("log out together", async () => {
    await signUpWithPasskey(user, app)
    const tab = await user.openTab("/account")
    await tab.getByRole("heading", { name: "Hello, Ada Lovelace" }).waitFor()
    await logOut(user)
    await tab.getByRole("status").getByText("You logged out in another tab.").waitFor()
    expect(tab.url()).toBe(`${app.origin}/login`)
  })

  it("log in together", async () => {
    await signUpWithPasskey(user, app)
    await logOut(user)
    const [login, signup] = [await user.openTab("/login"), await user.openTab("/signup")]
    await logInWithButton(user)
    for (const tab of [login, signup]) await tab.getByRole("heading", { name: "Hello, Ada Lovelace" }).waitFor()
  })

  it("show a new name in both, and keep a name that is being edited", async () => {
    await signUpWithPasskey(user, app)
    const tab = await user.openTab("/account")
    await tab.getByRole("heading", { name: "Hello, Ada Lovelace" }).waitFor()
    await user.page.getByLabel("Name", { exact: true }).fill("Ada King")
    await user.page.getByRole("button", { name: "Save" }).click()
    await tab.getByRole("heading", { name: "Hello, Ada King" }).waitFor()
    const field = tab.getByLabel("Name", { exact: true })
    expect(await field.inputValue()).toBe("Ada King")

    await field.fill("Countess")
    await user.page.getByLabel("Name", { exact: true }).fill("Augusta")
    await user.page.getByRole("button", { name: "Save" }).click()
    await tab.getByRole("heading", { name: "Hello, Augusta" }).waitFor()
    expect(await field.inputValue()).toBe("Countess")
  })

  it("redirect to the login page at the next click when the session is gone", async () => {
    await signUpWithPasskey(user, app)
    await user.page.context().clearCookies()
    await user.page.getByRole("button", { name: "Save" }).click()
    await user.page.getByRole("status").getByText("You are no longer logged in.").waitFor()
    expect(user.page.url()).toBe(`${app.origin}/login`)
  })

  it("show once why they are logged out after a server restart", async () => {
    const { page } = user
    await page.context().addCookies([{ name: "passkey-app-session", value: "forgotten", url: app.origin }])
    await page.goto("/account")
    await page.getByRole("status").getByText("You are no longer logged in.").waitFor()
    expect(await page.context().cookies()).toEqual([])
    await page.goto("/account")
    await page.getByRole("heading", { name: "Log in" }).waitFor()
    expect(await page.getByRole("status").textContent()).toBe("")
  })
})
