/** What must not happen: to others by this page, and to this page by others. */
import { createServer, type Server } from "node:http"
import type { AddressInfo } from "node:net"
import { PasslockEmulator } from "@passlock-sdk/emulator"
import { launch } from "@passlock-sdk/harness/chromium"
import type { Browser, Page } from "playwright-core"
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
  app = await start()
  person = await arrive(browser, app)
})
afterEach(async () => {
  await person.close()
  await app.stop()
})

/** A request as a page's script makes it, with the cookie. */
const ask = (page: Page, method: string, path: string, body?: unknown, type = "application/json") =>
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

/** Another site, which the visitor came to with the cookie of ours. */
const withSite = async (html: string, visit: (url: string) => Promise<void>): Promise<void> => {
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
  it("are nowhere in the pages, their addresses, their storage or the log", async () => {
    const { page } = person
    const addresses: Array<string> = []
    const answers: Array<Promise<string>> = []
    const own = (url: string) => url.startsWith(app.origin)
    page.on("request", (request) => addresses.push(request.url()))
    page.on("response", (response) => {
      if (own(response.url())) answers.push(response.text().catch(() => ""))
    })
    await settle(person, app)
    await logOut(person)
    await logInWithButton(person)
    await rows(person).first().waitFor()
    await removeFirst(person)
    await page.getByText("No passkey yet").waitFor()

    const secrets = secretsIn(app.answers)
    expect(secrets).toHaveLength(2)
    const key = PasslockEmulator.defaultTenancy.apiKey
    const stored = await page.evaluate(() =>
      JSON.stringify([localStorage, sessionStorage, document.cookie, history.state])
    )
    const places = {
      answers: (await Promise.all(answers)).join("\n"),
      addresses: addresses.filter(own).join("\n"),
      stored,
      page: await page.content(),
      log: app.log()
    }
    for (const [place, text] of Object.entries(places)) {
      for (const secret of [...secrets, key]) expect(text, `${place}: ${secret}`).not.toMatch(alone(secret))
    }
    expect(stored).toBe('[{},{},"",null]')
    // One-time codes travel in bodies alone.
    expect(addresses.some((url) => /[?&]code=/.test(url))).toBe(false)
  })

  it("are in a cookie that no script reads and no other site sends", async () => {
    await signUp(person, app)
    const [cookie] = await person.page.context().cookies()
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: "Lax", path: "/", domain: "localhost" })
    expect(cookie?.value.length).toBeGreaterThan(40)
  })

  it("of a session are others after each login, and the ones before are worth nothing", async () => {
    const { page } = person
    const cookie = async () => (await page.context().cookies())[0]?.value ?? ""
    await askForCode(person, ada)
    const visitor = await cookie()
    await typeCode(person, app, ada.email)
    await page.getByText("No passkey yet").waitFor()
    const signedUp = await cookie()
    await addPasskey(person)
    await logOut(person)
    await logInWithButton(person)
    await rows(person).first().waitFor()
    expect(new Set([visitor, signedUp, await cookie()]).size).toBe(3)

    for (const value of [visitor, signedUp]) {
      await page.context().addCookies([{ name: "passkey-app-session", value, url: app.origin }])
      expect(await ask(page, "GET", "/api/visit")).toEqual({ status: 200, body: { user: null, pendingCode: null } })
      expect((await ask(page, "GET", "/api/account")).status).toBe(401)
    }
  })
})

/** Not as a part of some longer number. */
const alone = (secret: string): RegExp => new RegExp(`(?<!\\w)${secret}(?!\\w)`)

/** What the API answered the server that nobody else may see. */
const secretsIn = (answers: ReadonlyArray<string>): ReadonlyArray<string> =>
  answers.flatMap((answer) => {
    const { challenge } = JSON.parse(answer) as {
      readonly challenge?: { readonly secret?: string; readonly code?: string }
    }
    return [challenge?.secret, challenge?.code].filter((secret) => secret !== undefined)
  })

