import { connect } from "node:net"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { PasslockEmulator } from "../src/index.js"

const { apiKey, tenancyId } = PasslockEmulator.defaultTenancy
const emulator = PasslockEmulator.make({ allowedHosts: ["emulator", "emulator.internal"] })

let server: PasslockEmulator.Server
beforeAll(async () => {
  server = await emulator.listen()
})
afterAll(() => emulator.dispose())

const request = (path: string, host: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const authorization = `authorization: Bearer ${apiKey}`
    const socket = connect(server.port, "127.0.0.1", () =>
      socket.write(`GET ${path} HTTP/1.1\r\nhost: ${host}\r\n${authorization}\r\nconnection: close\r\n\r\n`)
    )
    let received = ""
    socket.setTimeout(30_000, () => socket.destroy())
    socket.on("data", (data) => {
      received += data
    })
    socket.on("error", reject)
    socket.on("close", () => resolve(received))
  })

const statusOf = (response: string) => Number(/^HTTP\/1\.1 (\d+)/.exec(response)?.[1])

const paths = [`/v2/${tenancyId}/passkeys/`, "/v2/.well-known/jwks.json", "/openapi.json", "/nothing"]

describe("the API", () => {
  it("accepts local host names, addresses and the allowed hosts", async () => {
    const { port } = server
    for (const host of [
      ...[`127.0.0.1:${port}`, `localhost:${port}`, "app.localhost", "[::1]", "192.168.0.7:8787", "[fe80::1]:8787"],
      ...["emulator", `emulator:${port}`, "EMULATOR", "emulator.internal"]
    ]) {
      expect([host, statusOf(await request(paths[0] ?? "", host))]).toEqual([host, 200])
    }
  })

  it("rejects other host names, against DNS rebinding", async () => {
    for (const host of [
      ...["evil.example", `evil.example:${server.port}`, "localhost.evil.example", "127.0.0.1.evil.example", "", "@"],
      ...["other", "emulator.evil.example", "sub.emulator"]
    ]) {
      for (const path of paths) {
        const response = await request(path, host)
        expect([host, path, statusOf(response)]).toEqual([host, path, 403])
        expect(response).toContain("@error/HostNotAllowed")
      }
    }
  })

  it("accepts any URL in the same process", async () => {
    const headers = { authorization: `Bearer ${apiKey}` }
    const response = await emulator.fetch(`https://api.passlock.dev/v2/${tenancyId}/passkeys/`, { headers })
    expect(response.status).toBe(200)
  })
})
