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

/** Sends raw bytes, and returns everything received until the server closes the connection. */
const exchange = (bytes: string | Buffer, port = server.port, host = "127.0.0.1"): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect(port, host, () => socket.write(bytes))
    let received = ""
    socket.setTimeout(15_000, () => socket.destroy())
    socket.on("data", (data) => {
      received += data
    })
    socket.on("error", reject)
    socket.on("close", () => resolve(received))
  })

const path = `/v2/${tenancyId}/passkeys/`

describe("the control API", () => {
  const isRejected = async (extra: Record<string, string>, target = "/_emulator/tenancies") => {
    const lines = Object.entries(extra).map(([name, value]) => `${name}: ${value}\r\n`)
    const response = await exchange(`GET ${target} HTTP/1.1\r\n${lines.join("")}connection: close\r\n\r\n`)
    return response.startsWith("HTTP/1.1 403") && response.includes("@error/LoopbackOnly")
  }
  const ownHost = () => `127.0.0.1:${server.port}`

  it("rejects Host headers other than loopback names, against DNS rebinding", async () => {
    for (const host of [ownHost(), `localhost:${server.port}`, "[::1]:1", "app.localhost", "127.1.2.3"]) {
      expect([host, await isRejected({ host })]).toEqual([host, false])
    }
    for (const host of [
      "evil.example",
      `evil.example:${server.port}`,
      "localhost.evil.example",
      "127.0.0.1.evil",
      "",
      "@"
    ]) {
      expect([host, await isRejected({ host })]).toEqual([host, true])
      expect([host, await isRejected({ host }, "/")]).toEqual([host, true])
    }
  })

  it("rejects requests of other origins, except navigations", async () => {
    const host = ownHost()
    expect(await isRejected({ host, origin: `http://${host}` })).toBe(false)
    for (const origin of ["http://evil.example", "null", `https://${host}`, "http://127.0.0.1:1", "http://localhost"]) {
      expect([origin, await isRejected({ host, origin })]).toEqual([origin, true])
    }
    expect(await isRejected({ host, "sec-fetch-site": "cross-site" })).toBe(true)
    expect(await isRejected({ host, "sec-fetch-site": "same-site", "sec-fetch-mode": "no-cors" })).toBe(true)
    expect(await isRejected({ host, "sec-fetch-site": "same-origin" })).toBe(false)
    // A user follows a link.
    expect(
      await isRejected(
        { host, "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" },
        "/"
      )
    ).toBe(false)
    const framed = { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "iframe" }
    expect(await isRejected({ host, ...framed }, "/")).toBe(true)
    const navigation = `host: ${host}\r\nsec-fetch-site: cross-site\r\nsec-fetch-mode: navigate\r\nsec-fetch-dest: document\r\n`
    const form = `POST /_emulator/reset HTTP/1.1\r\n${navigation}content-length: 0\r\nconnection: close\r\n\r\n`
    expect(await exchange(form)).toMatch(/^HTTP\/1\.1 403 /)
  })

  it("rejects requests that a proxy forwarded", async () => {
    const host = ownHost()
    for (const name of [
      "forwarded",
      "x-forwarded-for",
      "X-Forwarded-Host",
      "x-forwarded-proto",
      "x-forwarded-anything"
    ]) {
      expect([name, await isRejected({ host, [name]: "127.0.0.1" })]).toEqual([name, true])
      expect([name, await isRejected({ host, [name]: "" }, "/")]).toEqual([name, true])
    }
    expect(await isRejected({ host, "x-forward": "127.0.0.1" })).toBe(false)
  })

  it("rejects requests of connections that are already closed", async () => {
    const body = '{"advance":1000}'
    const head = `POST /_emulator/clock HTTP/1.1\r\nhost: evil.example\r\ncontent-type: application/json\r\n`
    for (let i = 0; i < 30; i++) {
      await new Promise<void>((go) => {
        const socket = connect(server.port, "127.0.0.1", () => {
          socket.write(`${head}content-length: ${body.length}\r\n\r\n${body}`, () => socket.resetAndDestroy())
        })
        socket.on("close", () => go())
      })
    }
    expect(await (await get("/_emulator/clock")).json()).toMatchObject({ offset: 0 })
  })

  it("rejects CORS preflights", async () => {
    const preflight = await fetch(`${server.url}/_emulator/faults`, {
      method: "OPTIONS",
      headers: { origin: "http://evil.example", "access-control-request-method": "POST" }
    })
    expect([preflight.status, preflight.headers.get("access-control-allow-origin")]).toEqual([403, null])
  })

  it("rejects requests of other machines, while the API accepts them", async () => {
    const { networkInterfaces } = await import("node:os")
    const address = Object.values(networkInterfaces())
      .flat()
      .find((each) => each !== undefined && !each.internal && each.family === "IPv4")?.address
    const open = await emulator.listen({ host: "0.0.0.0" })
    if (address !== undefined) {
      const responses = await Promise.all(
        [path, "/_emulator/tenancies", "/"].map((each) => fetch(`http://${address}:${open.port}${each}`, { headers }))
      )
      expect(responses.map(({ status }) => status)).toEqual([200, 403, 403])
      // Everything but the address claims to be this machine.
      const forged = `GET /_emulator/tenancies HTTP/1.1\r\nhost: localhost\r\nx-forwarded-for: 127.0.0.1\r\nconnection: close\r\n\r\n`
      expect(await exchange(forged, open.port, address)).toMatch(/^HTTP\/1\.1 403 /)
    }
    await open.close()
  })
})
