import type * as Endpoint from "@passlock-sdk/contract/Endpoint"
import * as Issue from "@passlock-sdk/contract/Issue"
import {
  type ApiErrorClass,
  commonApiErrors,
  type PasslockError,
  RateLimited,
  ServerError,
  UnexpectedResponse
} from "@passlock-sdk/contract/PasslockError"
import * as Answer from "@passlock-sdk/contract/protocol/Response"
import * as Either from "effect/Either"
import * as ParseResult from "effect/ParseResult"
import * as Redacted from "effect/Redacted"
import type * as Schema from "effect/Schema"

/** The value that an answer carries, or the error that it is. */
export const read = (
  endpoint: Endpoint.Any,
  answer: Answer.Answer,
  report: Answer.Report
): Either.Either<unknown, PasslockError> => {
  const reading = Answer.read(
    {
      operation: endpoint.operation,
      own: endpoint.errors,
      common: commonApiErrors,
      decode: decoder<unknown>(endpoint.success.schema),
      decodeError: ({ wire }: ApiErrorClass, body) =>
        decoder<Answer.Fields>(wire.schema as Schema.Schema.AnyNoContext)(body),
      fail: (error, fields) => construct(typeof error === "string" ? strays[error] : error, fields)
    },
    answer,
    report
  )
  return "value" in reading ? Either.right(reading.value) : Either.left(reading.failure)
}

const strays = { RateLimited, ServerError, UnexpectedResponse }

const decoder =
  <A>(schema: Schema.Schema.AnyNoContext) =>
  (body: Answer.Fields): Answer.Decoded<A> =>
    Either.match(ParseResult.decodeUnknownEither(schema, { errors: "all" })(body), {
      onLeft: (error) => ({ reason: Issue.format(Issue.fromParseIssue(error)) }),
      onRight: (value) => ({ value })
    })

/** The fields were decoded with the schema of this very class; an excerpt of a body can hold a secret. */
const construct = (ErrorClass: unknown, fields: Answer.Fields): PasslockError =>
  new (ErrorClass as new (fields: unknown, trusted: true) => PasslockError)(
    "body" in fields ? { ...fields, body: Redacted.make(fields.body) } : fields,
    true
  )
