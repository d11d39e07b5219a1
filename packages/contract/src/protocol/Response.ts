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
  /** The largest allowed body in bytes, if this one is larger: then `text` is only its beginning. */
  readonly exceeds?: number | undefined
  /** When it arrived, in milliseconds since 1970. */
  readonly receivedAt: number
}

/**
 * Decodes a body while it arrives, up to `maximum` bytes.
 *
 * **Details**
 *
 * `add` takes the next bytes and returns whether to go on reading. A `content-length` above the maximum ends it at once.
 *
 * @since 0.1.0
 * @category constructors
 */
export const makeBody = (headers: HttpResponse["headers"], maximum: number) => {
  const decoder = new TextDecoder()
  let text = ""
  let size = 0
  return {
    add: (bytes: Uint8Array): boolean => {
      size += Number(headers["content-length"]) > maximum ? Infinity : bytes.length
      // A body that is too large is shown by its beginning.
      text += decoder.decode(size <= maximum ? bytes : bytes.subarray(0, 1_000), { stream: true })
      return size <= maximum
    },
    end: (): Pick<HttpResponse, "text" | "exceeds"> =>
      size > maximum ? { text, exceeds: maximum } : { text: text + decoder.decode() }
  }
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
  const { exceeds, status, text } = response
  const retryAfter = retryAfterSeconds(response)
  const isReadable = exceeds === undefined && !isDense(text)
  const body = isReadable ? parseObject(text) : undefined
  const tag = typeof body?._tag === "string" ? body._tag : undefined
  const clean = (text: string, maximum?: number) => redact(text, secrets, maximum)

  const fail = (error: Known | ClientErrorTag, message: string, own: Fields) => {
    const requestId = response.headers["x-request-id"]
    const id = requestId === undefined ? {} : { requestId: clean(requestId, 100) }
    return { error: errors.make(error, errorFields(operation, attempts, message, { status, ...id, ...own })) }
  }
  const wait = retryAfter === undefined ? {} : { retryAfterSeconds: retryAfter }

  const detailOf = (message: unknown) =>
    typeof message === "string" && message !== "" ? ` Passlock says: ${clean(message)}` : ""

  const apiError = (error: Known, { _tag: _, message, ...own }: Fields) => {
    const fields = Object.entries(own).map(([name, value]) => [
      name,
      // Longer than any credential ID or domain.
      typeof value === "string" ? clean(value, 2_000) : value
    ])
    return fail(error, error.advice + detailOf(message), Object.fromEntries(fields))
  }

  const unexpected = (reason: string) => {
    const type = response.headers["content-type"]
    const size = exceeds === undefined ? `${text.length} characters` : `more than ${exceeds} bytes`
    const about = `status ${status}, ${type ? clean(type, 100) : "no content type"}, ${size}`
    return fail("UnexpectedResponse", `Unexpected response (${about}): ${reason}.`, {
      ...(tag === undefined ? {} : { wireTag: clean(tag, 100) }),
      body: text.slice(0, 200)
    })
  }

  if (status === 0 || (status >= 300 && status < 400)) {
    return unexpected(`a redirect${redirectOrigin(response, secrets)}, and redirects are not followed`)
  }
  if (!isReadable) {
    return unexpected(exceeds === undefined ? "it has too many values for its size" : "the body is too large")
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
    // 501: the server does not have the request, such as an emulator that serves another release.
    const advice = status === 501 ? "It does not support this request." : "Try again later."
    const detail = tag?.startsWith("@error/") ? detailOf(body?.message) : ""
    return fail("ServerError", `Passlock or a proxy failed with status ${status}. ${advice}${detail}`, wait)
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
        : status === 408
          ? "the server did not get the whole request in time"
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

/** What is smaller is parsed and checked within milliseconds, whatever it holds. */
const alwaysReadable = 2 ** 20

/**
 * Whether a large body consists of tiny values, such as millions of `{}`: parsing it would block the process for seconds
 * and take hundreds of megabytes. A real list has more characters for each value.
 */
const isDense = (text: string): boolean => {
  if (text.length <= alwaysReadable) return false
  let left = text.length / 22
  for (let index = 0; index < text.length && left > 0; index++) {
    const code = text.charCodeAt(index)
    // Each value but the first follows a comma or an opening bracket.
    if (code === 0x2c || code === 0x5b || code === 0x7b) left--
  }
  return left <= 0
}

/** Copying an object with this key, which JSON allows, can replace the prototype of the copy. */
const dropPrototype = (key: string, value: unknown) => (key === "__proto__" ? undefined : value)

const parseObject = (text: string): Fields | undefined => {
  try {
    // An escape such as `\u005f` can hide the key.
    const value: unknown = JSON.parse(text, /__proto__|\\u00/.test(text) ? dropPrototype : undefined)
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : undefined
  } catch {
    return undefined
  }
}

/** The origin of a redirect's target. The rest of the URL can hold a code. */
const redirectOrigin = ({ headers }: HttpResponse, secrets: ReadonlyArray<string>): string => {
  const target = urlOf(headers.location ?? "")
  if (target === undefined) return ""
  // The parser changes a host: it makes `123456` an IPv4 address, and cuts `key/1` at the slash.
  const hosts = secrets.map((secret) => urlOf(`https://${secret}`)?.hostname ?? "").filter(({ length }) => length > 3)
  // In Punycode, a label looks different with each character in it.
  const origin = /[^ -~]/.test(secrets.join("")) ? target.origin.replace(/xn--[^.:]*/g, "<redacted>") : target.origin
  return ` to ${redact(origin, [...secrets, ...hosts], 100)}`
}

const urlOf = (text: string): URL | undefined => {
  try {
    return new URL(text)
  } catch {
    return undefined
  }
}

/** `Retry-After` in whole seconds, given as seconds or as an HTTP date. Anything else is ignored. */
const retryAfterSeconds = ({ headers, receivedAt }: HttpResponse): number | undefined => {
  const value = headers["retry-after"]?.trim() ?? ""
  if (/^\d{1,9}$/.test(value)) return Number(value)
  const seconds = Math.ceil((parseDate(value, receivedAt) - receivedAt) / 1_000)
  return Number.isNaN(seconds) ? undefined : Math.max(0, seconds)
}

/** The time of an HTTP date; `NaN` for any other string. The two obsolete formats must be read too. */
const parseDate = (value: string, now: number): number => {
  const date = value
    .replace(/^(\w{3}) (\w{3}) (\d\d| \d) (\S{8}) (\d{4})$/, "$1, $3 $2 $5 $4 GMT")
    .replace(",  ", ", 0")
  const [, day, month, year = "", time] = /^\w{3,9}, (\d\d)[ -](\w{3})[ -](\d\d|\d{4}) ([\d:]{8}) GMT$/.exec(date) ?? []
  const timeIn = (year: string) => Date.parse(`Thu, ${day} ${month} ${year} ${time} GMT`)
  if (year.length !== 2) return timeIn(year)
  // A year of two digits is the last one that is at most 50 years ahead.
  const limit = new Date(now)
  limit.setUTCFullYear(limit.getUTCFullYear() + 50)
  let century = Math.floor(limit.getUTCFullYear() / 100)
  if (timeIn(century + year) > limit.getTime()) century--
  return timeIn(century + year)
}
