/** How many calls a second the facade makes, in proportion to bare `fetch`, against a server in a process of its own. */
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

/** Calls a second, so many at a time. */
const rate = async (call: () => Promise<unknown>, atATime: number): Promise<number> => {
  let left = calls
  const begun = performance.now()
  const worker = async () => {
    while (left-- > 0) await call()
  }
  await Promise.all(Array.from({ length: atATime }, worker))
  return (calls / (performance.now() - begun)) * 1_000
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

  console.log(`calls a second, medians of ${rounds} rounds of ${calls} calls`)
  for (const atATime of [1, 20]) {
    await rate(bare, atATime)
    await rate(facade, atATime)
    const results: Array<{ readonly bare: number; readonly facade: number }> = []
    for (let round = 0; round < rounds; round++) {
      results.push({ bare: await rate(bare, atATime), facade: await rate(facade, atATime) })
    }
    const ratio = median(results.map((result) => result.facade / result.bare))
    const [of, to] = [median(results.map((result) => result.facade)), median(results.map((result) => result.bare))]
    console.log(`  ${atATime} at a time   facade ${of.toFixed(0)}, fetch ${to.toFixed(0)}, ratio ${ratio.toFixed(2)}`)
  }
  child.kill()
}

if (process.argv[2] === "serve") serve()
else await compare()
