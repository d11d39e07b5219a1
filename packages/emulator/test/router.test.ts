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

const descriptors: ReadonlyArray<Endpoints.Descriptor> = Endpoints.every

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

  it.each(descriptors.map(({ path }) => path).filter((path) => !/\{(?!tenancyId)|\/$/.test(path)))(
    "never takes a part of %s for an id",
    (path) => {
      for (const method of ["GET", "POST", "PATCH", "DELETE"]) {
        const route = match(method, path.replace("{tenancyId}", "t"))
        expect([method, route?.descriptor.path ?? path]).toEqual([method, path])
      }
    }
  )

  it("accepts any tenancy id", () => {
    for (const tenancyId of [".well-known", "passkeys", "update"]) {
      expect(match("GET", `/v2/${tenancyId}/passkeys/`)?.parameters).toEqual({ tenancyId })
    }
  })
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
  it("return NotEmulated, never NotFound", async () => {
    for (const [method, path] of [
      ["GET", "/v2/t/nothing"],
      ["POST", "/v2/t/passkeys/x/exchange"],
      ["GET", "/v1/t/passkeys/"],
      ["GET", "/V2/t/passkeys/"],
      ["GET", "/v2/t/Passkeys/"],
      ["GET", "/index.html"],
      ["GET", "//"]
    ] as const) {
      const { status, body } = await call(method, path, { headers: { authorization } })
      expect([path, status, body._tag]).toEqual([path, 501, "@error/NotEmulated"])
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
  })

  it("return MethodNotAllowed for a segment of another route in place of an id", async () => {
    for (const path of ["passkeys/update", "passkeys/delete", "passkeys/%75pdate", "challenges/verify"]) {
      for (const method of ["GET", "PATCH", "DELETE"]) {
        const { status, headers, body } = await call(method, `/v2/t/${path}`, { headers: { authorization } })
        expect([method, path, status, body._tag]).toEqual([method, path, 405, "@error/MethodNotAllowed"])
        expect(headers.get("allow")).toBe("POST")
      }
    }
    const { body } = await call("GET", "/v2/t/passkeys/prune", { headers: { authorization } })
    expect(body._tag).not.toBe("@error/NotFound")
    // In other places, the same words are IDs.
    for (const path of ["users/update/passkeys/", "passkeys/verify", "passkeys/Update", "challenges/update"]) {
      const missing = await call("DELETE", `/v2/t/${path}`, { headers: { authorization } })
      expect([path, missing.status]).toEqual([path, path.startsWith("challenges") ? 202 : 404])
    }
  })

  it("include HEAD, which would consume codes", async () => {
    const head = await call("HEAD", "/v2/t/principal/code", { headers: { authorization } })
    expect([head.status, head.text]).toEqual([405, ""])
  })
})

describe.each(["2.6", "2.9"] as const)("with the option api %s", (api) => {
  const narrowed = PasslockEmulator.make({ api, tenancies: [{ tenancyId: "t", apiKey: "key" }] })
  afterAll(() => narrowed.dispose())

  const request = async (method: string, path: string) => {
    const response = await narrowed.fetch(`https://api.passlock.dev${path}`, { method, headers: { authorization } })
    // biome-ignore lint/suspicious/noExplicitAny: each test asserts the body it expects.
    return { status: response.status, headers: response.headers, body: (await response.json()) as any }
  }

  const pathOf = (path: string) => path.replace("{tenancyId}", "t").replace(/\{\w+\}/g, "x")

  it.each(
    descriptors.map((each) => [each.releases.includes(api) ? "serves" : "rejects", each.operation, each] as const)
  )("%s %s", async (_, __, { method, path, releases }) => {
    const { body, status } = await request(method, pathOf(path))
    if (releases.includes(api)) return expect(status).not.toBe(501)
    const [release = ""] = releases
    expect([status, body._tag]).toEqual([501, "@error/NotEmulated"])
    expect(body.message).toBe(
      `Only Passlock ${release === "2.6" ? "2.6" : "2.7 to 2.9"} documents ${method} ${path}, and this emulator serves ${api === "2.6" ? "2.6" : "2.7 to 2.9"}. Start it with --api ${release} (option \`api\`), or without it for both.`
    )
  })

  it("allows only the methods of this generation", async () => {
    const passkey = await request("PUT", "/v2/t/passkeys/x")
    expect([passkey.status, passkey.headers.get("allow")]).toEqual([405, api === "2.6" ? "GET, PATCH, DELETE" : "GET"])
    const update = await request("GET", "/v2/t/passkeys/update")
    const user = await request("GET", "/v2/t/users/u/passkeys/")
    expect([update.status, user.status]).toEqual(api === "2.6" ? [501, 405] : [405, 501])
    expect([update.headers.get("allow"), user.headers.get("allow")]).toEqual(
      api === "2.6" ? [null, "PATCH, DELETE"] : ["POST", null]
    )
  })

  it("injects no fault into a route of the other generation, and shows it without an operation", async () => {
    const other = descriptors.find(({ releases }) => !releases.includes(api))
    if (other === undefined) throw new Error("expected an endpoint of the other generation")
    await narrowed.inject({ fault: { kind: "status", status: 503 } })
    expect((await request(other.method, pathOf(other.path))).status).toBe(501)
    await narrowed.clearFaults()
    const { url, close } = await narrowed.listen()
    const overview = await (await fetch(`${url}/_emulator/tenancies/t`)).json()
    await close()
    expect((overview as { readonly requests: ReadonlyArray<object> }).requests[0]).not.toHaveProperty("operation")
  })

  it("serves the OpenAPI document of both generations", async () => {
    const { body } = await request("GET", "/openapi.json")
    expect(Object.keys(body.paths)).toEqual(Object.keys(OpenApi.document().paths as object))
  })
})
