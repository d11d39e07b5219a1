/**
 * Whether the emulator bears a load: 500 requests in flight for half a minute, then 200,000 challenges there and back,
 * of which a part is left to expire. Fails at the first error, and when memory grows.
 */
import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"
import { PasslockEmulator } from "@passlock-sdk/emulator"
import { start } from "@passlock-sdk/harness"
import autocannon from "autocannon"

/** `brief` for a tenth of it. */
const scale = process.argv.includes("brief") ? 0.1 : 1

const inFlight = 500
const seconds = 30 * scale
const roundTrips = 200_000 * scale
/**
 * Seconds. Node.js accepts one connection in each turn of its loop, so the last of the first 500 waits long where the
 * machine is busy with others.
 */
const patience = 60
/** How many challenges are there at once. */
const atOnce = 20
const parts = 10
/** One in so many challenges is never solved. */
const unsolvedEvery = 5
/** Megabytes. The unsolved challenges of one part alone would take twice as much. */
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

/** A challenge that is created and solved. */
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
  const result = await autocannon({ headers, timeout: patience, ...options })
  const { errors, non2xx, timeouts } = result
  if (errors + non2xx + timeouts > 0) throw new Error(`${errors} errors, ${non2xx} refusals, ${timeouts} timeouts`)
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
    `${inFlight} in flight for ${seconds} s: ${requests.total} requests, none failed; ` +
      `median ${latency.p50} ms, 99 % within ${latency.p99} ms`
  )
  await emulator.stop()
}

/** Megabytes, of what is still in use. */
const memoryInUse = (): number => {
  collectGarbage()
  return process.memoryUsage().heapUsed / 2 ** 20
}

/** In this process, where memory can be measured to the byte, and in time that is moved. */
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
    if (index % unsolvedEvery !== 0) await post(`${path}/verify`, JSON.stringify(challenge))
  }
  const samples: Array<number> = []
  for (let part = 0; part < parts; part++) {
    for (let done = 0; done < roundTrips / parts; done += atOnce) {
      await Promise.all(Array.from({ length: atOnce }, (_, index) => trip(index)))
    }
    // Past the lifetime of a challenge, and past the time for which an expired one is remembered.
    await emulator.advance(2 * 60 * 60_000)
    await trip(0)
    samples.push(Math.round(memoryInUse() * 10) / 10)
  }
  await emulator.dispose()
  console.log(`${roundTrips} challenges, one in ${unsolvedEvery} left to expire: ${samples.join(", ")} MB in use`)
  const [early, late] = [samples.slice(0, 3), samples.slice(-3)].map((some) => Math.max(...some))
  if ((late ?? 0) > (early ?? 0) + tolerance) throw new Error("memory grows")
}

await load()
await memory()
