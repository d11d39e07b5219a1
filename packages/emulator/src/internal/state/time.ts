/** The emulator's time: the caller's clock plus an offset. */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Tables } from "./table.js"

/** A step forward, in milliseconds. */
export const Advance = Schema.Number.pipe(
  Schema.filter((time) => Number.isInteger(time) && time >= 0 && time <= 1e12, {
    description: "an integer number of milliseconds from 0 to 1000000000000"
  })
)

export interface Time {
  /** How far the emulator is ahead of the caller's clock, in milliseconds. */
  readonly offset: number
  readonly advance: (milliseconds: number) => void
  /** Sets the offset to 0. */
  readonly clear: () => void
  /** Runs an effect with the emulator's clock. */
  readonly within: <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
}

const withOffset = (clock: Clock.Clock, offset: number): Clock.Clock => ({
  [Clock.ClockTypeId]: Clock.ClockTypeId,
  unsafeCurrentTimeMillis: () => clock.unsafeCurrentTimeMillis() + offset,
  unsafeCurrentTimeNanos: () => clock.unsafeCurrentTimeNanos() + BigInt(offset) * 1_000_000n,
  currentTimeMillis: Effect.map(clock.currentTimeMillis, (time) => time + offset),
  currentTimeNanos: Effect.map(clock.currentTimeNanos, (time) => time + BigInt(offset) * 1_000_000n),
  sleep: (duration) => clock.sleep(duration)
})

export const make = (tables: Tables): Time => {
  const stored = tables("time", Schema.Number)
  const time = {
    offset: stored.get("offset") ?? 0,
    advance: (milliseconds: number) => {
      time.offset += milliseconds
      stored.set("offset", time.offset)
    },
    clear: () => {
      time.offset = 0
      stored.clear()
    },
    within: <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
      Effect.clockWith((clock) => Effect.withClock(effect, withOffset(clock, time.offset)))
  }
  return time
}
