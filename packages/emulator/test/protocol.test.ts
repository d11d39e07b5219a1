import { afterAll, describe, expect, it } from "@effect/vitest"
import * as Endpoints from "@passlock-sdk/contract/Endpoints"
import * as FastCheck from "effect/FastCheck"
import { OpenApi, PasslockEmulator } from "../src/index.js"

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
    it(`${operation} asks for its proof before anything else`, async () => {
      const body = request.body === undefined ? {} : { body: "not JSON" }
      const bare = await call(method, concrete(path), body)
      const elsewhere = await call(method, concrete(path).replace("/t/", "/other/"), {
        ...body,
        headers: { authorization }
      })
      expect([elsewhere.status, elsewhere.body._tag]).toEqual([403, "@error/Forbidden"])
      if (authentication === "apiKey") {
        expect([bare.status, bare.body._tag]).toEqual([401, "@error/Unauthorized"])
        for (const header of ["key", "Basic key", "Bearer", "Bearer ", "Bearer a b"]) {
          const unreadable = await call(method, concrete(path), { ...body, headers: { authorization: header } })
          expect([unreadable.status, unreadable.body._tag]).toEqual([401, "@error/Unauthorized"])
        }
        const wrong = await call(method, concrete(path), { ...body, headers: { authorization: "Bearer Key" } })
        expect([wrong.status, wrong.body._tag]).toEqual([403, "@error/Forbidden"])
      } else {
        expect([bare.status, bare.body._tag]).toEqual([400, "@error/BadRequest"])
      }
    })

    it(`${operation} answers with and without a slash at the end, in plain JSON`, async () => {
      const stem = concrete(path).replace(/\/$/, "")
      const init = { headers: { authorization, origin: "https://example.com" } }
      const [one, other] = [await call(method, stem, init), await call(method, `${stem}/`, init)]
      expect(one.status).not.toBe(501)
      expect([other.status, other.text]).toEqual([one.status, one.text])
      expect(one.headers.get("content-type")).toBe("application/json")
      expect(one.headers.get("access-control-allow-origin")).toBe("https://example.com")
    })

    it(`${operation} lets a page ask first`, async () => {
      const answer = await call("OPTIONS", concrete(path), {
        headers: {
          origin: "https://example.com",
          "access-control-request-method": method,
          "access-control-request-headers": "content-type,authorization"
        }
      })
      expect(answer.status).toBe(204)
      expect(answer.headers.get("access-control-allow-origin")).toBe("https://example.com")
      expect(answer.headers.get("access-control-allow-methods")).toContain(method)
      expect(answer.headers.get("access-control-allow-headers")).toBe("content-type, authorization")
      expect(answer.headers.get("access-control-max-age")).not.toBeNull()
    })

    if (request.body !== undefined) {
      it(`${operation} explains what is wrong with a body`, async () => {
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
          const answer = await call(method, concrete(path), {
            body: body ?? null,
            headers: { authorization, "content-type": "application/json" }
          })
          expect([answer.status, answer.body._tag]).toEqual([400, "@error/BadRequest"])
          expect(answer.body.message).toContain(message)
        }
      })
    }
  }
})

