import type { PasslockError as ProgramError } from "@passlock-sdk/effect"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { CallOptions } from "../CallOptions.js"
import type { Outcome } from "../Outcome.js"
import type { PasslockError } from "../PasslockError.js"
import { type Groups, mapGroups, type Programs } from "./programs.js"
import { type Call, callOf, type Runner } from "./runner.js"

/** Returns what to yield for an outcome: the outcome itself, or its value; then it throws an error. */
type Unwrap = (outcome: Outcome<unknown, PasslockError>) => unknown

/** Pulls a stream chunk by chunk, each in a call of its own. */
async function* pull<A, R>(
  runner: Runner<R>,
  stream: Stream.Stream<A, ProgramError, R>,
  unwrap: Unwrap,
  call: Call & { readonly leaveSignal: AbortSignal }
): AsyncGenerator<unknown, void> {
  const scope = Effect.runSync(Scope.make())
  try {
    const started = await runner.run(Scope.extend(Stream.toPull(stream), scope), call)
    if (!started.success) return yield unwrap(started)
    const next = Effect.catchAll(
      Effect.asSome(started.value),
      Option.match({ onNone: () => Effect.succeedNone, onSome: Effect.fail })
    )
    for (;;) {
      const chunk = await runner.run(next, call)
      if (!chunk.success) return yield unwrap(chunk)
      if (Option.isNone(chunk.value)) return
      for (const value of chunk.value.value) {
        if (call.options.signal?.aborted) throw call.options.signal.reason
        yield unwrap({ success: true, value })
      }
    }
  } catch (reason) {
    if (!call.leaveSignal.aborted) throw reason
  } finally {
    await Effect.runPromise(Scope.close(scope, Exit.void))
  }
}

/** A generator whose `return` aborts a running request. A plain generator's `return` would wait for it. */
const iterator = (
  pullUntil: (leaveSignal: AbortSignal) => AsyncGenerator<unknown, void>
): AsyncIterableIterator<unknown, void> => {
  const controller = new AbortController()
  const items = pullUntil(controller.signal)
  return {
    next: () => items.next(),
    return: () => {
      controller.abort()
      return items.return()
    },
    throw: (error) => {
      controller.abort()
      return items.throw(error)
    },
    [Symbol.asyncIterator]() {
      return this
    }
  }
}

/** Makes a method for each stream. */
export const makeStreams = <R>(runner: Runner<R>, streams: Programs<R>["streams"], unwrap: Unwrap): Groups<unknown> =>
  mapGroups(streams, (stream, operation) => {
    const method = (options?: CallOptions): AsyncIterable<unknown> => {
      const call = callOf(operation, method, options)
      return {
        [Symbol.asyncIterator]: () =>
          iterator((leaveSignal) => pull(runner, stream(), unwrap, { ...call, leaveSignal }))
      }
    }
    return method
  })
