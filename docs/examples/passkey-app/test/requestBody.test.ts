import { connect, type Socket } from "node:net"
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { maximumSize } from "../server/requestBody.js"
import { type RunningApp, start } from "./support/app.js"

let app: RunningApp

beforeAll(async () => {
  app = await start()
})
afterAll(() => app?.stop())

/** Sends the head of a request, and what `send` adds. Returns the response when the server closes the connection. */
const exchange = (
  headers: Readonly<Record<string, string | number>>,
  send: (socket: Socket) => void,
  { method = "POST", path = "/api/login" } = {}
): Promise<{ readonly status: number; readonly text: string; readonly bytesSent: number }> =>
  new Promise((resolve, reject) => {
    const { host, port } = new URL(app.origin)
    const socket = connect(Number(port), "127.0.0.1")
    const timer = setTimeout(() => socket.destroy(new Error("The server did not answer and close.")), 10_000)
    let text = ""
    socket.setEncoding("utf8").on("data", (data) => {
      text += data
    })
    socket.on("error", (error: NodeJS.ErrnoException) => {
      // The server closed the connection while this side was sending.
      if (error.code !== "EPIPE" && error.code !== "ECONNRESET") reject(error)
    })
    socket.on("close", () => {
      clearTimeout(timer)
      resolve({ status: Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1]), text, bytesSent: socket.bytesWritten })
    })
    const lines = Object.entries({
      host,
      origin: app.origin,
      "content-type": "application/json",
      connection: "close",
      ...headers
    }).map(([name, value]) => `${name}: ${value}\r\n`)
    socket.write(`${method} ${path} HTTP/1.1\r\n${lines.join("")}\r\n`)
    send(socket)
  })

const chunk = (text: string): string => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`

const chunked = { "transfer-encoding": "chunked" }

describe("a request body", () => {
  it.each([
    ["POST", "/api/login"],
    ["POST", "/api/logout"],
    ["GET", "/login"],
    ["PUT", "/nowhere"]
  ])("of a declared length over 64 KiB is rejected before it is sent (%s %s)", async (method, path) => {
    const { status, text } = await exchange({ "content-length": 400_000_000 }, () => {}, { method, path })
    assert.strictEqual(status, 413)
    assert.match(text, /^connection: close\r$/im)
    assert.include(text, '"error":"BodyTooLarge"')
  })

  it("of an unknown length is rejected once it exceeds 64 KiB", async () => {
    const { status, text } = await exchange(chunked, (socket) => socket.write(chunk(" ".repeat(maximumSize + 1))))
    assert.strictEqual(status, 413)
    assert.include(text, '"error":"BodyTooLarge"')
  })

  it("without an end is not read to the end", async () => {
    const limit = 200_000_000
    const block = chunk(" ".repeat(16_384))
    const { bytesSent } = await exchange(chunked, (socket) => {
      const flood = (): void => {
        while (!socket.destroyed && socket.bytesWritten < limit) if (!socket.write(block)) break
        if (socket.bytesWritten >= limit) socket.destroy()
      }
      socket.on("drain", flood)
      flood()
    })
    // The rest is in the buffers of both sockets.
    assert.isBelow(bytesSent, 50_000_000)
  })

  it("of 64 KiB is read", async () => {
    const body = JSON.stringify({ code: "x".repeat(maximumSize - 11) })
    assert.lengthOf(body, maximumSize)
    const { status, text } = await exchange({ "content-length": maximumSize }, (socket) => socket.write(body))
    assert.strictEqual(status, 400)
    assert.include(text, '"error":"InvalidBody"')
  })

  it("is decoded when a character is split between two chunks", async () => {
    const body = Buffer.from(JSON.stringify({ email: "zoe@example.com", displayName: "Zoë" }))
    const { status, text } = await exchange(
      chunked,
      (socket) => {
        for (const byte of body) socket.write(Buffer.from([49, 13, 10, byte, 13, 10]))
        socket.write("0\r\n\r\n")
      },
      { path: "/api/one-time-code" }
    )
    assert.strictEqual(status, 200, text)
    const cookie = /^set-cookie: ([^;]+)/im.exec(text)?.[1] ?? ""
    const code = JSON.stringify({ code: await app.oneTimeCode("zoe@example.com") })
    const verified = await exchange({ cookie, "content-length": code.length }, (socket) => socket.write(code), {
      path: "/api/one-time-code/verify"
    })
    assert.include(verified.text, '"displayName":"Zoë"')
  })
})
