/** One call, from the method to the result: reads its options, runs its program and converts its error. */
import * as HttpClient from "@effect/platform/HttpClient"
import { type PasslockError as ProgramError, RetryPolicy, Timeouts } from "@passlock-sdk/effect"
import * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import * as Record from "effect/Record"
import * as Redacted from "effect/Redacted"
import * as Runtime from "effect/Runtime"
import type { CallOptions } from "../CallOptions.js"
import type { LogEntry } from "../LogEntry.js"
import type { Outcome } from "../Outcome.js"
import * as Errors from "../PasslockError.js"
import type { ResponseWithValue } from "../WithResponse.js"
import { type CallSite, callSiteOf, rewriteStack } from "./callSite.js"
import { classes } from "./errorClasses.js"
import { withLogger } from "./logging.js"
import { type Groups, mapGroups, type Program } from "./programs.js"
import { onAbort } from "./signals.js"

/** A call without its program. */
export interface Call {
  /** The method's name, such as `Passkeys.get`. */
  readonly operation: string
  readonly callSite: CallSite
  readonly options: CallOptions
  /** An issue with the options that the program does not check. */
  readonly issue?: Errors.Issue
  /** Aborted when the application leaves a stream. */
  readonly leaveSignal?: AbortSignal
  /** Called with each response. */
  readonly onResponse?: (status: number, headers: Readonly<Record<string, string>>) => void
}

const isSignal = (value: object): boolean =>
  "aborted" in value &&
  typeof value.aborted === "boolean" &&
  ["addEventListener", "removeEventListener"].every((name) => typeof Reflect.get(value, name) === "function")

const notSignal: Errors.Issue = { path: "signal", message: "expected an AbortSignal" }

/** Reads the options of a call, each once. */
export const callOf = (
  operation: string,
  method: (...input: never) => unknown,
  input: CallOptions | undefined
): Call => {
  const call = { operation, callSite: callSiteOf(method) }
  try {
    const options = { ...input }
    return options.signal === undefined || isSignal(Object(options.signal))
      ? { ...call, options }
      : { ...call, options: {}, issue: notSignal }
  } catch {
    return { ...call, options: {}, issue: { path: "options", message: "expected readable options" } }
  }
}

/** Converts an error to this package's class. Concurrent calls can share a program's error, so each gets a copy. */
const publicErrorOf = (error: ProgramError): Errors.PasslockError => {
  const fields = Record.map({ ...error, message: error.message }, (value: unknown) =>
    Redacted.isRedacted(value) ? Redacted.value(value) : value
  )
  const ErrorClass = classes[error._tag] as new (fields: never) => Errors.PasslockError
  return new ErrorClass(fields as never)
}

/** Runs the calls of a client. */
export interface Runner<R> {
  /** Runs a program. Rejects only when a signal aborts the call, with that signal's reason. */
  readonly run: <A>(program: Effect.Effect<A, ProgramError, R>, call: Call) => Promise<Outcome<A, Errors.PasslockError>>
  /** Rejects new calls and waits for the running ones. */
  readonly close: () => Promise<void>
}

/** Time limits with those that the options set. `null` is not unset: the program reports it. */
export const limitsOf = (
  limits: Timeouts.Limits,
  { totalTimeout = limits.totalTimeout, timeout = limits.timeout }: CallOptions
): Timeouts.Limits => ({ timeout, totalTimeout })

/** The client's services with the call's options applied. */
const servicesFor = <R>(
  base: Context.Context<R | HttpClient.HttpClient>,
  { onResponse, options }: Call
): Context.Context<R | HttpClient.HttpClient> => {
  const { totalTimeout, maxRetries, timeout } = options
  let services = base
  if (timeout !== undefined || totalTimeout !== undefined) {
    services = Context.add(services, Timeouts, limitsOf(Context.get(base, Timeouts), options))
  }
  if (maxRetries !== undefined) {
    services = Context.add(services, RetryPolicy, { ...Context.get(base, RetryPolicy), maxRetries })
  }
  if (onResponse !== undefined) {
    const client = HttpClient.tap(Context.unsafeGet(base, HttpClient.HttpClient), ({ headers, status }) =>
      Effect.sync(() => onResponse(status, { ...headers }))
    )
    services = Context.add(services, HttpClient.HttpClient, client)
  }
  return services
}

const invalidOptions = (operation: string, issue: Errors.Issue, callSite: CallSite): Errors.InvalidInput => {
  const message = `${operation}: Nothing was sent. ${issue.path}: ${issue.message}.`
  return rewriteStack(new Errors.InvalidInput({ operation, attempts: 0, issues: [issue], message }), callSite)
}

