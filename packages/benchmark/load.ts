/**
 * Tests the emulator under load: first 500 requests in flight for 30 seconds, then 200,000 challenges, of which a part
 * expires. Fails at the first error, and when memory grows.
 */
import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"
import { PasslockEmulator } from "@passlock-sdk/emulator"
import { start } from "@passlock-sdk/harness"
import autocannon from "autocannon"

/** `brief` runs a tenth. */
const scale = process.argv.includes("brief") ? 0.1 : 1

const inFlight = 500
const seconds = 30 * scale
const roundTrips = 200_000 * scale
/**
 * Seconds. Node.js accepts one connection per iteration of its event loop, so on a busy machine the last of the first 500
 * waits long.
 */
const timeout = 60
/** The number of concurrent challenges. */
const concurrency = 20
const parts = 10
/** One in this many challenges is never verified. */
const unverifiedEvery = 5
/** Megabytes. The unverified challenges of one part alone take twice as much. */
const tolerance = 2

setFlagsFromString("--expose-gc")
const collectGarbage: () => void = runInNewContext("gc")

const headers = { authorization: "Bearer emulated-api-key", "content-type": "application/json" }
const path = "/v2/emulated/challenges"

const create = JSON.stringify({
  email: "ada@example.com",
  purpose: "signup",
  skipRateLimit: true,
  metadata: { note: "x".repeat(1_000) }
})

interface Trip {
  readonly challenge?: { readonly challengeId: string; readonly secret: string; readonly code: string }
}

/** Creates a challenge and verifies it. */
const roundTrip = (): Array<autocannon.Request> => [
  {
    method: "POST",
    path,
    body: create,
    onResponse: (status, body, context) => {
      if (status === 201) Object.assign(context, JSON.parse(body))
    }
  },
  {
    method: "POST",
    path: `${path}/verify`,
    setupRequest: (request, context) => ({ ...request, body: JSON.stringify((context as Trip).challenge) })
  }
]

const run = async (options: Partial<autocannon.Options> & Pick<autocannon.Options, "url">) => {
  const result = await autocannon({ headers, timeout, ...options })
  const { errors, non2xx, timeouts } = result
  if (errors + non2xx + timeouts > 0)
    throw new Error(`${errors} errors, ${non2xx} error responses, ${timeouts} timeouts`)
  return result
}

const load = async () => {
  const emulator = await start()
  const { latency, requests } = await run({
    url: emulator.url,
    connections: inFlight,
    duration: seconds,
    requests: [{ method: "GET", path: "/v2/emulated/passkeys/" }, ...roundTrip()]
  })
  console.log(
    `${inFlight} requests in flight for ${seconds} s: ${requests.total} requests, no errors; ` +
      `latency: median ${latency.p50} ms, 99th percentile ${latency.p99} ms`
  )
  await emulator.stop()
}

/** The heap in use after garbage collection, in megabytes. */
const memoryInUse = (): number => {
  collectGarbage()
  return process.memoryUsage().heapUsed / 2 ** 20
}

/** Runs an emulator in this process, where its memory can be measured and its time advanced. */
const memory = async () => {
  const emulator = PasslockEmulator.make()
  const post = async (to: string, body: string): Promise<Trip> => {
    const response = await emulator.fetch(`http://localhost${to}`, { method: "POST", headers, body })
    const text = await response.text()
    if (!response.ok) throw new Error(`${response.status} ${text}`)
    return JSON.parse(text)
  }
  const trip = async (index: number) => {
    const { challenge } = await post(path, create)
    if (index % unverifiedEvery !== 0) await post(`${path}/verify`, JSON.stringify(challenge))
  }
  const samples: Array<number> = []
  for (let part = 0; part < parts; part++) {
    for (let done = 0; done < roundTrips / parts; done += concurrency) {
      await Promise.all(Array.from({ length: concurrency }, (_, index) => trip(index)))
    }
    // Longer than the lifetime of a challenge and the retention of an expired one.
    await emulator.advance(2 * 60 * 60_000)
    await trip(0)
    samples.push(Math.round(memoryInUse() * 10) / 10)
  }
  await emulator.dispose()
  console.log(`${roundTrips} challenges, one in ${unverifiedEvery} never verified: ${samples.join(", ")} MB in use`)
  const [early, late] = [samples.slice(0, 3), samples.slice(-3)].map((some) => Math.max(...some))
  if ((late ?? 0) > (early ?? 0) + tolerance) throw new Error("memory grows")
}

await load()
await memory()
