/**
 * One call of an operation as a state machine without IO: it yields commands, is resumed with their events, and returns a
 * value or an error. It knows no clock, promise, fiber or socket; a driver brings those.
 *
 * @since 0.1.0
 */
import type * as Connection from "./Connection.js"
import { expected, format, type Issue } from "./Issue.js"
import { redact } from "./Redaction.js"
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
 * Everything about a call that a user can set.
 *
 * @since 0.1.0
 * @category models
 */
export interface Settings<Error> extends Limits, Retry.Policy<Error> {
  /** The largest response body in bytes, after decompression. Above 0, or `Infinity`. */
  readonly maxResponseSize: number
}

/**
 * The limits that apply by default.
 *
 * @since 0.1.0
 * @category constants
 */
export const defaultLimits: Limits = { timeout: 30_000, totalTimeout: 60_000 }

/**
 * The largest response body that applies by default: 10 MiB.
 *
 * @since 0.1.0
 * @category constants
 */
export const defaultMaxResponseSize: number = 10 * 2 ** 20

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
  /** Headers of every request, such as `user-agent`. */
  readonly headers?: Readonly<Record<string, string>> | undefined
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
  /** How many bytes of the body may be read. */
  readonly maxResponseSize: number
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
 * How a `send` ended. After a `sleep`, the engine is resumed with nothing.
 *
 * @since 0.1.0
 * @category models
 */
export type Event =
  | { readonly event: "response"; readonly response: Response.HttpResponse }
  | { readonly event: "timedOut"; readonly phase: "headers" | "body" }
  | ({ readonly event: "failed" } & Connection.Failure)

/** What every error of a client has. */
interface AnyError {
  readonly _tag: string
  readonly attempts: number
}

const isNumber = (value: unknown): value is number => typeof value === "number"
const positive = [(value: unknown) => isNumber(value) && value > 0, "a number of milliseconds above 0"] as const
const notNegative = [(value: unknown) => isNumber(value) && value >= 0, "a number of milliseconds, 0 or more"] as const
const count = [
  (value: unknown) => isNumber(value) && Number.isInteger(value) && value >= 0,
  "a whole number, 0 or more"
] as const
const predicate = [(value: unknown) => typeof value === "function", "function"] as const

/** What each setting must be. */
const rules = {
  timeout: positive,
  totalTimeout: positive,
  maxResponseSize: [positive[0], "a number of bytes above 0"] as const,
  baseDelay: notNegative,
  maxDelay: notNegative,
  maxRetryAfter: notNegative,
  maxRetries: count,
  shouldRetry: predicate
}

/**
 * The fields of an object. A value that cannot be read, such as `null`, has none: checks then report each as missing.
 *
 * @since 0.1.0
 * @category getters
 */
export const fieldsOf = <Value extends object>(value: Value): Value => {
  try {
    return { ...value }
  } catch {
    return {} as Value
  }
}

/**
 * Every issue of the settings of a call.
 *
 * @since 0.1.0
 * @category checks
 */
export const settingsIssues = (settings: Settings<never>): ReadonlyArray<Issue> =>
  Object.entries(rules).flatMap(([path, [isValid, description]]) => {
    const value: unknown = settings[path as keyof typeof rules]
    return isValid(value) ? [] : [{ path, message: expected(description, value) }]
  })

/**
 * The fields of an `InvalidInput`.
 *
 * @since 0.1.0
 * @category errors
 */
export const invalidInput = (operation: string, issues: ReadonlyArray<Issue>) =>
  Response.errorFields(operation, 0, `Nothing was sent. ${format(issues)}.`, { issues })

type Named = Pick<Operation<never>, "idempotent" | "method" | "operation">

/** A read leaves nothing behind. An exchange is a GET too, but it uses up a code. */
const consequence = ({ idempotent, method }: Named): string =>
  method === "GET" && idempotent ? "" : " The server may have processed the request."

/**
 * The fields of a `RequestTimeout`.
 *
 * @since 0.1.0
 * @category errors
 */
export const requestTimeout = (
  operation: Named,
  attempts: number,
  phase: "headers" | "body",
  limit: keyof Limits,
  milliseconds: number
) => {
  const message = `No complete response within ${milliseconds} ms.${consequence(operation)}`
  return Response.errorFields(operation.operation, attempts, message, { phase, limit, milliseconds })
}

const unexplained: Connection.Failure = { phase: "unknown", sent: "unknown", detail: "" }

/** The fields of a `TransportError`. */
const transportError = (
  operation: Named,
  attempts: number,
  { code, detail, phase, sent }: Connection.Failure,
  secrets: ReadonlyArray<string>
) => {
  const reason = redact(code ?? detail, secrets, 100)
  const because = reason && ` (${reason})`
  const message =
    sent === "no"
      ? `Could not connect${because}. Nothing was sent: check the network and the endpoint.`
      : `The connection was lost${phase === "body" ? " while the response was read" : ""}${because}.${consequence(operation)}`
  return Response.errorFields(operation.operation, attempts, message, {
    sent,
    ...(code === undefined ? {} : { code: reason })
  })
}

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
  settings: Settings<Error>,
  { headers, now, random }: Environment
): Generator<Command, Response.Result<Error>, Event | undefined> {
  const { idempotent, operation: name } = operation
  const { maxResponseSize, timeout, totalTimeout } = settings
  const built = Request.build(operation, configuration, input, headers)
  const issues = [...settingsIssues(settings), ...("issues" in built ? built.issues : [])]
  if ("issues" in built || issues.length > 0) return { error: errors.make("InvalidInput", invalidInput(name, issues)) }

  const { request, secrets } = built.value
  const startedAt = now()
  for (let attempt = 1; ; attempt++) {
    const left = totalTimeout - Math.floor(now() - startedAt)
    const limit = timeout <= left ? "timeout" : "totalTimeout"
    const event = yield { command: "send", request, milliseconds: Math.min(timeout, left), maxResponseSize, attempt }

    const lost = (failure: Connection.Failure): Response.Result<Error> => ({
      error: errors.make("TransportError", transportError(operation, attempt, failure, secrets))
    })
    let result: Response.Result<Error>
    switch (event?.event) {
      case "response":
        try {
          result = Response.read(operation, errors, event.response, attempt, secrets)
        } catch {
          // A replaced `fetch` can return anything: a body that is not a string, headers that throw.
          result = lost(unexplained)
        }
        break
      case "timedOut":
        result = {
          error: errors.make("RequestTimeout", requestTimeout(operation, attempt, event.phase, limit, settings[limit]))
        }
        break
      default:
        result = lost(event ?? unexplained)
    }
    if ("value" in result) return result

    const { error } = result
    const delay = Retry.delay(settings, { operation: name, idempotent, error }, random())
    // The last error says more than a total timeout that would pass during the delay.
    if (delay === undefined || now() - startedAt + delay >= totalTimeout) return result
    yield { command: "sleep", milliseconds: delay, message: `${name}: ${error._tag}, retrying in ${delay} ms` }
  }
}
