/** Calls an endpoint once in a process of its own, and prints how the call ended and what it cost. */
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import { Passkeys, PasslockConfig, RetryPolicy } from "@passlock-sdk/effect"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"

const clients = { fetch: FetchHttpClient.layer, "node:http": NodeHttpClient.layer, undici: NodeHttpClient.layerUndici }

const [endpoint = "", client = "fetch"] = process.argv.slice(2)

const call = (path: string) =>
  Passkeys.list().pipe(
    Effect.either,
    Effect.provide(PasslockConfig.layer({ tenancyId: "t", apiKey: "k", endpoint: new URL(path, endpoint).href })),
    Effect.provide(clients[client as keyof typeof clients]),
    Effect.provideService(RetryPolicy, RetryPolicy.none),
    Effect.runPromise
  )

// Modules are loaded and compiled before the measurement.
for (let warmUp = 0; warmUp < 20; warmUp++) await call("/small")
const memory = process.resourceUsage().maxRSS
const cpu = process.cpuUsage()
const result = await call(endpoint)
const { system, user } = process.cpuUsage(cpu)

console.log(
  JSON.stringify({
    tag: Either.isLeft(result) ? result.left._tag : "value",
    message: Either.isLeft(result) ? result.left.message.slice(0, 300) : "",
    milliseconds: Math.round((user + system) / 1_000),
    megabytes: Math.round((process.resourceUsage().maxRSS - memory) / 1_000)
  })
)
