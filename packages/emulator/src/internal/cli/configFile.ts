/** Reads the configuration file. */
import { readFile } from "node:fs/promises"
import { issuesOf } from "@passlock-sdk/contract/Codec"
import { format } from "@passlock-sdk/contract/protocol/Issue"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import { InvalidOption, type Options, resolve } from "../settings.js"
import { CommandFailure, codeOf } from "./failure.js"

const tenancyFields = {
  settings: Schema.optional(Schema.Record({ key: Schema.String, value: Schema.Unknown })),
  origins: Schema.optional(Schema.Array(Schema.String)),
  relyingParties: Schema.optional(Schema.Array(Schema.String))
}

/** The structure of the file; `resolve` validates the values like the options of a program. */
const ConfigFile = Schema.Struct({
  ...tenancyFields,
  api: Schema.optional(Schema.String),
  apiKeyOrigins: Schema.optional(Schema.Array(Schema.String)),
  allowedHosts: Schema.optional(Schema.Array(Schema.String)),
  tenancies: Schema.optional(
    Schema.Array(Schema.Struct({ tenancyId: Schema.String, apiKey: Schema.String, ...tenancyFields }))
  )
})

export const read = (path: string): Effect.Effect<Options, CommandFailure> =>
  Effect.gen(function* () {
    const fail = (reason: string) => new CommandFailure({ message: `the configuration file ${path} ${reason}` })
    const text = yield* Effect.tryPromise({
      try: () => readFile(path, "utf8"),
      catch: (cause) => fail(`cannot be read: ${codeOf(cause)}`)
    })
    const json = yield* Effect.try({ try: (): unknown => JSON.parse(text), catch: () => fail("is not JSON") })
    const decoded = Schema.decodeUnknownEither(ConfigFile)(json, { onExcessProperty: "error", errors: "all" })
    if (Either.isLeft(decoded)) {
      return yield* fail(`is invalid: ${format(issuesOf(decoded.left.issue))}`)
    }
    const options = decoded.right as Options
    yield* Effect.try({
      try: () => resolve(options),
      catch: (cause) =>
        fail(`is invalid: ${cause instanceof InvalidOption ? `${cause.option}: ${cause.issue}` : cause}`)
    })
    return options
  })
