/** A page of each entry point with a virtual authenticator as its browser. Tests replace parts of the browser. */
import { VirtualAuthenticator } from "@passlock-sdk/browser/testing"
import { PasslockEmulator } from "@passlock-sdk/emulator"
import { Passlock as Server } from "@passlock-sdk/promise"
import { type Environment, resetEmulator, runOn } from "./environments.js"
import { effectPage, type Page, type PageOptions, promisePage } from "./pages.js"

export const rpId = "localhost"
const { apiKey, tenancyId } = PasslockEmulator.defaultTenancy

type Body = Readonly<Record<string, unknown>>

export interface VirtualBrowser {
  readonly page: Page
  readonly device: VirtualAuthenticator.Device
  /** The requests of the page, oldest first. */
  readonly requests: ReadonlyArray<{ readonly url: string; readonly cache: RequestCache | undefined }>
  /** Prepares a registration on the server. */
  readonly prepare: (changes?: object) => Promise<{ readonly registrationToken: string }>
  /** Runs a program of the application's server. */
  readonly run: Environment["run"]
  /** Responds to each request of the page whose path ends so, instead of the emulator. */
  readonly respond: (path: string, body: object) => void
  /** Changes the body of each options response. */
  readonly changeOptions: (change: (body: Body) => Body) => void
  readonly close: () => void
}

const createBrowser = async (createPage: (options: PageOptions) => Page): Promise<VirtualBrowser> => {
  const emulator = await resetEmulator()
  const server = new Server({ tenancyId, apiKey, fetch: emulator.fetch })
  const device = VirtualAuthenticator.make({ origin: "http://localhost" })
  const requests: Array<VirtualBrowser["requests"][number]> = []
  const responses: Array<readonly [path: string, body: object]> = []
  let change = (body: Body): Body => body
  return {
    device,
    requests,
    run: runOn(emulator),
    respond: (path, body) => {
      responses.unshift([path, body])
    },
    close: VirtualAuthenticator.install(device),
    page: createPage({
      tenancyId,
      fetch: async (input, init) => {
        requests.push({ url: String(input), cache: init?.cache })
        const [, body] = responses.find(([path]) => String(input).endsWith(path)) ?? []
        if (body !== undefined) return Response.json(body)
        const response = await emulator.fetch(input, init)
        if (!String(input).endsWith("/options")) return response
        return Response.json(change(await response.json()), response)
      }
    }),
    prepare: async (changes = {}) => {
      const request = { rpId, userId: "user_01", username: "ada@example.com", ...changes }
      return { registrationToken: (await server.registration.prepare(request)).registrationToken }
    },
    changeOptions: (next) => {
      change = next
    }
  }
}

export const entryPoints: ReadonlyArray<readonly [name: string, open: () => Promise<VirtualBrowser>]> = [
  ["the Promise client", () => createBrowser(promisePage)],
  ["the Effect programs", () => createBrowser((options) => effectPage(options))]
]

/** The installed `PublicKeyCredential`, for changes. */
export const publicKeyCredential = (): Record<string, unknown> =>
  PublicKeyCredential as unknown as Record<string, unknown>

export const delay = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds))

/** Waits for a condition, however busy the machine is. */
export const until = async (condition: () => boolean | Promise<boolean>): Promise<void> => {
  const end = performance.now() + 60_000
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`not within 60 s: ${condition}`)
    await delay(5)
  }
}
