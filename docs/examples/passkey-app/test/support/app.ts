/** The application and the emulator that it talks to, in this process. */
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import { PasslockConfig, Timeouts } from "@passlock-sdk/effect"
import { PasslockEmulator } from "@passlock-sdk/emulator"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as App from "../../server/app.js"
import { Mailer } from "../../server/mailer.js"
import { MailNotSent } from "../../server/refusals.js"
import { Site } from "../../server/site.js"

export interface Running {
  readonly origin: string
  readonly emulator: PasslockEmulator.PasslockEmulator
  /** The code of the latest mail to this address. */
  readonly mailedCode: (to: string) => Promise<string>
  /** What Passlock answered the application's server. */
  readonly answers: ReadonlyArray<string>
  /** Lets the mail service fail, or not any more. */
  readonly setMailFails: (fails: boolean) => void
  /** What the application logged. */
  readonly log: () => string
  /** A request to the API with the key, as another part of the application might make one. */
  readonly api: (method: string, path: string) => Promise<unknown>
  readonly stop: () => Promise<void>
}

/** One emulator for each combination of settings, and forgetful between the tests: to make its keys takes a while. */
const emulators = new Map<string, Promise<readonly [PasslockEmulator.PasslockEmulator, PasslockEmulator.Server]>>()

const emulatorOf = async (settings: Partial<PasslockEmulator.Settings>) => {
  const key = JSON.stringify(settings)
  const begin = async () => {
    const emulator = PasslockEmulator.make({ settings })
    return [emulator, await emulator.listen()] as const
  }
  const begun = emulators.get(key) ?? begin()
  emulators.set(key, begun)
  const [emulator, { url }] = await begun
  await emulator.reset()
  return { emulator, url }
}

export const start = async (settings: Partial<PasslockEmulator.Settings> = {}): Promise<Running> => {
  const { emulator, url } = await emulatorOf(settings)
  const { apiKey, tenancyId } = PasslockEmulator.defaultTenancy
  const answers: Array<string> = []
  const lines: Array<string> = []
  let mailFails = false

  const record: typeof fetch = async (input, init) => {
    const response = await fetch(input, init)
    const text = await response.text()
    answers.push(text)
    return new Response(text, { status: response.status, headers: response.headers })
  }
  const needs = Layer.mergeAll(
    PasslockConfig.layer({ tenancyId, apiKey, endpoint: url }),
    FetchHttpClient.layer.pipe(Layer.provideMerge(Layer.succeed(FetchHttpClient.Fetch, record))),
    Layer.succeed(Mailer, {
      send: () => Effect.suspend(() => (mailFails ? new MailNotSent() : Effect.void)),
      mailbox: undefined
    }),
    // A test does not wait for as long as a user would, but as long as a busy machine may need.
    Layer.succeed(Timeouts, { timeout: 3_000, deadline: 6_000 }),
    Logger.replace(
      Logger.defaultLogger,
      Logger.map(Logger.logfmtLogger, (line) => void lines.push(line))
    )
  )
  const runtime = ManagedRuntime.make(App.layer({ port: 0 }).pipe(Layer.provide(needs)))
  const { origin } = await runtime.runPromise(Site)

  return {
    origin,
    emulator,
    answers,
    mailedCode: async (to) => {
      const mails = await emulator.outbox()
      const mail = mails.find((each) => each.to === to)
      if (mail === undefined) throw new Error(`Nothing was mailed to ${to}.`)
      return mail.code
    },
    setMailFails: (fails) => {
      mailFails = fails
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
