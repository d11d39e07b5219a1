import * as HttpClient from "@effect/platform/HttpClient"
import { expect, it, vi } from "@effect/vitest"
import * as Endpoints from "@passlock-sdk/contract/Endpoints"
import * as IdToken from "@passlock-sdk/contract/IdToken"
import { runs } from "@passlock-sdk/harness/property"
import * as Effect from "effect/Effect"
import * as FastCheck from "effect/FastCheck"
import * as Logger from "effect/Logger"
import { PasslockEmulator } from "../src/index.js"

const names = [
  ...["rpId", "userId", "username", "displayName", "allowCredentials", "excludeCredentials", "userVerification"],
  ...["timeout", "registrationToken", "authenticationToken", "sessionToken", "response", "id", "rawId", "type"],
  ...["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle", "transports"],
  ...["email", "purpose", "metadata", "challengeId", "secret", "code", "name", "__proto__", "constructor"]
]

const text = FastCheck.oneof(
  FastCheck.string({ unit: "binary", maxLength: 20 }),
  FastCheck.constantFrom("example.com", "user_01", "ada@example.com", "login", "required", "AAAA", "\ud800", "")
)

const { value } = FastCheck.letrec((tie) => ({
  value: FastCheck.oneof(
    { maxDepth: 4 },
    FastCheck.oneof(text, FastCheck.double(), FastCheck.boolean(), FastCheck.constant(null)),
    FastCheck.array(tie("value"), { maxLength: 3 }),
    FastCheck.dictionary(FastCheck.constantFrom(...names), tie("value"), { maxKeys: 8 })
  )
}))

const body = FastCheck.oneof(
  value.map((json) => JSON.stringify(json)),
  FastCheck.dictionary(FastCheck.constantFrom(...names), value, { maxKeys: 12 }).map((json) => JSON.stringify(json)),
  FastCheck.string({ unit: "binary" }),
  FastCheck.constant("[".repeat(60_000)),
  FastCheck.constant('{"metadata":'.repeat(5_000))
)

const segment = FastCheck.oneof(
  FastCheck.string({ unit: "binary", maxLength: 12 })
    .filter((id) => id.isWellFormed())
    .map(encodeURIComponent),
  FastCheck.constantFrom("%", "%00", "%2F", "%25", "%zz", "..", ";", "verify", "%F0%9F%98%80", "İ", "*", ":x", "")
)

const request = FastCheck.record({
  endpoint: FastCheck.constantFrom(...Endpoints.all, IdToken.getKeySet),
  segments: FastCheck.array(segment, { minLength: 3, maxLength: 3 }),
  method: FastCheck.option(FastCheck.constantFrom("GET", "POST", "PATCH", "DELETE", "PUT", "OPTIONS", "PROPFIND")),
  isTenancy: FastCheck.integer({ max: 9, min: 0 }).map((die) => die > 0),
  query: FastCheck.oneof(
    FastCheck.constant(""),
    FastCheck.constantFrom("?", "?cursor", "?cursor=%", "?__proto__=x&cursor=1.x"),
    segment.map((each) => `?cursor=${each}`)
  ),
  headers: FastCheck.record(
    {
      authorization: FastCheck.constantFrom("Bearer key", "Bearer", "Basic a"),
      origin: FastCheck.constantFrom("https://example.com", "null", "http://[", "https://example.com:99999"),
      "content-type": FastCheck.constantFrom("application/json", "text/plain", "multipart/form-data", ";")
    },
    { requiredKeys: ["authorization"] }
  ),
  body
})

it("random requests never get an InternalError", async () => {
  const emulator = PasslockEmulator.make({ tenancies: [{ tenancyId: "t", apiKey: "key" }] })
  const statuses = new Map<number, number>()
  await FastCheck.assert(
    FastCheck.asyncProperty(request, async ({ endpoint, segments, method, isTenancy, query, headers, body }) => {
      // Lets the test runner's messages through.
      await new Promise((resolve) => setImmediate(resolve))
      const rest = [...segments]
      const path = endpoint.path
        .replace("{tenancyId}", isTenancy ? "t" : "x")
        .replace(/\{\w+\}/g, () => rest.pop() ?? "")
      const verb = method ?? endpoint.method
      const init = verb === "GET" ? { method: verb, headers } : { method: verb, headers, body }
      const response = await emulator.fetch(`https://api.passlock.dev${path}${query}`, init)
      statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1)
      const text = await response.text()
      if (response.status === 204) return
      expect(response.headers.get("content-type")).toBe("application/json")
      const parsed = JSON.parse(text)
      expect(response.status === 200 || typeof parsed._tag === "string").toBe(true)
      expect([200, 201, 202, 400, 401, 403, 404, 405, 413, 429, 501]).toContain(response.status)
      expect(text).not.toMatch(/HttpApiDecodeError|ParseError|\bat .*\.js/)
    }),
    { numRuns: runs(4_000) }
  )
  // Not all requests failed the authentication.
  expect([...statuses.keys()]).toEqual(expect.arrayContaining([200, 400, 401, 403, 404]))
  await emulator.dispose()
})

it("a defect returns InternalError, and is logged without its message", async () => {
  const lines: Array<string> = []
  const logger = Logger.make(({ message, cause }) => {
    lines.push(JSON.stringify([message, String(cause)]))
  })
  const get = Map.prototype.get
  // Reading this passkey throws.
  const spy = vi.spyOn(Map.prototype, "get").mockImplementation(function (this: Map<unknown, unknown>, key) {
    if (key === "break") throw new TypeError("broke at secret-code")
    return get.call(this, key)
  })
  const response = await HttpClient.get("https://x/v2/t/passkeys/break", {
    headers: { authorization: "Bearer key" }
  }).pipe(
    Effect.flatMap(({ json, status }) => Effect.map(json, (body) => ({ status, body }))),
    Effect.provide(PasslockEmulator.layer({ tenancies: [{ tenancyId: "t", apiKey: "key" }] })),
    Effect.provide(Logger.replace(Logger.defaultLogger, logger)),
    Effect.runPromise
  )
  spy.mockRestore()
  expect(response).toEqual({ status: 500, body: { _tag: "@error/InternalError", message: expect.any(String) } })
  expect(lines.join()).toContain("Passkeys.get")
  expect(lines.join()).toContain("TypeError")
  expect(lines.join()).not.toContain("secret-code")
})
