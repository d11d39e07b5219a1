/** The page's operations are made from `wire.json`. They must encode and decode exactly as the contract's schemas do. */
import { Codec, type Endpoint, Endpoints, Examples, IdToken } from "@passlock-sdk/contract"
import type { ApiErrorClass } from "@passlock-sdk/contract/PasslockError"
import { commonApiErrors, PasskeyNotFound } from "@passlock-sdk/contract/PasslockError"
import type { Operation } from "@passlock-sdk/contract/protocol/Call"
import type { Parsed } from "@passlock-sdk/contract/protocol/Issue"
import type { Fields } from "@passlock-sdk/contract/protocol/Response"
import { runs } from "@passlock-sdk/harness/property"
import * as FastCheck from "effect/FastCheck"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { assert, describe, it } from "vitest"
import { OrphanedPasskey } from "../src/index.js"
import { errors } from "../src/internal/errors.js"
import { operationOf, type Values } from "../src/internal/operations.js"
import wire from "../src/internal/wire.json" with { type: "json" }

type Name = keyof Values

const endpoints: ReadonlyArray<Endpoint.Any & { readonly operation: Name }> = Endpoints.every.flatMap((endpoint) =>
  endpoint.authentication === "apiKey" || endpoint.operation === IdToken.getKeySet.operation ? [] : [endpoint]
)

/** The input of the contract's example, with secrets as plain strings. */
const inputs = Object.fromEntries(
  endpoints.map(({ operation, request }) => {
    const parts = ["path", "body"] as const
    const decoded = parts.flatMap((part) => {
      const schema = request[part]
      const example: unknown = Reflect.get(Examples.all[operation].request, part)
      return schema === undefined ? [] : Object.entries(Schema.decodeUnknownSync(schema)(example) as object)
    })
    return [
      operation,
      Object.fromEntries(
        decoded.map(([name, value]) => [name, Redacted.isRedacted(value) ? Redacted.value(value) : value])
      )
    ]
  })
) as { readonly [Each in Name]: object }

const encode = (operation: Operation<never>, input: unknown): ReadonlyArray<Parsed<unknown>> =>
  [operation.encodePath, operation.encodeBody].flatMap((encode) => (encode === undefined ? [] : [encode(input)]))

/** The contract encodes a list of IDs for the path, the engine does the same with an array: `a,b`. */
const inPath = (parsed: ReadonlyArray<Parsed<unknown>>): unknown =>
  JSON.parse(JSON.stringify(parsed), (name, value) => (name === "passkeyIds" ? String(value) : value))

const sameInput = (name: Name, input: unknown): void => {
  const contract = Codec.operationOf(endpoints.find(({ operation }) => operation === name) ?? assert.fail())
  assert.deepStrictEqual(inPath(encode(operationOf(name) as never, input)), inPath(encode(contract as never, input)))
}

/** The contract renames `id_token`, so its value is compared as the wire has it. */
const onTheWire = (schema: Schema.Schema.AnyNoContext, parsed: Parsed<unknown>): Parsed<unknown> =>
  "issues" in parsed ? parsed : { value: Schema.encodeUnknownSync(schema)(parsed.value) }

const pathsOf = (value: unknown, path: ReadonlyArray<string> = []): ReadonlyArray<ReadonlyArray<string>> =>
  typeof value === "object" && value !== null
    ? Object.entries(value).flatMap(([name, part]) => [[...path, name], ...pathsOf(part, [...path, name])])
    : []

const changed = (whole: unknown, [name, ...rest]: ReadonlyArray<string>, value: unknown): unknown => {
  if (name === undefined) return value
  const copy = Array.isArray(whole) ? [...whole] : { ...(whole as object) }
  Object.assign(copy, { [name]: changed(Reflect.get(whole as object, name), rest, value) })
  return copy
}

describe("the page's operations", () => {
  it("are those of the contract that need no API key, without the key set", () => {
    assert.sameMembers(
      Object.keys(wire.endpoints),
      endpoints.map(({ operation }) => operation)
    )
  })
})

