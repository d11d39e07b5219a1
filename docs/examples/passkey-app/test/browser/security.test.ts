/** Security: secrets, sessions, cross-site requests and authorization. */
import { createServer, type Server } from "node:http"
import type { AddressInfo } from "node:net"
import { PasslockEmulator } from "@passlock-sdk/emulator"
import { launch } from "@passlock-sdk/harness/chromium"
import type { Browser, Page } from "playwright-core"
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest"
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

/** Sends a request from the page, with its cookie. */
const send = (page: Page, method: string, path: string, body?: unknown, type = "application/json") =>
  page.evaluate(
    async ([method, path, body, type]) => {
      const response = await fetch(path as string, {
        method: method as string,
        credentials: "include",
        ...(body !== undefined && { headers: { "content-type": type as string }, body: JSON.stringify(body) })
      })
      return { status: response.status, body: await response.json().catch(() => null) }
    },
    [method, path, body, type] as const
  )

/** Serves another site, which the user opens with our cookie. */
const withOtherSite = async (html: string, visit: (url: string) => Promise<void>): Promise<void> => {
  const server: Server = createServer((_, response) => response.setHeader("content-type", "text/html").end(html))
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  try {
    await visit(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
  } finally {
    server.closeAllConnections()
    server.close()
  }
}

describe("secrets", () => {
  it("never appear in responses, URLs, storage, pages or the log", async () => {
    const { page } = user
    const urls: Array<string> = []
    const responses: Array<Promise<string>> = []
    const isOwn = (url: string) => url.startsWith(app.origin)
    page.on("request", (request) => urls.push(request.url()))
    page.on("response", (response) => {
      if (isOwn(response.url())) responses.push(response.text().catch(() => ""))
    })
    await signUpWithPasskey(user, app)
    await logOut(user)
    await logInWithButton(user)
    await rows(user).first().waitFor()
    await removeFirst(user)
    await page.getByText("No passkeys yet").waitFor()

    const secrets = secretsIn(app.responseBodies)
    expect(secrets).toHaveLength(2)
    const key = PasslockEmulator.defaultTenancy.apiKey
    const stored = await page.evaluate(() =>
      JSON.stringify([localStorage, sessionStorage, document.cookie, history.state])
    )
    const places = {
      responses: (await Promise.all(responses)).join("\n"),
      urls: urls.filter(isOwn).join("\n"),
      stored,
      page: await page.content(),
      log: app.log()
    }
    for (const [place, text] of Object.entries(places)) {
      for (const secret of [...secrets, key]) expect(text, `${place}: ${secret}`).not.toMatch(wholeWord(secret))
    }
    expect(stored).toBe('[{},{},"",null]')
    // Exchange codes are sent in request bodies only.
    expect(urls.some((url) => /[?&]code=/.test(url))).toBe(false)
  })

  it("include the session id, in an HttpOnly, SameSite=Lax cookie", async () => {
    await signUp(user, app)
    const [cookie] = await user.page.context().cookies()
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: "Lax", path: "/", domain: "localhost" })
    expect(cookie?.value.length).toBeGreaterThan(40)
  })

  it("include a session id that changes at each login, and the old ids stop working", async () => {
    const { page } = user
    const cookie = async () => (await page.context().cookies())[0]?.value ?? ""
    await requestCode(user, ada)
    const anonymous = await cookie()
    await enterCode(user, app, ada.email)
    await page.getByText("No passkeys yet").waitFor()
    const signedUp = await cookie()
    await addPasskey(user)
    await logOut(user)
    await logInWithButton(user)
    await rows(user).first().waitFor()
    expect(new Set([anonymous, signedUp, await cookie()]).size).toBe(3)

    for (const value of [anonymous, signedUp]) {
      await page.context().addCookies([{ name: "passkey-app-session", value, url: app.origin }])
      expect(await send(page, "GET", "/api/session")).toEqual({ status: 200, body: { user: null, pendingCode: null } })
      expect((await send(page, "GET", "/api/account")).status).toBe(401)
    }
  })
})

/** Matches the secret, but not as part of a longer number. */
const wholeWord = (secret: string): RegExp => new RegExp(`(?<!\\w)${secret}(?!\\w)`)

/** The challenge secrets and codes in Passlock's response bodies. */
const secretsIn = (bodies: ReadonlyArray<string>): ReadonlyArray<string> =>
  bodies.flatMap((body) => {
    const { challenge } = JSON.parse(body) as {
      readonly challenge?: { readonly secret?: string; readonly code?: string }
    }
    return [challenge?.secret, challenge?.code].filter((secret) => secret !== undefined)
  })