export const makeRunner = <R>(
  base: Context.Context<R | HttpClient.HttpClient>,
  logger: ((entry: LogEntry) => void) | undefined
): Runner<R | HttpClient.HttpClient> => {
  const running = new Set<Promise<unknown>>()
  const observed = logger === undefined ? <A>(program: A) => program : withLogger(logger)
  let isClosed = false

  /** The error of a call that cannot start. */
  const check = ({ callSite, issue, operation }: Call): Errors.PasslockError | undefined => {
    if (!isClosed) return issue && invalidOptions(operation, issue, callSite)
    const message = `${operation}: Nothing was sent. The client is closed.`
    return rewriteStack(new Errors.TransportError({ operation, attempts: 0, sent: "no", message }), callSite)
  }

  const start = <A>(program: Effect.Effect<A, ProgramError, R | HttpClient.HttpClient>, call: Call) =>
    new Promise<Outcome<A, Errors.PasslockError>>((resolve, reject) => {
      const signals = [call.options.signal, call.leaveSignal].filter((signal) => signal !== undefined)
      const aborted = signals.find((signal) => signal.aborted)
      if (aborted !== undefined) return reject(aborted.reason)

      const runtime = Runtime.updateContext(Runtime.defaultRuntime, () => servicesFor(base, call))
      // The fiber must not start before the signals and the observer are attached.
      const fiber = Runtime.runFork(runtime, observed(program), { immediate: false })
      const interrupt = () => fiber.unsafeInterruptAsFork(fiber.id())
      const unsubscribe: Array<() => void> = []
      try {
        for (const signal of signals) unsubscribe.push(onAbort(signal, interrupt))
      } catch {
        resolve({ success: false, error: invalidOptions(call.operation, notSignal, call.callSite) })
        interrupt()
      }
      const end = (exit: Exit.Exit<A, ProgramError>) => {
        for (const removeListener of unsubscribe) removeListener()
        if (Exit.isSuccess(exit)) return resolve({ success: true, value: exit.value })
        const failure = Option.getOrUndefined(Cause.failureOption(exit.cause))
        if (failure !== undefined) {
          return resolve({ success: false, error: rewriteStack(publicErrorOf(failure), call.callSite) })
        }
        const aborted = signals.find((signal) => signal.aborted)
        reject(aborted === undefined ? Cause.squash(exit.cause) : aborted.reason)
      }
      fiber.addObserver((exit) => {
        try {
          end(exit)
        } catch (error) {
          // Reading a signal can throw.
          reject(error)
        }
      })
    })

  return {
    run: (program, call) => {
      const error = check(call)
      if (error !== undefined) return Promise.resolve({ success: false, error })
      const outcome = start(program, call)
      running.add(outcome)
      const removeCall = () => running.delete(outcome)
      outcome.then(removeCall, removeCall)
      return outcome
    },
    close: async () => {
      isClosed = true
      await Promise.allSettled(running)
    }
  }
}

/** How a method returns its program's result. */
type Variant = <A, R>(runner: Runner<R>, program: Effect.Effect<A, ProgramError, R>, call: Call) => Promise<unknown>

export const valueOf = <A>(outcome: Outcome<A, Errors.PasslockError>): A => {
  if (outcome.success) return outcome.value
  throw outcome.error
}

/** Resolves with the value, or rejects with the error. */
export const plain: Variant = async (runner, program, call) => valueOf(await runner.run(program, call))

/** Resolves with the outcome. */
export const safe: Variant = (runner, program, call) => runner.run(program, call)

/** Resolves with the value and its response, or rejects with the error. */
export const withResponse: Variant = async (runner, program, call) => {
  let response: Omit<ResponseWithValue<unknown>, "value"> | undefined
  const onResponse: Call["onResponse"] = (status, headers) => {
    const requestId = headers["x-request-id"]
    response = { status, headers, ...(requestId === undefined ? {} : { requestId }) }
  }
  const value = valueOf(await runner.run(program, { ...call, onResponse }))
  return { value, ...response }
}

/** A method for each program. */
export const makeMethods = <R>(runner: Runner<R>, programs: Groups<Program<R>>, variant: Variant): Groups<unknown> =>
  mapGroups(programs, (program, operation) => {
    const method = (request: never, options?: CallOptions): Promise<unknown> =>
      variant(runner, program(request), callOf(operation, method, options))
    return method
  })
