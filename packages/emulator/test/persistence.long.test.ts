import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { type Emulator, start } from "@passlock-sdk/harness"
import { afterAll, beforeAll, expect, it } from "vitest"
import { makeAuthenticator } from "./support/authenticator.js"
import { type Body, type Call, caller, create, register } from "./support/process.js"

let folder = ""
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "emulator-"))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const startIn = (name: string) =>
  start({ args: ["--data-dir", join(folder, name), "--set", "rateLimitMaximum=1000000"] })

/** The changes that the emulator acknowledged before it was killed. Requests in flight may have been processed or not. */
interface Acknowledged {
  /** Challenges that were created, and neither verified nor deleted. */
  readonly pending: Map<string, Body>
  /** Challenges that were verified or deleted. */
  readonly gone: Set<string>
  /** Passkey ids with the last acknowledged username; `undefined` during a change. */
  readonly passkeys: Map<string, string | undefined>
  readonly deleted: Set<string>
  /** Deletion tokens that no page has exchanged yet. */
  readonly tokens: Set<string>
  readonly usedTokens: Set<string>
}

/** Sends requests until the emulator is gone. Before each request, removes what it changes from the record. */
const work = async (
  call: Call,
  { deleted, gone, passkeys, pending, tokens, usedTokens }: Acknowledged,
  worker: number
) => {
  const authenticator = makeAuthenticator()
  for (let round = 0; ; round++) {
    const { challenge } = await create(call)
    pending.set(challenge.challengeId, challenge)
    if (round % 3 === 0) {
      pending.delete(challenge.challengeId)
      expect((await call("POST", "/challenges/verify", challenge)).status).toBe(200)
      gone.add(challenge.challengeId)
    }
    if (round % 4 === 1) {
      const { principal } = await register(call, authenticator, `worker_${worker}_${round}`)
      passkeys.set(principal.authenticatorId, "ada")
      passkeys.set(principal.authenticatorId, undefined)
      await call("PATCH", `/passkeys/${principal.authenticatorId}`, { username: `round ${round}` })
      passkeys.set(principal.authenticatorId, `round ${round}`)
      if (round % 8 === 1) {
        passkeys.delete(principal.authenticatorId)
        const { deletePasskeysToken, status } = await call("POST", "/passkeys/delete", {
          passkeyIds: [principal.authenticatorId]
        })
        expect(status).toBe(202)
        deleted.add(principal.authenticatorId)
        if (round % 16 === 1) tokens.add(deletePasskeysToken)
        else {
          expect((await call("POST", "/passkeys/delete/exchange", { deletePasskeysToken })).status).toBe(200)
          usedTokens.add(deletePasskeysToken)
        }
      }
    }
  }
}

const kills = 20

it(`a data folder keeps all acknowledged changes after ${kills} SIGKILLs under load`, async () => {
  const acknowledged: Acknowledged = {
    pending: new Map(),
    gone: new Set(),
    passkeys: new Map(),
    deleted: new Set(),
    tokens: new Set(),
    usedTokens: new Set()
  }
  const count = () =>
    acknowledged.pending.size + acknowledged.gone.size + acknowledged.passkeys.size + acknowledged.deleted.size

  const compare = async (emulator: Emulator) => {
    const { challenges, passkeys } = (await emulator.control("/tenancies/emulated")) as Body
    const found = new Map<string, Body>(challenges.map((challenge: Body) => [challenge.challengeId, challenge]))
    const vault = new Map<string, Body>(passkeys.map((passkey: Body) => [passkey.id, passkey]))
    for (const [id, challenge] of acknowledged.pending) expect(found.get(id)).toMatchObject({ email: challenge.email })
    for (const id of acknowledged.gone) expect(found.has(id)).toBe(false)
    for (const [id, username] of acknowledged.passkeys) {
      expect(vault.get(id)?.credential.username).toEqual(username ?? expect.any(String))
    }
    for (const id of acknowledged.deleted) expect(vault.has(id)).toBe(false)
    const exchange = (deletePasskeysToken: string) =>
      caller(emulator)("POST", "/passkeys/delete/exchange", { deletePasskeysToken })
    for (const token of acknowledged.tokens) {
      expect((await exchange(token)).instructions).toHaveLength(1)
      acknowledged.usedTokens.add(token)
    }
    acknowledged.tokens.clear()
    for (const token of acknowledged.usedTokens) expect((await exchange(token)).status).toBe(400)
  }

  for (let kill = 0; kill < kills; kill++) {
    const emulator = await startIn("killed")
    await compare(emulator)
    const workers = Promise.allSettled(
      Array.from({ length: 8 }, (_, worker) => work(caller(emulator), acknowledged, worker))
    )
    // A different moment each time, whatever the speed of the machine.
    const enough = count() + 30 + ((kill * 37) % 90)
    while (count() < enough) await new Promise((go) => setTimeout(go, 3))
    await emulator.stop("SIGKILL")
    for (const end of await workers)
      expect(end.status === "rejected" && String(end.reason)).toMatch(/fetch failed|terminated/)
  }
  const last = await startIn("killed")
  await compare(last)
  const challenge = acknowledged.pending.values().next().value
  expect((await caller(last)("POST", "/challenges/verify", challenge)).status).toBe(200)
  await last.stop()
  expect(count()).toBeGreaterThan(kills * 30)
  expect(acknowledged.passkeys.size).toBeGreaterThan(kills)
  expect(acknowledged.deleted.size).toBeGreaterThan(kills)
  expect(acknowledged.usedTokens.size).toBeGreaterThan(kills / 2)
})
