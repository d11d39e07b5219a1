/** Prints one line per step, and the total time at the end. */
import * as Console from "effect/Console"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"

export const logStep = (step: string, result: string) => Console.log(`  ${step.padEnd(26)}${result}`)

export const runSteps = <E, R>(title: string, steps: Effect.Effect<void, E, R>): Effect.Effect<void, E, R> =>
  Effect.gen(function* () {
    yield* Console.log(`\n${title}\n`)
    const [duration] = yield* Effect.timed(steps)
    yield* Console.log(`\nDone in ${Math.round(Duration.toMillis(duration))} ms.\n`)
  })

export const time = (milliseconds: number) => `${new Date(milliseconds).toISOString().slice(11, 19)} UTC`
