/**
 * How an answer is read. Without Effect, so that a page's client can use it too.
 *
 * **Details**
 *
 * The body's `_tag` decides, whatever the status says; the status decides where there is no tag. How a body is decoded,
 * and what becomes of an error, is the client's business.
 *
 * @since 0.1.0
 */
import type { ApiErrorClass } from "../PasslockError.js"
import { redact } from "./Redaction.js"

/**
 * A whole answer, as it came.
 *
 * @since 0.1.0
 * @category models
 */
export interface Answer {
  readonly status: number
  /** By their names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly text: string
  /** Milliseconds since 1970 at which it came. */
  readonly receivedAt: number
}

/**
 * What an error tells of the call it ended.
 *
 * @since 0.1.0
 * @category models
 */
export interface Report {
  /** How many requests were sent. */
  readonly attempts: number
  /** What was sent and must not be shown. */
  readonly secrets: ReadonlyArray<string>
}

/**
 * An object, as JSON holds it.
 *
 * @since 0.1.0
 * @category models
 */
export type Fields = Readonly<Record<string, unknown>>

/**
 * A value, or why there is none: in words that do not repeat the answer.
 *
 * @since 0.1.0
 * @category models
 */
export type Decoded<Value> = { readonly value: Value } | { readonly reason: string }

/**
 * What must be known of one of the API's errors to recognise it.
 *
 * @since 0.1.0
 * @category models
 */
export interface Known {
  readonly wire: {
    readonly tag: ApiErrorClass["wire"]["tag"]
    readonly status: number
    readonly fields: object
  }
  readonly advice: string
}

/**
 * The errors that an answer can be which is none of the API's.
 *
 * @since 0.1.0
 * @category models
 */
export type Stray = "RateLimited" | "ServerError" | "UnexpectedResponse"

/**
 * How a client takes one operation's answers.
 *
 * @since 0.1.0
 * @category models
 */
export interface Reader<Error extends Known, Value, Failure> {
  /** The program's name: `Passkeys.get`. */
  readonly operation: string
  /** The errors that this operation gives beside the common ones. */
  readonly own: ReadonlyArray<Error>
  /** The errors that every operation can give. */
  readonly common: ReadonlyArray<Error>
  readonly decode: (body: Fields) => Decoded<Value>
  readonly decodeError: (error: Error, body: Fields) => Decoded<Fields>
  /** Makes one of the API's errors, or one of an answer that is none of the API's, of its fields. */
  readonly fail: (error: Error | Stray, fields: Fields) => Failure
}

/**
 * The value that an answer carries, or the error that it is.
 *
 * @since 0.1.0
 * @category getters
 */
