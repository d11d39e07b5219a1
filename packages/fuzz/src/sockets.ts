/** Cases over real sockets of this machine, where a server can also break HTTP itself. In real time, and without retries. */
import { once } from "node:events"
import { type AddressInfo, createServer, type Server, type Socket } from "node:net"
import { gzipSync } from "node:zlib"
import * as HttpClient from "@effect/platform/HttpClient"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Scope from "effect/Scope"
import type { Case, Reply, ResponseReply, Wire } from "./Case.js"
import { type Call, mismatch, violations } from "./checks.js"
import { type Client, effect, hasFacade, promise } from "./clients.js"
import { expectations } from "./oracle.js"
import type { Request } from "./server.js"
import * as Time from "./time.js"

/** A call that takes longer hangs. */
const callTimeout = 30_000

/** Long enough for a busy machine: the call ends by it only if the server is silent. */
const timeouts = { timeout: 20_000, totalTimeout: 25_000 }
const silence = { timeout: 100, totalTimeout: 25_000 }

const crlf = "\r\n"

const chunked = (body: Uint8Array, size: number): ReadonlyArray<Uint8Array | string> => {
  const parts: Array<Uint8Array | string> = []
  for (let at = 0; at < body.length; at += size) {
    const chunk = body.subarray(at, at + size)
    parts.push(chunk.length.toString(16), crlf, chunk, crlf)
  }
  return parts
}

/** The bytes of a response, with the damage, and whether the server then closes the connection. */
const bytesOf = ({ body, end, headers, status }: ResponseReply, { at, damage, framing }: Wire): Buffer => {
  const content = framing === "gzip" && damage !== "not gzip" ? new Uint8Array(gzipSync(body)) : body
  // An end that is not the end must not look like one.
  const length = content.length + (end === "end" ? 0 : 10)
  const own: Array<readonly [string, string]> = [
    ...headers,
    ["connection", "close"],
    ...(framing === "length" || framing === "gzip" ? [["content-length", String(length)] as const] : []),
    ...(framing === "gzip" ? [["content-encoding", "gzip"] as const] : []),
    ...(framing === "chunked" ? [["transfer-encoding", "chunked"] as const] : []),
    ...(damage === "two lengths" ? [["content-length", "1"] as const, ["content-length", "2"] as const] : []),
    ...(damage === "huge header" ? [["x-huge", "h".repeat(100_000)] as const] : [])
  ]
  const line =
    damage === "bad status line"
      ? ["HTTP/9.9 OK", "ICY 200 OK", "200", "\0"][Math.floor(at * 4)]
      : `HTTP/1.1 ${status} Text`
  const newline = damage === "bare line feeds" ? "\n" : crlf
  const head = [line, ...own.map(([name, value]) => `${name}: ${value}`), "", ""].join(newline)
  const size = Math.max(1, Math.ceil(content.length / 4))
  const last = end === "end" ? `0${crlf}${crlf}` : ""
  const parts: ReadonlyArray<Uint8Array | string> =
    framing === "chunked" ? [...chunked(content, size), damage === "bad chunk" ? `zz${crlf}` : last] : [content]
  const bytes = Buffer.concat(
    [damage === "headers without end" ? head.trimEnd() : head, ...parts].map((part) =>
      typeof part === "string" ? Buffer.from(part, "latin1") : part
    )
  )
  if (damage === "cut" || damage === "reset") return bytes.subarray(0, Math.floor(bytes.length * at))
  if (damage === "junk after")
    return Buffer.concat([bytes, bytes.subarray(0, Math.floor(bytes.length * at)), Buffer.from("\0junk")])
  return bytes
}

interface Listener {
  readonly server: Server
  readonly endpoint: string
}

let listener: Promise<Listener> | undefined
let onConnection: (socket: Socket) => void = (socket) => socket.destroy()
const sockets = new Set<Socket>()

