/** Starts the application with the tenancy from the environment, or with an emulator. */
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { PasslockConfig, Timeouts } from "@passlock-sdk/effect"
import { PasslockEmulator } from "@passlock-sdk/emulator"
import * as Config from "effect/Config"
import * as ConfigError from "effect/ConfigError"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Layer from "effect/Layer"
import * as App from "./app.js"
import { Mailer } from "./mailer.js"
import { Site } from "./site.js"

/** Prefers the emulator's default port, so that the dashboard's URL stays the same. */
const listen = (emulator: PasslockEmulator.PasslockEmulator) =>
  Effect.promise(() => emulator.listen({ port: 8787 }).catch(() => emulator.listen()))

const emulatorLayer = Layer.unwrapScoped(
  Effect.gen(function* () {
    const emulator = yield* Effect.acquireRelease(
      Effect.sync(() => PasslockEmulator.make()),
      (started) => Effect.promise(() => started.dispose())
    )
    const { url } = yield* listen(emulator)
    return Layer.merge(
      PasslockConfig.layer({ ...PasslockEmulator.defaultTenancy, endpoint: url }),
      Mailer.layerEmulator(`${url}/`)
    )
  })
)

const tenancyLayer = Layer.merge(PasslockConfig.layerEnv, Mailer.layerTerminal)

const isSet = (name: string) => Effect.map(Config.withDefault(Config.string(name), ""), (value) => value !== "")

const passlock = Layer.unwrapEffect(
  Effect.gen(function* () {
    const names = ["PASSLOCK_TENANCY_ID", "PASSLOCK_API_KEY", "PASSLOCK_ENDPOINT"]
    const isAnySet = yield* Effect.exists(names, isSet)
    return isAnySet ? tenancyLayer : emulatorLayer
  })
)

const origin = Config.withDefault(Config.string("ORIGIN"), "").pipe(
  Config.mapOrFail((value) => {
    if (value === "") return Either.right(undefined)
    const url = URL.canParse(value) ? new URL(value) : undefined
    const isWeb = url?.protocol === "https:" || (url?.protocol === "http:" && url.hostname === "localhost")
    // A relying party ID cannot be an IP address.
    return isWeb && !/^[\d.]+$|^\[/.test(url.hostname)
      ? Either.right(url)
      : Either.left(ConfigError.InvalidData(["ORIGIN"], "expected an origin such as https://example.com"))
  })
)

const clientAddressHeader = Config.withDefault(Config.string("CLIENT_ADDRESS_HEADER"), "").pipe(
  Config.mapOrFail((value) =>
    /^[\w-]*$/.test(value)
      ? Either.right(value === "" ? undefined : value.toLowerCase())
      : Either.left(ConfigError.InvalidData(["CLIENT_ADDRESS_HEADER"], "expected a header such as X-Forwarded-For"))
  )
)

const options = Config.all({
  port: Config.withDefault(Config.port("PORT"), 3000),
  host: Config.withDefault(Config.string("HOST"), "127.0.0.1"),
  origin,
  clientAddressHeader
}).pipe(
  // Behind a proxy all connections have the same address, so all clients would share one limit.
  Config.mapOrFail((all) =>
    all.origin?.protocol === "https:" && all.clientAddressHeader === undefined
      ? Either.left(
          ConfigError.InvalidData(
            ["CLIENT_ADDRESS_HEADER"],
            "expected the header in which your https proxy puts the client's address, such as X-Forwarded-For"
          )
        )
      : Either.right(all)
  )
)

const announce = Layer.effectDiscard(
  Effect.gen(function* () {
    const { origin } = yield* Site
    const { mailboxUrl } = yield* Mailer
    yield* Console.log(`\n  App        ${origin}`)
    if (mailboxUrl !== undefined) yield* Console.log(`  Dashboard  ${mailboxUrl} (emulator, shows the emails)`)
    yield* Console.log("\n  Stop with Ctrl-C.\n")
  })
)

// Shorter than the SDK's defaults: a user waits for each response.
const timeouts = Layer.succeed(Timeouts, { timeout: 5_000, totalTimeout: 12_000 })

const app = Layer.unwrapEffect(
  Effect.map(options, (resolved) => Layer.provideMerge(announce, App.layer(resolved)))
).pipe(Layer.provide(Layer.mergeAll(passlock, FetchHttpClient.layer, timeouts)))

const reasonOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause))

const describe = (error: ConfigError.ConfigError): string => {
  switch (error._op) {
    case "And":
    case "Or":
      return `${describe(error.left)} ${describe(error.right)}`
    case "MissingData":
      return `${error.path.join(".")} is not set.`
    default:
      return `${error.path.join(".")}: ${error.message}.`
  }
}

/** Prints one line and exits with code 1. */
const fail = (reason: string) => Effect.zipRight(Console.error(reason), Effect.fail(reason))

Layer.launch(app).pipe(
  Effect.catchTag("ServeError", ({ cause }) =>
    fail(
      cause instanceof Error && "code" in cause && cause.code === "EADDRINUSE"
        ? `The port is in use. Set another one, for example PORT=3001. (${cause.message})`
        : `Cannot listen: ${reasonOf(cause)}`
    )
  ),
  Effect.catchIf(ConfigError.isConfigError, (error) => fail(`Invalid environment: ${describe(error)}`)),
  NodeRuntime.runMain({ disableErrorReporting: true })
)
