/**
 * Decodes a response: into the operation's value, one of the API's errors, or an error that says it is not Passlock's.
 *
 * **Details**
 *
 * The body's `_tag` decides, whatever the status. The status decides only if there is no tag.
 *
 * @since 0.1.0
 */
import type { ApiErrorClass } from "../PasslockError.js"
import { format, type Parsed } from "./Issue.js"
import { redact } from "./Redaction.js"

/**
 * A complete HTTP response.
 *
 * @since 0.1.0
 * @category models
 */
export interface HttpResponse {
  readonly status: number
  /** By their names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly text: string
  /** When it arrived, in milliseconds since 1970. */
  readonly receivedAt: number
}

/**
 * The fields of a JSON object.
 *
 * @since 0.1.0
 * @category models
 */
export type Fields = Readonly<Record<string, unknown>>

/**
 * Decodes a body.
 *
 * @since 0.1.0
 * @category models
 */
export type Decode<Value> = (body: Fields) => Parsed<Value>

/**
 * One of the API's errors: how to recognise it, and what to tell the developer.
 *
 * @since 0.1.0
 * @category models
 */
export interface ApiError {
  readonly wire: {
    readonly tag: ApiErrorClass["wire"]["tag"]
    readonly status: number
    readonly fields: object
  }
  readonly advice: string
}

/**
 * The errors that the API does not send: the client makes them.
 *
 * @since 0.1.0
 * @category models
 */
export type ClientErrorTag =
  | "InvalidInput"
  | "RateLimited"
  | "RequestTimeout"
  | "ServerError"
  | "TransportError"
  | "UnexpectedResponse"

/**
 * How a client decodes and makes errors.
 *
 * @since 0.1.0
 * @category models
 */
export interface Errors<Known extends ApiError, Error> {
  /** The API's errors that every operation can fail with. */
  readonly common: ReadonlyArray<Known>
  readonly decode: (error: Known, body: Fields) => Parsed<Fields>
  readonly make: (error: Known | ClientErrorTag, fields: Fields) => Error
}

/**
 * What is needed to decode the responses of one operation.
 *
 * @since 0.1.0
 * @category models
 */
export interface Decoder<Known extends ApiError> {
  /** The operation, such as `Passkeys.get`. */
  readonly operation: string
  readonly decode: Decode<unknown>
  /** The API's errors that this operation can fail with, besides the common ones. */
  readonly errors: ReadonlyArray<Known>
}

/**
 * A value, or an error.
 *
 * @since 0.1.0
 * @category models
 */
export type Result<Error> = { readonly value: unknown } | { readonly error: Error }

/**
 * The fields of any error of a call. The message starts with the operation.
 *
 * @since 0.1.0
 * @category errors
 */
export const errorFields = <Own extends object>(operation: string, attempts: number, message: string, own: Own) => ({
  operation,
  attempts,
  ...own,
  message: `${operation}: ${message}`
})

/**
 * The fields of an `UnexpectedResponse` for a page whose cursor points to a page that was read before.
 *
 * @since 0.1.0
 * @category errors
 */
export const endlessPage = (operation: string, status: number, cursor: string) => {
  const message = "Unexpected response: cursor: points to a page that was read before, so the list would never end."
  return errorFields(operation, 1, message, { status, body: cursor })
}

/**
 * The value of a response, or its error.
 *
 * @since 0.1.0
 * @category getters
 */
