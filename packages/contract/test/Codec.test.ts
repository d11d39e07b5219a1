import { assert, describe, it } from "@effect/vitest"
import { runs } from "@passlock-sdk/harness/property"
import * as FastCheck from "effect/FastCheck"
import * as Redacted from "effect/Redacted"
import type * as Schema from "effect/Schema"
import * as Authentication from "../src/Authentication.js"
import * as Challenge from "../src/Challenge.js"
import * as Codec from "../src/Codec.js"
import * as Endpoints from "../src/Endpoints.js"
import { format, kindOf } from "../src/protocol/Issue.js"

const issuesOf = (schema: Schema.Schema.AnyNoContext, value: unknown) => {
  const encoded = Codec.encode(schema, value)
  return "issues" in encoded ? encoded.issues : []
}

const create = Challenge.createChallenge.request.body

const valid = { email: "ada@example.com", purpose: "signup" }

describe("the input of a request", () => {
  it("is rejected with every issue at once, each with its field", () => {
    const issues = issuesOf(create, { email: "ada", purpose: "a b", userId: "", metadata: [], skipRateLimit: "no" })
    assert.deepStrictEqual(issues.map(({ path }) => path).sort(), [
      "email",
      "metadata",
      "purpose",
      "skipRateLimit",
      "userId"
    ])
    assert.include(format(issues), "email: expected an email address such as name@example.com, got string")
  })

  it("is rejected with the fields that are missing", () => {
    assert.deepStrictEqual(issuesOf(create, {}), [
      { path: "email", message: "is missing" },
      { path: "purpose", message: "is missing" }
    ])
  })

  it("is rejected with the kind of a Redacted value, and not the value", () => {
    const { body } = Challenge.verifyChallenge.request
    const hidden = { challengeId: "c", secret: Redacted.make(""), code: Redacted.make(4711) }
    assert.deepStrictEqual(issuesOf(body, hidden), [
      { path: "secret", message: "expected a non-empty string, got empty string" },
      { path: "code", message: "expected a non-empty string, got number" }
    ])
  })

  it.each([undefined, null, 7, "text", []].map((value) => [kindOf(value), value] as const))(
    "is rejected with one issue without a path when it is %s",
    (_, value) => {
      assert.deepStrictEqual(
        issuesOf(create, value).map(({ path }) => path),
        [""]
      )
    }
  )

  it("needs one of userId and allowCredentials", () => {
    const prepare = Authentication.prepareAuthentication.request.body
    for (const neither of [{}, { userId: undefined }, { allowCredentials: [] }]) {
      assert.deepStrictEqual(issuesOf(prepare, { rpId: "a.b", ...neither }), [
        { path: "", message: "expected at least one of userId and allowCredentials" }
      ])
    }
    assert.deepStrictEqual(issuesOf(prepare, { rpId: "a.b", allowCredentials: ["p"] }), [])
    assert.deepStrictEqual(issuesOf(prepare, { rpId: "a.b", userId: "u" }), [])
  })

  it("with two rules is rejected with the issues of the rule or the field that it breaks", () => {
    const authorize = Authentication.authorizeAuthentication.request.body
    const neither = "expected at least one of userId, allowCredentials and discoverable: true"
    for (const [request, issue] of [
      [{}, { path: "", message: neither }],
      [
        { userId: "u", mediation: "conditional" },
        { path: "", message: 'expected discoverable: true, which mediation: "conditional" needs' }
      ],
      [
        { userId: "u", mediation: "optional" },
        { path: "mediation", message: 'expected "required" or "conditional", got string' }
      ],
      [{ userId: 7 }, { path: "userId", message: "expected a non-empty string, got number" }]
    ] as const) {
      assert.deepStrictEqual(issuesOf(authorize, { rpId: "a.b", ...request }), [issue])
    }
    assert.deepStrictEqual(issuesOf(authorize, 7), [{ path: "", message: "expected object, got number" }])
    assert.deepStrictEqual(
      issuesOf(authorize, { rpId: "a.b", userId: "u", discoverable: true, mediation: "conditional" }),
      []
    )
  })

  it("with two alternatives is rejected with the issues of the closest one", () => {
    const { body } = Authentication.authenticationOptions.request
    assert.deepStrictEqual(issuesOf(body, {}), [{ path: "authenticationToken", message: "is missing" }])
    assert.deepStrictEqual(issuesOf(body, { rpId: "" }), [
      { path: "rpId", message: "expected a non-empty string, got empty string" }
    ])
    assert.deepStrictEqual(issuesOf(body, { rpId: "a.b", timeout: 0, allowCredentials: ["", 7] }), [
      { path: "allowCredentials.0", message: "expected a non-empty string, got empty string" },
      { path: "allowCredentials.1", message: "expected a non-empty string, got number" },
      { path: "timeout", message: "expected a number of milliseconds above 0, got number" }
    ])
  })

  it.each(["a@b.c", "ada+1@sub.example.com", "ü@ä.ö"])("accepts the email address %s", (email) => {
    assert.deepStrictEqual(issuesOf(create, { ...valid, email }), [])
  })

  it.each(["", "a", "a@b", "@b.c", "a@.c@d", "a b@c.d", "a@b.", "a@.b", "a@@b.c"])(
    "rejects the email address %j",
    (email) => {
      assert.deepStrictEqual(
        issuesOf(create, { ...valid, email }).map(({ path }) => path),
        ["email"]
      )
    }
  )

  it("rejects an email address that makes a backtracking check hang, within seconds", () => {
    const startedAt = performance.now()
    assert.isNotEmpty(issuesOf(create, { ...valid, email: `a@${"a.".repeat(300_000)}@` }))
    assert.isBelow(performance.now() - startedAt, 10_000)
  })

  it.each(["signup", "a", "A.b_c:d-e", "x".repeat(64)])("accepts the purpose %s", (purpose) => {
    assert.deepStrictEqual(issuesOf(create, { ...valid, purpose }), [])
  })

  it.each(["", "a b", "x".repeat(65), "é", "a\n"])("rejects the purpose %j", (purpose) => {
    assert.deepStrictEqual(
      issuesOf(create, { ...valid, purpose }).map(({ path }) => path),
      ["purpose"]
    )
  })
})

