/** Runs the command: parses its arguments, sets up logging, and prints one line when it cannot start. */
import type * as CliApp from "@effect/cli/CliApp"
import * as ValidationError from "@effect/cli/ValidationError"
import * as Config from "effect/Config"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Logger from "effect/Logger"
import * as LogLevel from "effect/LogLevel"
import * as Option from "effect/Option"
import * as Command from "./command.js"
import { CommandFailure } from "./failure.js"

/** The CLI library expects its own flags first. */
const reorder = ([runtime = "", script = "", ...args]: ReadonlyArray<string>): ReadonlyArray<string> => {
  const index = args.indexOf("--log-level")
  return index === -1
    ? [runtime, script, ...args]
    : [runtime, script, ...args.slice(index, index + 2), ...args.slice(0, index), ...args.slice(index + 2)]
}

const variable = "PASSLOCK_EMULATOR_LOG_LEVEL"

const logLevel = Config.nonEmptyString(variable).pipe(
  Config.option,
  Effect.flatMap((level) => (Option.isNone(level) ? Effect.succeed(LogLevel.Info) : Config.logLevel(variable))),
  Effect.mapError(
    () =>
      new CommandFailure({
        message: "PASSLOCK_EMULATOR_LOG_LEVEL: expected all, trace, debug, info, warning, error, fatal or none"
      })
  )
)

/** Removes the colours and line breaks of the library's error messages. */
const toLine = (message: string): string =>
  message
    // biome-ignore lint/suspicious/noControlCharactersInRegex: ANSI escape sequences start with one.
    .replace(/\u001b\[[\d;]*m/g, "")
    .replace(/\s+/g, " ")
    .trim()

const printError = (message: string) => Console.error(`passlock-emulator: ${message}`)

export const main = (
  argv: ReadonlyArray<string>
): Effect.Effect<void, CommandFailure | ValidationError.ValidationError, CliApp.CliApp.Environment> =>
  Effect.gen(function* () {
    const level = yield* logLevel
    const console = yield* Effect.console
    yield* Command.run(reorder(argv)).pipe(
      Logger.withMinimumLogLevel(level),
      Effect.withConsole({
        ...console,
        error: (message: string) => printError(`${toLine(message)} (see --help)`).pipe(Effect.withConsole(console))
      })
    )
  }).pipe(
    Effect.provide(Logger.replace(Logger.defaultLogger, Logger.prettyLogger({ stderr: true }))),
    Effect.tapError((failure) =>
      ValidationError.isValidationError(failure) ? Effect.void : printError(failure.message)
    )
  )
