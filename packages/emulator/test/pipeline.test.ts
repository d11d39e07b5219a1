import { afterAll, describe, expect, it } from "@effect/vitest"
import * as Endpoints from "@passlock-sdk/contract/Endpoints"
import { PasslockEmulator } from "../src/index.js"

const emulator = PasslockEmulator.make({ tenancies: [{ tenancyId: "t", apiKey: "key" }] })

afterAll(() => emulator.dispose())

const authorization = "Bearer key"

const call = async (method: string, path: string, init: RequestInit = {}) => {
  const response = await emulator.fetch(`https://api.passlock.dev${path}`, { ...init, method })
  const text = await response.text()
  return { status: response.status, headers: response.headers, text, body: text === "" ? undefined : JSON.parse(text) }
}

const post = (path: string, body: RequestInit["body"], headers: Record<string, string> = {}) =>
  call("POST", path, { body: body ?? null, headers: { authorization, "content-type": "application/json", ...headers } })

const concrete = (path: string): string => path.replace("{tenancyId}", "t").replace(/\{\w+\}/g, "x")

describe("every endpoint", () => {
  for (const { operation, method, path, authentication, request } of Endpoints.all) {
    it(`${operation} checks the API key and the tenancy before anything else`, async () => {
      const body = request.body === undefined ? {} : { body: "not JSON" }
      const bare = await call(method, concrete(path), body)
      const elsewhere = await call(method, concrete(path).replace("/t/", "/other/"), {
        ...body,
        headers: { authorization }
      })
      expect([elsewhere.status, elsewhere.body._tag]).toEqual([403, "@error/Forbidden"])
      if (authentication === "apiKey") {
        expect([bare.status, bare.body._tag]).toEqual([401, "@error/Unauthorized"])
        for (const header of ["key", "Basic key", "Bearer a b"]) {
          const unreadable = await call(method, concrete(path), { ...body, headers: { authorization: header } })
          expect([unreadable.status, unreadable.body._tag]).toEqual([401, "@error/Unauthorized"])
        }
        for (const header of ["Bearer Key", "Bearer", "bearer "]) {
          const wrong = await call(method, concrete(path), { ...body, headers: { authorization: header } })
          expect([header, wrong.status, wrong.body._tag]).toEqual([header, 403, "@error/Forbidden"])
        }
      } else {
        expect([bare.status, bare.body._tag]).toEqual([400, "@error/BadRequest"])
      }
    })

    it(`${operation} responds with plain JSON, with and without a trailing slash`, async () => {
      const stem = concrete(path).replace(/\/$/, "")
      const init = { headers: { authorization, origin: "https://example.com" } }
      const [one, other] = [await call(method, stem, init), await call(method, `${stem}/`, init)]
      expect(one.status).not.toBe(501)
      expect([other.status, other.text]).toEqual([one.status, one.text])
      expect(one.headers.get("content-type")).toBe("application/json")
      expect(one.headers.get("access-control-allow-origin")).toBe("https://example.com")
    })

    it(`${operation} allows CORS preflights`, async () => {
      const response = await call("OPTIONS", concrete(path), {
        headers: {
          origin: "https://example.com",
          "access-control-request-method": method,
          "access-control-request-headers": "content-type,authorization"
        }
      })
      expect(response.status).toBe(204)
      expect(response.headers.get("access-control-allow-origin")).toBe("https://example.com")
      expect(response.headers.get("access-control-allow-methods")).toContain(method)
      expect(response.headers.get("access-control-allow-headers")).toBe("content-type")
      expect(response.headers.get("access-control-max-age")).not.toBeNull()
    })

    if (request.body !== undefined) {
      it(`${operation} rejects an invalid body with the reason`, async () => {
        const bodies: ReadonlyArray<readonly [RequestInit["body"], string]> = [
          [null, "body: "],
          ["", "body: "],
          ["{", "body: expected JSON"],
          ["null", "body: "],
          ["[]", "body: "],
          ['"text"', "body: "],
          [new Uint8Array([0x7b, 0xff, 0x7d]), "body: expected UTF-8"]
        ]
        for (const [body, message] of bodies) {
          const response = await call(method, concrete(path), {
            body: body ?? null,
            headers: { authorization, "content-type": "application/json" }
          })
          expect([response.status, response.body._tag]).toEqual([400, "@error/BadRequest"])
          expect(response.body.message).toContain(message)
        }
      })
    }
  }
})

