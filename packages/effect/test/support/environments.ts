/** Where the programs meet an emulator: in the same process, and over TCP the one that the command starts. */
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

/** When every test begins, in milliseconds. Later than now: the command's time moves forward only. */
export const today = Date.UTC(2032, 0, 1)

/** What a test does to the emulator of its world. */
export class World extends Context.Tag("World")<
  World,
  {
    /** The emulator's address, where it has one. */
    readonly endpoint: { readonly endpoint?: string }
    readonly elapse: (duration: Duration.DurationInput) => Effect.Effect<void>
    readonly rotateKeys: Effect.Effect<void>
    /** A time of the emulator, without what a test that takes a while adds to it. */
    readonly time: (time: number) => number
  }
>() {}

type Needs = HttpClient.HttpClient | PasslockConfig | PasslockTenancy | World

export interface Place {
  readonly name: string
  /** A fresh emulator, a clock that stands at today, and the right key. */
  readonly environment: (settings?: Partial<PasslockEmulator.Settings>) => Layer.Layer<Needs>
  readonly close: () => Promise<void>
}

export const inProcess: Place = {
  name: "in the same process",
  environment: (settings = {}) => {
    const world = Effect.map(PasslockEmulator.Control, ({ rotateKeys }) => ({
      endpoint: {},
      elapse: TestClock.adjust,
      rotateKeys,
      time: (time: number) => time
    }))
    return Layer.mergeAll(
      Layer.provideMerge(Layer.effect(World, world), PasslockEmulator.layer({ settings })),
      PasslockConfig.layer(PasslockEmulator.defaultTenancy),
      Layer.effectDiscard(TestClock.setTime(today))
    )
  },
  close: async () => {}
}

const flagsOf = (settings: Partial<PasslockEmulator.Settings>) =>
  Object.entries(settings).flatMap(([name, value]) => ["--set", `${name}=${value}`])

const half = 30_000

/** One process for each combination of settings, and forgetful between the tests. */
const processes = new Map<string, Promise<Emulator>>()

const processOf = (settings: Partial<PasslockEmulator.Settings>): Promise<Emulator> => {
  const key = JSON.stringify(settings)
  const process = processes.get(key) ?? start({ args: flagsOf(settings) })
  processes.set(key, process)
  return process
}

export const overTcp: Place = {
  name: "over TCP, from the command",
  environment: (settings = {}) =>
    Layer.unwrapEffect(
      Effect.promise(async () => {
        const { control, url } = await processOf(settings)
        await control("/reset", {})
        await control("/clock", { advance: today - Date.now() })
        const world = {
          endpoint: { endpoint: url },
          elapse: (duration: Duration.DurationInput) =>
            Effect.zipRight(
              Effect.promise(() => control("/clock", { advance: Duration.toMillis(duration) })),
              TestClock.adjust(duration)
            ),
          rotateKeys: Effect.promise(() => control("/keys/rotate", {})).pipe(Effect.asVoid),
          time: (time: number) => today + Math.floor((time - today) / half) * half
        }
        return Layer.mergeAll(
          Layer.succeed(World, world),
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
