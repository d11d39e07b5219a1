import { assert, describe, it } from "@effect/vitest"
import * as Either from "effect/Either"
import * as FastCheck from "effect/FastCheck"
import * as ParseResult from "effect/ParseResult"
import * as Redacted from "effect/Redacted"
import type * as Schema from "effect/Schema"
import * as Endpoints from "./Endpoints.js"
import * as Issue from "./Issue.js"

const issuesOf = (schema: Schema.Schema.AnyNoContext, value: unknown) => {
  const outcome = ParseResult.encodeUnknownEither(schema, { errors: "all" })(value)
  return Either.isLeft(outcome) ? Issue.fromParseIssue(outcome.left) : []
}

const create = Endpoints.createChallenge.request.body

const valid = { email: "ada@example.com", purpose: "signup" }

describe("a request", () => {
  it("is told every fault at once, with its field", () => {
    const issues = issuesOf(create, { email: "ada", purpose: "a b", userId: "", metadata: [], skipRateLimit: "no" })
    assert.deepStrictEqual(issues.map(({ path }) => path).sort(), [
      "email",
      "metadata",
      "purpose",
      "skipRateLimit",
      "userId"
    ])
    assert.include(Issue.format(issues), "email: expected a mailbox like name@example.com, got some text")
  })

  it("is told what is missing", () => {
    assert.deepStrictEqual(issuesOf(create, {}), [
      { path: "email", message: "is missing" },
      { path: "purpose", message: "is missing" }
    ])
  })

  it("is told the kind of a hidden value, and no more", () => {
    const { body } = Endpoints.verifyChallenge.request
    const hidden = { challengeId: "c", secret: Redacted.make(""), code: Redacted.make(4711) }
    assert.deepStrictEqual(issuesOf(body, hidden), [
      { path: "secret", message: "expected a non-empty text, got an empty text" },
      { path: "code", message: "expected a non-empty text, got some number" }
    ])
  })

  it.each([undefined, null, 7, "text", []])("is not %j", (value) => {
    assert.deepStrictEqual(
      issuesOf(create, value).map(({ path }) => path),
      [""]
    )
  })

  it("needs one of userId and allowCredentials", () => {
    const prepare = Endpoints.prepareAuthentication.request.body
    for (const nobody of [{}, { userId: undefined }, { allowCredentials: [] }]) {
      assert.deepStrictEqual(issuesOf(prepare, { rpId: "a.b", ...nobody }), [
        { path: "", message: "expected at least one of userId and allowCredentials" }
      ])
    }
    assert.deepStrictEqual(issuesOf(prepare, { rpId: "a.b", allowCredentials: ["p"] }), [])
    assert.deepStrictEqual(issuesOf(prepare, { rpId: "a.b", userId: "u" }), [])
  })

  it("that can be one of two things is told what is wrong with the one that was meant", () => {
    const { body } = Endpoints.authenticationOptions.request
    assert.deepStrictEqual(issuesOf(body, {}), [{ path: "authenticationToken", message: "is missing" }])
    assert.deepStrictEqual(issuesOf(body, { rpId: "" }), [
      { path: "rpId", message: "expected a non-empty text, got an empty text" }
    ])
    assert.deepStrictEqual(issuesOf(body, { rpId: "a.b", timeout: 0, allowCredentials: ["", 7] }), [
      { path: "allowCredentials.0", message: "expected a non-empty text, got an empty text" },
      { path: "allowCredentials.1", message: "expected a non-empty text, got some number" },
      { path: "timeout", message: "expected a number of milliseconds above 0, got some number" }
    ])
  })

  it.each(["a@b.c", "ada+1@sub.example.com", "ü@ä.ö"])("takes the mailbox %s", (email) => {
    assert.deepStrictEqual(issuesOf(create, { ...valid, email }), [])
  })

  it.each(["", "a", "a@b", "@b.c", "a@.c@d", "a b@c.d", "a@b.", "a@.b", "a@@b.c"])(
    "does not take the mailbox %j",
    (email) => {
      assert.deepStrictEqual(
        issuesOf(create, { ...valid, email }).map(({ path }) => path),
        ["email"]
      )
    }
  )

  it("takes a mailbox that would take a backtracking check forever", () => {
    const begun = performance.now()
    assert.isNotEmpty(issuesOf(create, { ...valid, email: `a@${"a.".repeat(50_000)}@` }))
    assert.isBelow(performance.now() - begun, 1_000)
  })

  it.each(["signup", "a", "A.b_c:d-e", "x".repeat(64)])("takes the purpose %s", (purpose) => {
    assert.deepStrictEqual(issuesOf(create, { ...valid, purpose }), [])
  })

  it.each(["", "a b", "x".repeat(65), "é", "a\n"])("does not take the purpose %j", (purpose) => {
    assert.deepStrictEqual(
      issuesOf(create, { ...valid, purpose }).map(({ path }) => path),
      ["purpose"]
    )
  })
})

describe("metadata", () => {
  const circle: Record<string, unknown> = {}
  circle.self = circle
  const deep = (levels: number): unknown => (levels === 0 ? {} : { inner: deep(levels - 1) })

  it("is whatever JSON can carry", () => {
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
    ["not a number", { n: Number.NaN }],
    ["infinity", { n: Number.POSITIVE_INFINITY }],
    ["a bigint", { n: 1n }],
    ["a symbol", { s: Symbol("s") }],
    ["a circle", circle],
    ["a hundred and one levels", deep(101)],
    ["a list", []],
    ["text", "{}"],
    ["null", null]
  ]

  it.each(lossy)("is not %s", (_, metadata) => {
    assert.deepStrictEqual(
      issuesOf(create, { ...valid, metadata }).map(({ path }) => path),
      ["metadata"]
    )
  })
})

describe("a message", () => {
  it("never repeats a value", () => {
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
              assert.notInclude(Issue.format(issuesOf(schema, value)), "never-shown")
            }
          }
        }
      }),
      { numRuns: 50 }
    )
  })

  it("of a long list shows the first five", () => {
    const issues = Array.from({ length: 7 }, (_, index) => ({ path: `records.${index}`, message: "is missing" }))
    assert.match(Issue.format(issues), /records\.4: is missing; and 2 more$/)
  })
})
