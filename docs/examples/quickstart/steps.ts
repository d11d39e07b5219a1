/** One line a step, and one that closes the story with the time it took. */
import * as Console from "effect/Console"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"

export const tell = (step: string, outcome: string) => Console.log(`  ${step.padEnd(24)}${outcome}`)

export const story = <E, R>(title: string, program: Effect.Effect<void, E, R>): Effect.Effect<void, E, R> =>
  Effect.gen(function* () {
    yield* Console.log(`\n${title}\n`)
    const [duration] = yield* Effect.timed(program)
    yield* Console.log(`\nDone in ${Math.round(Duration.toMillis(duration))} ms.\n`)
  })
