/** Compares the calls per second of the facade and of `fetch`, against a server in another process. */
import { fork } from "node:child_process"
import { once } from "node:events"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { fileURLToPath } from "node:url"
import { median } from "./median.js"

const page = JSON.stringify({ _tag: "FindAllPasskeys", cursor: null, records: [] })
const calls = 1_000
const rounds = 21

const serve = () => {
  const server = createServer((_, response) =>
    response.writeHead(200, { "content-type": "application/json" }).end(page)
  )
  server.listen(0, "127.0.0.1", () => process.send?.((server.address() as AddressInfo).port))
}

/** Measures calls per second. */
const rate = async (call: () => Promise<unknown>, concurrency: number): Promise<number> => {
  let left = calls
  const start = performance.now()
  const worker = async () => {
    while (left-- > 0) await call()
  }
  await Promise.all(Array.from({ length: concurrency }, worker))
  return (calls / (performance.now() - start)) * 1_000
}

const compare = async () => {
  const child = fork(fileURLToPath(import.meta.url), ["serve"])
  const [port] = await once(child, "message")
  const endpoint = `http://127.0.0.1:${port}`
  const { Passlock } = await import("../promise/dist/index.js" as string)
  const passlock = new Passlock({ tenancyId: "t", apiKey: "k", endpoint })
  const facade = () => passlock.passkeys.list()
  const bare = async () => {
    const response = await fetch(`${endpoint}/v2/t/passkeys/`, { headers: { authorization: "Bearer k" } })
    return response.json()
  }

  console.log(`calls per second, medians of ${rounds} rounds of ${calls} calls`)
  for (const concurrency of [1, 20]) {
    await rate(bare, concurrency)
    await rate(facade, concurrency)
    const results: Array<{ readonly bare: number; readonly facade: number }> = []
    for (let round = 0; round < rounds; round++) {
      results.push({ bare: await rate(bare, concurrency), facade: await rate(facade, concurrency) })
    }
    const ratio = median(results.map((result) => result.facade / result.bare))
    const medianOf = (name: "bare" | "facade") => median(results.map((result) => result[name])).toFixed(0)
    console.log(
      `  ${concurrency} concurrent   facade ${medianOf("facade")}, fetch ${medianOf("bare")}, ratio ${ratio.toFixed(2)}`
    )
  }
  child.kill()
}

if (process.argv[2] === "serve") serve()
else await compare()
