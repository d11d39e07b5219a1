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
  milliseconds: number
): Effect.Effect<Exit.Exit<A, E> | undefined, never, R> =>
  Effect.uninterruptibleMask((restore) =>
    Effect.flatMap(Effect.runtime<R>(), (runtime) => {
      const fork = Runtime.runFork(runtime)
      // It begins uninterruptible, as this is, and so cannot fail: that would be logged as unhandled, with what a client says
      // of its request.
      const work = fork(Effect.exit(Effect.interruptible(self)))
      const timer = fork(Effect.interruptible(Effect.sleep(milliseconds)))
      const first = Effect.async<Exit.Exit<A, E> | undefined>((resume) => {
        work.addObserver((exit) => {
          interrupt(timer)
          resume(Effect.as(work.inheritAll, Exit.flatten(exit)))
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
  )

const interrupt = (fiber: Fiber.RuntimeFiber<unknown, unknown>): void => fiber.unsafeInterruptAsFork(fiber.id())
