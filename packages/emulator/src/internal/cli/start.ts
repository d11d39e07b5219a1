/** Starts an emulator from the flags of the command line. */
import { readFile } from "node:fs/promises"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as App from "../app.js"
import { isLoopbackHost } from "../hosts.js"
import * as Server from "../server.js"
import * as Settings from "../settings.js"
import { noJournal } from "../state/table.js"
import * as Banner from "./banner.js"
import * as ConfigFile from "./configFile.js"
import { CommandFailure, codeOf } from "./failure.js"

/** The values of the flags or their variables. */
export interface Flags {
  readonly port: number | undefined
  readonly host: string | undefined
  readonly tenancy: string | undefined
  readonly apiKey: string | undefined
  readonly apiKeyFile: string | undefined
  readonly config: string | undefined
  readonly api: string | undefined
  readonly dataDir: string | undefined
  readonly origins: ReadonlyArray<string>
  readonly apiKeyOrigins: ReadonlyArray<string>
  readonly allowedHosts: ReadonlyArray<string>
  readonly relyingParties: ReadonlyArray<string>
  readonly pageSize: number | undefined
  /** Each as `name=value`. */
  readonly set: ReadonlyArray<string>
}

export const defaults = { host: "127.0.0.1", port: 8787 }

const fail = (message: string) => new CommandFailure({ message })

/** Parses JSON such as numbers, booleans and null; everything else is a string. */
const parseValue = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

const settingsOf = ({ pageSize, set }: Flags): Effect.Effect<Record<string, unknown>, CommandFailure> =>
  Effect.gen(function* () {
    const settings: Record<string, unknown> = pageSize === undefined ? {} : { pageSize }
    for (const pair of set) {
      const split = pair.indexOf("=")
      if (split < 1) return yield* fail(`--set: expected name=value, got ${pair}`)
      settings[pair.slice(0, split)] = parseValue(pair.slice(split + 1))
    }
    return settings
  })

/** The API key of `--api-key` or of the file, without the line break at its end. */
const apiKeyOf = Effect.fnUntraced(function* ({ apiKey, apiKeyFile }: Flags) {
  if (apiKeyFile === undefined) return apiKey
  if (apiKey !== undefined) return yield* fail("--api-key and --api-key-file cannot be combined")
  const text = yield* Effect.tryPromise({
    try: () => readFile(apiKeyFile, "utf8"),
    catch: (cause) => fail(`--api-key-file: the file ${apiKeyFile} cannot be read: ${codeOf(cause)}`)
  })
  return text.replace(/\r?\n$/, "")
})

/** The flag that sets an option. */
const flagOf = (option: string, { apiKeyFile }: Flags): string => {
  const [, setting] = /^settings\.(\w+)$/.exec(option) ?? []
  if (setting === "pageSize") return "--page-size"
  if (setting !== undefined) return `--set ${setting}`
  const flags: Readonly<Record<string, string>> = {
    api: "--api",
    "tenancies[0].tenancyId": "--tenancy",
    "tenancies[0].apiKey": apiKeyFile === undefined ? "--api-key" : "--api-key-file"
  }
  const lists: Readonly<Record<string, string>> = {
    origins: "--origin",
    relyingParties: "--rp-id",
    apiKeyOrigins: "--api-key-origin",
    allowedHosts: "--allowed-host"
  }
  return flags[option] ?? lists[option.replace(/\[\d+\]$/, "")] ?? option
}

const resolve = Effect.fnUntraced(function* (flags: Flags) {
  const { allowedHosts, api, apiKeyOrigins, config, host = defaults.host, origins, relyingParties, tenancy } = flags
  const apiKey = yield* apiKeyOf(flags)
  const file = config === undefined ? {} : yield* ConfigFile.read(config)
  const isNamed = tenancy !== undefined || apiKey !== undefined
  if (isNamed && file.tenancies !== undefined) {
    return yield* fail(
      "--tenancy, --api-key and --api-key-file cannot be combined with a configuration file that has tenancies"
    )
  }
  const { defaultTenancy } = Settings
  // Clients use the name that the emulator listens on.
  const ownHost = Settings.isHost(host.toLowerCase()) && !isLoopbackHost(host) ? [host.toLowerCase()] : []
  const hosts = [...(allowedHosts.length > 0 ? allowedHosts : (file.allowedHosts ?? [])), ...ownHost]
  const options = {
    ...file,
    ...(isNamed && {
      tenancies: [{ tenancyId: tenancy ?? defaultTenancy.tenancyId, apiKey: apiKey ?? defaultTenancy.apiKey }]
    }),
    ...(api !== undefined && { api }),
    settings: { ...file.settings, ...(yield* settingsOf(flags)) },
    ...(origins.length > 0 && { origins }),
    ...(apiKeyOrigins.length > 0 && { apiKeyOrigins }),
    ...(hosts.length > 0 && { allowedHosts: hosts }),
    ...(relyingParties.length > 0 && { relyingParties })
  } as Settings.Options
  return yield* Effect.try({
    try: () => Settings.resolve(options),
    catch: (cause) =>
      fail(cause instanceof Settings.InvalidOption ? `${flagOf(cause.option, flags)}: ${cause.issue}` : String(cause))
  })
})

/** Loads SQLite only when needed: its binary does not exist for every platform. */
const openFolder = (folder: string) =>
  Effect.tryPromise({
    try: () => import("../state/database.js"),
    catch: (cause) => fail(`--data-dir needs SQLite, which cannot be loaded: ${messageOf(cause)}`)
  }).pipe(Effect.flatMap(({ open }) => Effect.mapError(open(folder), ({ message }) => fail(message))))

const messageOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause))

/** Runs until it is interrupted, and ends after the requests in flight. */
export const start = (flags: Flags): Effect.Effect<void, CommandFailure> =>
  Effect.gen(function* () {
    const { dataDir, host = defaults.host, port = defaults.port } = flags
    if (port < 0 || port > 65_535) return yield* fail("--port: expected an integer from 0 to 65535")
    if (host === "") return yield* fail("--host: expected a non-empty string")
    if (dataDir === "") return yield* fail("--data-dir: expected a non-empty string")
    const config = yield* resolve(flags)
    const journal = yield* dataDir === undefined ? Effect.succeed(noJournal) : openFolder(dataDir)
    const app = yield* App.make(config, journal).pipe(
      Effect.catchAllDefect(() => fail(`the folder ${dataDir} was not written by this version of the emulator`))
    )
    const { url } = yield* Server.serve(app, { host, port }).pipe(
      Effect.mapError((failure) => fail(Server.reasonOf(failure, { host, port })))
    )
    yield* Console.log(Banner.make({ url, api: config.api, tenancies: config.tenancies, dataDir }))
    if (!isLoopbackHost(host)) yield* Console.warn(Banner.exposed(host))
    yield* Effect.addFinalizer(() => Console.warn("\nStopping after the requests in flight."))
    return yield* Effect.never
  }).pipe(Effect.scoped)