export const read = <Known extends ApiError, Error>(
  { decode, errors: ownErrors, operation }: Decoder<Known>,
  errors: Errors<Known, Error>,
  response: HttpResponse,
  /** How many requests were sent. */
  attempts: number,
  /** What was sent and must not be shown. */
  secrets: ReadonlyArray<string>
): Result<Error> => {
  const { status, text } = response
  const retryAfter = retryAfterSeconds(response)
  const body = parseObject(text)
  const tag = typeof body?._tag === "string" ? body._tag : undefined
  const clean = (text: string, maximum?: number) => redact(text, secrets, maximum)

  const fail = (error: Known | ClientErrorTag, message: string, own: Fields) => {
    const requestId = response.headers["x-request-id"]
    const id = requestId === undefined ? {} : { requestId: clean(requestId, 100) }
    return { error: errors.make(error, errorFields(operation, attempts, message, { status, ...id, ...own })) }
  }
  const wait = retryAfter === undefined ? {} : { retryAfterSeconds: retryAfter }

  const apiError = (error: Known, { _tag: _, message, ...own }: Fields) => {
    const detail = typeof message === "string" && message !== "" ? ` Passlock says: ${clean(message)}` : ""
    const fields = Object.entries(own).map(([name, value]) => [
      name,
      typeof value === "string" ? clean(value, Infinity) : value
    ])
    return fail(error, error.advice + detail, Object.fromEntries(fields))
  }

  const unexpected = (reason: string) => {
    const type = response.headers["content-type"]
    const about = `status ${status}, ${type ? clean(type, 100) : "no content type"}, ${text.length} characters`
    return fail("UnexpectedResponse", `Unexpected response (${about}): ${reason}.`, {
      ...(tag === undefined ? {} : { wireTag: clean(tag, 100) }),
      body: text.slice(0, 200)
    })
  }

  if (status === 0 || (status >= 300 && status < 400)) {
    return unexpected(`a redirect${redirectOrigin(response, clean)}, and redirects are not followed`)
  }

  const named = [...ownErrors, ...errors.common].find(({ wire }) => wire.tag === tag)
  const decoded = named && body && errors.decode(named, body)
  if (named && decoded && "value" in decoded) return apiError(named, decoded.value)

  if (status >= 200 && status < 300 && named === undefined && !tag?.startsWith("@error/")) {
    if (text === "") return unexpected("the body is empty")
    if (body === undefined) return unexpected("the body is not a JSON object")
    const success = decode(body)
    return "value" in success ? success : unexpected(format(success.issues))
  }

  if (status === 429) {
    const howLong = retryAfter === undefined ? "a while" : `${retryAfter} s`
    return fail("RateLimited", `Too many requests. Wait ${howLong} before the next one.`, wait)
  }
  if (status >= 500) {
    const message = `Passlock or a proxy failed with status ${status}. Try again later.`
    return fail("ServerError", message, wait)
  }
  if (tag === undefined) {
    const byStatus = errorForStatus(ownErrors, errors.common, status, body !== undefined)
    if (byStatus) return apiError(byStatus, { message: body?.message })
  }
  return unexpected(
    decoded && "issues" in decoded
      ? format(decoded.issues)
      : tag !== undefined
        ? "this operation has no such error"
        : text === ""
          ? "the body is empty"
          : "not a Passlock response"
  )
}

/**
 * The error that a status stands for by itself. 401 and 403 mean the same from a proxy. Any other status must come with
 * JSON, since an HTML page from a proxy says nothing about passkeys.
 */
const errorForStatus = <Known extends ApiError>(
  ownErrors: ReadonlyArray<Known>,
  commonErrors: ReadonlyArray<Known>,
  status: number,
  isJson: boolean
): Known | undefined => {
  if (status === 401 || status === 403) return withStatus(commonErrors, status)[0]
  if (!isJson) return undefined
  const candidates = withStatus(ownErrors, status)
  const [only] = candidates
  if (only && candidates.length === 1 && Object.keys(only.wire.fields).length === 0) return only
  return status === 400 ? withStatus(commonErrors, status)[0] : undefined
}

const withStatus = <Known extends ApiError>(errors: ReadonlyArray<Known>, status: number): ReadonlyArray<Known> =>
  errors.filter(({ wire }) => wire.status === status)

const parseObject = (text: string): Fields | undefined => {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : undefined
  } catch {
    return undefined
  }
}

/** The origin of a redirect's target. The rest of the URL can hold a code. */
const redirectOrigin = (response: HttpResponse, clean: (text: string, maximum: number) => string): string => {
  try {
    return ` to ${clean(new URL(response.headers.location ?? "").origin, 100)}`
  } catch {
    return ""
  }
}

const httpDate = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/

/** `Retry-After` in whole seconds, given as seconds or as an HTTP date. Anything else is ignored. */
const retryAfterSeconds = ({ headers, receivedAt }: HttpResponse): number | undefined => {
  const value = headers["retry-after"]?.trim() ?? ""
  if (/^\d{1,9}$/.test(value)) return Number(value)
  if (!httpDate.test(value)) return undefined
  const seconds = Math.ceil((Date.parse(value) - receivedAt) / 1_000)
  return Number.isNaN(seconds) ? undefined : Math.max(0, seconds)
}