describe("metadata", () => {
  const circular: Record<string, unknown> = {}
  circular.self = circular
  const deep = (levels: number): unknown => (levels === 0 ? {} : { inner: deep(levels - 1) })

  it("can be any JSON object", () => {
    FastCheck.assert(
      FastCheck.property(FastCheck.dictionary(FastCheck.string(), FastCheck.jsonValue({ maxDepth: 5 })), (metadata) => {
        assert.deepStrictEqual(issuesOf(create, { ...valid, metadata }), [])
      })
    )
    assert.deepStrictEqual(issuesOf(create, { ...valid, metadata: deep(99) }), [])
  })

  const lossy: ReadonlyArray<readonly [string, unknown]> = [
    ["a date", { at: new Date(0) }],
    ["a map", { map: new Map() }],
    ["undefined", { nothing: undefined }],
    ["a function", { run: () => 1 }],
    ["NaN", { n: Number.NaN }],
    ["infinity", { n: Number.POSITIVE_INFINITY }],
    ["a bigint", { n: 1n }],
    ["a symbol", { s: Symbol("s") }],
    ["a circular structure", circular],
    ["a hundred and one levels", deep(101)],
    ["an array", []],
    ["a string", "{}"],
    ["null", null]
  ]

  it.each(lossy)("is rejected when it is or contains %s", (_, metadata) => {
    assert.deepStrictEqual(
      issuesOf(create, { ...valid, metadata }).map(({ path }) => path),
      ["metadata"]
    )
  })
})

describe("the message of an issue", () => {
  it("never repeats the value", () => {
    FastCheck.assert(
      FastCheck.property(FastCheck.stringMatching(/^[ @]?never-shown-[a-z]{8}$/), (marker) => {
        const everywhere = Object.fromEntries(
          ["email", "purpose", "userId", "metadata", "code", "secret", "challengeId", "timeout", "rpId"].map((name) => [
            name,
            name === "metadata" ? { [marker]: new Date() } : [marker]
          ])
        )
        for (const endpoint of Endpoints.all) {
          for (const schema of [endpoint.request.path, endpoint.request.query, endpoint.request.body]) {
            if (schema === undefined) continue
            for (const value of [everywhere, marker, [marker]]) {
              assert.notInclude(format(issuesOf(schema, value)), "never-shown")
            }
          }
        }
      }),
      { numRuns: runs(50) }
    )
  })
})
