/** The command as a whole: its arguments, its logger, and one line for whatever keeps it from starting. */
import type * as CliApp from "@effect/cli/CliApp"
import * as ValidationError from "@effect/cli/ValidationError"
import * as Config from "effect/Config"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Logger from "effect/Logger"
import * as LogLevel from "effect/LogLevel"
import * as Command from "./command.js"
import { CommandFailure } from "./failure.js"

const logLevel = Config.logLevel("PASSLOCK_EMULATOR_LOG_LEVEL").pipe(
  Config.withDefault(LogLevel.Info),
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
    yield* Command.run(argv).pipe(
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
