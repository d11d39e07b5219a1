import { assert, describe, it } from "@effect/vitest"
import { runs } from "@passlock-sdk/harness/property"
import * as FastCheck from "effect/FastCheck"
import * as ParseResult from "effect/ParseResult"
import type * as Schema from "effect/Schema"
import * as AST from "effect/SchemaAST"
import { issuesOf } from "../src/Codec.js"
import * as Endpoints from "../src/Endpoints.js"
import * as Examples from "../src/Examples.js"
import { format } from "../src/protocol/Issue.js"
import { descriptors } from "./support/contract.js"

const variables = (path: string) => [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)

const fieldsOf = (schema: Schema.Schema.AnyNoContext | undefined): ReadonlyArray<string> =>
  schema === undefined ? [] : AST.getPropertySignatures(AST.typeAST(schema.ast)).map(({ name }) => String(name))

describe("Endpoints.all", () => {
  it("has unique operation names and unique routes", () => {
    assert.strictEqual(new Set(Endpoints.all.map(({ operation }) => operation)).size, Endpoints.all.length)
    assert.strictEqual(new Set(Endpoints.all.map(({ method, path }) => `${method} ${path}`)).size, Endpoints.all.length)
  })

  it("has 17 endpoints in Passlock 2.6", () => {
    assert.lengthOf(
      Endpoints.all.filter(({ releases }) => releases.includes("2.6")),
      17
    )
  })

  it("authenticates a page's requests with a token, and all others with the API key", () => {
    const isOfPage = (path: string) => /\/(options|verification|exchange)$/.test(path)
    for (const { authentication, operation, path } of Endpoints.all) {
      assert.strictEqual(authentication, isOfPage(path) ? "token" : "apiKey", operation)
    }
  })

  it("has a trailing slash only in the paths of the list and of a user's passkeys", () => {
    const slashed = Endpoints.all.filter(({ path }) => path.endsWith("/")).map(({ operation }) => operation)
    assert.deepStrictEqual(slashed, ["Passkeys.list", "Passkeys.updateForUser", "Passkeys.deleteForUser"])
  })

  const cases = Endpoints.all.map((endpoint) => [endpoint.operation, endpoint] as const)

  it.each(cases)("%s has an input field for each variable of its path", (_, { path, request }) => {
    assert.deepStrictEqual(variables(path), ["tenancyId", ...fieldsOf(request.path)])
  })

  it.each(cases)("%s lists every confidential input field in `secrets`", (_, { request, secrets }) => {
    const secret = [request.path, request.body]
      .flatMap((schema) =>
        schema && AST.isUnion(AST.typeAST(schema.ast)) ? ["authenticationToken"] : fieldsOf(schema)
      )
      .filter((name) => /token|secret|^code$/i.test(name))
    assert.deepStrictEqual([...secrets], secret)
  })
})

describe.each(descriptors.map((descriptor) => [descriptor.operation, descriptor] as const))(
  "the success schema of %s",
  (operation, { success }) => {
    const schema: Schema.Schema.AnyNoContext = success.schema

    it("returns issues instead of throwing, for any JSON", () => {
      const decode = ParseResult.decodeUnknownEither(schema, { errors: "all" })
      FastCheck.assert(
        FastCheck.property(FastCheck.jsonValue(), FastCheck.string({ minLength: 12 }), (value, marker) => {
          for (const input of [value, { ...Examples.all[operation].response, [marker]: value, _tag: marker }]) {
            const result = decode(input)
            if (result._tag === "Left") assert.isNotEmpty(format(issuesOf(result.left)))
          }
        }),
        { numRuns: runs(200) }
      )
    })
  }
)
