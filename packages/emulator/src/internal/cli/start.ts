/** From what was given on the command line to an emulator that listens. */
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as App from "../app.js"
import { isLoopbackHost } from "../control/loopbackOnly.js"
import * as Server from "../server.js"
import * as Settings from "../settings.js"
import { noJournal } from "../state/table.js"
import * as Banner from "./banner.js"
import * as ConfigFile from "./configFile.js"
import { CommandFailure } from "./failure.js"

/** What the flags, or the variables in their place, say. */
export interface Given {
  readonly port: number | undefined
  readonly host: string | undefined
  readonly tenancy: string | undefined
  readonly apiKey: string | undefined
  readonly config: string | undefined
  readonly dataDir: string | undefined
  readonly origins: ReadonlyArray<string>
  readonly relyingParties: ReadonlyArray<string>
  readonly pageSize: number | undefined
  /** Each as `name=value`. */
  readonly set: ReadonlyArray<string>
}

export const defaults = { host: "127.0.0.1", port: 8787 }

const fail = (message: string) => new CommandFailure({ message })

/** Numbers, booleans and null look like themselves; everything else is text. */
const valueOf = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

const settingsOf = ({ pageSize, set }: Given): Effect.Effect<Record<string, unknown>, CommandFailure> =>
  Effect.gen(function* () {
    const settings: Record<string, unknown> = pageSize === undefined ? {} : { pageSize }
    for (const pair of set) {
      const split = pair.indexOf("=")
      if (split < 1) return yield* fail(`--set takes name=value, not ${pair}`)
      settings[pair.slice(0, split)] = valueOf(pair.slice(split + 1))
    }
    return settings
  })

/** The flags by the names of what they set. */
const flagOf = (option: string): string => {
  const [, setting] = /^settings\.(\w+)$/.exec(option) ?? []
  if (setting === "pageSize") return "--page-size"
  if (setting !== undefined) return `--set ${setting}`
  const flags: Readonly<Record<string, string>> = {
    "tenancies[0].tenancyId": "--tenancy",
    "tenancies[0].apiKey": "--api-key"
  }
  return flags[option] ?? option.replace(/^origins\[\d+\]$/, "--origin").replace(/^relyingParties\[\d+\]$/, "--rp-id")
}

const resolve = Effect.fnUntraced(function* (given: Given) {
  const { apiKey, config, origins, relyingParties, tenancy } = given
  const file = config === undefined ? {} : yield* ConfigFile.read(config)
  const isNamed = tenancy !== undefined || apiKey !== undefined
  if (isNamed && file.tenancies !== undefined) {
    return yield* fail("the tenancies stand in the configuration already: leave --tenancy and --api-key out")
  }
  const { defaultTenancy } = Settings
  const options = {
    ...file,
    ...(isNamed && {
      tenancies: [{ tenancyId: tenancy ?? defaultTenancy.tenancyId, apiKey: apiKey ?? defaultTenancy.apiKey }]
    }),
    settings: { ...file.settings, ...(yield* settingsOf(given)) },
    ...(origins.length > 0 && { origins }),
    ...(relyingParties.length > 0 && { relyingParties })
  } as Settings.Options
  return yield* Effect.try({
    try: () => Settings.resolve(options),
    catch: (cause) =>
      fail(cause instanceof Settings.InvalidOption ? `${flagOf(cause.option)} ${cause.expected}` : String(cause))
  })
})

/** SQLite is loaded only where it is needed: it is a binary, and not every platform has one. */
const openFolder = (folder: string) =>
  Effect.tryPromise({
    try: () => import("../state/database.js"),
    catch: (cause) => fail(`--data-dir needs SQLite, which cannot be loaded: ${messageOf(cause)}`)
  }).pipe(Effect.flatMap(({ open }) => Effect.mapError(open(folder), ({ message }) => fail(message))))

const messageOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause))

/** Ends when it is interrupted, and then not before the requests in flight have been answered. */
export const start = (given: Given): Effect.Effect<void, CommandFailure> =>
  Effect.gen(function* () {
    const { dataDir, host = defaults.host, port = defaults.port } = given
    if (port < 0 || port > 65_535) return yield* fail("--port must be a whole number from 0 to 65535")
    if (host === "") return yield* fail("--host must name an address")
    if (dataDir === "") return yield* fail("--data-dir must name a folder")
    const config = yield* resolve(given)
    const journal = yield* dataDir === undefined ? Effect.succeed(noJournal) : openFolder(dataDir)
    const app = yield* App.make(config, journal).pipe(
      Effect.catchAllDefect(() => fail(`the folder ${dataDir} was not written by this version of the emulator`))
    )
    const { url } = yield* Server.serve(app, { host, port }).pipe(
      Effect.mapError((failure) => fail(Server.reasonOf(failure, { host, port })))
    )
    yield* Console.log(Banner.make({ url, tenancies: config.tenancies, dataDir }))
    if (!isLoopbackHost(host)) yield* Console.warn(Banner.exposed(host))
    yield* Effect.addFinalizer(() => Console.warn("\nStopping: requests in flight are finished first."))
    return yield* Effect.never
  }).pipe(Effect.scoped)
