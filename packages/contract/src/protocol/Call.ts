/**
 * One call of an operation as a state machine without IO: it yields commands, is resumed with their events, and returns a
 * value or an error. It knows no clock, promise, fiber or socket; a driver brings those.
 *
 * @since 0.1.0
 */
import * as Connection from "./Connection.js"
import { expected, format, type Issue } from "./Issue.js"
import * as Request from "./Request.js"
import * as Response from "./Response.js"
import * as Retry from "./Retry.js"

/**
 * An operation, with what is needed to build its requests and decode its responses.
 *
 * @since 0.1.0
 * @category models
 */
export interface Operation<Known extends Response.ApiError> extends Request.Template, Response.Decoder<Known> {
  /** Whether sending the request twice has the same effect as sending it once. */
  readonly idempotent: boolean
}

/**
 * How long a call may take, in milliseconds. Each is above 0, or `Infinity`.
 *
 * @since 0.1.0
 * @category models
 */
export interface Limits {
  /** One attempt: connection, headers and the whole body. */
  readonly timeout: number
  /** The call: all attempts and the delays between them. */
  readonly totalTimeout: number
}

/**
 * The limits that apply by default.
 *
 * @since 0.1.0
 * @category constants
 */
export const defaultLimits: Limits = { timeout: 30_000, totalTimeout: 60_000 }

/**
 * What the machine cannot know by itself.
 *
 * @since 0.1.0
 * @category models
 */
export interface Environment {
  /** Milliseconds of a clock that is never set back. */
  readonly now: () => number
  /** A number from 0 to 1. */
  readonly random: () => number
  readonly userAgent?: string | undefined
}

/**
 * Send a request, and read the whole response.
 *
 * @since 0.1.0
 * @category models
 */
export interface Send {
  readonly command: "send"
  readonly request: Request.HttpRequest
  /** How long the attempt may take. */
  readonly milliseconds: number
  /** 1 for the first attempt. */
  readonly attempt: number
}

/**
 * Wait before the next attempt.
 *
 * @since 0.1.0
 * @category models
 */
export interface Sleep {
  readonly command: "sleep"
  readonly milliseconds: number
  /** One line for a log: `Passkeys.get: ServerError, retrying in 480 ms`. */
  readonly message: string
}

/**
 * What the driver must do next.
 *
 * @since 0.1.0
 * @category models
 */
export type Command = Send | Sleep

/**
 * How a command ended.
 *
 * @since 0.1.0
 * @category models
 */
export type Event =
  | { readonly event: "response"; readonly response: Response.HttpResponse }
  | { readonly event: "failed"; readonly phase: Connection.Phase; readonly cause: unknown }
  | { readonly event: "timedOut"; readonly phase: "headers" | "body" }
  | { readonly event: "slept" }

/** What every error of a client has. */
interface AnyError {
  readonly _tag: string
  readonly attempts: number
}

/**
 * Every issue of the settings of a call.
 *
 * @since 0.1.0
 * @category getters
 */
export const settingsIssues = (settings: Retry.Settings, limits: Limits): ReadonlyArray<Issue> => {
  const issues: Array<Issue> = []
  const check = (path: string, value: unknown, isValid: boolean, description: string) => {
    if (!isValid) issues.push({ path, message: expected(description, value) })
  }
  for (const path of ["timeout", "totalTimeout"] as const) {
    const value = limits[path]
    check(path, value, typeof value === "number" && value > 0, "a number of milliseconds above 0")
  }
  for (const path of ["baseDelay", "maxDelay", "maxRetryAfter"] as const) {
    const value = settings[path]
    check(path, value, typeof value === "number" && value >= 0, "a number of milliseconds, 0 or more")
  }
  const { maxRetries } = settings
  check("maxRetries", maxRetries, Number.isInteger(maxRetries) && maxRetries >= 0, "a whole number, 0 or more")
  return issues
}

/**
 * The fields of an `InvalidInput`.
 *
 * @since 0.1.0
 * @category errors
 */
