/** The emulators that the programs are tested against: one in this process, and one that the command starts. */
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import type * as HttpClient from "@effect/platform/HttpClient"
import { PasslockConfig, type PasslockTenancy } from "@passlock-sdk/effect"
import { PasslockEmulator } from "@passlock-sdk/emulator"
import { type Emulator, start } from "@passlock-sdk/harness"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as TestClock from "effect/TestClock"

/** The start time of every test, in milliseconds. It is in the future because the command's clock only moves forward. */
export const today = Date.UTC(2032, 0, 1)

/** Controls the emulator that a test runs against. */
export class Environment extends Context.Tag("Environment")<
  Environment,
  {
    /** The URL of the emulator, if it listens on a port. */
    readonly endpoint: { readonly endpoint?: string }
    readonly elapse: (duration: Duration.DurationInput) => Effect.Effect<void>
    readonly rotateKeys: Effect.Effect<void>
    /** The clock of the emulator is at most this far ahead of the test's, in milliseconds. */
    readonly drift: number
  }
>() {}

type Api = NonNullable<PasslockEmulator.Options["api"]>

type Provided = HttpClient.HttpClient | PasslockConfig | PasslockTenancy | Environment

export interface EmulatorHost {
  readonly name: string
  /** Provides a fresh emulator of one generation of the API or both, a test clock set to today, and a valid key. */
  readonly layer: (settings?: Partial<PasslockEmulator.Settings>, api?: Api) => Layer.Layer<Provided>
  readonly close: () => Promise<void>
}

type Emulated = HttpClient.HttpClient | PasslockEmulator.Control

/** One emulator for each combination of options, reset before each test: generating its keys takes longer than most tests. */
const emulators = new Map<string, Context.Context<Emulated>>()

const emulatorOf = (options: PasslockEmulator.Options): Layer.Layer<Emulated> =>
  Layer.effectContext(
    Effect.gen(function* () {
      const key = JSON.stringify(options)
      const emulator = emulators.get(key) ?? (yield* Effect.scoped(Layer.build(PasslockEmulator.layer(options))))
      emulators.set(key, emulator)
      yield* TestClock.setTime(today)
      yield* Context.get(emulator, PasslockEmulator.Control).reset
      return emulator
    })
  )

export const inProcess: EmulatorHost = {
  name: "in process",
  layer: (settings = {}, api) => {
    const environment = Effect.map(PasslockEmulator.Control, ({ rotateKeys }) => ({
      endpoint: {},
      elapse: TestClock.adjust,
      // The hard case: the client does not know the key when it signs.
      rotateKeys: rotateKeys({ publishAhead: 0 }),
      drift: 0
    }))
    return Layer.mergeAll(
      Layer.provideMerge(
        Layer.effect(Environment, environment),
        emulatorOf({ settings, ...(api !== undefined && { api }) })
      ),
      PasslockConfig.layer(PasslockEmulator.defaultTenancy)
    )
  },
  close: async () => {}
}

const flagsOf = (settings: Partial<PasslockEmulator.Settings>, api: Api | undefined): ReadonlyArray<string> => [
  ...Object.entries(settings).flatMap(([name, value]) => ["--set", `${name}=${value}`]),
  ...(api === undefined ? [] : ["--api", api])
]

/** One process for each combination of flags, reset before each test. */
const processes = new Map<string, Promise<Emulator>>()

const processOf = (args: ReadonlyArray<string>): Promise<Emulator> => {
  const key = JSON.stringify(args)
  const process = processes.get(key) ?? start({ args })
  processes.set(key, process)
  return process
}

export const overTcp: EmulatorHost = {
  name: "over TCP",
  layer: (settings = {}, api) =>
    Layer.unwrapEffect(
      Effect.promise(async () => {
        const { control, url } = await processOf(flagsOf(settings, api))
        await control("/reset", {})
        const { now } = (await control("/clock")) as { readonly now: number }
        await control("/clock", { advance: today - now })
        const environment = {
          endpoint: { endpoint: url },
          elapse: (duration: Duration.DurationInput) =>
            Effect.zipRight(
              Effect.promise(() => control("/clock", { advance: Duration.toMillis(duration) })),
              TestClock.adjust(duration)
            ),
          rotateKeys: Effect.promise(() => control("/keys/rotate", { publishAhead: 0 })).pipe(Effect.asVoid),
          // A test that takes longer fails.
          drift: 60_000
        }
        return Layer.mergeAll(
          Layer.succeed(Environment, environment),
          FetchHttpClient.layer,
          PasslockConfig.layer({ ...PasslockEmulator.defaultTenancy, endpoint: url }),
          Layer.effectDiscard(TestClock.setTime(today))
        )
      })
    ),
  close: async () => {
    for (const process of processes.values()) await (await process).stop()
  }
}
