/** What the worst responses cost: CPU time and memory of a process that makes one call. */
import { execFile } from "node:child_process"
import { mkdtemp, rm } from "node:fs/promises"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Readable } from "node:stream"
import { promisify } from "node:util"
import { createGzip } from "node:zlib"
import { Examples } from "@passlock-sdk/contract"
import { build } from "esbuild"
import { afterAll, assert, beforeAll, describe, it } from "vitest"

const maximum = 10 * 2 ** 20

/** Repeats an item until the body has almost 10 MiB. */
const filled = (itemOf: (index: number) => string, start = '{"_tag":"FindAllPasskeys","cursor":null,"records":[') => {
  const items: Array<string> = []
  for (let index = 0, left = maximum - start.length - 2; ; index++) {
    const item = itemOf(index)
    left -= item.length + 1
    if (left < 0) return `${start}${items.join()}${start.includes("[") ? "]" : ""}}`
    items.push(item)
  }
}

const id = "01890a5d-ac96-774b-bcce-b302099a8057"
const [record] = Examples.all["Passkeys.list"].response.records
const summary = JSON.stringify({ ...record, id, userId: id, credential: { id, userId: id } })
const nameOf = (index: number) => index.toString(36)

/** Adds spaces until the item passes the check for tiny values, which a body of more than one value per 22 bytes fails. */
const padded = (item: string) => item.padEnd(23 * (1 + (item.match(/[,[{]/g)?.length ?? 0)))

/** Bodies of almost 10 MiB. */
const bodies: Readonly<Record<string, () => string>> = {
  "a valid list": () => filled(() => summary),
  "a list whose last record is wrong": () => `${filled(() => summary).slice(0, -2)},{}]}`,
  "tiny records": () => filled(() => "{}"),
  "empty records": () => filled(() => padded("{}")),
  "records with a wrong tag": () => filled(() => padded('{"_tag":"Other"}')),
  "records with wrong fields": () =>
    filled(() => padded(summary.replaceAll(/"(id|userId|createdAt)":/g, '"$1":{},"_":'))),
  "records that are numbers": () => filled(() => padded("1.5")),
  "records that are arrays": () => filled(() => padded("[[],[]]")),
  "tiny names": () => filled((index) => `"${nameOf(index)}":0`, "{"),
  "many names": () => filled((index) => padded(`"${nameOf(index)}":0`), "{"),
  "records with names of their own": () => filled((index) => padded(`{"${nameOf(index)}":0}`)),
  "nested arrays": () => `{"records":${padded("[").repeat(maximum / 47 - 20)}${"]".repeat(maximum / 47 - 20)}}`,
  "nested objects": () => `${padded('{"a":').repeat(maximum / 47 - 20)}1${"}".repeat(maximum / 47 - 20)}`,
  "hidden prototypes": () => filled(() => padded('{"\\u005f_proto__":{}}')),
  "one long string": () => `{"_tag":"${"x".repeat(maximum - 20)}"}`,
  "an error with a long message": () => `{"_tag":"@error/Forbidden","message":"${"k".repeat(maximum - 60)}"}`
}

const server = createServer((request, response) => {
  const name = decodeURIComponent(request.url?.split("/")[1] ?? "")
  response.setHeader("content-type", "application/json")
  if (name === "a gzip bomb of 300 MB") {
    const spaces = Buffer.alloc(2 ** 20, " ")
    const bomb = Readable.from(Array.from({ length: 300 }, () => spaces)).pipe(createGzip())
    bomb.on("error", () => {}).pipe(response.setHeader("content-encoding", "gzip"))
  } else if (name === "a stream of 600 MB") {
    const spaces = Buffer.alloc(2 ** 20, " ")
    Readable.from(Array.from({ length: 600 }, () => spaces))
      .on("error", () => {})
      .pipe(response)
  } else response.end(bodies[name]?.() ?? summary)
})

let folder = ""

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "passlock-limits-"))
  // A bundle starts with little memory, so the measurement shows what the call takes.
  await build({
    entryPoints: [join(import.meta.dirname, "support", "settle.ts")],
    outfile: join(folder, "settle.mjs"),
    bundle: true,
    platform: "node",
    format: "esm",
    banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url)' },
    logLevel: "error"
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
})

afterAll(async () => {
  await rm(folder, { recursive: true })
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})

const settle = async (name: string, client = "fetch") => {
  const { port } = server.address() as AddressInfo
  const endpoint = `http://127.0.0.1:${port}/${encodeURIComponent(name)}`
  const { stdout } = await promisify(execFile)(process.execPath, [join(folder, "settle.mjs"), endpoint, client])
  const cost = JSON.parse(stdout)
  console.log(`${name} (${client}): ${cost.milliseconds} ms of CPU, ${cost.megabytes} MB, ${cost.tag}`)
  return cost
}

describe("a response of 10 MiB", () => {
  it.each(Object.keys(bodies))("settles within 1 s of CPU and 200 MB, given %s", async (name) => {
    const { megabytes, milliseconds, tag } = await settle(name)
    const expected =
      name === "a valid list" ? "value" : name.startsWith("an error") ? "Forbidden" : "UnexpectedResponse"
    assert.strictEqual(tag, expected)
    assert.isBelow(megabytes, 200)
    // A busy machine counts more CPU time than a quiet one.
    assert.isBelow(milliseconds, 3_000)
  })
})

describe("a larger response", () => {
  const cases = ["a gzip bomb of 300 MB", "a stream of 600 MB"].flatMap((name) =>
    ["fetch", "node:http", "undici"].map((client) => [name, client] as const)
  )

  it.each(cases)("settles within 64 MB, given %s over %s", async (name, client) => {
    const { megabytes, tag } = await settle(name, client)
    assert.strictEqual(tag, "UnexpectedResponse")
    assert.isBelow(megabytes, 64)
  })
})
