import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"
import { expect, it } from "vitest"
import { PasslockEmulator } from "../src/index.js"

setFlagsFromString("--expose-gc")
const collect: () => void = runInNewContext("gc")

const total = 20_000

const heap = async (): Promise<number> => {
  for (let i = 0; i < 5; i++) {
    collect()
    await new Promise((go) => setTimeout(go, 50))
  }
  return process.memoryUsage().heapUsed
}

/** The shortest and the longest strings that the emulator accepts. */
const kinds = [
  ["short", () => "https://example.com"],
  ["long", (i: number) => `https://${i}.${"a.".repeat(4_000)}example.com`]
] as const

it.each(kinds)(
  `${total} requests without an API key and with %s strings keep less than 32 MB`,
  {
    timeout: 900_000
  },
  async (_, originOf) => {
    const emulator = PasslockEmulator.make()
    const start = async (i: number) => {
      const response = await emulator.fetch("https://x/v2/emulated/passkey/authentication/options", {
        method: "POST",
        headers: {
          "content-type": "application/json",
          origin: originOf(i),
          "user-agent": `agent ${i} ${"x".repeat(4_000)}`
        },
        body: JSON.stringify({ rpId: "example.com" })
      })
      await response.text()
      return response.status
    }
    for (let i = 0; i < 200; i++) await start(i)
    const before = await heap()
    for (let i = 0; i < total; i++) expect(await start(i)).toBe(200)
    const growth = (await heap()) - before
    console.log(`${total} requests: ${(growth / 1e6).toFixed(1)} MB`)
    expect(growth).toBeLessThan(32e6)
    await emulator.dispose()
  }
)