describe.each(endpoints.map((endpoint) => [endpoint.operation, endpoint] as const))("%s", (name, endpoint) => {
  const operation = operationOf(name)
  const { schema } = endpoint.success
  const success: object = Examples.all[name].response

  const sameBody = (body: unknown): void =>
    assert.deepStrictEqual(
      operation.decode(body as Fields),
      onTheWire(schema, Codec.decode(schema as Schema.Schema.AnyNoContext, body))
    )

  it("has the method, path, secrets and errors of the contract, and needs no API key", () => {
    const { errors, idempotent, method, path, secrets } = endpoint
    assert.deepInclude({ ...operation }, { operation: name, idempotent, method, path, secrets })
    assert.notStrictEqual<string>(endpoint.authentication, "apiKey")
    assert.deepStrictEqual(
      operation.errors.map(({ wire }) => wire.tag),
      errors.map(({ wire }) => wire.tag)
    )
  })

  it("encodes its example as the contract does", () => {
    sameInput(name, inputs[name])
    assert.property(encode(operation as never, inputs[name])[0], "value")
  })

  it("has the issues of the contract for an input with any field missing or of another kind", () => {
    for (const path of pathsOf(inputs[name])) {
      for (const value of [undefined, null, 7, "", "..", "a b/c", "a,b", "\ud800", [], ["", "a"], {}, true]) {
        sameInput(name, changed(inputs[name], path, value))
      }
    }
    for (const value of [undefined, null, 7, "text", [], {}]) sameInput(name, value)
  })

  it("decodes its example as the contract does, and ignores unknown fields", () => {
    sameBody({ ...success, novelty: { deep: [1] } })
    assert.property(operation.decode(success as Fields), "value")
  })

  it("has the issues of the contract for a body with any field missing or of another kind", () => {
    const paths = pathsOf(success)
    assert.isAbove(paths.length, 2)
    for (const path of paths) {
      // As JSON, in which a field that is `undefined` is missing.
      for (const value of [undefined, null, 7, "", [], {}, true]) {
        sameBody(JSON.parse(JSON.stringify(changed(success, path, value))))
      }
    }
  })

  it("has the issues of the contract for any JSON object as a body", () => {
    FastCheck.assert(FastCheck.property(FastCheck.dictionary(FastCheck.string(), FastCheck.jsonValue()), sameBody), {
      numRuns: runs(100)
    })
  })
})

describe("Authentication.options, started by the page", () => {
  const input = { rpId: "example.com", allowCredentials: ["a"], userVerification: "required", timeout: 1_000 }

  it("omits mediation from the request", () => {
    const encoded = encode(operationOf("Authentication.options") as never, { ...input, mediation: "conditional" })
    assert.deepStrictEqual(encoded, [{ value: input }])
  })

  it("has the issues of the contract for an input with any field of another kind", () => {
    for (const path of pathsOf(input)) {
      for (const value of [undefined, null, 7, -1, Infinity, "", "never", [], ["", 7], {}]) {
        sameInput("Authentication.options", changed(input, path, value))
      }
    }
  })
})

describe("the API's errors", () => {
  const classes: ReadonlyArray<ApiErrorClass> = [...commonApiErrors, ...endpoints.flatMap(({ errors }) => [...errors])]

  it.each([...new Map(classes.map((ErrorClass) => [ErrorClass._tag, ErrorClass]))])(
    "%s has the status, advice and fields of the contract",
    (tag, ErrorClass) => {
      const known = [
        ...errors.common,
        ...endpoints.flatMap(({ operation }) => operationOf(operation).errors as typeof errors.common)
      ]
      const found = known.find(({ name }) => name === tag) ?? assert.fail(`no ${tag}`)
      const example: Fields = Examples.error(ErrorClass)
      assert.strictEqual(found.advice, ErrorClass.advice)
      assert.strictEqual(found.wire.status, ErrorClass.wire.status)
      assert.sameMembers(Object.keys(found.wire.fields), Object.keys(ErrorClass.wire.fields))
      for (const body of [example, { ...example, message: 7 }, { ...example, message: null }, { _tag: example._tag }]) {
        assert.deepStrictEqual(errors.decode(found, body), withoutNull(Codec.errors.decode(ErrorClass, body)))
      }
    }
  )

  it("PasskeyNotFound is an OrphanedPasskey on the device", () => {
    const [found] = operationOf("Authentication.verify").errors
    const error = errors.make(found ?? assert.fail(), { operation: "Authentication.verify", message: "m" })
    assert.strictEqual(found?.wire.tag, PasskeyNotFound.wire.tag)
    assert.instanceOf(error, OrphanedPasskey)
  })
})

/** A `null` message counts as absent. */
const withoutNull = (parsed: Parsed<Fields>): Parsed<Fields> =>
  "value" in parsed
    ? { value: Object.fromEntries(Object.entries(parsed.value).filter(([, value]) => value !== null)) }
    : parsed
