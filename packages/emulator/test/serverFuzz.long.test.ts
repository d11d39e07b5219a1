import { Agent, request } from "node:http"
import { connect } from "node:net"
import * as Endpoints from "@passlock-sdk/contract/Endpoints"
import { type Emulator, start } from "@passlock-sdk/harness"
import { makeRandom, type Random, runs, seed } from "@passlock-sdk/harness/property"
import { afterAll, beforeAll, expect, it } from "vitest"

const total = runs(50_000)
const rawEvery = 10
const workers = 24

let emulator: Emulator
beforeAll(async () => {
  emulator = await start({ args: ["--tenancy", "t", "--api-key", "key"] })
})
afterAll(() => emulator.stop())

const methods = ["GET", "POST", "PATCH", "DELETE", "PUT", "HEAD", "OPTIONS", "PROPFIND", "TRACE", "SEARCH"]

const segments = [
  ...["t", "x", "", ".", "..", "%2e%2e", "%", "%00", "%ff", "%zz", "%F0%9F%98%80", ";", "a;b=c", "*", ":tenancyId"],
  ...["passkeys", "passkey", "challenges", "verify", "principal", "users", "u", "registration", "authentication"],
  ...["prepare", "options", "verification", "credential", "credentials", "a,b,,", "__proto__", "constructor"],
  ...["_emulator", ".well-known", "jwks.json", "openapi.json", "v2", "V2", "x".repeat(3_000), "%C3%28", "..%2f..%2f"]
]

const endpoints = Endpoints.every

const pathOf = ({ below, pick }: Random, known = pick(endpoints).path): string => {
  const base = pick([
    known.replace("{tenancyId}", "t").replace(/\{\w+\}/g, "u"),
    known.replace("{tenancyId}", "t").replace(/\{\w+\}/g, () => pick(segments)),
    known.replace(/\{\w+\}/g, () => pick(segments)),
    `/v2/t/${Array.from({ length: below(5) }, () => pick(segments)).join("/")}`,
    `/${Array.from({ length: below(6) }, () => pick(segments)).join("/")}`,
    `/_emulator/${pick(["tenancies", "tenancies/t", "tenancies/t/outbox", "tenancies/t/seed", "clock", "faults/x"])}`
  ])
  return `${base}${pick(["", "", "", "", "", "", "", "", "", "/", "//", "?", "?cursor=", "?cursor=1.x", "?cursor=a&cursor=b", "?%", "?__proto__=1", "#x"])}`
}

const headersOf = ({ pick }: Random): Record<string, string> => ({
  authorization: pick([
    "Bearer key",
    "Bearer key",
    "Bearer key",
    "Bearer",
    "bearer  key ",
    "Basic eDp5",
    "Bearer k€y".slice(0, 8),
    ""
  ]),
  "content-type": pick([
    ...["application/json", "application/json", "application/json", "application/json; charset=utf-8", "text/plain"],
    ...["multipart/form-data; boundary=x", "application/x-www-form-urlencoded", ";", ""]
  ]),
  origin: pick(["https://example.com", "null", "", "http://[", "https://example.com:99999", "http://localhost:3000"]),
  accept: pick(["*/*", "text/html", "x"]),
  "x-forwarded-for": pick(["127.0.0.1", "::1", "\u00ff"]),
  "accept-encoding": pick(["gzip", "identity;q=0", "\t"]),
  expect: pick(["", "", "", "", "", "", "", "", "", "", "", "100-continue"])
})

const values = [
  ...[null, true, false, 0, -1, 1e308, 1.5, "", "x", "example.com", "ada@example.com", "signup", "\u0000", "\ud800"],
  ...[[], {}, [[]], { __proto__: null }, "a".repeat(1_000), ["x"], { a: { b: [] } }, "required", "123456"]
]
const names = [
  ...["rpId", "userId", "username", "displayName", "allowCredentials", "excludeCredentials", "userVerification"],
  ...[
    "timeout",
    "registrationToken",
    "authenticationToken",
    "sessionToken",
    "response",
    "email",
    "purpose",
    "metadata"
  ],
  ...[
    "challengeId",
    "secret",
    "code",
    "invalidateOthers",
    "skipRateLimit",
    "__proto__",
    "constructor",
    "users",
    "advance"
  ]
]

const bodyOf = ({ below, pick }: Random): string => {
  const object = () => Object.fromEntries(Array.from({ length: below(7) }, () => [pick(names), pick(values)]))
  switch (below(9)) {
    case 0:
      return pick(["", "{", "[]", "null", "1", '"x"', "[".repeat(5_000), "\u0000", '{"a":1}}', "NaN", "\ufeff{}"])
    case 1:
      return JSON.stringify({ ...object(), response: { ...object(), response: object() } })
    case 2:
    case 8:
      return JSON.stringify({ email: "ada@example.com", purpose: "signup", skipRateLimit: true, metadata: object() })
    case 3:
      return JSON.stringify({ rpId: "example.com", userId: pick(["u", ""]), username: "n", ...object() })
    case 4:
      return "x".repeat(below(70_000))
    default:
      return JSON.stringify(object())
  }
}