export const invalidInput = (operation: string, issues: ReadonlyArray<Issue>) => ({
  operation,
  attempts: 0,
  issues,
  message: `${operation}: Nothing was sent. ${format(issues)}.`
})

/** What messages need to know of an operation. */
type Described = Pick<Operation<never>, "idempotent" | "method" | "operation">

/** Only a read leaves nothing behind. An exchange is a GET, and yet it uses up a code. */
const consequence = ({ idempotent, method }: Described): string =>
  method === "GET" && idempotent ? "" : " The server may have processed the request."

/**
 * The fields of a `RequestTimeout`.
 *
 * @since 0.1.0
 * @category errors
 */
export const requestTimeout = (
  operation: Described,
  attempts: number,
  phase: "headers" | "body",
  limit: keyof Limits,
  limits: Limits
) => ({
  operation: operation.operation,
  attempts,
  phase,
  limit,
  milliseconds: limits[limit],
  message: `${operation.operation}: No complete response within ${limits[limit]} ms.${consequence(operation)}`
})

/**
 * Starts a call.
 *
 * @since 0.1.0
 * @category constructors
 */
export function* start<Known extends Response.ApiError, Error extends AnyError>(
  operation: Operation<Known>,
  errors: Response.Errors<Known, Error>,
  configuration: Request.Configuration,
  input: unknown,
  policy: Retry.Policy<Error>,
  limits: Limits,
  { now, random, userAgent }: Environment
): Generator<Command, Response.Result<Error>, Event> {
  const name = operation.operation
  const built = Request.build(operation, configuration, input, userAgent)
  const issues = [...settingsIssues(policy, limits), ...("issues" in built ? built.issues : [])]
  if ("issues" in built || issues.length > 0) return { error: errors.make("InvalidInput", invalidInput(name, issues)) }

  const { request, secrets } = built.value
  const startedAt = now()
  for (let attempt = 1; ; attempt++) {
    const left = limits.totalTimeout - Math.floor(now() - startedAt)
    const limit = limits.timeout <= left ? "timeout" : "totalTimeout"
    const event = yield { command: "send", request, milliseconds: Math.min(limits.timeout, left), attempt }
    const result = resultOf(event, operation, errors, attempt, secrets, limit, limits)
    if ("value" in result) return result

    const { error } = result
    const delay = Retry.delay(policy, { operation: name, idempotent: operation.idempotent, error }, random())
    // The last error says more than a total timeout that would pass during the delay.
    if (delay === undefined || now() - startedAt + delay >= limits.totalTimeout) return result
    yield { command: "sleep", milliseconds: delay, message: `${name}: ${error._tag}, retrying in ${delay} ms` }
  }
}

const resultOf = <Known extends Response.ApiError, Error>(
  event: Event,
  operation: Operation<Known>,
  errors: Response.Errors<Known, Error>,
  attempts: number,
  secrets: ReadonlyArray<string>,
  limit: keyof Limits,
  limits: Limits
): Response.Result<Error> => {
  const lost = (phase: Connection.Phase, cause: unknown) => {
    const { message, ...fields } = Connection.explain(phase, cause, secrets)
    return {
      error: errors.make("TransportError", {
        operation: operation.operation,
        attempts,
        ...fields,
        message: `${operation.operation}: ${message}${fields.sent === "no" ? "" : consequence(operation)}`
      })
    }
  }
  switch (event.event) {
    case "response":
      try {
        return Response.read(operation, errors, event.response, attempts, secrets)
      } catch (cause) {
        // A replaced `fetch` can return anything: a body that is not a string, headers that throw.
        return lost("body", cause)
      }
    case "timedOut":
      return { error: errors.make("RequestTimeout", requestTimeout(operation, attempts, event.phase, limit, limits)) }
    case "failed":
      return lost(event.phase, event.cause)
    case "slept":
      return lost("unknown", undefined)
  }
}
