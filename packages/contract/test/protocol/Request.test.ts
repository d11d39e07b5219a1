import * as Redacted from "effect/Redacted"
import { assert, describe, it } from "vitest"
import type * as Endpoints from "../../src/Endpoints.js"
import * as Examples from "../../src/Examples.js"
import { build, checkApiKey, checkSecure, configurationIssues } from "../../src/protocol/Request.js"
import {
  changed,
  configuration,
  inputOf,
  json,
  operationOf,
  operations,
  pathsOf,
  run,
  sends
} from "../support/calls.js"

const sentBy = (name: Parameters<typeof operationOf>[0], input: unknown = inputOf(name), more: object = {}) =>
  sends(run(operationOf(name), [json({})], { input, policy: { maxRetries: 0 }, ...more }))[0]?.request

const circular: Record<string, unknown> = {}
circular.self = circular

const throwing = new Proxy(
  {},
  {
    get: () => {
      throw new Error("never-shown")
    }
  }
)

const credential = {
  id: "a",
  rawId: "a",
  type: "public-key",
  response: { clientDataJSON: "b", attestationObject: "c" },
  clientExtensionResults: {}
}

/** Inputs that the types exclude, but JavaScript does not. */
const invalid: ReadonlyArray<readonly [string, unknown]> = [
  ["undefined", undefined],
  ["null", null],
  ["a number", 7],
  ["a string", "p"],
  ["an array", []],
  ["a function", () => {}],
  ["a symbol", Symbol("s")],
  ["an object that throws", throwing],
  ["an empty object", {}]
]

describe.each(operations.map((operation) => [operation.operation, operation] as const))("%s", (name, operation) => {
  const { authentication, method, path } = operation
  const input = inputOf(name)
  const example = Examples.all[operation.operation as keyof typeof Examples.all].request

  it("sends its example to its URL with its headers and body", () => {
    const request = sends(run(operation, [json({})], { policy: { maxRetries: 0 } }))[0]?.request
    const values: Readonly<Record<string, unknown>> = { tenancyId: "tenancy_01", ...(example.path as object) }
    const search = example.query === undefined ? "" : `?${new URLSearchParams(example.query as never)}`
    assert.deepStrictEqual(request, {
      method,
      url: `https://api.example.com/base${path.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name]))}${search}`,
      headers: {
        accept: "application/json",
        "user-agent": "test",
        ...(authentication === "apiKey" ? { authorization: "Bearer key-never-shown" } : {}),
        ...(example.body === undefined ? {} : { "content-type": "application/json" })
      },
      body: example.body === undefined ? undefined : request?.body
    })
    if (example.body !== undefined) assert.deepStrictEqual(JSON.parse(request?.body ?? ""), example.body)
  })

  it("builds a request with its secrets and the API key listed", () => {
    const built = build(operation, configuration, input)
    const secrets = "value" in built ? built.value.secrets : []
    const expected = operation.secrets.map((name) => String(input[name]))
    assert.deepStrictEqual(secrets, authentication === "apiKey" ? [...expected, "key-never-shown"] : expected)
  })

  const takesAnything = operation.encodePath === undefined && operation.encodeBody === undefined
  it.each(takesAnything ? [] : invalid)("fails with InvalidInput for %s as input, and sends nothing", (_, value) => {
    const { commands, result } = run(operation, [], { input: value })
    assert.deepStrictEqual(commands, [])
    if ("value" in result) return assert.fail("it was accepted")
    assert.strictEqual(result.error._tag, "InvalidInput")
    assert.isTrue(result.error.message.startsWith(`${name}: Nothing was sent. `), result.error.message)
    assert.notInclude(result.error.message, "never-shown")
  })

  it("fails with InvalidInput when a field is missing or of another kind, with its name and without its value", () => {
    for (const path of pathsOf(input)) {
      for (const value of [undefined, null, 4711, "", "..", "\ud800", [], ["", 4711], {}, true, throwing, 1n]) {
        const { commands, result } = run(operation, [json({})], {
          input: changed(input, path, value),
          policy: { maxRetries: 0 }
        })
        if (commands.length > 0) continue
        if ("value" in result || result.error._tag !== "InvalidInput") return assert.fail(path.join("."))
        assert.isNotEmpty(result.error.issues)
        assert.notInclude(result.error.message, "4711")
      }
    }
  })
})

