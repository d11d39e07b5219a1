import * as HttpClient from "@effect/platform/HttpClient"
import { type PasslockError as ProgramError, RetryPolicy, Timeouts } from "@passlock-sdk/effect"
import * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import * as Runtime from "effect/Runtime"
import type { CallOptions } from "../CallOptions.js"
import type { LogEntry } from "../LogEntry.js"
import type { Outcome } from "../Outcome.js"
import { InvalidInput, type Issue, type PasslockError, TransportError } from "../PasslockError.js"
import { blame, type Caller, callerOf } from "./caller.js"
import { failureOf } from "./failure.js"
import { logged } from "./logging.js"
import { onAbort } from "./signals.js"

/** Everything about one call but its program. */
export interface Call {
  /** The method's name, such as `Passkeys.get`. */
  readonly operation: string
  readonly caller: Caller
  readonly options: CallOptions
  /** What is wrong with the options, in so far as no program looks at it. */
  readonly fault?: Issue
  /** Ends the call like the application's signal, but is the machinery's own. */
  readonly left?: AbortSignal
  /** Is shown every answer. */
  readonly onAnswer?: (status: number, headers: Readonly<Record<string, string>>) => void
}

const isSignal = (value: object): boolean =>
  "aborted" in value &&
  typeof value.aborted === "boolean" &&
  ["addEventListener", "removeEventListener"].every((name) => typeof Reflect.get(value, name) === "function")

/** The call of a method, whose options are read here and nowhere else. */
export const callOf = (
  operation: string,
  method: (...input: never) => unknown,
  given: CallOptions | undefined
): Call => {
  const call = { operation, caller: callerOf(method) }
  try {
    const options = { ...given }
    return options.signal === undefined || isSignal(Object(options.signal))
      ? { ...call, options }
      : { ...call, options: {}, fault: { path: "signal", message: "expected an AbortSignal" } }
  } catch {
    return { ...call, options: {}, fault: { path: "options", message: "expected options that can be read" } }
  }
}

/** What all calls of a client share. */
export interface Connection<R> {
  /** Runs a program to its outcome. Rejects only when a signal ends it, with that signal's reason. */
  readonly run: <A>(program: Effect.Effect<A, ProgramError, R>, call: Call) => Promise<Outcome<A, PasslockError>>
  /** Refuses further calls, and waits for those that run. */
  readonly close: () => Promise<void>
}

/** The client's own services, and in their place what the call brings along. */
const servicesFor = <R>(
  base: Context.Context<R | HttpClient.HttpClient>,
  { onAnswer, options }: Call
): Context.Context<R | HttpClient.HttpClient> => {
  const { totalTimeout, maxRetries, timeout } = options
  let services = base
  if (timeout !== undefined || totalTimeout !== undefined) {
    const limits = Context.get(base, Timeouts)
    services = Context.add(services, Timeouts, {
      timeout: timeout ?? limits.timeout,
      totalTimeout: totalTimeout ?? limits.totalTimeout
    })
  }
  if (maxRetries !== undefined) {
    services = Context.add(services, RetryPolicy, { ...Context.get(base, RetryPolicy), maxRetries })
  }
  if (onAnswer !== undefined) {
    const client = HttpClient.tap(Context.unsafeGet(base, HttpClient.HttpClient), ({ headers, status }) =>
      Effect.sync(() => onAnswer(status, { ...headers }))
    )
    services = Context.add(services, HttpClient.HttpClient, client)
  }
  return services
}

export const make = <R>(
  base: Context.Context<R | HttpClient.HttpClient>,
  logger: ((entry: LogEntry) => void) | undefined
): Connection<R | HttpClient.HttpClient> => {
  const running = new Set<Promise<unknown>>()
  const observed = logger === undefined ? <A>(program: A) => program : logged(logger)
  let isClosed = false

  const refusal = ({ fault, operation }: Call): PasslockError | undefined => {
    const report = { operation, attempts: 0 }
    if (isClosed) {
      const message = `${operation}: Nothing was sent, since the client was closed. Make a new one.`
      return new TransportError({ ...report, sent: "no", message })
    }
    if (fault !== undefined) {
      const message = `${operation}: Nothing was sent. ${fault.path}: ${fault.message}.`
      return new InvalidInput({ ...report, issues: [fault], message })
    }
    return undefined
  }

  const start = <A>(program: Effect.Effect<A, ProgramError, R | HttpClient.HttpClient>, call: Call) =>
    new Promise<Outcome<A, PasslockError>>((resolve, reject) => {
      const signals = [call.options.signal, call.left].filter((signal) => signal !== undefined)
      const aborted = signals.find((signal) => signal.aborted)
      if (aborted !== undefined) return reject(aborted.reason)

      const runtime = Runtime.updateContext(Runtime.defaultRuntime, () => servicesFor(base, call))
      // Nothing happens before everybody listens.
      const fiber = Runtime.runFork(runtime, observed(program), { immediate: false })
      const unsubscribe = signals.map((signal) => onAbort(signal, () => fiber.unsafeInterruptAsFork(fiber.id())))
      fiber.addObserver((exit) => {
        for (const leave of unsubscribe) leave()
        if (Exit.isSuccess(exit)) return resolve({ success: true, value: exit.value })
        const failure = Option.getOrUndefined(Cause.failureOption(exit.cause))
        if (failure !== undefined) return resolve({ success: false, error: blame(failureOf(failure), call.caller) })
        const aborted = signals.find((signal) => signal.aborted)
        reject(aborted === undefined ? Cause.squash(exit.cause) : aborted.reason)
      })
    })

  return {
    run: (program, call) => {
      const error = refusal(call)
      if (error !== undefined) return Promise.resolve({ success: false, error: blame(error, call.caller) })
      const outcome = start(program, call)
      running.add(outcome)
      const forget = () => running.delete(outcome)
      outcome.then(forget, forget)
      return outcome
    },
    close: async () => {
      isClosed = true
      await Promise.allSettled(running)
    }
  }
}
