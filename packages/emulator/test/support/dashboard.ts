/** An emulator that listens, and pages that show its dashboard. */
import type { Browser, BrowserContextOptions, Page } from "playwright-core"
import { PasslockEmulator } from "../../src/index.js"

export interface Watched {
  readonly page: Page
  /** What the page asked for. */
  readonly requests: ReadonlyArray<string>
  /** What it was answered, events aside. */
  readonly answers: () => Promise<string>
  /** What went wrong in it. */
  readonly errors: ReadonlyArray<string>
  readonly close: () => Promise<void>
}

export const open = async (browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<Watched> => {
  const context = await browser.newContext({ permissions: ["clipboard-read", "clipboard-write"], ...options })
  const page = await context.newPage()
  const requests: Array<string> = []
  const errors: Array<string> = []
  const answers: Array<Promise<string>> = []
  page.on("request", (request) => requests.push(request.url()))
  page.on("response", (response) => {
    if (!response.url().endsWith("/events")) answers.push(response.text().catch(() => ""))
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
    answers: async () => (await Promise.all(answers)).join("\n"),
    errors,
    close: () => context.close()
  }
}

/** Asks the API as an application's server does. */
export const client =
  (url: string, { apiKey, tenancyId }: PasslockEmulator.TenancyCredentials = PasslockEmulator.defaultTenancy) =>
  // biome-ignore lint/suspicious/noExplicitAny: a test says what it expects of each body.
  async (method: string, path: string, body?: unknown): Promise<{ readonly status: number; readonly body: any }> => {
    const response = await fetch(`${url}/v2/${tenancyId}${path}`, {
      method,
      headers: { authorization: `Bearer ${apiKey}`, "content-type": "application/json" },
      ...(body !== undefined && { body: JSON.stringify(body) })
    })
    return { status: response.status, body: await response.json() }
  }
