import type { PasslockError as ProgramError } from "@passlock-sdk/effect"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { CallOptions } from "../CallOptions.js"
import type { Outcome } from "../Outcome.js"
import type { PasslockError } from "../PasslockError.js"
import { type Call, type Connection, callOf } from "./connection.js"
import { type Groups, mapGroups } from "./groups.js"
import type { Programs } from "./programs.js"

/** What is given for each outcome: the outcome itself, or its value; or its error is thrown. */
type Give = (outcome: Outcome<unknown, PasslockError>) => unknown

/** Takes a stream part by part, each a call of its own. */
async function* walk<A, R>(
  connection: Connection<R>,
  stream: Stream.Stream<A, ProgramError, R>,
  give: Give,
  call: Call & { readonly left: AbortSignal }
): AsyncGenerator<unknown, void> {
  const scope = Effect.runSync(Scope.make())
  try {
    const begun = await connection.run(Scope.extend(Stream.toPull(stream), scope), call)
    if (!begun.success) return yield give(begun)
    const part = Effect.catchAll(
      Effect.asSome(begun.value),
      Option.match({ onNone: () => Effect.succeedNone, onSome: Effect.fail })
    )
    for (;;) {
      const taken = await connection.run(part, call)
      if (!taken.success) return yield give(taken)
      if (Option.isNone(taken.value)) return
      for (const value of taken.value.value) {
        if (call.options.signal?.aborted) throw call.options.signal.reason
        yield give({ success: true, value })
      }
    }
  } catch (reason) {
    if (!call.left.aborted) throw reason
  } finally {
    await Effect.runPromise(Scope.close(scope, Exit.void))
  }
}

/** Unlike that of a generator, its `return` does not wait for a request that is under way, but ends it. */
const iterator = (
  walkUntil: (left: AbortSignal) => AsyncGenerator<unknown, void>
): AsyncIterableIterator<unknown, void> => {
  const controller = new AbortController()
  const items = walkUntil(controller.signal)
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

/** A method for each stream. */
export const make = <R>(connection: Connection<R>, streams: Programs<R>["streams"], give: Give): Groups<unknown> =>
  mapGroups(streams, (stream, operation) => {
    const method = (options?: CallOptions): AsyncIterable<unknown> => {
      const call = callOf(operation, method, options)
      return {
        [Symbol.asyncIterator]: () => iterator((left) => walk(connection, stream(), give, { ...call, left }))
      }
    }
    return method
  })
