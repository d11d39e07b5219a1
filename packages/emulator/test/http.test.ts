import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest"
import { PasslockEmulator } from "../src/index.js"

const emulator = PasslockEmulator.make()
const { apiKey, tenancyId } = PasslockEmulator.defaultTenancy
const headers = { authorization: `Bearer ${apiKey}`, "content-type": "application/json" }

let server: PasslockEmulator.Server
beforeAll(async () => {
  server = await emulator.listen()
})
beforeEach(() => emulator.reset())
afterAll(() => emulator.dispose())

const get = (path: string, extra: Record<string, string> = {}) =>
  fetch(`${server.url}${path}`, { headers: { ...headers, ...extra } })

const path = `/v2/${tenancyId}/passkeys/`

describe("the control API", () => {
  it("rejects large bodies with 413, like the API", async () => {
    const huge = await fetch(`${server.url}/_emulator/faults`, {
      method: "POST",
      headers,
      body: "x".repeat(2_000_000)
    })
    expect(huge.status).toBe(413)
  })

  it("notifies of requests, faults and control operations, but not of reads", async () => {
    const second = await emulator.listen()
    const { body } = await fetch(`${second.url}/_emulator/events`)
    const reader = (body ?? expect.fail()).pipeThrough(new TextDecoderStream()).getReader()
    await reader.read()
    let notifications = 0
    const watching = (async () => {
      for (let next = await reader.read(); !next.done; next = await reader.read()) notifications += 1
    })()
    const expectNotification = async (act: () => Promise<unknown>) => {
      const before = notifications
      await act()
      await expect.poll(() => notifications).toBeGreaterThan(before)
    }
    await expectNotification(() => emulator.inject({ fault: { kind: "drop", when: "before" }, times: 1 }))
    await expectNotification(() => get(path).catch(() => undefined))
    await expectNotification(() => emulator.advance(1))
    await expectNotification(() => emulator.seed([{ userId: "u", username: "n", rpId: "example.com" }]))
    await expectNotification(() => emulator.reset())
    // Notifications are delayed, on a busy machine for longer.
    let before = -1
    while (before !== notifications) {
      before = notifications
      await new Promise((go) => setTimeout(go, 500))
    }
    for (const read of ["tenancies", `tenancies/${tenancyId}`, "faults", "clock"]) await get(`/_emulator/${read}`)
    await new Promise((go) => setTimeout(go, 300))
    expect(notifications).toBe(before)
    await second.close()
    await watching
  })

  it("streams changes as they happen, and ends with the server", async () => {
    const second = await emulator.listen()
    const { body } = await fetch(`${second.url}/_emulator/events`)
    const reader = (body ?? expect.fail()).pipeThrough(new TextDecoderStream()).getReader()
    expect((await reader.read()).value).toContain("retry: ")
    const next = reader.read()
    await get(path)
    expect((await next).value).toContain("event: change")
    await second.close()
    let isDone = false
    while (!isDone) isDone = (await reader.read()).done
    expect(isDone).toBe(true)
  })
})
