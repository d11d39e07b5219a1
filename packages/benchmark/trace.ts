/** Which of our source files one call executes, from V8's coverage: how many files a reader opens to follow it. */
import { Session } from "node:inspector/promises"
import { relative } from "node:path"
import { fileURLToPath } from "node:url"
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import { Passlock as Page } from "@passlock-sdk/browser"
import { VirtualAuthenticator } from "@passlock-sdk/browser/testing"
import { Passkeys, PasslockConfig } from "@passlock-sdk/effect"
import { PasslockEmulator } from "@passlock-sdk/emulator"
import { Passlock } from "@passlock-sdk/promise"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

const packages = fileURLToPath(new URL("..", import.meta.url))

const session = new Session()
session.connect()
await session.post("Profiler.enable")
await session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: false })

/** The files that a call executes, without those of the packages that only answer it. */
const trace = async (call: () => Promise<unknown>, without: ReadonlyArray<string>): Promise<ReadonlyArray<string>> => {
  // Whatever happens only once, such as loading a module or a schema, is not part of a call.
  await call()
  await session.post("Profiler.takePreciseCoverage")
  await call()
  const { result } = await session.post("Profiler.takePreciseCoverage")
  const isExecuted = ({ functions }: (typeof result)[number]) =>
    functions.some(({ ranges }) => (ranges[0]?.count ?? 0) > 0)
  return result
    .filter((script) => script.url.startsWith("file:") && isExecuted(script))
    .map(({ url }) => relative(packages, fileURLToPath(url)))
    .filter((file) => file.includes("/src/") && !without.some((folder) => file.startsWith(folder)))
    .sort()
}

const { tenancyId, apiKey } = PasslockEmulator.defaultTenancy
const origin = "http://localhost"
const rpId = "localhost"
const emulator = await PasslockEmulator.make()
const server = new Passlock({ tenancyId, apiKey, fetch: emulator.fetch })
VirtualAuthenticator.install(VirtualAuthenticator.make({ origin }))
const page = new Page({ tenancyId, fetch: emulator.fetch })

let users = 0
const register = async () => {
  const { registrationToken } = await server.registration.prepare({ rpId, userId: `${users++}`, username: "ada" })
  return page.register({ registrationToken })
}
await register()
const [{ id: passkeyId } = { id: "" }] = (await server.passkeys.list()).records

const services = Layer.merge(PasslockConfig.layer({ tenancyId, apiKey }), FetchHttpClient.layer)
const context = await Effect.runPromise(Effect.scoped(Layer.build(services)))
const program = Passkeys.get({ passkeyId }).pipe(
  Effect.provide(context),
  Effect.provideService(FetchHttpClient.Fetch, emulator.fetch as typeof fetch)
)
const authorization = { headers: { authorization: `Bearer ${apiKey}` } }

const traces = [
  {
    name: "program Passkeys.get",
    maximum: 8,
    files: await trace(() => Effect.runPromise(program), ["emulator/"])
  },
  {
    name: "method passlock.passkeys.get",
    maximum: 11,
    files: await trace(() => server.passkeys.get({ passkeyId }), ["emulator/"])
  },
  {
    name: "ceremony passlock.authenticate",
    maximum: 14,
    files: await trace(() => page.authenticate({ rpId }), ["emulator/", "browser/src/testing/"])
  },
  {
    name: "emulator GET /passkeys/{passkeyId}",
    maximum: 12,
    files: await trace(
      () => emulator.fetch(`https://api.passlock.dev/v2/${tenancyId}/passkeys/${passkeyId}`, authorization),
      []
    )
  },
  {
    name: "emulator POST /challenges",
    maximum: 14,
    files: await trace(
      () =>
        emulator.fetch(`https://api.passlock.dev/v2/${tenancyId}/challenges`, {
          ...authorization,
          method: "POST",
          body: JSON.stringify({ email: "ada@example.com", purpose: "signup", skipRateLimit: true })
        }),
      []
    )
  }
]

for (const { files, maximum, name } of traces) {
  console.log(`${name}: ${files.length} files, at most ${maximum}`)
  for (const file of files) console.log(`  ${file}`)
}
await emulator.dispose()
if (traces.some(({ files, maximum }) => files.length > maximum)) {
  console.error("a call goes through too many files")
  process.exitCode = 1
}
