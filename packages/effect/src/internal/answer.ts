import type * as Endpoint from "@passlock-sdk/contract/Endpoint"
import * as Issue from "@passlock-sdk/contract/Issue"
import {
  type ApiErrorClass,
  BadRequest,
  commonApiErrors,
  Forbidden,
  type PasslockError,
  RateLimited,
  ServerError,
  Unauthorized,
  UnexpectedResponse
} from "@passlock-sdk/contract/PasslockError"
import * as Either from "effect/Either"
import * as ParseResult from "effect/ParseResult"
import * as Record from "effect/Record"
import * as Redacted from "effect/Redacted"
import type * as Schema from "effect/Schema"
import { scrub } from "./secrecy.js"

/** A whole answer, as it came. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly text: string
  /** Milliseconds since 1970 at which it came. */
  readonly receivedAt: number
}

/** What an error tells of the call it ended. */
export interface Report {
  readonly attempts: number
  readonly secrets: ReadonlyArray<string>
}

/**
 * The value that an answer carries, or the error that it is.
 *
 * The body's `_tag` decides, whatever the status says; the status decides where there is no tag.
 */
export const read = (endpoint: Endpoint.Any, answer: Answer, report: Report): Either.Either<unknown, PasslockError> => {
  const { status } = answer
  const retryAfter = retryAfterSeconds(answer)
  const body = parseObject(answer.text)
  const tag = typeof body?._tag === "string" ? body._tag : undefined
  const say = (text: string, maximum?: number) => scrub(text, report.secrets, maximum)

  const requestId = answer.headers["x-request-id"]
  const fields = {
    operation: endpoint.operation,
    attempts: report.attempts,
    status,
    ...(requestId === undefined ? {} : { requestId: say(requestId, 100) })
  }
  const wait = retryAfter === undefined ? {} : { retryAfterSeconds: retryAfter }

  const apiError = (ErrorClass: ApiErrorClass, decoded: Readonly<Record<string, unknown>>) => {
    const { _tag: _, message: detail, ...own } = decoded
    const message = `${endpoint.operation}: ${ErrorClass.advice}${
      typeof detail === "string" && detail !== "" ? ` Passlock says: ${say(detail)}` : ""
    }`
    return construct(ErrorClass, {
      ...fields,
      ...Record.map(own, (value) => (typeof value === "string" ? say(value, Infinity) : value)),
      message
    })
  }

  const unexpected = (reason: string) => {
    const type = answer.headers["content-type"]
    return new UnexpectedResponse(
      {
        ...fields,
        ...(tag === undefined ? {} : { wireTag: say(tag, 100) }),
        body: Redacted.make(answer.text.slice(0, 200)),
        message: `${endpoint.operation}: Unexpected answer (status ${status}, ${
          type === undefined ? "no content type" : say(type, 100)
        }, ${answer.text.length} characters): ${reason}.`
      },
      true
    )
  }

  if (status === 0 || (status >= 300 && status < 400)) {
    return Either.left(unexpected(`a redirect${redirectOrigin(answer, say)}, which is never followed`))
  }

  const known = [...endpoint.errors, ...commonApiErrors]
  const Named = known.find((ErrorClass) => ErrorClass.wire.tag === tag)
  const named =
    Named && ParseResult.decodeUnknownEither(Named.wire.schema as Schema.Schema.AnyNoContext, { errors: "all" })(body)
  if (Named && named && Either.isRight(named)) return Either.left(apiError(Named, named.right))

  if (status >= 200 && status < 300 && Named === undefined && !tag?.startsWith("@error/")) {
    if (answer.text === "") return Either.left(unexpected("the body is empty"))
    if (body === undefined) return Either.left(unexpected("the body is not a JSON object"))
    return Either.mapLeft(ParseResult.decodeUnknownEither(endpoint.success.schema, { errors: "all" })(body), (error) =>
      unexpected(Issue.format(Issue.fromParseIssue(error)))
    )
  }

  if (status === 429) {
    const message = `${endpoint.operation}: Too many requests. ${
      retryAfter === undefined ? "Wait a while" : `Wait ${retryAfter} s`
    } before the next one.`
    return Either.left(new RateLimited({ ...fields, ...wait, message }, true))
  }
  if (status >= 500) {
    const message = `${endpoint.operation}: Passlock, or something in front of it, failed with status ${status}. Try again later.`
    return Either.left(new ServerError({ ...fields, ...wait, message }, true))
  }
  if (tag === undefined) {
    const ByStatus = errorForStatus(endpoint, status, body !== undefined)
    if (ByStatus) return Either.left(apiError(ByStatus, { message: body?.message }))
  }
  return Either.left(
    unexpected(
      named && Either.isLeft(named)
        ? Issue.format(Issue.fromParseIssue(named.left))
        : tag !== undefined
          ? "this operation has no such error"
          : answer.text === ""
            ? "the body is empty"
            : "the body is none of the API's"
    )
  )
}

/**
 * The error that a status alone stands for. 401 and 403 mean the same from anything in between; any other status must
 * at least come with JSON, since a proxy's page of HTML says nothing of passkeys.
 */
const errorForStatus = (endpoint: Endpoint.Any, status: number, isJson: boolean): ApiErrorClass | undefined => {
  if (status === 401) return Unauthorized
  if (status === 403) return Forbidden
  if (!isJson) return undefined
  const own = endpoint.errors.filter((ErrorClass) => ErrorClass.wire.status === status)
  const [Only] = own
  if (Only && own.length === 1 && Object.keys(Only.wire.fields).length === 0) return Only
  return status === 400 ? BadRequest : undefined
}

/** The fields were decoded with the schema of this very class. */
const construct = (ErrorClass: ApiErrorClass, fields: Readonly<Record<string, unknown>>): PasslockError =>
  new (ErrorClass as unknown as new (fields: unknown, trusted: true) => PasslockError)(fields, true)

const parseObject = (text: string): Readonly<Record<string, unknown>> | undefined => {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Readonly<Record<string, unknown>>)
      : undefined
  } catch {
    return undefined
  }
}

/** Where a redirect points. Only the origin: the rest can repeat a code. */
const redirectOrigin = (answer: Answer, say: (text: string, maximum: number) => string): string => {
  const location = answer.headers.location ?? ""
  return URL.canParse(location) ? ` to ${say(new URL(location).origin, 100)}` : ""
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