describe("CORS preflights", () => {
  it("allow the header Authorization for `apiKeyOrigins` only", async () => {
    const named = PasslockEmulator.make({ apiKeyOrigins: ["https://example.com", "http://localhost:3000"] })
    for (const [origin, allowed] of [
      ["https://example.com", "content-type, authorization"],
      ["http://localhost:3000", "content-type, authorization"],
      ["http://localhost:3001", "content-type"],
      ["https://example.com.evil.example", "content-type"],
      ["null", "content-type"]
    ] as const) {
      const response = await named.fetch("https://api.passlock.dev/v2/t/passkeys/", {
        method: "OPTIONS",
        headers: { origin, "access-control-request-method": "GET", "access-control-request-headers": "authorization" }
      })
      expect([origin, response.headers.get("access-control-allow-headers")]).toEqual([origin, allowed])
    }
    await named.dispose()
  })
})

describe("request bodies", () => {
  it("are accepted with JSON content types, and rejected with others", async () => {
    const body = JSON.stringify({ email: "a@b.c", purpose: "types", skipRateLimit: true })
    for (const type of [
      "application/json",
      "application/json; charset=utf-8",
      "Application/JSON",
      "application/problem+json"
    ]) {
      expect((await post("/v2/t/challenges", body, { "content-type": type })).status).toBe(201)
    }
    for (const type of ["text/plain", "application/x-www-form-urlencoded", "application/jsonp"]) {
      const { status, body: error } = await post("/v2/t/challenges", body, { "content-type": type })
      expect([status, error.message]).toEqual([400, "content-type: expected application/json"])
    }
    const untyped = await call("POST", "/v2/t/challenges", { body: Buffer.from(body), headers: { authorization } })
    expect(untyped.status).toBe(201)
  })

  it("are limited to 64 KiB, with and without a content length", async () => {
    const bodyOf = (size: number) => {
      const start = '{"email":"a@b.c","purpose":"size","skipRateLimit":true,"name":"'
      return `${start}${"x".repeat(size - start.length - 2)}"}`
    }
    const streamed = (text: string) => new Blob([text]).stream()
    const large = { status: 413, body: { _tag: "@error/BadRequest", message: expect.stringContaining("65536") } }
    expect((await post("/v2/t/challenges", bodyOf(65_536))).status).toBe(201)
    expect(await post("/v2/t/challenges", bodyOf(65_537))).toMatchObject(large)
    const stream = {
      method: "POST",
      headers: { authorization, "content-type": "application/json" },
      duplex: "half" as const
    }
    const url = "https://api.passlock.dev/v2/t/challenges"
    expect((await emulator.fetch(url, { ...stream, body: streamed(bodyOf(65_536)) })).status).toBe(201)
    expect((await emulator.fetch(url, { ...stream, body: streamed(bodyOf(200_000)) })).status).toBe(413)
    expect(await post("/v2/t/challenges", "{}", { "content-length": "70000" })).toMatchObject(large)
  })

  it("that never end are rejected with 413", async () => {
    const chunk = new TextEncoder().encode("x".repeat(1024))
    let read = 0
    const endless = new ReadableStream({
      pull: (controller) => {
        read += chunk.length
        controller.enqueue(chunk)
      }
    })
    const response = await emulator.fetch("https://api.passlock.dev/v2/t/challenges", {
      method: "POST",
      headers: { authorization, "content-type": "application/json" },
      body: endless,
      duplex: "half"
    })
    expect(response.status).toBe(413)
    // The emulator reads a little past the limit, so that a client that is still sending sees the response.
    expect(read).toBeLessThan(20 * 65_536)
  })
})
