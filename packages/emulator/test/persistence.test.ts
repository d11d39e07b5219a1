import { statSync } from "node:fs"
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { type Emulator, run, start } from "@passlock-sdk/harness"
import * as jose from "jose"
import type { WebAuthnEmulator } from "nid-webauthn-emulator"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { makeDevice } from "./support/device.js"

// biome-ignore lint/suspicious/noExplicitAny: a test says what it expects of each body.
type Body = any

let folder = ""
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "emulator-"))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const startIn = (name: string, ...args: ReadonlyArray<string>) =>
  start({ args: ["--data-dir", join(folder, name), "--set", "rateLimitMaximum=1000000", ...args] })

const caller =
  ({ url }: Emulator) =>
  async (method: string, path: string, body?: unknown): Promise<Body> => {
    const response = await fetch(`${url}/v2/emulated${path}`, {
      method,
      headers: { authorization: "Bearer emulated-api-key", "content-type": "application/json" },
      body: body === undefined ? null : JSON.stringify(body)
    })
    return { status: response.status, ...((await response.json()) as object) }
  }

type Call = ReturnType<typeof caller>

const rpId = "localhost"
const origin = "http://localhost:3000"

const register = async (call: Call, device: WebAuthnEmulator, userId: string): Promise<Body> => {
  const { registrationToken } = await call("POST", "/passkey/registration/prepare", { rpId, userId, username: "ada" })
  const { optionsJSON, sessionToken } = await call("POST", "/passkey/registration/options", { registrationToken })
  const response = device.createJSON(origin, optionsJSON)
  return call("POST", "/passkey/registration/verification", { sessionToken, response })
}

const logIn = async (call: Call, device: WebAuthnEmulator): Promise<Body> => {
  const { optionsJSON, sessionToken } = await call("POST", "/passkey/authentication/options", { rpId })
  const response = device.getJSON(origin, optionsJSON)
  return call("POST", "/passkey/authentication/verification", { sessionToken, response })
}

const create = (call: Call): Promise<Body> =>
  call("POST", "/challenges", { email: "ada@example.com", purpose: "signup", metadata: { a: ["\0", "\u{1f642}"] } })

describe("a folder", { timeout: 60_000 }, () => {
  it("keeps everything through a SIGKILL and a restart", async () => {
    const before = await startIn("whole")
    const call = caller(before)
    const device = makeDevice()
    const { code, id_token: idToken, principal } = await register(call, device, "user_01")
    const used = (await logIn(call, device)).code
    expect((await call("GET", `/principal/${used}`)).status).toBe(200)
    const registration = { rpId, userId: "user_02", username: "bob" }
    const { registrationToken } = await call("POST", "/passkey/registration/prepare", registration)
    const prepared = await call("POST", "/passkey/authentication/prepare", { rpId, userId: "user_01" })
    const session = await call("POST", "/passkey/authentication/options", { rpId })
    const { challenge } = await create(call)
    const wrong = challenge.code === "000000" ? "111111" : "000000"
    const guess = (secret: string, code: string) => ({ challengeId: challenge.challengeId, secret, code })
    expect(await call("POST", "/challenges/verify", guess(challenge.secret, wrong))).toMatchObject({ status: 400 })
    await before.control("/clock", { advance: 1_000 })
    for (const user of ["a", "b", "c"]) await register(call, makeDevice(), user)
    await call("PATCH", `/passkeys/${principal.authenticatorId}`, { username: "ada, renamed" })
    const { cursor } = await call("GET", "/passkeys/")
    const overview = (await before.control("/tenancies/emulated")) as Body
    const keys = await (await fetch(`${before.url}/v2/.well-known/jwks.json`)).json()
    await before.stop("SIGKILL")

    const after = await startIn("whole", "--page-size", "2")
    const again = caller(after)
    const { requests: _, now: __, ...kept } = (await after.control("/tenancies/emulated")) as Body
    const { requests: ___, now: ____, ...expected } = overview
    expect(kept).toEqual(expected)
    expect(kept.passkeys).toHaveLength(4)
    expect(await (await fetch(`${after.url}/v2/.well-known/jwks.json`)).json()).toEqual(keys)
    await jose.jwtVerify(idToken, jose.createLocalJWKSet(keys as jose.JSONWebKeySet))
    expect(cursor).toBeNull()
    const page = await again("GET", "/passkeys/")
    expect([page.records.length, page.cursor]).toEqual([2, expect.any(String)])

    // What was waiting can be redeemed, once; what was redeemed cannot.
    expect((await again("GET", `/principal/${used}`))._tag).toBe("@error/InvalidCode")
    expect((await again("GET", `/principal/${code}`)).authenticatorId).toBe(principal.authenticatorId)
    expect((await again("GET", `/principal/${code}`))._tag).toBe("@error/InvalidCode")
    expect((await again("POST", "/passkey/registration/options", { registrationToken })).status).toBe(200)
    const { authenticationToken } = prepared
    expect((await again("POST", "/passkey/authentication/options", { authenticationToken })).status).toBe(200)
    const response = device.getJSON(origin, session.optionsJSON)
    const { sessionToken } = session
    const verified = await again("POST", "/passkey/authentication/verification", { sessionToken, response })
    expect(verified.principal).toEqual(principal)
    expect((await logIn(again, device)).status).toBe(200)
    // One wrong code was counted before: four more, and the right one is too late.
    for (let i = 0; i < 4; i++) await again("POST", "/challenges/verify", guess(challenge.secret, wrong))
    const late = await again("POST", "/challenges/verify", guess(challenge.secret, challenge.code))
    expect(late._tag).toBe("@error/ChallengeAttemptsExceeded")
    await after.stop()
  })

  it("is for nobody else's eyes", async () => {
    const emulator = await startIn("private")
    const modes = ["", "/emulator.db", "/emulator.db-wal"].map(
      (name) => statSync(join(folder, "private") + name).mode & 0o777
    )
    await emulator.stop()
    expect(modes).toEqual([0o700, 0o600, 0o600])
  })

  it("is refused to a second process, and free when the first has ended", async () => {
    const first = await startIn("shared")
    const second = await run({ args: ["--port", "0", "--data-dir", join(folder, "shared")] }).ended
    expect([second.code, second.stderr]).toEqual([
      1,
      `passlock-emulator: the folder ${join(folder, "shared")} is in use by another emulator\n`
    ])
    await first.stop()
    await (await startIn("shared")).stop()
  })

  it("keeps what it kept of a tenancy that is not served for a while, and forgets what is reset", async () => {
    const first = await startIn("reset", "--tenancy", "a")
    const seed = { users: [{ userId: "u", username: "n", rpId }] }
    await first.control("/tenancies/a/seed", seed)
    await first.stop()
    const second = await startIn("reset", "--tenancy", "b")
    await second.control("/tenancies/b/seed", seed)
    await second.control("/reset", {})
    await second.stop("SIGKILL")
    const file = join(folder, "tenancies.json")
    await writeFile(file, JSON.stringify({ tenancies: ["a", "b"].map((tenancyId) => ({ tenancyId, apiKey: "k" })) }))
    const third = await startIn("reset", "--config", file)
    expect(((await third.control("/tenancies/a")) as Body).passkeys).toHaveLength(1)
    expect(((await third.control("/tenancies/b")) as Body).passkeys).toHaveLength(0)
    await third.stop()
  })
})

