import { assert, describe, it } from "@effect/vitest"
import type * as Schema from "effect/Schema"
import { Claims } from "../src/IdToken.js"
import * as Passkey from "../src/Passkey.js"
import { commonApiErrors } from "../src/PasslockError.js"
import * as Provenance from "../src/Provenance.js"
import { descriptors, errorClasses } from "./support/contract.js"

const paths = (...schemas: ReadonlyArray<Schema.Schema.AnyNoContext | undefined>): ReadonlyArray<string> => [
  ...new Set(
    schemas.flatMap((schema) => (schema === undefined ? [] : Provenance.fields(schema).map(({ path }) => path)))
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

describe("Provenance.operations", () => {
  it("has exactly the operations of all endpoints", () => {
    assert.sameMembers(
      Object.keys(Provenance.operations),
      descriptors.map(({ operation }) => operation)
    )
  })

  it.each(descriptors.map((descriptor) => [descriptor.operation, descriptor] as const))(
    "of %s covers every field and every error",
    (_, { errors, operation, request, success }) => {
      const facts = Provenance.operations[operation]
      assertCovers(facts.request, paths(request.path, request.query, request.body))
      assertCovers(facts.response, paths(success.schema))
      assert.sameMembers(
        Object.keys(facts.errors),
        [...commonApiErrors, ...errors].map(({ _tag }) => _tag)
      )
    }
  )
})

describe("Provenance.errors", () => {
  it("has exactly the API errors", () => {
    assert.sameMembers(
      Object.keys(Provenance.errors),
      errorClasses.map(({ _tag }) => _tag)
    )
  })

  it.each(errorClasses.map(({ _tag, wire }) => [_tag, wire.schema] as const))(
    "of %s covers every field",
    (tag, schema) => {
      assertCovers(Provenance.errors[tag].fields, paths(schema))
    }
  )
})

describe("Provenance.claims", () => {
  it("covers every claim", () => {
    assertCovers(Provenance.claims, paths(Claims))
  })
})

describe("Provenance.Facts", () => {
  it("rejects a missing and an unknown field at compile time", () => {
    // @ts-expect-error a field is missing
    const incomplete: Provenance.Facts<{ readonly a: { readonly b?: string } }> = { a: { provenance: "documented" } }
    const unknown: Provenance.Facts<{ readonly a: string }> = {
      a: { provenance: "tested" },
      // @ts-expect-error an unknown field
      b: { provenance: "tested" }
    }
    assert.notDeepEqual<object>(incomplete, unknown)
  })
})

describe("Provenance.fields", () => {
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
