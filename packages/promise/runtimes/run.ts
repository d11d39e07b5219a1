/** Runs the suite in every supported runtime, against one emulator, and prints a table. */
import { execFile } from "node:child_process"
import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { join } from "node:path"
import { promisify } from "node:util"
import { PasslockEmulator } from "@passlock-sdk/emulator"
import { Passlock } from "@passlock-sdk/promise"
import { WebAuthnEmulator } from "nid-webauthn-emulator"

interface Result {
  readonly name: string
  readonly passed: boolean
  readonly note: string
}

/** The arguments of the suite. */
type Settings = Readonly<
  Record<"apiKey" | "code" | "endpoint" | "idToken" | "unreachable" | "redirecting" | "tenancyId", string>
>

interface Runtime {
  readonly name: string
  /** The path of its executable below `node_modules`. */
  readonly binary: string
  readonly arguments: (settings: Settings) => ReadonlyArray<string>
}

const here = import.meta.dirname
const folder = join(here, "..", "node_modules", ".cache", "runtimes")
const run = promisify(execFile)

const script = join(here, "process.mjs")
const inProcess =
  (...options: ReadonlyArray<string>) =>
  (settings: Settings) => [...options, script, JSON.stringify(settings)]

/** A configuration that contains all the modules and settings of the worker. */
const workerd = (settings: Settings): ReadonlyArray<string> => {
  const file = join(folder, "worker.capnp")
  const text = JSON.stringify
  const module = (path: string) =>
    `(name = ${text(path)}, esModule = ${text(readFileSync(join(here, "..", path), "utf8"))})`
  writeFileSync(
    file,
    `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (services = [
  (name = "main", worker = (
    modules = [${module("runtimes/worker.mjs")}, ${module("runtimes/suite.mjs")}, ${module("dist/index.js")}],
    bindings = [(name = "settings", json = ${text(text(settings))})],
    compatibilityDate = "2025-01-01"
  )),
  (name = "internet", network = (allow = ["local"]))
]);
`
  )
  return ["test", file]
}

const runtimes: ReadonlyArray<Runtime> = [
  { name: "Node.js 20", binary: "node20/bin/node", arguments: inProcess() },
  { name: "Node.js 22", binary: "node22/bin/node", arguments: inProcess() },
  { name: "Node.js 24", binary: "node24/bin/node", arguments: inProcess() },
  { name: "Bun", binary: ".bin/bun", arguments: inProcess("run") },
  // Without --allow-env: the package must not need the environment.
  { name: "Deno", binary: ".bin/deno", arguments: inProcess("run", "--no-prompt", "--allow-net") },
  { name: "workerd", binary: ".bin/workerd", arguments: workerd }
]

const packages = [
  "node20@npm:node@20.20.2",
  "node22@npm:node@22.23.3",
  "node24@npm:node@24.21.0",
  "bun@1.4.5",
  "deno@2.9.6",
  "workerd@1.20261117.1"
]

/** Installed here only, because the executables are too large for a development dependency. */
const install = async () => {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, "package.json"), '{ "private": true }')
  await run("npm", ["install", "--no-audit", "--no-fund", "--no-package-lock", ...packages], { cwd: folder })
}

interface Urls {
  readonly endpoint: string
  /** The URL of a port where nothing listens. */
  readonly unreachable: string
  /** The URL of a server that redirects every request to `endpoint`. */
  readonly redirecting: string
}

/** Registers a passkey and returns the suite's settings. */
const register = async (urls: Urls): Promise<Settings> => {
  const { apiKey, tenancyId } = PasslockEmulator.defaultTenancy
  const { registration } = new Passlock({ apiKey, tenancyId, endpoint: urls.endpoint })
  const request = { rpId: "example.com", userId: "user_01", username: "ada@example.com" }
  const { registrationToken } = await registration.prepare(request)
  const { optionsJSON, sessionToken } = await registration.options({ registrationToken })
  const response = new WebAuthnEmulator().createJSON("https://example.com", optionsJSON)
  const { code, idToken } = await registration.verify({ sessionToken, response })
  return { apiKey, tenancyId, ...urls, code, idToken }
}

const resultsOf = async (runtime: Runtime, settings: Settings): Promise<ReadonlyArray<Result>> => {
  const binary = join(folder, "node_modules", runtime.binary)
  try {
    const { stderr, stdout } = await run(binary, [...runtime.arguments(settings)], { timeout: 60_000 })
    const line = `${stdout}\n${stderr}`.split("\n").find((text) => text.startsWith("[{"))
    return line === undefined ? [{ name: "starts", passed: false, note: `${stdout}${stderr}` }] : JSON.parse(line)
  } catch (error) {
    return [{ name: "starts", passed: false, note: String(error) }]
  }
}

await install()
const emulator = PasslockEmulator.make()
const closed = await emulator.listen()
await closed.close()
const { url } = await emulator.listen()
const redirects = createServer(({ url: path }, response) => {
  response.writeHead(307, { location: `${url}${path}` }).end()
})
await new Promise<void>((resolve) => redirects.listen(0, "127.0.0.1", resolve))
const { port } = redirects.address() as AddressInfo
const urls = { endpoint: url, unreachable: closed.url, redirecting: `http://127.0.0.1:${port}` }
const table: Record<string, Record<string, string>> = {}
const failures: Array<string> = []
let passed = 0
for (const runtime of runtimes) {
  const { stdout } = await run(join(folder, "node_modules", runtime.binary), ["--version"])
  const [version = ""] = stdout.match(/\d+[\d.-]+\d/) ?? []
  for (const result of await resultsOf(runtime, await register(urls))) {
    const row = table[result.name] ?? {}
    row[`${runtime.name.split(" ")[0]} ${version}`] = result.passed ? result.note || "ok" : "FAILED"
    table[result.name] = row
    if (result.passed) passed++
    else failures.push(`${runtime.name}: ${result.name}\n${result.note}`)
  }
}
redirects.close()
await emulator.dispose()

console.table(table)
for (const failure of failures) console.error(failure)
console.log(`${passed} passed, ${failures.length} failed`)
process.exitCode = failures.length === 0 ? 0 : 1
