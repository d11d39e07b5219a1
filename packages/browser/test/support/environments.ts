/** The environments that the ceremony suite runs in. Those of this file need no browser: they use a virtual authenticator. */

import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import type * as HttpClient from "@effect/platform/HttpClient"
import type { Authenticator } from "@passlock-sdk/browser/effect"
import { VirtualAuthenticator } from "@passlock-sdk/browser/testing"
import { PasslockConfig } from "@passlock-sdk/effect"
import { PasslockEmulator } from "@passlock-sdk/emulator"
import { Passlock } from "@passlock-sdk/promise"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { effectPage, type Page, type PageOptions, promisePage } from "./pages.js"

export interface Device {
  readonly passkeys: () => Promise<ReadonlyArray<VirtualAuthenticator.StoredPasskey>>
  /** The user cancels the next request. */
  readonly cancelNext: () => Promise<void>
  /** The user does not respond to the next request. */
  readonly ignoreNext: () => Promise<void>
}

export interface Environment {
  readonly emulator: PasslockEmulator.PasslockEmulator
  /** The client of the application's server. */
  readonly server: Passlock
  /** Runs a program of the application's server. */
  readonly run: <A, E>(program: Effect.Effect<A, E, HttpClient.HttpClient | PasslockConfig>) => Promise<A>
  readonly page: Page
  /** Responds to the page's next request to this path of the tenancy, instead of the emulator. */
  readonly respondNext: (path: string, body: object) => Promise<void>
  readonly device: Device
  readonly close: () => Promise<void>
}

export interface EnvironmentFactory {
  readonly name: string
  /** False when programs call the virtual authenticator without a browser. */
  readonly hasBrowser: boolean
  readonly create: () => Promise<Environment>
}

const { apiKey, tenancyId } = PasslockEmulator.defaultTenancy

const emulator = PasslockEmulator.make()

/** The emulator of this file, reset. The tests of a file share it because generating its keys takes longer than a ceremony. */
export const resetEmulator = async (): Promise<PasslockEmulator.PasslockEmulator> => {
  await emulator.reset()
  return emulator
}

/** Runs programs of the application's server with the emulator. */
export const runOn =
  (emulator: PasslockEmulator.PasslockEmulator): Environment["run"] =>
  (program) =>
    program.pipe(
      Effect.provide(PasslockConfig.layer({ tenancyId, apiKey })),
      Effect.provide(FetchHttpClient.layer),
      Effect.provideService(FetchHttpClient.Fetch, emulator.fetch),
      Effect.runPromise
    )

const createEnvironment = async (
  device: VirtualAuthenticator.Device,
  createPage: (options: PageOptions) => Page,
  install = (_: VirtualAuthenticator.Device) => () => {}
): Promise<Environment> => {
  const emulator = await resetEmulator()
  // Created before the browser is installed: the server's client throws in a page.
  const server = new Passlock({ tenancyId, apiKey, fetch: emulator.fetch })
  const uninstall = install(device)
  const responses = new Map<string, object>()
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const path = new URL(String(input)).pathname.replace(`/v2/${tenancyId}/`, "")
    const body = responses.get(path)
    responses.delete(path)
    return body === undefined ? emulator.fetch(input, init) : Response.json(body)
  }
  return {
    emulator,
    server,
    run: runOn(emulator),
    page: createPage({ tenancyId, fetch }),
    respondNext: async (path, body) => {
      responses.set(path, body)
    },
    device: {
      passkeys: async () => device.passkeys(),
      cancelNext: async () => device.rejectNext(),
      ignoreNext: async () => device.ignoreNext()
    },
    close: async () => uninstall()
  }
}

const origin = "http://localhost"

const withBrowser = (createPage: (options: PageOptions) => Page) => (): Promise<Environment> =>
  createEnvironment(VirtualAuthenticator.make({ origin }), createPage, VirtualAuthenticator.install)

const withoutBrowser = async (): Promise<Environment> => {
  const context = await Effect.runPromise(Effect.scoped(Layer.build(VirtualAuthenticator.layer({ origin }))))
  const device = Effect.runSync(Effect.provide(VirtualAuthenticator.VirtualAuthenticator, context))
  const authenticator: Layer.Layer<Authenticator> = Layer.succeedContext(context)
  return createEnvironment(device, (options) => effectPage(options, authenticator))
}

export const environments: ReadonlyArray<EnvironmentFactory> = [
  {
    name: "Promise client with an installed virtual authenticator",
    hasBrowser: true,
    create: withBrowser(promisePage)
  },
  {
    name: "Effect programs with an installed virtual authenticator",
    hasBrowser: true,
    create: withBrowser(effectPage)
  },
  { name: "Effect programs with the virtual authenticator's layer", hasBrowser: false, create: withoutBrowser }
]
