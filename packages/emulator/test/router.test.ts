import { afterAll, describe, expect, it } from "@effect/vitest"
import * as Endpoints from "@passlock-sdk/contract/Endpoints"
import { runs } from "@passlock-sdk/harness/property"
import * as FastCheck from "effect/FastCheck"
import { OpenApi, PasslockEmulator } from "../src/index.js"
import { match } from "../src/internal/api/router.js"

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

const descriptors = Object.values(Endpoints).filter((value): value is Endpoints.Descriptor => "operation" in value)

describe("match", () => {
  it.each(descriptors.map(({ method, operation, path }) => [operation, method, path] as const))(
    "returns %s for %s %s",
    (operation, method, path) => {
      const names = Array.from(path.matchAll(/\{(\w+)\}/g), ([, name = ""]) => name)
      const route = match(method, path.replace(/\{(\w+)\}/g, "a%2F$1"))
      expect(route?.descriptor.operation).toBe(operation)
      expect(route?.parameters).toEqual(Object.fromEntries(names.map((name) => [name, `a/${name}`])))
    }
  )
})

describe("requests", () => {
  it("reach the API on any host, below any base path", async () => {
    for (const base of ["http://localhost:8787", "https://api.passlock.dev/a/base", "https://other.example//"]) {
      const response = await emulator.fetch(`${base}/v2/t/passkeys/`, { headers: { authorization } })
      expect(response.status).toBe(200)
    }
  })

  it("accept ids with any characters", async () => {
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
      { numRuns: runs(300) }
    )
  })

  it("accept long ids, and ids with a semicolon", async () => {
    for (const id of ["x".repeat(5000), "a;b", ";"]) {
      const { status, body } = await call("GET", `/v2/t/passkeys/${id}`, { headers: { authorization } })
      expect([status, body._tag]).toEqual([404, "@error/NotFound"])
    }
  })

  it("are rejected for invalid percent-encoding and empty ids", async () => {
    for (const path of ["/v2/t/passkeys/%", "/v2/t/passkeys/%zz", "/v2/t/passkeys/%FF", "/v2/%E0%A4%A/passkeys/"]) {
      const { status, body } = await call("GET", path, { headers: { authorization } })
      expect([status, body]).toEqual([
        400,
        { _tag: "@error/BadRequest", message: "path: expected valid percent-encoding" }
      ])
    }
    const empty = await call("GET", "/v2/t/passkeys//", { headers: { authorization } })
    expect([empty.status, empty.body.message]).toEqual([400, expect.stringMatching("^passkeyId: ")])
    const without = await call("DELETE", "/v2/t/passkeys/", { headers: { authorization } })
    expect([without.status, without.body.message]).toEqual([400, expect.stringMatching("^passkeyId: ")])
  })
})

describe("paths", () => {
  it("are equivalent below a base path, and with a trailing slash", async () => {
    for (const path of ["/v2/t/passkeys/", "/v2/t/passkeys", "/base/path/v2/t/passkeys/", "/base/v2/t/passkeys"]) {
      const { body, status } = await call("GET", path, { headers: { authorization } })
      expect([path, status, body._tag]).toEqual([path, 200, "FindAllPasskeys"])
    }
    for (const path of ["/v2/.well-known/jwks.json", "/.well-known/jwks.json", "/base/.well-known/jwks.json"]) {
      expect((await call("GET", path)).body.keys).toHaveLength(1)
    }
    expect((await call("GET", "/v2/t/pass%6Beys", { headers: { authorization } })).body._tag).toBe("FindAllPasskeys")
    expect((await call("GET", "/v2/t/passkeys/none", { headers: { authorization } })).body._tag).toBe("@error/NotFound")
  })

  it("include /openapi.json, which pages of any origin may read", async () => {
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

describe("unknown routes", () => {
  it("return NotEmulated or MethodNotAllowed, never NotFound", async () => {
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

  it("include the routes of releases before 2.6, which have no /v2", async () => {
    const withoutVersion = descriptors
      .filter(({ operation }) => operation !== "Principals.verifyIdToken")
      .map(({ method, path }): [string, string] => [
        method,
        path.replace("/v2/{tenancyId}", "/t").replace(/\{\w+\}/g, "x")
      ])
    expect(withoutVersion).toContainEqual(["POST", "/t/passkey/registration/options"])
    for (const [method, path] of [...withoutVersion, ["POST", "/base/t/passkey/registration/options"] as const]) {
      const { status, body } = await call(method, path, { headers: { authorization } })
      expect([method, path, status, body._tag]).toEqual([method, path, 501, "@error/NotEmulated"])
      expect(body.message).toContain("/v2/{tenancyId}")
    }
  })

  it("return MethodNotAllowed with the allowed methods for a known path", async () => {
    const { status, headers, body } = await call("PUT", "/v2/t/passkeys/x", { headers: { authorization } })
    expect([status, body._tag]).toEqual([405, "@error/MethodNotAllowed"])
    expect(headers.get("allow")).toBe("GET, PATCH, DELETE")
    expect((await call("GET", "/v2/t/challenges/verify", { headers: { authorization } })).body._tag).toBe(
      "@error/NotFound"
    )
    expect((await call("PATCH", "/v2/t/challenges/verify")).headers.get("allow")).toBe("GET, POST, DELETE")
  })

  it("include HEAD, which would consume codes", async () => {
    const head = await call("HEAD", "/v2/t/principal/code", { headers: { authorization } })
    expect([head.status, head.text]).toEqual([405, ""])
  })
})
