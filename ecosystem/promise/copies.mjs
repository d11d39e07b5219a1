/**
 * Several copies in one process. Both builds: the application is an ES module, and a library of it is CommonJS. And another
 * version, which keeps its own defaults.
 */
import { readFile, writeFile } from "node:fs/promises"
import { createServer } from "node:http"
import { createRequire } from "node:module"
import { setTimeout } from "node:timers/promises"
import { fileURLToPath } from "node:url"
import * as Module from "@passlock-sdk/promise"

const CommonJS = createRequire(import.meta.url)("@passlock-sdk/promise")
const exported = (copy) => Object.keys(copy).sort().join(" ")
const fields = { operation: "Passkeys.get", attempts: 1, status: 404, message: "none" }

if (Module.Passlock === CommonJS.Passlock) throw new Error("expected two copies")
if (exported(Module) !== exported(CommonJS)) throw new Error(`expected ${exported(Module)}, got ${exported(CommonJS)}`)
for (const [one, other] of [
  [Module, CommonJS],
  [CommonJS, Module]
]) {
  const error = new one.NotFound(fields)
  if (!(error instanceof other.NotFound) || !other.isPasslockError(error)) throw new Error("expected the same error")
}
console.log(`both copies export ${exported(Module)}`)

/** A version whose attempts time out after 100 ms. */
const source = await readFile(fileURLToPath(import.meta.resolve("@passlock-sdk/promise")), "utf8")
const otherSource = source.replace("{timeout:3e4,", "{timeout:100,")
if (otherSource === source) throw new Error("expected the default timeout in the bundle")
await writeFile("other.mjs", otherSource)
const Other = await import(new URL("other.mjs", import.meta.url))

const server = createServer(async (_, response) => {
  await setTimeout(1_000)
  response.setHeader("content-type", "application/json")
  response.end('{ "_tag": "FindAllPasskeys", "cursor": null, "records": [] }')
})
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve))
const options = {
  tenancyId: "tenancy",
  apiKey: "key",
  endpoint: `http://127.0.0.1:${server.address().port}`,
  maxRetries: 0
}
const outcomes = []
for (const { Passlock } of [Other, Module, CommonJS]) {
  const outcome = await new Passlock(options).safe.passkeys.list()
  outcomes.push(outcome.success ? "success" : outcome.error._tag)
}
server.closeAllConnections()
server.close()
const expected = "RequestTimeout success success"
if (outcomes.join(" ") !== expected) throw new Error(`expected ${expected}, got ${outcomes.join(" ")}`)
console.log("copies of different versions keep their own defaults")
