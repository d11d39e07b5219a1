/** The command line: what it takes. */
import * as Command from "@effect/cli/Command"
import * as Flags from "@effect/cli/Options"
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import { defaultSettings, defaultTenancy } from "../settings.js"
import { version } from "../version.js"
import { defaults, start } from "./start.js"

/** The variable that stands for a flag: `PASSLOCK_EMULATOR_DATA_DIR` for `--data-dir`. An empty one stands for nothing. */
const variable = (flag: string): string => `PASSLOCK_EMULATOR_${flag.toUpperCase().replaceAll("-", "_")}`

const described =
  (flag: string, text: string) =>
  <A>(flags: Flags.Options<A>): Flags.Options<A> =>
    Flags.withDescription(flags, `${text} [${variable(flag)}]`)

const text = (flag: string, description: string) =>
  Flags.text(flag).pipe(
    Flags.withFallbackConfig(Config.nonEmptyString(variable(flag))),
    described(flag, description),
    Flags.optional,
    Flags.map(Option.getOrUndefined)
  )

const integer = (flag: string, description: string) =>
  Flags.text(flag).pipe(
    Flags.withPseudoName("integer"),
    Flags.withFallbackConfig(Config.nonEmptyString(variable(flag))),
    Flags.filterMap(
      (given) => (/^\d{1,15}$/.test(given) ? Option.some(Number(given)) : Option.none()),
      `--${flag}, or ${variable(flag)}, must be a whole number`
    ),
    described(flag, description),
    Flags.optional,
    Flags.map(Option.getOrUndefined)
  )

/** A flag that may be repeated; in its variable the values are joined with commas. */
const list = (flag: string, description: string) =>
  Flags.text(flag).pipe(
    Flags.repeated,
    Flags.mapEffect((given) =>
      given.length > 0
        ? Effect.succeed(given)
        : Config.array(Config.string(), variable(flag)).pipe(Effect.orElseSucceed((): Array<string> => []))
    ),
    described(flag, description)
  )

const options = {
  port: integer("port", `The port to listen on; 0 for any that is free. Default ${defaults.port}.`),
  host: text("host", `The address to listen on. Default ${defaults.host}: this machine alone.`),
  tenancy: text("tenancy", `The id of the tenancy. Default ${defaultTenancy.tenancyId}.`),
  apiKey: Flags.redacted("api-key").pipe(
    Flags.withFallbackConfig(Config.redacted(Config.nonEmptyString(variable("api-key")))),
    described("api-key", `The API key of the tenancy. Default ${defaultTenancy.apiKey}.`),
    Flags.optional,
    Flags.map((key) => Option.getOrUndefined(Option.map(key, Redacted.value)))
  ),
  config: text("config", "A JSON file that describes several tenancies."),
  dataDir: text("data-dir", "The folder to keep everything in. Default: memory, lost when it stops."),
  origins: list(
    "origin",
    "An origin that ceremonies are accepted from, such as http://localhost:3000; may be repeated."
  ),
  relyingParties: list("rp-id", "A relying party of the tenancy, such as localhost; may be repeated. Default: any."),
  pageSize: integer("page-size", `How many passkeys a page of the list holds. Default ${defaultSettings.pageSize}.`),
  set: list("set", "Another setting, as name=value, such as challengeAttempts=3; may be repeated.")
}

export const run = Command.run(
  Command.make("passlock-emulator", options, start).pipe(
    Command.withDescription("The Passlock REST API on your machine, with real WebAuthn verification.")
  ),
  { name: "passlock-emulator", version, executable: "passlock-emulator" }
)
