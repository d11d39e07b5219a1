import { assert, describe, it } from "@effect/vitest"
import * as Endpoints from "@passlock-sdk/contract/Endpoints"
import { Claims } from "@passlock-sdk/contract/IdToken"
import * as Passkey from "@passlock-sdk/contract/Passkey"
import * as PasslockError from "@passlock-sdk/contract/PasslockError"
import type * as Schema from "effect/Schema"
import type { Facts } from "../src/Fact.js"
import * as Reference from "../src/index.js"

const descriptors: ReadonlyArray<Endpoints.Descriptor> = Endpoints.every

const errorClasses = Object.values(PasslockError).filter(
  (value): value is PasslockError.ApiErrorClass => typeof value === "function" && "wire" in value
)

const paths = (...schemas: ReadonlyArray<Schema.Schema.AnyNoContext | undefined>): ReadonlyArray<string> => [
  ...new Set(
    schemas.flatMap((schema) => (schema === undefined ? [] : Reference.fieldsOf(schema).map(({ path }) => path)))
  )
]

/** The WebAuthn schemas check only some fields of their types, so facts may exist for more. */
const isWebAuthn = (path: string) => /^(?:optionsJSON|response)\.|^keys\[\]\./.test(path)

const assertCovers = (facts: object, fields: ReadonlyArray<string>) => {
  const covered = Object.keys(facts)
  assert.deepStrictEqual(
    fields.filter((field) => !covered.includes(field)),
    [],
    "fields without a fact"
  )
  assert.deepStrictEqual(
    covered.filter((field) => !fields.includes(field) && !isWebAuthn(field)),
    [],
    "facts without a field"
  )
}

describe("operations", () => {
  it("has exactly the operations of all endpoints", () => {
    assert.sameMembers(
      Object.keys(Reference.operations),
      descriptors.map(({ operation }) => operation)
    )
  })

  it.each(descriptors.map((descriptor) => [descriptor.operation, descriptor] as const))(
    "of %s covers every field and every error",
    (_, { errors, operation, request, success }) => {
      const facts = Reference.operations[operation]
      assertCovers(facts.request, paths(request.path, request.query, request.body))
      assertCovers(facts.response, paths(success.schema))
      assert.sameMembers(
        Object.keys(facts.errors),
        [...PasslockError.commonApiErrors, ...errors].map(({ _tag }) => _tag)
      )
    }
  )
})

describe("errors", () => {
  it("has exactly the API errors", () => {
    assert.sameMembers(
      Object.keys(Reference.errors),
      errorClasses.map(({ _tag }) => _tag)
    )
  })

  it.each(errorClasses.map(({ _tag, wire }) => [_tag, wire.schema] as const))(
    "of %s covers every field",
    (tag, schema) => {
      assertCovers(Reference.errors[tag].fields, paths(schema))
    }
  )
})

describe("claims", () => {
  it("covers every claim", () => {
    assertCovers(Reference.claims, paths(Claims))
  })
})

describe("shapes", () => {
  const used = new Set(
    descriptors.flatMap(({ request, success }): ReadonlyArray<Schema.Schema.AnyNoContext> => {
      const { body }: { readonly body: Schema.Schema.AnyNoContext | undefined } = request
      return body === undefined ? [success.schema] : [body, success.schema]
    })
  )

  it.each(Array.from(used, (schema) => [Reference.shapeOf(schema.ast)?.name, schema] as const))(
    "describe %s and its fields, in the contract's source",
    (name, schema) => {
      const shape = Reference.shapeOf(schema.ast) ?? assert.fail("the contract does not export this schema by name")
      assert.match(shape.description, /\.$/)
      for (const path of paths(schema)) {
        const [outer = ""] = path.split("[]")
        const isNested = shape.fields[outer] !== undefined && path !== outer
        const isOfMember = name === "BeginAuthentication"
        if (!isNested && !isOfMember && !path.includes(".")) assert.match(shape.fields[path] ?? "", /\.$/, path)
      }
    }
  )

  it("have the facts of their fields", () => {
    const { facts } = Reference.shapeOf(Passkey.Credential.ast) ?? assert.fail("no shape")
    assert.strictEqual(facts.publicKey?.format, "base64url")
    assert.strictEqual(facts.counter?.format, "count")
  })
})

describe("Facts", () => {
  it("rejects a missing and an unknown field at compile time", () => {
    // @ts-expect-error a field is missing
    const incomplete: Facts<{ readonly a: { readonly b?: string } }> = { a: { provenance: "documented" } }
    const unknown: Facts<{ readonly a: string }> = {
      a: { provenance: "tested" },
      // @ts-expect-error an unknown field
      b: { provenance: "tested" }
    }
    assert.notDeepEqual<object>(incomplete, unknown)
  })
})

describe("the emulator's behavior", () => {
  const tokens = descriptors.flatMap(({ authentication, operation, success: { schema } }) => {
    const fields = authentication === "apiKey" ? paths(schema) : []
    return fields.includes("expiresAt") && fields.some((field) => /^\w+Token$/.test(field)) ? [operation] : []
  })

  it.each(tokens)("names the setting for the lifetime of the token of %s", (operation) => {
    assert.include(Reference.operations[operation].emulator?.join(" "), "`tokenLifetime`")
  })
})

describe("fieldsOf", () => {
  it("separates levels with dots and marks arrays with brackets", () => {
    assert.deepStrictEqual(paths(Passkey.FindAllPasskeys), [
      "_tag",
      "cursor",
      "records",
      "records[]._tag",
      "records[].id",
      "records[].userId",
      "records[].enabled",
      "records[].credential",
      "records[].credential.id",
      "records[].credential.userId",
      "records[].createdAt",
      "records[].lastUsed"
    ])
  })
})
