import * as Issue from "@passlock-sdk/contract/Issue"
import { InvalidInput } from "@passlock-sdk/contract/PasslockError"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as ParseResult from "effect/ParseResult"
import type * as Schema from "effect/Schema"

/** The fields of an input, read once: a second look could find others. What cannot be read is left for `encode` to refuse. */
export const copy = <A>(input: A): A => {
  try {
    return { ...input }
  } catch {
    return input
  }
}

/** What the wire carries of a value, or every fault of the value; that it throws when it is read is one. */
export const encode = (
  schema: Schema.Schema.AnyNoContext,
  value: unknown
): Either.Either<unknown, ReadonlyArray<Issue.Issue>> => {
  try {
    return Either.mapLeft(ParseResult.encodeUnknownEither(schema, { errors: "all" })(value), Issue.fromParseIssue)
  } catch {
    return Either.left([{ path: "", message: "expected a value that can be read" }])
  }
}

/** The end of a call that was never made. */
export const refuse = (operation: string, issues: ReadonlyArray<Issue.Issue>): Effect.Effect<never, InvalidInput> =>
  Effect.fail(
    new InvalidInput(
      { operation, attempts: 0, issues, message: `${operation}: Nothing was sent. ${Issue.format(issues)}.` },
      true
    )
  )
