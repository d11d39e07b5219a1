import { cpSync, rmSync } from "node:fs"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { run, start } from "@passlock-sdk/harness"
import { makeRandom, seed } from "@passlock-sdk/harness/property"
import { afterAll, beforeAll, expect, it } from "vitest"
import { damage } from "./support/damage.js"

let folder = ""
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "emulator-"))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const rounds = 12

type State = Readonly<Record<"passkeys" | "challenges", ReadonlyArray<{ readonly id?: string }>>>

const stateOf = async (emulator: Awaited<ReturnType<typeof start>>): Promise<State> => {
  const { challenges, passkeys } = (await emulator.control("/tenancies/emulated")) as State
  return { challenges, passkeys }
}

it(`the emulator starts with its whole state or ends with one line, after ${rounds} random damages of the seed ${seed}`, async () => {
  const whole = join(folder, "whole")
  const args = (data: string) => ["--data-dir", data, "--set", "challengeLifetime=1000000000000"]
  const first = await start({ args: args(whole) })
  await first.control("/tenancies/emulated/seed", {
    users: [{ userId: "user_01", username: "ada", rpId: "localhost", passkeys: 60 }]
  })
  for (let i = 0; i < 30; i++) {
    await fetch(`${first.url}/v2/emulated/challenges`, {
      method: "POST",
      headers: { authorization: "Bearer emulated-api-key", "content-type": "application/json" },
      body: JSON.stringify({ email: "a@b.c", purpose: "x", skipRateLimit: true, metadata: { text: "ä".repeat(300) } })
    })
  }
  const state = await stateOf(first)
  await first.stop()

  let rejections = 0
  for (let round = 0; round < rounds; round++) {
    const copy = join(folder, "copy")
    cpSync(whole, copy, { recursive: true })
    damage(join(copy, "emulator.db"), makeRandom(round))
    const started = await start({ args: args(copy) }).catch(() => undefined)
    if (started === undefined) {
      rejections++
      const { code, signal, stderr } = await run({ args: ["--port", "0", ...args(copy)] }).ended
      expect([round, code, signal, stderr]).toEqual([
        round,
        1,
        null,
        expect.stringMatching(/^passlock-emulator: the folder [^\n]+\n$/)
      ])
    } else {
      expect([round, await stateOf(started)]).toEqual([round, state])
      expect([round, (await started.stop()).code]).toEqual([round, 0])
    }
    rmSync(copy, { recursive: true })
  }
  console.log(`${rounds} damaged databases: ${rejections} refused, ${rounds - rejections} whole`)
  expect(rejections).toBeGreaterThan(rounds / 4)
})
