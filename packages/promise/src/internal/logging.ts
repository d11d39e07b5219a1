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

/** A call succeeds even when its logger throws or rejects. */
const ignoringErrors =
  (log: (entry: LogEntry) => unknown): Log =>
  (entry) => {
    try {
      Promise.resolve(log(entry)).catch(() => {})
    } catch {}
  }

const errorTagOf = (exit: Exit.Exit<unknown, unknown>): string | undefined =>
  Exit.isSuccess(exit)
    ? undefined
    : Option.match(Cause.failureOption(exit.cause), {
        onNone: () => "aborted",
        onSome: (error) => (error as { readonly _tag: string })._tag
      })

/** A tracer that logs the events of a program's span (its retries) and the span's end. */
const tracerOf = (log: Log, tracer: Tracer.Tracer): Tracer.Tracer =>
  Tracer.make({
    context: tracer.context,
    span: (...input) => {
      const span = tracer.span(...input)
      const [operation, , , , startTime] = input
      return Object.assign(span, {
        event: (message: string) => log({ level: "warn", operation, message }),
        end: (endTime: bigint, exit: Exit.Exit<unknown, unknown>) => {
          const milliseconds = Math.round(Number(endTime - startTime) / 1e6)
          const status = span.attributes.get("http.response.status_code") as number | undefined
          const attempts = (span.attributes.get("passlock.attempts") as number | undefined) ?? 0
          const error = errorTagOf(exit)
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

/** Sends a program's log to the application's logger, and to no other. */
export const withLogger =
  (log: Log) =>
  <A, E, R>(program: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
    Effect.flatMap(Effect.tracer, (tracer) =>
      program.pipe(
        Effect.withTracer(tracerOf(ignoringErrors(log), tracer)),
        // Turns the program's log messages into events of its span.
        Effect.locally(FiberRef.currentLoggers, HashSet.make(Logger.tracerLogger)),
        Logger.withMinimumLogLevel(LogLevel.Debug)
      )
    )