describe("another site", () => {
  it("cannot send a form or a script request with the user's cookie", async () => {
    await signUpWithPasskey(user, app)
    const html = `<!doctype html><title>Other</title><form id="form" method="post" enctype="text/plain" action="${app.origin}/api/logout"><input name='{"a":"' value='"}'></form>`
    await withOtherSite(html, async (url) => {
      const tab = await user.page.context().newPage()
      await tab.goto(url)
      const result = await send(tab, "POST", `${app.origin}/api/logout`, {}, "text/plain").catch(() => "no response")
      expect(result).toBe("no response")
      const [response] = await Promise.all([
        tab.waitForResponse((response) => response.url().endsWith("/api/logout")),
        tab.evaluate(() => (document.getElementById("form") as HTMLFormElement).submit())
      ])
      expect(response.status()).toBe(403)
      await tab.close()
    })
    await user.page.reload()
    await rows(user).first().waitFor()
  })

  it("cannot frame the login page", async () => {
    await withOtherSite(
      `<!doctype html><title>Other</title><iframe src="${app.origin}/login"></iframe>`,
      async (url) => {
        const tab = await user.page.context().newPage()
        const blocked = tab.waitForEvent("console", (message) => /frame-ancestors/.test(message.text()))
        await tab.goto(url)
        await blocked
        await tab.close()
      }
    )
  })
})

describe("the API", () => {
  it("rejects a removal without step-up, and changes to other users' passkeys", async () => {
    const { page } = user
    await signUpWithPasskey(user, app)
    const [passkey] = await app.vault()
    const id = passkey?.id ?? ""
    expect(await send(page, "DELETE", `/api/passkeys/${id}`, {})).toMatchObject({
      status: 403,
      body: { error: "StepUpRequired" }
    })
    expect(await send(page, "DELETE", "/api/account", {})).toMatchObject({ status: 403 })

    const other = await newUser(browser, app)
    try {
      await signUpWithPasskey(other, app, grace)
      for (const method of ["DELETE", "PATCH"]) {
        expect(await send(other.page, method, `/api/passkeys/${id}`, { name: "mine" })).toMatchObject({
          status: 404,
          body: { error: "PasskeyNotInAccount" }
        })
      }
    } finally {
      await other.close()
    }
    expect(await app.vault()).toHaveLength(2)
  })

  it("rejects another user's exchange code, and a code used twice", async () => {
    await signUpWithPasskey(user, app)
    const other = await newUser(browser, app)
    try {
      await signUpWithPasskey(other, app, grace)
      for (const path of ["/api/registration", "/api/step-up"]) {
        const code = await captureCode(other.page)
        expect(await send(user.page, "POST", path, { code })).toMatchObject({
          status: 403,
          body: { error: "UserMismatch" }
        })
      }
      expect(await send(user.page, "DELETE", "/api/account", {})).toMatchObject({ status: 403 })
      // A code works once.
      const code = await captureCode(other.page)
      expect((await send(other.page, "POST", "/api/login", { code })).status).toBe(200)
      expect(await send(other.page, "POST", "/api/login", { code })).toMatchObject({ body: { error: "InvalidCode" } })
    } finally {
      await other.close()
    }
  })

  it.each([
    ["{}", {}],
    ["an empty code", { code: "" }],
    ["a number as the code", { code: 7 }],
    ["a code of 5,000 characters", { code: "x".repeat(5_000) }],
    ["an array", ["code"]],
    ["null", null]
  ] as const)("returns 400 for a login body with %s", async (_, body) => {
    await user.page.goto("/login")
    const response = await send(user.page, "POST", "/api/login", body)
    expect(response.status).toBe(400)
    expect(response.body.message).toBe("We did not receive a response from your passkey. Use it again.")
  })
})

/** Captures the exchange code of a step-up before it reaches the server. */
const captureCode = async (page: Page): Promise<string> => {
  let code: string | undefined
  await page.route("**/api/step-up", async (route) => {
    code = (route.request().postDataJSON() as { readonly code: string }).code
    await route.fulfill({ status: 400, json: { error: "InvalidCode", message: "Captured." } })
  })
  await page.reload()
  await page.getByRole("button", { name: /^Remove / }).click()
  await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click()
  await page.getByRole("alert").getByText("Captured.").waitFor()
  await page.unroute("**/api/step-up")
  await page.keyboard.press("Escape")
  if (code === undefined) throw new Error("No code was captured.")
  return code
}