/** What the emulator acknowledged before it was killed, and what it did with what was on its way is open. */
interface Acknowledged {
  /** Challenges that were created, and neither solved nor deleted. */
  readonly pending: Map<string, Body>
  /** Challenges that were solved or deleted. */
  readonly gone: Set<string>
  /** Passkeys by their id, with the user name they were last given; `undefined` while that is being changed. */
  readonly passkeys: Map<string, string | undefined>
  readonly deleted: Set<string>
}

/** Works against the emulator until it is gone. Before each request, what it changes is taken off the record. */
const work = async (call: Call, { deleted, gone, passkeys, pending }: Acknowledged, worker: number) => {
  const device = makeDevice()
  for (let turn = 0; ; turn++) {
    const { challenge } = await create(call)
    pending.set(challenge.challengeId, challenge)
    if (turn % 3 === 0) {
      pending.delete(challenge.challengeId)
      expect((await call("POST", "/challenges/verify", challenge)).status).toBe(200)
      gone.add(challenge.challengeId)
    }
    if (turn % 4 === 1) {
      const { principal } = await register(call, device, `worker_${worker}_${turn}`)
      passkeys.set(principal.authenticatorId, "ada")
      passkeys.set(principal.authenticatorId, undefined)
      await call("PATCH", `/passkeys/${principal.authenticatorId}`, { username: `turn ${turn}` })
      passkeys.set(principal.authenticatorId, `turn ${turn}`)
      if (turn % 8 === 1) {
        passkeys.delete(principal.authenticatorId)
        expect((await call("DELETE", `/passkeys/${principal.authenticatorId}`)).status).toBe(202)
        deleted.add(principal.authenticatorId)
      }
    }
  }
}

const kills = 20

it(`${kills} times SIGKILL under load lose nothing that was acknowledged`, { timeout: 300_000 }, async () => {
  const acknowledged: Acknowledged = { pending: new Map(), gone: new Set(), passkeys: new Map(), deleted: new Set() }
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
  }

  for (let kill = 0; kill < kills; kill++) {
    const emulator = await startIn("killed")
    await compare(emulator)
    const workers = Promise.allSettled(
      Array.from({ length: 8 }, (_, worker) => work(caller(emulator), acknowledged, worker))
    )
    // Each time at another moment, however fast the machine is.
    const enough = count() + 30 + ((kill * 37) % 60)
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
})
