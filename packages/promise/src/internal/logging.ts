import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as FiberRef from "effect/FiberRef"
import * as HashSet from "effect/HashSet"
import * as Logger from "effect/Logger"
import * as LogLevel from "effect/LogLevel"
import * as Option from "effect/Option"
import * as Tracer from "effect/Tracer"
import type { LogEntry } from "../LogEntry.js"

type Log = (entry: LogEntry) => void

/** A logger that fails, at once or later, is no reason for a call to fail. */
const quietly =
  (log: (entry: LogEntry) => unknown): Log =>
  (entry) => {
    try {
      Promise.resolve(log(entry)).catch(() => {})
    } catch {}
  }

const outcomeOf = (exit: Exit.Exit<unknown, unknown>): string | undefined =>
  Exit.isSuccess(exit)
    ? undefined
    : Option.match(Cause.failureOption(exit.cause), {
        onNone: () => "aborted",
        onSome: (error) => (error as { readonly _tag: string })._tag
      })

/** A tracer that tells what a program's span was told: that it tries again, and how it ended. */
const tracerOf = (log: Log, tracer: Tracer.Tracer): Tracer.Tracer =>
  Tracer.make({
    context: tracer.context,
    span: (...input) => {
      const span = tracer.span(...input)
      const [operation, , , , begun] = input
      return Object.assign(span, {
        event: (message: string) => log({ level: "warn", operation, message }),
        end: (ended: bigint, exit: Exit.Exit<unknown, unknown>) => {
          const milliseconds = Math.round(Number(ended - begun) / 1e6)
          const status = span.attributes.get("http.response.status_code") as number | undefined
          const attempts = (span.attributes.get("passlock.attempts") as number | undefined) ?? 0
          const error = outcomeOf(exit)
          log({
            level: error === undefined ? "debug" : "warn",
            operation,
            message: `${operation}: ${error ?? "done"} in ${milliseconds} ms${attempts > 1 ? `, ${attempts} attempts` : ""}`,
            milliseconds,
            attempts,
            ...(status === undefined ? {} : { status }),
            ...(error === undefined ? {} : { error })
          })
        }
      })
    }
  })

/** Tells an application's logger of everything that a program does, and nobody else. */
export const logged =
  (log: Log) =>
  <A, E, R>(program: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
    Effect.flatMap(Effect.tracer, (tracer) =>
      program.pipe(
        Effect.withTracer(tracerOf(quietly(log), tracer)),
        // What a program logs, this logger puts into its span.
        Effect.locally(FiberRef.currentLoggers, HashSet.make(Logger.tracerLogger)),
        Logger.withMinimumLogLevel(LogLevel.Debug)
      )
    )