const listen = async (): Promise<Listener> => {
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on("error", () => {}).on("close", () => sockets.delete(socket))
    onConnection(socket)
  })
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  return { server, endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}/base` }
}

/** Ends the server. */
export const close = async (): Promise<void> => {
  const current = await listener
  listener = undefined
  for (const socket of sockets) socket.destroy()
  current?.server.close()
}

/** Reads requests and replies to each. */
const serve = (replies: Case["replies"], wire: Wire, origin: string) => {
  const requests: Array<Request> = []
  const reply = (socket: Socket, next: Reply) => {
    if (next.type === "failure") return void socket.destroy()
    if (next.type === "silence") return
    const bytes = bytesOf(next, wire)
    const cut = Math.floor(bytes.length * wire.at)
    socket.write(bytes.subarray(0, cut))
    socket.write(bytes.subarray(cut), () => {
      if (next.end === "silence") return
      if (next.end === "error" || wire.damage === "reset") socket.resetAndDestroy()
      else socket.end()
    })
  }
  onConnection = (socket) => {
    let received = ""
    socket.setEncoding("latin1").on("data", (text: string) => {
      received += text
      const [head = "", ...rest] = received.split("\r\n\r\n")
      const length = Number(/^content-length: (\d+)/im.exec(head)?.[1] ?? 0)
      const body = rest.join("\r\n\r\n")
      if (rest.length === 0 || body.length < length) return
      received = ""
      const [line = "", ...lines] = head.split("\r\n")
      const [method = "", path = ""] = line.split(" ")
      const headers = lines.map((each) => each.split(/: ?(.*)/s).slice(0, 2) as [string, string])
      requests.push({ method, url: origin + path, headers: new Headers(headers), body, redirect: undefined })
      reply(socket, replies[Math.min(requests.length, replies.length) - 1] as Reply)
    })
  }
  return requests
}

const scope = Effect.runSync(Scope.make())

const build = (layer: Layer.Layer<HttpClient.HttpClient>): HttpClient.HttpClient =>
  Effect.runSync(Effect.provide(HttpClient.HttpClient, Effect.runSync(Scope.extend(Layer.build(layer), scope))))

let nodeClients: ReadonlyArray<HttpClient.HttpClient> | undefined

/** The client of `node:http`, and that of undici. */
const nodeClient = (index: 0 | 1): HttpClient.HttpClient => {
  nodeClients ??= [build(NodeHttpClient.layer), build(NodeHttpClient.layerUndici)]
  // Keys are cached by client.
  return HttpClient.mapRequest(nodeClients[index] as HttpClient.HttpClient, (request) => request)
}

const globalFetch = (url: URL | string, init?: RequestInit): Promise<Response> => fetch(url, init)

const framingHeaders = /^(content-length|transfer-encoding|content-encoding|connection|x-huge)$/

/** A reply without what would break HTTP, each header once. */
const valid = (reply: Reply): Reply => {
  if (reply.type !== "response") return reply
  const names = new Set<string>()
  const headers = reply.headers.filter(([name]) => !framingHeaders.test(name) && !names.has(name) && names.add(name))
  return {
    ...reply,
    headers,
    form: "stream",
    ...(/204|304/.test(String(reply.status)) ? { body: new Uint8Array() } : {})
  }
}

/** Whether a platform passes this status on, with its body, after one request. */
const isPassedOn = ({ status }: ResponseReply): boolean => status >= 200 && status !== 205 && status !== 421

/** What a platform's own behavior adds to the case's oracle: nothing, or that only the promises hold. */
const isExact = (reply: Reply, { damage, framing }: Wire, isNodeHttp: boolean): boolean =>
  damage === "none" && !(isNodeHttp && framing === "gzip") && (reply.type !== "response" || isPassedOn(reply))

/** Runs a case's call with its first reply. */
export const runOverSocket = async (given: Case, wire: Wire): Promise<ReadonlyArray<string>> => {
  listener ??= listen()
  const { endpoint } = await listener
  const [first] = given.replies.map(wire.damage === "none" ? valid : (reply: Reply) => reply) as [Reply]
  const isSilent = first.type === "silence" || (first.type === "response" && first.end === "silence")
  const mayHang = isSilent || wire.damage !== "none" || (first.type === "response" && first.status < 200)
  const settings = { ...given.settings, ...(mayHang ? silence : timeouts), maxRetries: 0 }
  const replies = [first.type === "failure" ? { ...first, cause: "reset" as const } : first] as const
  const input: Case = { ...given, settings, replies }
  const isNodeHttp = given.client === "stub" && wire.at < 0.5
  const program = given.client === "fetch" ? effect() : effect(nodeClient(isNodeHttp ? 0 : 1))
  const clients: ReadonlyArray<Client> = hasFacade(input.operation) ? [program, promise] : [program]
  const reasons: Array<string> = []
  for (const client of clients) {
    const requests = serve(replies, wire, new URL(endpoint).origin)
    const before = process.cpuUsage()
    const ended = await Promise.race([client.call(input, globalFetch, endpoint), Time.realSleep(callTimeout)])
    const { system, user } = process.cpuUsage(before)
    for (const socket of sockets) socket.destroy()
    if (ended === undefined) {
      reasons.push(`${client.name}: the call hangs`)
      continue
    }
    const isResent = first.type === "response" && first.status === 421
    const sent = isResent ? requests.slice(0, 1) : requests
    const call: Call = {
      ...ended,
      input,
      client: client.name,
      requests: sent,
      elapsed: undefined,
      cpu: (system + user) / 1_000
    }
    const exact = isExact(first, wire, isNodeHttp && client.name === "effect") && !("defect" in call.outcome)
    const different = exact ? mismatch(call, expectations(input, Date.now())) : undefined
    reasons.push(
      ...[...violations(call, endpoint, false), ...(different === undefined ? [] : [different])].map(
        (reason) => `${client.name}: ${reason}`
      )
    )
  }
  return reasons
}