describe("requests", () => {
  it("may be of any JSON type, but of no other", async () => {
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
      const { status, body: answer } = await post("/v2/t/challenges", body, { "content-type": type })
      expect([status, answer.message]).toEqual([400, "content-type: expected application/json"])
    }
    const untyped = await call("POST", "/v2/t/challenges", { body: Buffer.from(body), headers: { authorization } })
    expect(untyped.status).toBe(201)
  })

  it("may have up to 64 KiB, whether or not they say so", async () => {
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
    const address = "https://api.passlock.dev/v2/t/challenges"
    expect((await emulator.fetch(address, { ...stream, body: streamed(bodyOf(65_536)) })).status).toBe(201)
    expect((await emulator.fetch(address, { ...stream, body: streamed(bodyOf(200_000)) })).status).toBe(413)
    expect(await post("/v2/t/challenges", "{}", { "content-length": "70000" })).toMatchObject(large)
  })

  it("are not read to an end that never comes", async () => {
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
    // A sender that is still at it would not see the answer otherwise.
    expect(read).toBeLessThan(20 * 65_536)
  })

  it("may reach the API below any path of any host", async () => {
    for (const base of ["http://localhost:8787", "https://api.passlock.dev/a/base", "https://other.example//"]) {
      const response = await emulator.fetch(`${base}/v2/t/passkeys/`, { headers: { authorization } })
      expect(response.status).toBe(200)
    }
  })

  it("find ids of any characters", async () => {
    await FastCheck.assert(
      FastCheck.asyncProperty(
        FastCheck.oneof(
          FastCheck.string({ unit: "grapheme", minLength: 1, maxLength: 300 }),
          FastCheck.stringMatching(/^[%;:?#/&+,=@$.~ A-F0-9]{1,40}$/)
        ).filter((id) => id !== "." && id !== ".." && id.isWellFormed()),
        async (userId) => {
          const { status, body } = await post(
            "/v2/t/passkey/registration/prepare",
            JSON.stringify({ rpId: "example.com", userId, username: "x" })
          )
          expect(status).toBe(200)
          expect(body._tag).toBe("PreparedPasskeyRegistration")
          const missing = await call("DELETE", `/v2/t/users/${encodeURIComponent(userId)}/passkeys/`, {
            headers: { authorization }
          })
          expect([missing.status, missing.body._tag]).toEqual([404, "@error/NotFound"])
        }
      ),
      { numRuns: 300 }
    )
  })

  it("find long ids, and ids with a semicolon", async () => {
    for (const id of ["x".repeat(5000), "a;b", ";"]) {
      const { status, body } = await call("GET", `/v2/t/passkeys/${id}`, { headers: { authorization } })
      expect([status, body._tag]).toEqual([404, "@error/NotFound"])
    }
  })

  it("are told what is wrong with their path", async () => {
    for (const path of ["/v2/t/passkeys/%", "/v2/t/passkeys/%zz", "/v2/t/passkeys/%FF", "/v2/%E0%A4%A/passkeys/"]) {
      const { status, body } = await call("GET", path, { headers: { authorization } })
      expect([status, body]).toEqual([
        400,
        { _tag: "@error/BadRequest", message: "path: expected valid percent-encoding" }
      ])
    }
    const empty = await call("GET", "/v2/t/passkeys//", { headers: { authorization } })
    expect([empty.status, empty.body.message]).toEqual([400, expect.stringMatching("^passkeyId: ")])
  })
})

describe("addresses", () => {
  it("are the same with and without /v2, below a base path, and with a slash at the end", async () => {
    for (const path of [
      ...["/v2/t/passkeys/", "/v2/t/passkeys", "/t/passkeys/", "/t/passkeys", "/base/path/v2/t/passkeys/"],
      ...["/v2/t/passkeys//".slice(0, -1)]
    ]) {
      const { body, status } = await call("GET", path, { headers: { authorization } })
      expect([path, status, body._tag]).toEqual([path, 200, "FindAllPasskeys"])
    }
    for (const path of ["/v2/.well-known/jwks.json", "/.well-known/jwks.json", "/base/.well-known/jwks.json"]) {
      expect((await call("GET", path)).body.keys).toHaveLength(1)
    }
    expect((await call("GET", "/t/passkeys/none", { headers: { authorization } })).body._tag).toBe("@error/NotFound")
  })

  it("tell of the API in OpenAPI, to every page", async () => {
    const { body, headers, status } = await call("GET", "/openapi.json", { headers: { origin: "https://example.com" } })
    expect([status, body.openapi, headers.get("access-control-allow-origin")]).toEqual([
      200,
      "3.1.0",
      "https://example.com"
    ])
    const { servers, ...rest } = OpenApi.document()
    expect(body).toEqual({
      ...rest,
      servers: [{ url: "/", description: "This emulator" }, ...(servers as Array<unknown>)]
    })
  })
})

describe("what is not emulated", () => {
  it("is never a missing passkey", async () => {
    for (const [method, path] of [
      ["GET", "/v2/t/nothing"],
      ["POST", "/v2/t/passkeys/update"],
      ["GET", "/v1/t/passkeys/"],
      ["GET", "/V2/t/passkeys/"],
      ["GET", "/v2/t/Passkeys/"],
      ["GET", "/index.html"],
      ["GET", "//"]
    ] as const) {
      const { status, body } = await call(method, path, { headers: { authorization } })
      const known = path === "/v2/t/passkeys/update"
      expect([path, status, body._tag]).toEqual(
        known ? [path, 405, "@error/MethodNotAllowed"] : [path, 501, "@error/NotEmulated"]
      )
      expect(body.message).toContain(method)
    }
  })

  it("is named with the methods that are", async () => {
    const { status, headers, body } = await call("PUT", "/v2/t/passkeys/x", { headers: { authorization } })
    expect([status, body._tag]).toEqual([405, "@error/MethodNotAllowed"])
    expect(headers.get("allow")).toBe("GET, PATCH, DELETE")
    expect((await call("GET", "/v2/t/challenges/verify", { headers: { authorization } })).body._tag).toBe(
      "@error/NotFound"
    )
    expect((await call("PATCH", "/v2/t/challenges/verify")).headers.get("allow")).toBe("GET, POST, DELETE")
  })

  it("is HEAD, which would use up codes", async () => {
    const head = await call("HEAD", "/v2/t/principal/code", { headers: { authorization } })
    expect([head.status, head.text]).toEqual([405, ""])
  })
})
