import { assert, describe, it } from "@effect/vitest"
import type * as Schema from "effect/Schema"
import * as Endpoints from "./Endpoints.js"
import { Claims } from "./IdToken.js"
import * as Passkey from "./Passkey.js"
import * as PasslockError from "./PasslockError.js"
import * as Provenance from "./Provenance.js"

const descriptors = Object.values(Endpoints).filter((value): value is Endpoints.Descriptor => "operation" in value)

const errorClasses = Object.values(PasslockError).filter(
  (value): value is PasslockError.ApiErrorClass => typeof value === "function" && "wire" in value
)

const paths = (...schemas: ReadonlyArray<Schema.Schema.AnyNoContext | undefined>): ReadonlyArray<string> => [
  ...new Set(
    schemas.flatMap((schema) => (schema === undefined ? [] : Provenance.fields(schema).map(({ path }) => path)))
  )
]

/** The schemas of WebAuthn check a part of what its types have, so more may be told than they hold. */
const isWebAuthn = (path: string) => /^(?:optionsJSON|response)\.|^keys\[\]\./.test(path)

const assertCovers = (facts: object, fields: ReadonlyArray<string>) => {
  const told = Object.keys(facts)
  assert.deepStrictEqual(
    fields.filter((field) => !told.includes(field)),
    [],
    "are not told of"
  )
  assert.deepStrictEqual(
    told.filter((field) => !fields.includes(field) && !isWebAuthn(field)),
    [],
    "do not exist"
  )
}

describe("the evidence", () => {
  it("is of every endpoint and no other", () => {
    assert.sameMembers(
      Object.keys(Provenance.operations),
      descriptors.map(({ operation }) => operation)
    )
  })

  it.each(descriptors)("of $operation is of every field and every error", ({ errors, operation, request, success }) => {
    const evidence = Provenance.operations[operation]
    assertCovers(evidence.request, paths(request.path, request.query, request.body))
    assertCovers(evidence.response, paths(success.schema))
    assert.sameMembers(
      Object.keys(evidence.errors),
      [...PasslockError.commonApiErrors, ...errors].map(({ _tag }) => _tag)
    )
  })

  it.each(errorClasses)("of the error $_tag is of every field", ({ _tag, wire }) => {
    assertCovers(Provenance.errors[_tag].fields, paths(wire.schema))
  })

  it("is of every error and every claim", () => {
    assert.sameMembers(
      Object.keys(Provenance.errors),
      errorClasses.map(({ _tag }) => _tag)
    )
    assertCovers(Provenance.claims, paths(Claims))
  })

  it("is asked for by the types, field by field", () => {
    // @ts-expect-error a field is missing
    const incomplete: Provenance.Facts<{ readonly a: { readonly b?: string } }> = { a: { strength: "documented" } }
    // @ts-expect-error there is no such field
    const unknown: Provenance.Facts<{ readonly a: string }> = { a: { strength: "tested" }, b: { strength: "tested" } }
    assert.notDeepEqual<object>(incomplete, unknown)
  })
})

describe("the fields of a schema", () => {
  it("have dots between the levels, and brackets after a list", () => {
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
