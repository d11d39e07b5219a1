/** Pages that show the dashboard, and requests of an application's server. */
import type { Browser, BrowserContextOptions, Page } from "playwright-core"
import { PasslockEmulator } from "../../src/index.js"

export interface OpenPage {
  readonly page: Page
  /** The URLs that the page requested. */
  readonly requests: ReadonlyArray<string>
  /** The bodies of all responses except the event stream. */
  readonly responses: () => Promise<string>
  /** Exceptions, console errors and warnings. */
  readonly errors: ReadonlyArray<string>
  readonly close: () => Promise<void>
}

export const open = async (browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<OpenPage> => {
  const context = await browser.newContext({ permissions: ["clipboard-read", "clipboard-write"], ...options })
  const page = await context.newPage()
  const requests: Array<string> = []
  const errors: Array<string> = []
  const responses: Array<Promise<string>> = []
  page.on("request", (request) => requests.push(request.url()))
  page.on("response", (response) => {
    if (!response.url().endsWith("/events")) responses.push(response.text().catch(() => ""))
  })
  page.on("pageerror", (error) => errors.push(String(error)))
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") errors.push(message.text())
  })
  await page.goto(url)
  await page.getByText("Live", { exact: true }).waitFor()
  return {
    page,
    requests,
    responses: async () => (await Promise.all(responses)).join("\n"),
    errors,
    close: () => context.close()
  }
}

/** Calls the API like an application's server. */
export const client =
  (url: string, { apiKey, tenancyId }: PasslockEmulator.TenancyCredentials = PasslockEmulator.defaultTenancy) =>
  // biome-ignore lint/suspicious/noExplicitAny: each test asserts the body it expects.
  async (method: string, path: string, body?: unknown): Promise<{ readonly status: number; readonly body: any }> => {
    const response = await fetch(`${url}/v2/${tenancyId}${path}`, {
      method,
      headers: { authorization: `Bearer ${apiKey}`, "content-type": "application/json" },
      ...(body !== undefined && { body: JSON.stringify(body) })
    })
    return { status: response.status, body: await response.json() }
  }
