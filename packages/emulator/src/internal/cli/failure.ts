/** Why the command does not start, in one line. */
import * as Data from "effect/Data"

export class CommandFailure extends Data.TaggedError("CommandFailure")<{ readonly message: string }> {}

/** The code of a file system error. */
export const codeOf = (cause: unknown): string =>
  cause instanceof Error && "code" in cause && typeof cause.code === "string" ? cause.code : "unknown error"