describe("another site", () => {
  it("can neither post a form nor a script's request for a visitor", async () => {
    await settle(person, app)
    const html = `<!doctype html><title>Other</title><form id="form" method="post" enctype="text/plain" action="${app.origin}/api/logout"><input name='{"a":"' value='"}'></form>`
    await withSite(html, async (url) => {
      const tab = await person.page.context().newPage()
      await tab.goto(url)
      const refused = await ask(tab, "POST", `${app.origin}/api/logout`, {}, "text/plain").catch(() => "no answer")
      expect(refused).toBe("no answer")
      const [response] = await Promise.all([
        tab.waitForResponse((answer) => answer.url().endsWith("/api/logout")),
        tab.evaluate(() => (document.getElementById("form") as HTMLFormElement).submit())
      ])
      expect(response.status()).toBe(403)
      await tab.close()
    })
    await person.page.reload()
    await rows(person).first().waitFor()
  })

  it("can not show a page of ours in a frame", async () => {
    await withSite(`<!doctype html><title>Other</title><iframe src="${app.origin}/login"></iframe>`, async (url) => {
      const tab = await person.page.context().newPage()
      const blocked = tab.waitForEvent("console", (message) => /frame-ancestors/.test(message.text()))
      await tab.goto(url)
      await blocked
      await tab.close()
    })
  })
})

describe("a user with a script", () => {
  it("removes nothing without having confirmed, and nothing of others", async () => {
    const { page } = person
    await settle(person, app)
    const { records } = (await app.api("GET", "/passkeys/")) as { readonly records: ReadonlyArray<{ id: string }> }
    const id = records[0]?.id ?? ""
    expect(await ask(page, "DELETE", `/api/passkeys/${id}`, {})).toMatchObject({
      status: 403,
      body: { error: "StepUpRequired" }
    })
    expect(await ask(page, "DELETE", "/api/account", {})).toMatchObject({ status: 403 })

    const other = await arrive(browser, app)
    try {
      await settle(other, app, grace)
      for (const method of ["DELETE", "PATCH"]) {
        expect(await ask(other.page, method, `/api/passkeys/${id}`, { name: "mine" })).toMatchObject({
          status: 404,
          body: { error: "NotYourPasskey" }
        })
      }
    } finally {
      await other.close()
    }
    expect((await app.api("GET", "/passkeys/")) as object).toMatchObject({ records: [{}, {}] })
  })

  it("neither adds nor confirms with the passkey of another user", async () => {
    await settle(person, app)
    const other = await arrive(browser, app)
    try {
      await settle(other, app, grace)
      for (const path of ["/api/registration", "/api/step-up"]) {
        const code = await codeOf(other.page)
        expect(await ask(person.page, "POST", path, { code })).toMatchObject({
          status: 403,
          body: { error: "CodeOfAnotherUser" }
        })
      }
      expect(await ask(person.page, "DELETE", "/api/account", {})).toMatchObject({ status: 403 })
      // Nor can a code be used twice.
      const code = await codeOf(other.page)
      expect((await ask(other.page, "POST", "/api/login", { code })).status).toBe(200)
      expect(await ask(other.page, "POST", "/api/login", { code })).toMatchObject({ body: { error: "InvalidCode" } })
    } finally {
      await other.close()
    }
  })

  it.each([[{}], [{ code: "" }], [{ code: 7 }], [{ code: "x".repeat(5_000) }], [["code"]], [null]])(
    "is refused the body %j",
    async (body) => {
      await person.page.goto("/login")
      const answer = await ask(person.page, "POST", "/api/login", body)
      expect(answer.status).toBe(400)
      expect(answer.body.sentence).toBe("The answer of your passkey is missing. Please use it once more.")
    }
  )
})

/** The one-time code of a ceremony, before the page has given it to its server. */
const codeOf = async (page: Page): Promise<string> => {
  let code: string | undefined
  await page.route("**/api/step-up", async (route) => {
    code = (route.request().postDataJSON() as { readonly code: string }).code
    await route.fulfill({ status: 400, json: { error: "InvalidCode", sentence: "Taken away." } })
  })
  await page.reload()
  await page.getByRole("button", { name: /^Remove / }).click()
  await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click()
  await page.getByRole("alert").getByText("Taken away.").waitFor()
  await page.unroute("**/api/step-up")
  await page.keyboard.press("Escape")
  if (code === undefined) throw new Error("There was no code.")
  return code
}
