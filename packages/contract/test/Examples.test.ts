import { assert, describe, it } from "@effect/vitest"
import * as ParseResult from "effect/ParseResult"
import type * as Schema from "effect/Schema"
import * as Endpoints from "../src/Endpoints.js"
import * as Examples from "../src/Examples.js"
import { descriptors } from "./support/contract.js"

const cases = descriptors.map((descriptor) => [descriptor.operation, descriptor] as const)

describe.each(cases)("the example request of %s", (_, descriptor) => {
  it.each(["path", "query", "body"] as const)(
    "has an example that decodes of the %s, if the request has one",
    (part) => {
      const schema: Schema.Schema.AnyNoContext | undefined = descriptor.request[part]
      const request: { readonly [Part in typeof part]?: unknown } = Examples.all[descriptor.operation].request
      const example = request[part]
      if (schema === undefined) assert.isUndefined(example)
      else ParseResult.decodeUnknownSync(schema, { onExcessProperty: "error" })(example)
    }
  )
})

describe("the example response", () => {
  it.each(cases)("of %s decodes, and encodes to the same value", (_, { operation, success }) => {
    const schema: Schema.Schema.AnyNoContext = success.schema
    const example = Examples.all[operation].response
    const decoded = ParseResult.decodeUnknownSync(schema, { onExcessProperty: "error" })(example)
    assert.deepEqual(ParseResult.encodeUnknownSync(schema)(decoded), example)
  })
})

describe("Examples.error", () => {
  const endpointErrors = new Map(
    Endpoints.all
      .flatMap(({ errors }): ReadonlyArray<(typeof errors)[number]> => errors)
      .map((Class) => [Class._tag, Class])
  )

  it.each([...endpointErrors])("of %s decodes with its own tag", (tag, Class) => {
    const schema: Schema.Schema.AnyNoContext = Class.wire.schema
    assert.strictEqual(ParseResult.decodeUnknownSync(schema)(Examples.error(Class))._tag, `@error/${tag}`)
  })
})
