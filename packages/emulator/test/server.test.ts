import { connect } from "node:net"
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest"
import { PasslockEmulator } from "../src/index.js"

const emulator = PasslockEmulator.make()
const { apiKey, tenancyId } = PasslockEmulator.defaultTenancy
const headers = { authorization: `Bearer ${apiKey}`, "content-type": "application/json" }

let listening: PasslockEmulator.Listening
beforeAll(async () => {
  listening = await emulator.listen()
})
beforeEach(() => emulator.reset())
afterAll(() => emulator.dispose())

const get = (path: string, extra: Record<string, string> = {}) =>
  fetch(`${listening.url}${path}`, { headers: { ...headers, ...extra } })

/** Sends bytes as they are, and gives everything that comes back until the connection ends or nothing more comes. */
const exchange = (bytes: string | Buffer, port = listening.port, host = "127.0.0.1"): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect(port, host, () => socket.write(bytes))
    let received = ""
    socket.setTimeout(500, () => socket.destroy())
    socket.on("data", (data) => {
      received += data
    })
    socket.on("error", reject)
    socket.on("close", () => resolve(received))
  })

const path = `/v2/${tenancyId}/passkeys/`

describe("on a socket", () => {
  it("is the same emulator", async () => {
    const create = { method: "POST", headers, body: JSON.stringify({ email: "a@b.c", purpose: "x" }) }
    const here = await emulator.fetch(`https://api.passlock.dev/v2/${tenancyId}/challenges`, create)
    const created = await fetch(`${listening.url}/v2/${tenancyId}/challenges`, create)
    expect([here.status, created.status]).toEqual([201, 201])
    expect(await emulator.outbox()).toHaveLength(2)
  })

  it("drops, truncates and stalls", async () => {
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
      const stalled = fetch(`${listening.url}${path}`, { headers, signal: AbortSignal.timeout(300) }).then((response) =>
        response.text()
      )
      await expect(stalled).rejects.toMatchObject({ name: "TimeoutError" })
    }
    expect((await get(path)).status).toBe(200)
  })

  it("refuses a body of more than 64 KB, told of or not", async () => {
    const body = JSON.stringify({ email: "a@b.c", purpose: "x", metadata: { a: "x".repeat(70_000) } })
    const told = await fetch(`${listening.url}/v2/${tenancyId}/challenges`, { method: "POST", headers, body })
    expect([told.status, await told.json()]).toEqual([413, expect.objectContaining({ _tag: "@error/BadRequest" })])
    const chunked = await fetch(`${listening.url}/v2/${tenancyId}/challenges`, {
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

  it("survives what is no HTTP, and what is odd HTTP", async () => {
    const first = async (bytes: string | Buffer) => (await exchange(bytes)).split("\r\n")[0]
    const close = "host: x\r\nconnection: close\r\n\r\n"
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
    expect(await first(`GET ${path} HTTP/1.1\r\nupgrade: websocket\r\nconnection: upgrade\r\nhost: x\r\n\r\n`)).toBe(
      "HTTP/1.1 401 Unauthorized"
    )
    await exchange("CONNECT x:1 HTTP/1.1\r\nhost: x\r\n\r\n")
    await exchange(`POST /v2/${tenancyId}/challenges HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nhalf`)
    expect((await get(path)).status).toBe(200)
  })

  it("answers who offers another protocol, body and all, and does not wait for them when it is closed", async () => {
    const second = await emulator.listen()
    const body = JSON.stringify({ email: "a@b.c", purpose: "x" })
    const socket = connect(second.port, "127.0.0.1")
    const offer = `host: x\r\nauthorization: Bearer ${apiKey}\r\nconnection: upgrade, http2-settings\r\nupgrade: h2c\r\n`
    socket.write(
      `POST /v2/${tenancyId}/challenges HTTP/1.1\r\n${offer}content-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`
    )
    const answer = await new Promise<string>((resolve) => socket.once("data", (data) => resolve(String(data))))
    expect(answer).toMatch(/^HTTP\/1\.1 201 /)
    const begun = Date.now()
    await second.close()
    expect(Date.now() - begun).toBeLessThan(2_000)
    socket.destroy()
  })

  it("does not listen for an emulator that was disposed of meanwhile", async () => {
    const brief = PasslockEmulator.make()
    const coming = brief.listen()
    await brief.dispose()
    await expect(coming).rejects.toThrow(/disposed/)
    await expect(emulator.listen({ host: "" })).rejects.toThrow(/host must name an address/)
  })

  it("rejects where the port is taken", async () => {
    await expect(emulator.listen({ port: listening.port })).rejects.toThrow(
      `the port ${listening.port} of 127.0.0.1 is taken`
    )
  })

  it("finishes what is in flight when it is closed, takes nothing more, and can be opened again", async () => {
    const second = await emulator.listen()
    await emulator.inject({ fault: { kind: "latency", milliseconds: 500 }, times: 1 })
    const inFlight = fetch(`${second.url}${path}`, { headers })
    await new Promise((go) => setTimeout(go, 200))
    const closing = second.close()
    await new Promise((go) => setTimeout(go, 50))
    await expect(fetch(`${second.url}${path}`, { headers })).rejects.toThrow()
    expect((await inFlight).status).toBe(200)
    await closing
    const third = await emulator.listen({ port: second.port })
    expect(third.url).toBe(second.url)
    await third.close()
    await third.close()
  })

  it("lets go of a request when its client has left", async () => {
    await emulator.inject({ fault: { kind: "stall", where: "headers" }, times: 1 })
    await exchange(`GET ${path} HTTP/1.1\r\nhost: x\r\n\r\n`)
    const overview = await get(`/_emulator/tenancies/${tenancyId}`)
    expect(await overview.json()).toMatchObject({ requests: [{ operation: "Passkeys.list", outcome: "aborted" }] })
  })

  it("does not wait for ever for what never ends", { timeout: 15_000 }, async () => {
    const second = await emulator.listen()
    await emulator.inject({ fault: { kind: "stall", where: "headers" }, times: 1 })
    const stalled = fetch(`${second.url}${path}`, { headers }).catch(() => "broken")
    await new Promise((go) => setTimeout(go, 200))
    await second.close()
    expect(await stalled).toBe("broken")
  })
})

describe("the control", () => {
  const refused = async (extra: Record<string, string>, target = "/_emulator/tenancies") => {
    const lines = Object.entries(extra).map(([name, value]) => `${name}: ${value}\r\n`)
    const answer = await exchange(`GET ${target} HTTP/1.1\r\n${lines.join("")}connection: close\r\n\r\n`)
    return answer.startsWith("HTTP/1.1 403") && answer.includes("@error/LoopbackOnly")
  }
  const here = () => `127.0.0.1:${listening.port}`

  it("answers loopback hosts alone, against DNS rebinding", async () => {
    for (const host of [here(), `localhost:${listening.port}`, "[::1]:1", "app.localhost", "127.1.2.3"]) {
      expect([host, await refused({ host })]).toEqual([host, false])
    }
    for (const host of [
      "evil.example",
      `evil.example:${listening.port}`,
      "localhost.evil.example",
      "127.0.0.1.evil",
      "",
      "@"
    ]) {
      expect([host, await refused({ host })]).toEqual([host, true])
      expect([host, await refused({ host }, "/")]).toEqual([host, true])
    }
  })

  it("answers pages of its own origin alone", async () => {
    const host = here()
    expect(await refused({ host, origin: `http://${host}` })).toBe(false)
    for (const origin of ["http://evil.example", "null", `https://${host}`, "http://127.0.0.1:1", "http://localhost"]) {
      expect([origin, await refused({ host, origin })]).toEqual([origin, true])
    }
    expect(await refused({ host, "sec-fetch-site": "cross-site" })).toBe(true)
    expect(await refused({ host, "sec-fetch-site": "same-site", "sec-fetch-mode": "no-cors" })).toBe(true)
    expect(await refused({ host, "sec-fetch-site": "same-origin" })).toBe(false)
    // A link that somebody follows.
    expect(
      await refused(
        { host, "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" },
        "/"
      )
    ).toBe(false)
    const framed = { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "iframe" }
    expect(await refused({ host, ...framed }, "/")).toBe(true)
    const visit = `host: ${host}\r\nsec-fetch-site: cross-site\r\nsec-fetch-mode: navigate\r\nsec-fetch-dest: document\r\n`
    const form = `POST /_emulator/reset HTTP/1.1\r\n${visit}content-length: 0\r\nconnection: close\r\n\r\n`
    expect(await exchange(form)).toMatch(/^HTTP\/1\.1 403 /)
  })

  it("does not take a connection that is already gone for this process", async () => {
    const body = '{"advance":1000}'
    const head = `POST /_emulator/clock HTTP/1.1\r\nhost: evil.example\r\ncontent-type: application/json\r\n`
    for (let i = 0; i < 30; i++) {
      await new Promise<void>((go) => {
        const socket = connect(listening.port, "127.0.0.1", () => {
          socket.write(`${head}content-length: ${body.length}\r\n\r\n${body}`, () => socket.resetAndDestroy())
        })
        socket.on("close", () => go())
      })
    }
    expect(await (await get("/_emulator/clock")).json()).toMatchObject({ offset: 0 })
  })

  it("reads no more of a body than the API does", async () => {
    const huge = await fetch(`${listening.url}/_emulator/faults`, {
      method: "POST",
      headers,
      body: "x".repeat(2_000_000)
    })
    expect(huge.status).toBe(413)
  })

  it("lets no other page read it", async () => {
    const preflight = await fetch(`${listening.url}/_emulator/faults`, {
      method: "OPTIONS",
      headers: { origin: "http://evil.example", "access-control-request-method": "POST" }
    })
    expect([preflight.status, preflight.headers.get("access-control-allow-origin")]).toEqual([403, null])
  })

  it("answers this machine alone, where others can reach the API", async () => {
    const { networkInterfaces } = await import("node:os")
    const address = Object.values(networkInterfaces())
      .flat()
      .find((each) => each !== undefined && !each.internal && each.family === "IPv4")?.address
    const open = await emulator.listen({ host: "0.0.0.0" })
    if (address !== undefined) {
      const answers = await Promise.all(
        [path, "/_emulator/tenancies", "/"].map((each) => fetch(`http://${address}:${open.port}${each}`, { headers }))
      )
      expect(answers.map(({ status }) => status)).toEqual([200, 403, 403])
      // It says that it is this machine, but for its address.
      const forged = `GET /_emulator/tenancies HTTP/1.1\r\nhost: localhost\r\nx-forwarded-for: 127.0.0.1\r\nconnection: close\r\n\r\n`
      expect(await exchange(forged, open.port, address)).toMatch(/^HTTP\/1\.1 403 /)
    }
    await open.close()
  })

  it("tells of what went wrong and of what was controlled, but not of a look", async () => {
    const second = await emulator.listen()
    const { body } = await fetch(`${second.url}/_emulator/events`)
    const reader = (body ?? expect.fail()).pipeThrough(new TextDecoderStream()).getReader()
    await reader.read()
    let told = 0
    const watching = (async () => {
      for (let next = await reader.read(); !next.done; next = await reader.read()) told += 1
    })()
    const expectTold = async (act: () => Promise<unknown>) => {
      const before = told
      await act()
      await expect.poll(() => told).toBeGreaterThan(before)
    }
    await expectTold(() => emulator.inject({ fault: { kind: "drop", when: "before" }, times: 1 }))
    await expectTold(() => get(path).catch(() => undefined))
    await expectTold(() => emulator.advance(1))
    await expectTold(() => emulator.seed([{ userId: "u", username: "n", rpId: "example.com" }]))
    await expectTold(() => emulator.reset())
    // What is told is told a little later.
    await new Promise((go) => setTimeout(go, 300))
    const before = told
    for (const looked of ["tenancies", `tenancies/${tenancyId}`, "faults", "clock"]) await get(`/_emulator/${looked}`)
    await new Promise((go) => setTimeout(go, 300))
    expect(told).toBe(before)
    await second.close()
    await watching
  })

  it("tells of changes as they happen, and ends when the emulator does", async () => {
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
