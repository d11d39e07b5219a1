/** Starts the application: on a tenancy where the environment names one, else on an emulator that it starts beside. */
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

/** The emulator's usual port keeps its dashboard where it was, but somebody may have taken it. */
const listen = (emulator: PasslockEmulator.PasslockEmulator) =>
  Effect.promise(() => emulator.listen({ port: 8787 }).catch(() => emulator.listen()))

const emulated = Layer.unwrapScoped(
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

const tenancy = Layer.merge(PasslockConfig.layerEnv, Mailer.layerTerminal)

const isSet = (name: string) => Effect.map(Config.withDefault(Config.string(name), ""), (value) => value !== "")

const passlock = Layer.unwrapEffect(
  Effect.gen(function* () {
    const names = ["PASSLOCK_TENANCY_ID", "PASSLOCK_API_KEY", "PASSLOCK_ENDPOINT"]
    const isAnySet = yield* Effect.exists(names, isSet)
    return isAnySet ? tenancy : emulated
  })
)

const origin = Config.withDefault(Config.string("ORIGIN"), "").pipe(
  Config.mapOrFail((text) => {
    if (text === "") return Either.right(undefined)
    const url = URL.canParse(text) ? new URL(text) : undefined
    const isWeb = url?.protocol === "https:" || (url?.protocol === "http:" && url.hostname === "localhost")
    // An address of numbers cannot be a relying party.
    return isWeb && !/^[\d.]+$|^\[/.test(url.hostname)
      ? Either.right(url)
      : Either.left(ConfigError.InvalidData(["ORIGIN"], "expected an address such as https://example.com"))
  })
)

const options = Config.all({
  port: Config.withDefault(Config.port("PORT"), 3000),
  host: Config.withDefault(Config.string("HOST"), "127.0.0.1"),
  origin
})

const announce = Layer.effectDiscard(
  Effect.gen(function* () {
    const { origin } = yield* Site
    const { mailbox } = yield* Mailer
    yield* Console.log(`\n  App        ${origin}`)
    if (mailbox !== undefined) yield* Console.log(`  Dashboard  ${mailbox}  of the emulator, with the mailed codes`)
    yield* Console.log("\n  Stop with Ctrl-C.\n")
  })
)

// A page that waits is left sooner than the limits of the SDK allow.
const timeouts = Layer.succeed(Timeouts, { timeout: 5_000, totalTimeout: 12_000 })

const app = Layer.unwrapEffect(Effect.map(options, (given) => Layer.provideMerge(announce, App.layer(given)))).pipe(
  Layer.provide(Layer.mergeAll(passlock, FetchHttpClient.layer, timeouts))
)

const reasonOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause))

const wrong = (error: ConfigError.ConfigError): string => {
  switch (error._op) {
    case "And":
    case "Or":
      return `${wrong(error.left)} ${wrong(error.right)}`
    case "MissingData":
      return `${error.path.join(".")} is not set.`
    default:
      return `${error.path.join(".")}: ${error.message}.`
  }
}

/** One line, and exit code 1. */
const fail = (reason: string) => Effect.zipRight(Console.error(reason), Effect.fail(reason))

Layer.launch(app).pipe(
  Effect.catchTag("ServeError", ({ cause }) =>
    fail(
      cause instanceof Error && "code" in cause && cause.code === "EADDRINUSE"
        ? `The port is taken. Choose another one, as in PORT=3001. (${cause.message})`
        : `Cannot listen: ${reasonOf(cause)}`
    )
  ),
  Effect.catchIf(ConfigError.isConfigError, (error) => fail(`The environment: ${wrong(error)}`)),
  NodeRuntime.runMain({ disableErrorReporting: true })
)
