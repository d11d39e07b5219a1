import { connect } from "node:net"
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

/** Sends raw bytes, and returns everything received until the server closes the connection, or the client does after an idle time. */
const exchange = (bytes: string | Buffer, idle = 15_000): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect(server.port, "127.0.0.1", () => socket.write(bytes))
    let received = ""
    socket.setTimeout(idle, () => socket.destroy())
    socket.on("data", (data) => {
      received += data
    })
    socket.on("error", reject)
    socket.on("close", () => resolve(received))
  })

const path = `/v2/${tenancyId}/passkeys/`

/** Waits until the injected faults have been applied as often as they say, so their requests are in flight. */
const faultsApplied = () =>
  expect.poll(async () => (await (await get("/_emulator/faults")).json()) as unknown).toEqual({ faults: [] })

describe("a server", () => {
  it("shares its state with fetch", async () => {
    const create = { method: "POST", headers, body: JSON.stringify({ email: "a@b.c", purpose: "x" }) }
    const here = await emulator.fetch(`https://api.passlock.dev/v2/${tenancyId}/challenges`, create)
    const created = await fetch(`${server.url}/v2/${tenancyId}/challenges`, create)
    expect([here.status, created.status]).toEqual([201, 201])
    expect(await emulator.outbox()).toHaveLength(2)
  })

  it("applies the faults drop, truncate and stall", async () => {
    for (const when of ["before", "after"] as const) {
      await emulator.inject({ fault: { kind: "drop", when }, times: 1 })
      const error: unknown = await get(path).catch((reason: unknown) => reason)
      expect(error).toMatchObject({ message: "fetch failed" })
    }
    await emulator.inject({ fault: { kind: "truncate" }, times: 1 })
    const truncated = await get(path)
    expect(truncated.status).toBe(200)
    await expect(truncated.text()).rejects.toThrow("terminated")
    for (const where of ["headers", "body"] as const) {
      await emulator.inject({ fault: { kind: "stall", where }, times: 1 })
      const stalled = fetch(`${server.url}${path}`, { headers, signal: AbortSignal.timeout(300) }).then((response) =>
        response.text()
      )
      await expect(stalled).rejects.toMatchObject({ name: "TimeoutError" })
      await emulator.clearFaults()
    }
    expect((await get(path)).status).toBe(200)
  })

  it("rejects a body of more than 64 KiB, with and without a content length", async () => {
    const body = JSON.stringify({ email: "a@b.c", purpose: "x", metadata: { a: "x".repeat(70_000) } })
    const declared = await fetch(`${server.url}/v2/${tenancyId}/challenges`, { method: "POST", headers, body })
    expect([declared.status, await declared.json()]).toEqual([
      413,
      expect.objectContaining({ _tag: "@error/BadRequest" })
    ])
    const chunked = await fetch(`${server.url}/v2/${tenancyId}/challenges`, {
      method: "POST",
      headers,
      body: new Blob([body]).stream(),
      duplex: "half"
    } as RequestInit)
    expect([chunked.status, await chunked.json()]).toEqual([
      413,
      expect.objectContaining({ _tag: "@error/BadRequest" })
    ])
  })

  it("survives invalid and unusual HTTP", async () => {
    const first = async (bytes: string | Buffer) => (await exchange(bytes)).split("\r\n")[0]
    const close = "host: localhost\r\nconnection: close\r\n\r\n"
    expect(await first("nonsense\r\n\r\n")).toBe("HTTP/1.1 400 Bad Request")
    expect(await first(Buffer.from([0x16, 0x03, 0x01, 0x00, 0xff]))).toBe("HTTP/1.1 400 Bad Request")
    expect(await first(`GET ${path} HTTP/1.1\r\na: ${"x".repeat(20_000)}\r\n${close}`)).toBe(
      "HTTP/1.1 431 Request Header Fields Too Large"
    )
    expect(await first(`GET http://evil.example${path} HTTP/1.1\r\n${close}`)).toBe("HTTP/1.1 401 Unauthorized")
    expect(await first(`GET * HTTP/1.1\r\n${close}`)).toMatch(/^HTTP\/1\.1 (400|501) /)
    expect(await first(`OPTIONS * HTTP/1.1\r\n${close}`)).toMatch(/^HTTP\/1\.1 (204|400) /)
    expect(await first(`GET //a/b HTTP/1.1\r\n${close}`)).toBe("HTTP/1.1 501 Not Implemented")
    expect(await first(`GET /%ff HTTP/1.1\r\n${close}`)).toBe("HTTP/1.1 400 Bad Request")
    expect(await first(`PROPFIND ${path} HTTP/1.1\r\n${close}`)).toBe("HTTP/1.1 405 Method Not Allowed")
    expect(await first(`HEAD ${path} HTTP/1.1\r\n${close}`)).toBe("HTTP/1.1 405 Method Not Allowed")
    expect(
      await first(`GET ${path} HTTP/1.1\r\nupgrade: websocket\r\nconnection: upgrade\r\nhost: localhost\r\n\r\n`)
    ).toBe("HTTP/1.1 401 Unauthorized")
    await exchange("CONNECT x:1 HTTP/1.1\r\nhost: localhost\r\n\r\n")
    await exchange(
      `POST /v2/${tenancyId}/challenges HTTP/1.1\r\nhost: localhost\r\ncontent-length: 100\r\n\r\nhalf`,
      300
    )
    expect((await get(path)).status).toBe(200)
  })

  it("responds to protocol upgrades with HTTP/1.1, and closes without the grace period that a request in flight gets", async () => {
    const second = await emulator.listen()
    const body = JSON.stringify({ email: "a@b.c", purpose: "x" })
    const socket = connect(second.port, "127.0.0.1")
    const upgrade = `host: localhost\r\nauthorization: Bearer ${apiKey}\r\nconnection: upgrade, http2-settings\r\nupgrade: h2c\r\n`
    socket.write(
      `POST /v2/${tenancyId}/challenges HTTP/1.1\r\n${upgrade}content-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`
    )
    const response = await new Promise<string>((resolve) => socket.once("data", (data) => resolve(String(data))))
    expect(response).toMatch(/^HTTP\/1\.1 201 /)
    const stalling = await emulator.listen()
    await emulator.inject({ fault: { kind: "stall", where: "headers" }, times: 1 })
    const stalled = fetch(`${stalling.url}${path}`, { headers }).catch(() => "broken")
    await faultsApplied()
    // The other server waits for its request until the grace period ends.
    const closed: Array<string> = []
    const waiting = stalling.close().then(() => closed.push("stalling"))
    await second.close().then(() => closed.push("second"))
    expect(closed).toEqual(["second"])
    await waiting
    expect(await stalled).toBe("broken")
    socket.destroy()
  })

  it("rejects when the emulator is disposed while the server starts, and when the host is an empty string", async () => {
    const brief = PasslockEmulator.make()
    const coming = brief.listen()
    await brief.dispose()
    await expect(coming).rejects.toThrow(/disposed/)
    await expect(emulator.listen({ host: "" })).rejects.toThrow(/host: expected a non-empty string, got empty string/)
  })

  it("fails when the port is in use", async () => {
    await expect(emulator.listen({ port: server.port })).rejects.toThrow(
      `port ${server.port} on 127.0.0.1 is already in use`
    )
  })

  it("finishes requests in flight on close, rejects new ones, and can listen on the port again", async () => {
    const second = await emulator.listen()
    await emulator.inject({ fault: { kind: "latency", milliseconds: 1_500 }, times: 1 })
    const inFlight = fetch(`${second.url}${path}`, { headers })
    await faultsApplied()
    const closing = second.close()
    const isRejected = () =>
      fetch(`${second.url}${path}`, { headers }).then(
        () => false,
        () => true
      )
    await expect.poll(isRejected).toBe(true)
    expect((await inFlight).status).toBe(200)
    await closing
    const third = await emulator.listen({ port: second.port })
    expect(third.url).toBe(second.url)
    await third.close()
    await third.close()
  })

  it("interrupts a request when its client disconnects", async () => {
    await emulator.inject({ fault: { kind: "stall", where: "headers" }, times: 1 })
    const socket = connect(server.port, "127.0.0.1")
    socket.write(`GET ${path} HTTP/1.1\r\nhost: localhost\r\n\r\n`)
    await faultsApplied()
    socket.destroy()
    const overview = async () => (await get(`/_emulator/tenancies/${tenancyId}`)).json()
    await expect.poll(overview).toMatchObject({ requests: [{ operation: "Passkeys.list", outcome: "aborted" }] })
  })
})
