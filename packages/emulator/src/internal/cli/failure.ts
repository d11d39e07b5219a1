/** Why the command does not start, in one line. */
import * as Data from "effect/Data"

export class CommandFailure extends Data.TaggedError("CommandFailure")<{ readonly message: string }> {}