interface RawResponse {
  readonly status: number
  readonly text: string
}

const agent = new Agent({ keepAlive: true, maxSockets: workers })
afterAll(() => agent.destroy())

const send = (random: Random): Promise<RawResponse> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(emulator.url)
    const endpoint = random.pick(endpoints)
    const headers = Object.fromEntries(Object.entries(headersOf(random)).filter(([, value]) => value !== ""))
    const body = Buffer.from(bodyOf(random))
    const outgoing = request(
      {
        agent,
        hostname,
        port,
        method: random.pick([random.pick(methods), endpoint.method]),
        // The raw requests cover what Node.js cannot send.
        path: pathOf(random, endpoint.path).replace(/[^\x21-\x7e]/g, "x"),
        headers: { ...headers, "content-length": body.length },
        timeout: 60_000
      },
      (response) => {
        let text = ""
        response.setEncoding("utf8").on("data", (data: string) => {
          text += data
        })
        response.on("end", () => resolve({ status: response.statusCode ?? 0, text }))
        response.on("error", reject)
      }
    )
    outgoing.on("timeout", () => outgoing.destroy(new Error("no response")))
    outgoing.on("error", reject)
    outgoing.end(body)
  })

const garbage = (random: Random): Buffer => {
  const line = `${random.pick([...methods, "GE T", "", "get", "\u0000"])} ${pathOf(random)} HTTP/${random.pick(["1.1", "1.0", "2", "9.9", ""])}`
  const header = random.pick([
    ...[
      "host: localhost",
      "host: x",
      "host: ",
      "a\u0000b: c",
      ": x",
      "content-length: x",
      "content-length: -1",
      "content-length: 5"
    ],
    ...["transfer-encoding: chunked", "transfer-encoding: gzip, chunked", "connection: upgrade\r\nupgrade: websocket"],
    `x: ${"y".repeat(20_000)}`
  ])
  const end = random.pick(["\r\n\r\n", "\n\n", "\r\n", "", "\r\n\r\n5\r\nhello\r\n0\r\n\r\n", "\r\n\r\nzz\r\n"])
  const bytes = Buffer.from(`${line}\r\n${header}${end}`, random.pick(["latin1", "utf8"]))
  return random.below(4) === 0 ? bytes.subarray(0, random.below(bytes.length)) : bytes
}

/** Returns the raw response; an empty string when the server closes the connection or waits for more. */
const sendRaw = (random: Random): Promise<string> =>
  new Promise((resolve) => {
    const { hostname, port } = new URL(emulator.url)
    const socket = connect(Number(port), hostname)
    let text = ""
    socket.on("data", (data) => {
      text += data
    })
    socket.on("error", () => {})
    socket.on("close", () => resolve(text))
    socket.end(garbage(random))
    socket.setTimeout(15_000, () => socket.destroy())
  })

const allowed = new Set([200, 201, 202, 204, 302, 400, 401, 403, 404, 405, 413, 417, 429, 431, 501, 505])

it(`responds to ${total} random requests of the seed ${seed} without an InternalError`, async () => {
  const statuses = new Map<number, number>()
  let sent = 0
  let responses = 0

  const check = (status: number, text: string) => {
    responses++
    statuses.set(status, (statuses.get(status) ?? 0) + 1)
    if (!allowed.has(status)) throw new Error(`${status} ${text}`)
    expect(text).not.toMatch(/InternalError|\bat [^"]*\.[jt]s:\d+|node_modules|ParseError|TypeError/)
  }

  const work = async (worker: number) => {
    const random = makeRandom(worker)
    while (sent < total) {
      sent++
      if (sent % rawEvery === 0) {
        const text = await sendRaw(random)
        const [, status] = /^HTTP\/1\.1 (\d+)/.exec(text) ?? []
        if (status !== undefined) check(Number(status), text)
        continue
      }
      const { status, text } = await send(random)
      check(status, text)
    }
  }
  await Promise.all(Array.from({ length: workers }, (_, worker) => work(worker)))

  expect(sent).toBeGreaterThanOrEqual(total)
  expect(responses).toBeGreaterThan(total * 0.9)
  // The requests reached every kind of response.
  for (const status of [200, 201, 204, 400, 401, 403, 404, 405, 413, 501]) {
    expect([status, (statuses.get(status) ?? 0) > 10]).toEqual([status, true])
  }
  const { stderr } = emulator.output()
  expect(stderr).toBe("")
  const alive = await fetch(`${emulator.url}/v2/t/passkeys/`, { headers: { authorization: "Bearer key" } })
  expect(alive.status).toBe(200)
})