export const read = <Error extends Known, Value, Failure>(
  reader: Reader<Error, Value, Failure>,
  answer: Answer,
  report: Report
): { readonly value: Value } | { readonly failure: Failure } => {
  const { operation } = reader
  const { status } = answer
  const retryAfter = retryAfterSeconds(answer)
  const body = parseObject(answer.text)
  const tag = typeof body?._tag === "string" ? body._tag : undefined
  const say = (text: string, maximum?: number) => redact(text, report.secrets, maximum)

  const requestId = answer.headers["x-request-id"]
  const fail = (error: Error | Stray, { message, ...own }: Fields & { readonly message: string }) => ({
    failure: reader.fail(error, {
      operation,
      attempts: report.attempts,
      status,
      ...(requestId === undefined ? {} : { requestId: say(requestId, 100) }),
      ...own,
      message: `${operation}: ${message}`
    })
  })
  const wait = retryAfter === undefined ? {} : { retryAfterSeconds: retryAfter }

  const apiError = (error: Error, { _tag: _, message: detail, ...own }: Fields) => {
    const said = typeof detail === "string" && detail !== "" ? ` Passlock says: ${say(detail)}` : ""
    const clean = Object.entries(own).map(([name, value]) => [
      name,
      typeof value === "string" ? say(value, Infinity) : value
    ])
    return fail(error, { ...Object.fromEntries(clean), message: `${error.advice}${said}` })
  }

  const unexpected = (reason: string) => {
    const type = answer.headers["content-type"]
    return fail("UnexpectedResponse", {
      ...(tag === undefined ? {} : { wireTag: say(tag, 100) }),
      body: answer.text.slice(0, 200),
      message: `Unexpected answer (status ${status}, ${
        type === undefined ? "no content type" : say(type, 100)
      }, ${answer.text.length} characters): ${reason}.`
    })
  }

  if (status === 0 || (status >= 300 && status < 400)) {
    return unexpected(`a redirect${redirectOrigin(answer, say)}, which is never followed`)
  }

  const named = [...reader.own, ...reader.common].find(({ wire }) => wire.tag === tag)
  const decoded = named && body && reader.decodeError(named, body)
  if (named && decoded && "value" in decoded) return apiError(named, decoded.value)

  if (status >= 200 && status < 300 && named === undefined && !tag?.startsWith("@error/")) {
    if (answer.text === "") return unexpected("the body is empty")
    if (body === undefined) return unexpected("the body is not a JSON object")
    const success = reader.decode(body)
    return "value" in success ? success : unexpected(success.reason)
  }

  if (status === 429) {
    return fail("RateLimited", {
      ...wait,
      message: `Too many requests. ${retryAfter === undefined ? "Wait a while" : `Wait ${retryAfter} s`} before the next one.`
    })
  }
  if (status >= 500) {
    return fail("ServerError", {
      ...wait,
      message: `Passlock, or something in front of it, failed with status ${status}. Try again later.`
    })
  }
  if (tag === undefined) {
    const byStatus = errorForStatus(reader, status, body !== undefined)
    if (byStatus) return apiError(byStatus, { message: body?.message })
  }
  return unexpected(
    decoded && "reason" in decoded
      ? decoded.reason
      : tag !== undefined
        ? "this operation has no such error"
        : answer.text === ""
          ? "the body is empty"
          : "the body is none of the API's"
  )
}

/**
 * The error that a status alone stands for. 401 and 403 mean the same from anything in between; any other status must
 * at least come with JSON, since a proxy's page of HTML says nothing of passkeys.
 */
const errorForStatus = <Error extends Known>(
  { common, own }: { readonly own: ReadonlyArray<Error>; readonly common: ReadonlyArray<Error> },
  status: number,
  isJson: boolean
): Error | undefined => {
  if (status === 401 || status === 403) return withStatus(common, status)[0]
  if (!isJson) return undefined
  const candidates = withStatus(own, status)
  const [only] = candidates
  if (only && candidates.length === 1 && Object.keys(only.wire.fields).length === 0) return only
  return status === 400 ? withStatus(common, status)[0] : undefined
}

const withStatus = <Error extends Known>(errors: ReadonlyArray<Error>, status: number): ReadonlyArray<Error> =>
  errors.filter(({ wire }) => wire.status === status)

const parseObject = (text: string): Fields | undefined => {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : undefined
  } catch {
    return undefined
  }
}

/** Where a redirect points. Only the origin: the rest can repeat a code. */
const redirectOrigin = (answer: Answer, say: (text: string, maximum: number) => string): string => {
  try {
    return ` to ${say(new URL(answer.headers.location ?? "").origin, 100)}`
  } catch {
    return ""
  }
}

const httpDate = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/

/** `Retry-After` in whole seconds, given as such or as an HTTP date. Anything else is as if it were absent. */
const retryAfterSeconds = (answer: Answer): number | undefined => {
  const value = answer.headers["retry-after"]?.trim() ?? ""
  if (/^\d{1,9}$/.test(value)) return Number(value)
  if (!httpDate.test(value)) return undefined
  const seconds = Math.ceil((Date.parse(value) - answer.receivedAt) / 1_000)
  return Number.isNaN(seconds) ? undefined : Math.max(0, seconds)
}
