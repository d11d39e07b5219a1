/** The flags of the command and their environment variables. */
import * as Command from "@effect/cli/Command"
import * as Flags from "@effect/cli/Options"
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import { defaultSettings, defaultTenancy } from "../settings.js"
import { version } from "../version.js"
import { defaults, start } from "./start.js"

/** The variable of a flag: `PASSLOCK_EMULATOR_DATA_DIR` for `--data-dir`. Empty variables count as missing. */
const variable = (flag: string): string => `PASSLOCK_EMULATOR_${flag.toUpperCase().replaceAll("-", "_")}`

const describe =
  (flag: string, description: string) =>
  <A>(flags: Flags.Options<A>): Flags.Options<A> =>
    Flags.withDescription(flags, `${description} [${variable(flag)}]`)

const string = (flag: string, description: string) =>
  Flags.text(flag).pipe(
    Flags.withFallbackConfig(Config.nonEmptyString(variable(flag))),
    describe(flag, description),
    Flags.optional,
    Flags.map(Option.getOrUndefined)
  )

const integer = (flag: string, description: string) =>
  Flags.text(flag).pipe(
    Flags.withPseudoName("integer"),
    Flags.withFallbackConfig(Config.nonEmptyString(variable(flag))),
    Flags.filterMap(
      (value) => (/^\d{1,15}$/.test(value) ? Option.some(Number(value)) : Option.none()),
      `--${flag} or ${variable(flag)}: expected an integer`
    ),
    describe(flag, description),
    Flags.optional,
    Flags.map(Option.getOrUndefined)
  )

/** A repeatable flag. Its variable separates the values with commas. */
const list = (flag: string, description: string) =>
  Flags.text(flag).pipe(
    Flags.repeated,
    Flags.mapEffect((values) =>
      values.length > 0
        ? Effect.succeed(values)
        : Config.array(Config.string(), variable(flag)).pipe(Effect.orElseSucceed((): Array<string> => []))
    ),
    describe(flag, description)
  )

const options = {
  port: integer("port", `The port to listen on; 0 selects a free port. Default: ${defaults.port}.`),
  host: string("host", `The address to listen on. Default: ${defaults.host}, reachable from this machine only.`),
  tenancy: string("tenancy", `The tenancy ID. Default: ${defaultTenancy.tenancyId}.`),
  apiKey: Flags.redacted("api-key").pipe(
    Flags.withFallbackConfig(Config.redacted(Config.nonEmptyString(variable("api-key")))),
    describe("api-key", `The tenancy's API key. Default: ${defaultTenancy.apiKey}.`),
    Flags.optional,
    Flags.map((key) => Option.getOrUndefined(Option.map(key, Redacted.value)))
  ),
  apiKeyFile: string(
    "api-key-file",
    "A file with the tenancy's API key, which hides it from other users' process lists."
  ),
  config: string("config", "A JSON file that lists several tenancies and their options."),
  api: string(
    "api",
    "The generation of the API: 2.6, or 2.9 for the releases 2.7 to 2.9. Routes of the other one are 501. Default: both."
  ),
  dataDir: string("data-dir", "The folder for the state. Default: in memory, lost on exit."),
  origins: list("origin", "An origin that may run ceremonies, such as http://localhost:3000. Can be repeated."),
  apiKeyOrigins: list(
    "api-key-origin",
    "An origin whose pages may send an API key, such as http://localhost:3000. Can be repeated. Default: none."
  ),
  allowedHosts: list(
    "allowed-host",
    "A host name of the emulator, besides localhost, addresses and --host. Can be repeated."
  ),
  relyingParties: list(
    "rp-id",
    "A relying party of the tenancy, such as localhost. Can be repeated. Default: any domain."
  ),
  pageSize: integer("page-size", `The number of passkeys on a page of the list. Default: ${defaultSettings.pageSize}.`),
  set: list("set", "Another setting as name=value, such as challengeAttempts=3. Can be repeated.")
}

export const run = Command.run(
  Command.make("passlock-emulator", options, start).pipe(
    Command.withDescription("The Passlock REST API on your machine, with real WebAuthn verification.")
  ),
  { name: "passlock-emulator", version, executable: "passlock-emulator" }
)