describe("a configuration", () => {
  const get = operationOf("Passkeys.get")
  const options = operationOf("Registration.options")

  const wrong: ReadonlyArray<readonly [string, object, ReadonlyArray<string>]> = [
    ["an empty tenancy ID", { tenancyId: "" }, ["tenancyId"]],
    ["a tenancy ID that leaves its path", { tenancyId: ".." }, ["tenancyId"]],
    ["a tenancy ID that is not a string", { tenancyId: 7 }, ["tenancyId"]],
    ["an endpoint without a scheme", { endpoint: "api.passlock.dev" }, ["endpoint"]],
    ["an endpoint with credentials", { endpoint: "https://u:never-shown@a.b" }, ["endpoint"]],
    ["an endpoint with a query", { endpoint: "https://a.b?c" }, ["endpoint"]],
    ["an endpoint that is not a string", { endpoint: {} }, ["endpoint"]],
    ["an empty API key", { apiKey: checkApiKey("") }, ["apiKey"]],
    ["an API key with a space", { apiKey: checkApiKey("a never-shown") }, ["apiKey"]],
    ["an API key with a line break", { apiKey: checkApiKey("a\nnever-shown") }, ["apiKey"]],
    ["an endpoint that is http://", { secure: checkSecure({ endpoint: "http://never-shown" }) }, ["endpoint"]],
    [
      "a permission that is not a boolean",
      { secure: checkSecure({ endpoint: "http://never-shown", allowInsecureEndpoint: "true" }) },
      ["allowInsecureEndpoint"]
    ],
    ["no API key", { apiKey: checkApiKey(undefined) }, ["apiKey"]],
    [
      "three invalid values",
      { tenancyId: ".", endpoint: "", apiKey: checkApiKey(7) },
      ["tenancyId", "endpoint", "apiKey"]
    ]
  ]

  it.each(wrong)("with %s makes a call fail with InvalidInput, and nothing is sent", (_, changes, paths) => {
    const { commands, result } = run(get, [], { configuration: { ...configuration, ...changes } })
    assert.deepStrictEqual(commands, [])
    if ("value" in result || result.error._tag !== "InvalidInput") return assert.fail("it was accepted")
    assert.deepStrictEqual(
      result.error.issues.map(({ path }) => path),
      paths
    )
    assert.notInclude(result.error.message, "never-shown")
  })

  it("needs no API key for an operation with a token, and does not send one", () => {
    assert.deepStrictEqual(configurationIssues({ ...configuration, apiKey: checkApiKey("") }, false), [])
    const [send] = sends(run(options, [json({})], { policy: { maxRetries: 0 } }))
    assert.notProperty(send?.request.headers, "authorization")
  })

  it("makes a call fail with its own issues and those of the input, each field once", () => {
    const { result } = run(operationOf("Passkeys.update"), [], {
      configuration: { ...configuration, tenancyId: "" },
      input: undefined
    })
    const issues = "error" in result && result.error._tag === "InvalidInput" ? result.error.issues : []
    assert.deepStrictEqual(
      issues.map(({ path }) => path),
      ["tenancyId", ""]
    )
  })
})

describe("an input", () => {
  it("is percent-encoded in the path and in the query", () => {
    assert.include(sentBy("Passkeys.get", { passkeyId: "a/b ?#ü" })?.url, "/passkeys/a%2Fb%20%3F%23%C3%BC")
    assert.isTrue(sentBy("Passkeys.list", { cursor: "a&b=c d" })?.url.endsWith("/passkeys/?cursor=a%26b%3Dc+d"))
  })

  it("without an optional query has none in its URL", () => {
    for (const input of [{}, { cursor: undefined }]) {
      assert.isTrue(sentBy("Passkeys.list", input)?.url.endsWith("/passkeys/"))
    }
  })

  it("joins IDs with commas", () => {
    assert.isTrue(sentBy("Lookups.credentials", { passkeyIds: ["a/b", "c"] })?.url.endsWith("/credentials/a%2Fb,c"))
  })

  it("may inherit its fields, also the optional ones", () => {
    class Login {
      readonly rpId = "example.com"
      readonly discoverable = true
      get userId() {
        return "user_01"
      }
    }
    const bodyOf = (name: Endpoints.AnyOperation, input: object) =>
      JSON.parse(
        sends(run(operationOf(name), [json({})], { input, policy: { maxRetries: 0 } }))[0]?.request.body ?? "null"
      )
    assert.deepStrictEqual(bodyOf("Authentication.authorize", new Login()), {
      rpId: "example.com",
      discoverable: true,
      userId: "user_01"
    })
    assert.deepStrictEqual(bodyOf("Passkeys.prepareDeletion", Object.create({ userId: "user_01" })), {
      userId: "user_01"
    })
    assert.deepStrictEqual(bodyOf("Authentication.options", Object.create({ authenticationToken: "t" })), {
      authenticationToken: "t"
    })
  })

  it("can contain Redacted values", () => {
    const input = { challengeId: "c", secret: Redacted.make("s"), code: Redacted.make("1") }
    assert.deepStrictEqual(JSON.parse(sentBy("Challenges.verify", input)?.body ?? ""), {
      challengeId: "c",
      secret: "s",
      code: "1"
    })
  })

  it("keeps the unknown fields of a WebAuthn response, and of nothing else", () => {
    const response = { ...credential, authenticatorAttachment: "platform", novelty: { deep: [1] } }
    const body = sentBy("Registration.verify", { sessionToken: "s", response, novelty: 1 })?.body ?? ""
    assert.deepStrictEqual(JSON.parse(body), { sessionToken: "s", response })
  })

  it.each([
    ["a circular structure", circular],
    ["a bigint", 1n]
  ])("with %s among the fields that are passed through makes the call fail with InvalidInput", (_, extra) => {
    const input = { sessionToken: "s", response: { ...credential, extra } }
    const { commands, result } = run(operationOf("Registration.verify"), [], { input })
    assert.deepStrictEqual(commands, [])
    assert.include("error" in result && result.error.message, "expected a value that JSON can represent")
  })
})
