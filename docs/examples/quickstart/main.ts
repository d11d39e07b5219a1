/**
 * The whole flow on your machine: verify an email address, register a passkey, log in, manage the vault.
 *
 * Without a flag, it uses the requests of Passlock 2.6; with `--api 2.9`, those that Passlock documents today.
 *
 * The API is the emulator and the device is a virtual authenticator; both use real cryptography. To run the same program
 * against Passlock, provide `FetchHttpClient.layer` and `PasslockConfig.layerEnv` instead of the last two layers.
 */
import { parseArgs } from "node:util"
import { PasslockConfig } from "@passlock-sdk/effect"
import { PasslockEmulator } from "@passlock-sdk/emulator"
import * as Effect from "effect/Effect"
import * as Authenticator from "./authenticator.js"
import * as Flow26 from "./flow26.js"
import * as Flow29 from "./flow29.js"
import { runSteps } from "./steps.js"

type Flow = Effect.Effect<void, unknown, Effect.Effect.Context<typeof Flow26.flow | typeof Flow29.flow>>

const flows: { readonly [Release in "2.6" | "2.9"]: Flow } = { "2.6": Flow26.flow, "2.9": Flow29.flow }

const { api } = parseArgs({ options: { api: { type: "string", default: "2.6" } } }).values

const isRelease = (release: string): release is keyof typeof flows => release in flows

if (!isRelease(api)) {
  console.error(`--api: expected ${Object.keys(flows).join(" or ")}`)
  process.exit(1)
}

await runSteps(`Ada signs up and logs in, with Passlock ${api}`, flows[api]).pipe(
  Effect.provide(Authenticator.layer),
  Effect.provide(PasslockConfig.layer(PasslockEmulator.defaultTenancy)),
  // Of this release alone: a request of the other one would fail.
  Effect.provide(PasslockEmulator.layer({ api })),
  Effect.runPromise
)
