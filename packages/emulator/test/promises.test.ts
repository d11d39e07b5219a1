import { describe, expect, it } from "@effect/vitest"
import { PasslockEmulator } from "../src/index.js"

const { tenancyId, apiKey } = PasslockEmulator.defaultTenancy
const vault = `https://api.passlock.dev/v2/${tenancyId}/passkeys/`
const headers = { authorization: `Bearer ${apiKey}` }

describe("make", () => {
  it("accepts the inputs of fetch", async () => {
    const emulator = PasslockEmulator.make()
    for (const input of [vault, new URL(vault), new Request(vault, { headers })]) {
      const response = await emulator.fetch(input, input instanceof Request ? undefined : { headers })
      expect(response).toBeInstanceOf(Response)
      expect(await response.json()).toEqual({ _tag: "FindAllPasskeys", cursor: null, records: [] })
    }
    await expect(emulator.fetch("/v2/relative")).rejects.toThrow(TypeError)
    await emulator.dispose()
  })

  it("rejects with the reason of an aborted signal", async () => {
    const emulator = PasslockEmulator.make()
    const reason = new Error("enough")
    await expect(emulator.fetch(vault, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
    const controller = new AbortController()
    // A new emulator generates its first key here, which takes longer than the abort.
    const pending = emulator.fetch("https://x/v2/.well-known/jwks.json", { signal: controller.signal })
    controller.abort(reason)
    await expect(pending).rejects.toBe(reason)
    const request = new Request(vault, { signal: AbortSignal.abort(reason) })
    await expect(emulator.fetch(request)).rejects.toBe(reason)
    await emulator.dispose()
  })

  it("rotates the signing keys", async () => {
    const emulator = PasslockEmulator.make()
    const keys = async () => {
      const response = await emulator.fetch("https://x/v2/.well-known/jwks.json")
      return (await response.json()) as { readonly keys: ReadonlyArray<object> }
    }
    const before = await keys()
    await emulator.rotateKeys()
    const ahead = await keys()
    expect([ahead.keys.length, ahead.keys[0]]).toEqual([2, before.keys[0]])
    await emulator.advance(15 * 60_000)
    expect((await keys()).keys).toEqual([...ahead.keys].reverse())
    await emulator.rotateKeys({ publishAhead: 0 })
    expect((await keys()).keys[1]).toEqual(ahead.keys[1])
    await expect(emulator.rotateKeys({ publishAhead: 0.5 })).rejects.toThrow(
      /rotateKeys: publishAhead: expected an integer number of milliseconds/
    )
    await emulator.dispose()
  })

  it("rejects requests with an error after its disposal", async () => {
    const emulator = PasslockEmulator.make()
    const pending = emulator.fetch("https://x/v2/.well-known/jwks.json")
    const rejected = expect(pending).rejects.toThrow("The emulator was disposed.")
    await new Promise((resolve) => setImmediate(resolve))
    await emulator.dispose()
    await rejected
    await expect(emulator.fetch(vault)).rejects.toThrow("The emulator was disposed.")
    await expect(emulator.rotateKeys()).rejects.toThrow("The emulator was disposed.")
    await emulator.dispose()
  })

  it("shares no state with another emulator", async () => {
    const [one, other] = [PasslockEmulator.make(), PasslockEmulator.make()]
    const create = (emulator: PasslockEmulator.PasslockEmulator) =>
      emulator.fetch(`https://x/v2/${tenancyId}/challenges`, {
        method: "POST",
        headers: { ...headers, "content-type": "application/json" },
        body: JSON.stringify({ email: "a@b.c", purpose: "x" })
      })
    const { challenge } = (await (await create(one)).json()) as { readonly challenge: { readonly challengeId: string } }
    const find = (emulator: PasslockEmulator.PasslockEmulator) =>
      emulator.fetch(`https://x/v2/${tenancyId}/challenges/${challenge.challengeId}`, { headers })
    expect((await find(one)).status).toBe(200)
    expect((await find(other)).status).toBe(404)
    await Promise.all([one.dispose(), other.dispose()])
  })
})

it("a body that never ends rejects when its signal aborts or the emulator is disposed", async () => {
  const emulator = PasslockEmulator.make()
  const url = `http://localhost/v2/${tenancyId}/passkeys/`
  const headers = { authorization: `Bearer ${apiKey}` }
  await emulator.inject({ fault: { kind: "stall", where: "body" } })
  const abort = new AbortController()
  const left = (await emulator.fetch(url, { headers, signal: abort.signal })).text()
  abort.abort(new Error("enough"))
  await expect(left).rejects.toThrow("enough")
  const gone = (await emulator.fetch(url, { headers })).text()
  const rejected = expect(gone).rejects.toThrow("disposed")
  await emulator.dispose()
  await rejected
  const another = PasslockEmulator.make()
  await another.inject({ fault: { kind: "truncate" } })
  await expect((await another.fetch(url, { headers })).text()).rejects.toThrow("fetch failed")
  await another.dispose()
})

it("the control operations work as promises", async () => {
  const emulator = PasslockEmulator.make()
  const call = () =>
    emulator.fetch(`https://api.passlock.dev/v2/${tenancyId}/challenges`, {
      method: "POST",
      headers: { authorization: `Bearer ${apiKey}`, "content-type": "application/json" },
      body: JSON.stringify({ email: "ada@example.com", purpose: "x" })
    })
  await emulator.inject({ fault: { kind: "drop", when: "after" }, times: 1 })
  const error: unknown = await call().catch((reason: unknown) => reason)
  expect(error).toMatchObject({ name: "TypeError", message: "fetch failed", cause: { code: "ECONNRESET" } })
  expect(await emulator.outbox()).toHaveLength(1)
  const createdAt = async () => JSON.parse(await (await call()).text()).challenge.createdAt
  const earlier = await createdAt()
  await emulator.advance(1_000)
  expect(await createdAt()).toBeGreaterThanOrEqual(earlier + 1_000)
  await emulator.inject({ fault: { kind: "truncate" } })
  await expect((await call()).text()).rejects.toThrow()
  await emulator.clearFaults()
  expect(await emulator.seed([{ userId: "u", username: "n", rpId: "localhost" }])).toHaveLength(1)
  await emulator.rotateKeys()
  await emulator.reset()
  expect(await emulator.outbox(tenancyId)).toEqual([])
  await expect(emulator.outbox("nobody")).rejects.toThrow(/tenancyId: expected the ID of a tenancy/)
  await expect(emulator.advance(-1)).rejects.toThrow(TypeError)
  await emulator.dispose()
  await expect(emulator.outbox()).rejects.toThrow(/disposed/)
})
