/** Runs the application and an emulator in this process. */
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import { PasslockConfig, Timeouts } from "@passlock-sdk/effect"
import { PasslockEmulator } from "@passlock-sdk/emulator"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as App from "../../server/app.js"
import { EmailNotSent } from "../../server/errors.js"
import { Mailer } from "../../server/mailer.js"
import { Site } from "../../server/site.js"

export interface VaultPasskey {
  readonly id: string
  readonly userId: string
  readonly credential: { readonly id: string; readonly userId: string }
}

export interface RunningApp {
  readonly origin: string
  /** The emulator's URL. */
  readonly passlockUrl: string
  readonly emulator: PasslockEmulator.PasslockEmulator
  /** Returns the code in the latest email to this address. */
  readonly oneTimeCode: (to: string) => Promise<string>
  /** Bodies of the application's requests to Passlock. */
  readonly requestBodies: ReadonlyArray<string>
  /** Bodies of Passlock's responses to the application's server. */
  readonly responseBodies: ReadonlyArray<string>
  /** Moves the clocks of the application and the emulator forward, in milliseconds. */
  readonly advance: (milliseconds: number) => Promise<void>
  /** Makes the mail service fail or work. */
  readonly setEmailFails: (fails: boolean) => void
  /** Returns the application's log. */
  readonly log: () => string
  /** Calls the Passlock API with the API key. */
  readonly api: (method: string, path: string, body?: object) => Promise<unknown>
  /** The passkeys in the vault. */
  readonly vault: () => Promise<ReadonlyArray<VaultPasskey>>
  readonly stop: () => Promise<void>
}

/** One emulator per combination of settings, reset between tests, because generating its keys is slow. */
const emulatorsBySettings = new Map<
  string,
  Promise<readonly [PasslockEmulator.PasslockEmulator, PasslockEmulator.Server]>
>()

const emulatorWith = async (settings: Partial<PasslockEmulator.Settings>) => {
  const key = JSON.stringify(settings)
  const listen = async () => {
    // Whatever only Passlock 2.6 documents fails.
    const emulator = PasslockEmulator.make({ settings, api: "2.9" })
    return [emulator, await emulator.listen()] as const
  }
  const listening = emulatorsBySettings.get(key) ?? listen()
  emulatorsBySettings.set(key, listening)
  const [emulator, { url }] = await listening
  await emulator.reset()
  return { emulator, url }
}

/** The header that names the client's address, so that a test can have several clients. */
export const clientAddressHeader = "x-test-client"

/** The system's clock, moved forward by a number of milliseconds. */
const clockWith = (offset: () => number): Clock.Clock => {
  const system = Clock.make()
  const unsafeCurrentTimeMillis = () => system.unsafeCurrentTimeMillis() + offset()
  return Object.assign(Object.create(system) as Clock.Clock, {
    unsafeCurrentTimeMillis,
    currentTimeMillis: Effect.sync(unsafeCurrentTimeMillis)
  })
}

export const start = async (
  settings: Partial<PasslockEmulator.Settings> = {},
  options: Partial<App.Options> = {}
): Promise<RunningApp> => {
  const { emulator, url } = await emulatorWith(settings)
  const { apiKey, tenancyId } = PasslockEmulator.defaultTenancy
  const requestBodies: Array<string> = []
  const responseBodies: Array<string> = []
  const lines: Array<string> = []
  let emailFails = false
  let clockOffset = 0

  const record: typeof fetch = async (input, init) => {
    if (init?.body != null) requestBodies.push(await new Response(init.body).text())
    const response = await fetch(input, init)
    const text = await response.text()
    responseBodies.push(text)
    return new Response(text, { status: response.status, headers: response.headers })
  }
  const dependencies = Layer.mergeAll(
    PasslockConfig.layer({ tenancyId, apiKey, endpoint: url }),
    FetchHttpClient.layer.pipe(Layer.provideMerge(Layer.succeed(FetchHttpClient.Fetch, record))),
    Layer.succeed(Mailer, {
      send: () => Effect.suspend(() => (emailFails ? new EmailNotSent() : Effect.void)),
      mailboxUrl: undefined
    }),
    // Short for a fast test, but long enough for a busy machine.
    Layer.setClock(clockWith(() => clockOffset)),
    Layer.succeed(Timeouts, { timeout: 3_000, totalTimeout: 6_000 }),
    Logger.replace(
      Logger.defaultLogger,
      Logger.map(Logger.logfmtLogger, (line) => void lines.push(line))
    )
  )
  const runtime = ManagedRuntime.make(
    App.layer({ port: 0, clientAddressHeader, ...options }).pipe(Layer.provide(dependencies))
  )
  const { origin } = await runtime.runPromise(Site)

  const api: RunningApp["api"] = async (method, path, body) => {
    const response = await fetch(`${url}/v2/${tenancyId}${path}`, {
      method,
      headers: { authorization: `Bearer ${apiKey}`, "content-type": "application/json" },
      ...(body !== undefined && { body: JSON.stringify(body) })
    })
    return response.json()
  }

  return {
    origin,
    passlockUrl: url,
    emulator,
    requestBodies,
    responseBodies,
    advance: async (milliseconds) => {
      clockOffset += milliseconds
      await emulator.advance(milliseconds)
    },
    oneTimeCode: async (to) => {
      const emails = await emulator.outbox()
      const email = emails.find((each) => each.to === to)
      if (email === undefined) throw new Error(`No email to ${to}.`)
      return email.code
    },
    setEmailFails: (fails) => {
      emailFails = fails
    },
    log: () => lines.join("\n"),
    api,
    vault: async () => {
      const { records } = (await api("GET", "/passkeys/")) as { readonly records: ReadonlyArray<VaultPasskey> }
      return records
    },
    stop: () => runtime.dispose()
  }
}
