/** The command as a whole: its arguments, its logger, and one line for whatever keeps it from starting. */
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

/** The library wants its own flags before all others. */
const inOrder = ([runtime = "", script = "", ...args]: ReadonlyArray<string>): ReadonlyArray<string> => {
  const index = args.indexOf("--log-level")
  return index === -1
    ? [runtime, script, ...args]
    : [runtime, script, ...args.slice(index, index + 2), ...args.slice(0, index), ...args.slice(index + 2)]
}

const variable = "PASSLOCK_EMULATOR_LOG_LEVEL"

const logLevel = Config.nonEmptyString(variable).pipe(
  Config.option,
  Effect.flatMap((given) => (Option.isNone(given) ? Effect.succeed(LogLevel.Info) : Config.logLevel(variable))),
  Effect.mapError(
    () =>
      new CommandFailure({
        message: "PASSLOCK_EMULATOR_LOG_LEVEL must be one of all, trace, debug, info, warning, error, fatal, none"
      })
  )
)

/** The explanation of a wrong flag comes coloured, and on several lines. */
const plain = (text: string): string =>
  text
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what colours are made of.
    .replace(/\u001b\[[\d;]*m/g, "")
    .replace(/\s+/g, " ")
    .trim()

const say = (message: string) => Console.error(`passlock-emulator: ${message}`)

export const main = (
  argv: ReadonlyArray<string>
): Effect.Effect<void, CommandFailure | ValidationError.ValidationError, CliApp.CliApp.Environment> =>
  Effect.gen(function* () {
    const level = yield* logLevel
    const console = yield* Effect.console
    yield* Command.run(inOrder(argv)).pipe(
      Logger.withMinimumLogLevel(level),
      Effect.withConsole({
        ...console,
        error: (text: string) => say(`${plain(text)} (--help tells more)`).pipe(Effect.withConsole(console))
      })
    )
  }).pipe(
    Effect.provide(Logger.replace(Logger.defaultLogger, Logger.prettyLogger({ stderr: true }))),
    Effect.tapError((failure) => (ValidationError.isValidationError(failure) ? Effect.void : say(failure.message)))
  )
