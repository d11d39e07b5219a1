import { assert, describe, it } from "@effect/vitest"
import * as FastCheck from "effect/FastCheck"
import * as ParseResult from "effect/ParseResult"
import type * as Schema from "effect/Schema"
import * as AST from "effect/SchemaAST"
import { issuesOf } from "./Codec.js"
import * as Endpoints from "./Endpoints.js"
import * as Examples from "./Examples.js"
import { format } from "./protocol/Issue.js"

const variables = (path: string) => [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)

const fieldsOf = (schema: Schema.Schema.AnyNoContext | undefined): ReadonlyArray<string> =>
  schema === undefined ? [] : AST.getPropertySignatures(AST.typeAST(schema.ast)).map(({ name }) => String(name))

describe("the endpoints", () => {
  it("are seventeen, each with a name and an address of its own", () => {
    assert.strictEqual(Endpoints.all.length, 17)
    assert.strictEqual(new Set(Endpoints.all.map(({ operation }) => operation)).size, 17)
    assert.strictEqual(new Set(Endpoints.all.map(({ method, path }) => `${method} ${path}`)).size, 17)
  })

  it("need the key on the server's side and a token on the browser's", () => {
    const withToken = Endpoints.all.filter(({ authentication }) => authentication === "token")
    assert.deepStrictEqual(
      withToken.map(({ operation }) => operation),
      ["Registration.options", "Registration.verify", "Authentication.options", "Authentication.verify"]
    )
  })

  it("end in a slash where the API wants one", () => {
    const slashed = Endpoints.all.filter(({ path }) => path.endsWith("/")).map(({ operation }) => operation)
    assert.deepStrictEqual(slashed, ["Passkeys.list", "Passkeys.updateForUser", "Passkeys.deleteForUser"])
  })

  it.each(Endpoints.all)("$operation takes the variables of its path from the request", ({ path, request }) => {
    assert.deepStrictEqual(variables(path), ["tenancyId", ...fieldsOf(request.path)])
  })

  it.each(Endpoints.all)("$operation names every field that must not be shown", ({ request, secrets }) => {
    const secret = [request.path, request.body]
      .flatMap((schema) =>
        schema && AST.isUnion(AST.typeAST(schema.ast)) ? ["authenticationToken"] : fieldsOf(schema)
      )
      .filter((name) => /token|secret|^code$/i.test(name))
    assert.deepStrictEqual([...secrets], secret)
  })
})

const descriptors = Object.values(Endpoints).filter((value): value is Endpoints.Descriptor => "operation" in value)

describe.each(descriptors)("the request of $operation", ({ operation, request }) => {
  it.each(["path", "query", "body"] as const)("has an example of its %s that decodes", (place) => {
    const schema: Schema.Schema.AnyNoContext | undefined = request[place]
    const example = Examples.requests[operation][place]
    if (schema === undefined) assert.isUndefined(example)
    else ParseResult.decodeUnknownSync(schema, { onExcessProperty: "error" })(example)
  })
})

describe.each(descriptors)("the answer of $operation", ({ operation, success }) => {
  const schema: Schema.Schema.AnyNoContext = success.schema

  it("decodes and encodes its example without a loss", () => {
    const example = Examples.successes[operation]
    const decoded = ParseResult.decodeUnknownSync(schema, { onExcessProperty: "error" })(example)
    assert.deepEqual(ParseResult.encodeUnknownSync(schema)(decoded), example)
  })

  it("never throws, whatever comes, and then names fields but no values", () => {
    const decode = ParseResult.decodeUnknownEither(schema, { errors: "all" })
    FastCheck.assert(
      FastCheck.property(FastCheck.jsonValue(), FastCheck.string({ minLength: 12 }), (value, marker) => {
        for (const input of [value, { ...Examples.successes[operation], [marker]: value, _tag: marker }]) {
          const outcome = decode(input)
          if (outcome._tag === "Left") assert.isNotEmpty(format(issuesOf(outcome.left)))
        }
      }),
      { numRuns: 200 }
    )
  })
})

describe("an example of an error", () => {
  it.each([
    ...new Set(Endpoints.all.flatMap((endpoint): ReadonlyArray<(typeof endpoint.errors)[number]> => endpoint.errors))
  ])("decodes: $_tag", (ErrorClass) => {
    const schema: Schema.Schema.AnyNoContext = ErrorClass.wire.schema
    assert.strictEqual(
      ParseResult.decodeUnknownSync(schema)(Examples.error(ErrorClass))._tag,
      `@error/${ErrorClass._tag}`
    )
  })
})
