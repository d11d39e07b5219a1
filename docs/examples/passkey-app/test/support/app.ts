/** Runs the application and an emulator in this process. */
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import { PasslockConfig, Timeouts } from "@passlock-sdk/effect"
import { PasslockEmulator } from "@passlock-sdk/emulator"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as App from "../../server/app.js"
import { EmailNotSent } from "../../server/errors.js"
import { Mailer } from "../../server/mailer.js"
import { Site } from "../../server/site.js"

export interface RunningApp {
  readonly origin: string
  readonly emulator: PasslockEmulator.PasslockEmulator
  /** Returns the code in the latest email to this address. */
  readonly oneTimeCode: (to: string) => Promise<string>
  /** Bodies of Passlock's responses to the application's server. */
  readonly responseBodies: ReadonlyArray<string>
  /** Makes the mail service fail or work. */
  readonly setEmailFails: (fails: boolean) => void
  /** Returns the application's log. */
  readonly log: () => string
  /** Calls the Passlock API with the API key. */
  readonly api: (method: string, path: string) => Promise<unknown>
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
    const emulator = PasslockEmulator.make({ settings })
    return [emulator, await emulator.listen()] as const
  }
  const listening = emulatorsBySettings.get(key) ?? listen()
  emulatorsBySettings.set(key, listening)
  const [emulator, { url }] = await listening
  await emulator.reset()
  return { emulator, url }
}

export const start = async (settings: Partial<PasslockEmulator.Settings> = {}): Promise<RunningApp> => {
  const { emulator, url } = await emulatorWith(settings)
  const { apiKey, tenancyId } = PasslockEmulator.defaultTenancy
  const responseBodies: Array<string> = []
  const lines: Array<string> = []
  let emailFails = false

  const record: typeof fetch = async (input, init) => {
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
    Layer.succeed(Timeouts, { timeout: 3_000, totalTimeout: 6_000 }),
    Logger.replace(
      Logger.defaultLogger,
      Logger.map(Logger.logfmtLogger, (line) => void lines.push(line))
    )
  )
  const runtime = ManagedRuntime.make(App.layer({ port: 0 }).pipe(Layer.provide(dependencies)))
  const { origin } = await runtime.runPromise(Site)

  return {
    origin,
    emulator,
    responseBodies,
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
    api: async (method, path) => {
      const response = await fetch(`${url}/v2/${tenancyId}${path}`, {
        method,
        headers: { authorization: `Bearer ${apiKey}` }
      })
      return response.json()
    },
    stop: () => runtime.dispose()
  }
}
