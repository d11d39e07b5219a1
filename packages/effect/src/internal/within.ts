import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Fiber from "effect/Fiber"
import * as Runtime from "effect/Runtime"

/**
 * How something ended, or `undefined` if it had not after so many milliseconds.
 *
 * It runs in a fiber of its own, and so does the timer: a client that is slow to let go holds nobody up, neither after that
 * time nor after an interruption. Both can be interrupted even where the caller cannot, and neither outlives the wait.
 */
export const within = <A, E, R>(
  self: Effect.Effect<A, E, R>,
  milliseconds: number,
  runtime: Runtime.Runtime<R>
): Effect.Effect<Exit.Exit<A, E> | undefined> =>
  Effect.uninterruptibleMask((restore) => {
    const fork = Runtime.runFork(runtime)
    // A fiber that fails would log that nobody handled it.
    const work = fork(Effect.exit(Effect.interruptible(self)))
    const timer = fork(Effect.interruptible(Effect.sleep(milliseconds)))
    const first = Effect.async<Exit.Exit<A, E> | undefined>((resume) => {
      work.addObserver((exit) => {
        interrupt(timer)
        resume(Effect.succeed(Exit.flatten(exit)))
      })
      timer.addObserver((exit) => {
        if (Exit.isFailure(exit)) return
        interrupt(work)
        resume(Effect.succeed(undefined))
      })
    })
    const end = Effect.sync(() => {
      interrupt(work)
      interrupt(timer)
    })
    return Effect.onInterrupt(restore(first), () => end)
  })

const interrupt = (fiber: Fiber.RuntimeFiber<unknown, unknown>): void => fiber.unsafeInterruptAsFork(fiber.id())
