/** The emulator's time: that of whoever asks, moved forward as often as somebody wished. */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Tables } from "./table.js"

/** How far it may be moved at once, in milliseconds. */
export const Advance = Schema.Number.pipe(
  Schema.filter((time) => Number.isInteger(time) && time >= 0 && time <= 1e12, {
    description: "a whole number of milliseconds from 0 to 1000000000000"
  })
)

export interface Time {
  /** How far ahead it is, in milliseconds. */
  readonly offset: () => number
  readonly advance: (milliseconds: number) => void
  /** Goes back to the time of whoever asks. */
  readonly clear: () => void
  /** Runs an effect in the emulator's time. */
  readonly within: <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
}

const ahead = (clock: Clock.Clock, offset: number): Clock.Clock => ({
  [Clock.ClockTypeId]: Clock.ClockTypeId,
  unsafeCurrentTimeMillis: () => clock.unsafeCurrentTimeMillis() + offset,
  unsafeCurrentTimeNanos: () => clock.unsafeCurrentTimeNanos() + BigInt(offset) * 1_000_000n,
  currentTimeMillis: Effect.map(clock.currentTimeMillis, (time) => time + offset),
  currentTimeNanos: Effect.map(clock.currentTimeNanos, (time) => time + BigInt(offset) * 1_000_000n),
  sleep: (duration) => clock.sleep(duration)
})

export const make = (tables: Tables): Time => {
  const stored = tables("time", Schema.Number)
  const offset = () => stored.get("offset") ?? 0
  return {
    offset,
    advance: (milliseconds) => stored.set("offset", offset() + milliseconds),
    clear: stored.clear,
    within: (effect) =>
      offset() === 0 ? effect : Effect.clockWith((clock) => Effect.withClock(effect, ahead(clock, offset())))
  }
}
