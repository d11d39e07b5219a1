/** Lists the source files that one call executes, from V8's coverage: the files that a reader opens to follow the call. */
import { Session } from "node:inspector/promises"
import { relative } from "node:path"
import { fileURLToPath } from "node:url"
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import { Passlock as Page } from "@passlock-sdk/browser"
import { VirtualAuthenticator } from "@passlock-sdk/browser/testing"
import { Passkeys, PasslockConfig } from "@passlock-sdk/effect"
import { PasslockEmulator } from "@passlock-sdk/emulator"
import { start } from "@passlock-sdk/harness"
import { Passlock } from "@passlock-sdk/promise"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

const packages = fileURLToPath(new URL("..", import.meta.url))

const session = new Session()
session.connect()
await session.post("Profiler.enable")
await session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: false })

/** The files that a call executes, except those in one folder. */
const trace = async (call: () => Promise<unknown>, except = "none"): Promise<ReadonlyArray<string>> => {
  // Excludes what happens only once, such as compiling a schema.
  await call()
  await session.post("Profiler.takePreciseCoverage")
  await call()
  const { result } = await session.post("Profiler.takePreciseCoverage")
  const isExecuted = ({ functions }: (typeof result)[number]) =>
    functions.some(({ ranges }) => (ranges[0]?.count ?? 0) > 0)
  return result
    .filter((script) => script.url.startsWith("file:") && isExecuted(script))
    .map(({ url }) => relative(packages, fileURLToPath(url)))
    .filter((file) => /^\w+\/src\//.test(file) && !file.startsWith(except))
    .sort()
}

const { tenancyId, apiKey } = PasslockEmulator.defaultTenancy
const origin = "http://localhost"
const rpId = "localhost"

// The clients call an emulator in another process, so that its files are not counted.
const remote = await start()
const endpoint = remote.url
const server = new Passlock({ tenancyId, apiKey, endpoint })
VirtualAuthenticator.install(VirtualAuthenticator.make({ origin }))
const page = new Page({ tenancyId, endpoint })
const emulator = PasslockEmulator.make()

const user = { rpId, userId: "user_01", username: "ada" }
const { registrationToken } = await server.registration.prepare(user)
await page.register({ registrationToken })
const [{ id: passkeyId } = { id: "" }] = (await server.passkeys.list()).records
const [seeded] = await emulator.seed([user])

const services = Layer.merge(PasslockConfig.layer({ tenancyId, apiKey, endpoint }), FetchHttpClient.layer)
const context = await Effect.runPromise(Effect.scoped(Layer.build(services)))
const program = Passkeys.get({ passkeyId }).pipe(Effect.provide(context))

/** Sends a request to the emulator in this process. */
const request = async (path: string, init: RequestInit = {}) => {
  const headers = { authorization: `Bearer ${apiKey}`, "content-type": "application/json" }
  const response = await emulator.fetch(`https://api.passlock.dev/v2/${tenancyId}${path}`, { ...init, headers })
  if (!response.ok) throw new Error(await response.text())
}

const traces = [
  {
    name: "program Passkeys.get",
    maximum: 8,
    files: await trace(() => Effect.runPromise(program))
  },
  {
    name: "method passlock.passkeys.get",
    maximum: 11,
    files: await trace(() => server.passkeys.get({ passkeyId }))
  },
  {
    name: "ceremony passlock.authenticate",
    maximum: 15,
    files: await trace(() => page.authenticate({ rpId }), "browser/src/testing/")
  },
  {
    name: "emulator GET /passkeys/{passkeyId}",
    maximum: 12,
    files: await trace(() => request(`/passkeys/${seeded?.passkey.id}`))
  },
  {
    name: "emulator POST /challenges",
    maximum: 14,
    files: await trace(() =>
      request("/challenges", {
        method: "POST",
        body: JSON.stringify({ email: "ada@example.com", purpose: "signup", skipRateLimit: true })
      })
    )
  }
]

for (const { files, maximum, name } of traces) {
  console.log(`${name}: ${files.length} files, at most ${maximum}`)
  for (const file of files) console.log(`  ${file}`)
}
await emulator.dispose()
await remote.stop()
if (traces.some(({ files, maximum }) => files.length > maximum)) {
  console.error("a call executes too many files")
  process.exitCode = 1
}
