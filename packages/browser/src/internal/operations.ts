/** The operations that a page calls, made from `wire.json`. */
import type { Descriptor } from "@passlock-sdk/contract/Endpoints"
import type { Operation } from "@passlock-sdk/contract/protocol/Call"
import type * as Schema from "effect/Schema"
import { type WireError, wireErrors } from "./errors.js"
import { check, type ValueSchema } from "./schema.js"
import wire from "./wire.json" with { type: "json" }

type PageEndpoint = Exclude<
  Descriptor,
  { readonly authentication: "apiKey" } | { readonly operation: "Principals.verifyIdToken" }
>

/** What is left of a value when an optional field that is `null` counts as absent. */
type Present<Value> = {
  [Name in keyof Value]: object extends Pick<Value, Name> ? Present<Exclude<Value[Name], null>> : Present<Value[Name]>
}

/** The value of each operation, with the names of the wire. */
export type Values = {
  readonly [Each in PageEndpoint as Each["operation"]]: Present<Schema.Schema.Encoded<Each["success"]["schema"]>>
}

interface WireEndpoint extends Pick<Operation<WireError>, "method" | "path" | "idempotent" | "secrets"> {
  readonly input: ValueSchema
  readonly success: ValueSchema
  readonly errors: ReadonlyArray<string>
}

export const operationOf = (name: keyof Values): Operation<WireError> => {
  const { errors, input, success, ...endpoint } = wire.endpoints[name] as unknown as WireEndpoint
  return {
    ...endpoint,
    operation: name,
    [endpoint.method === "GET" ? "encodePath" : "encodeBody"]: (value: unknown) => check(input, value),
    decode: (body) => check(success, body),
    errors: wireErrors(errors)
  }
}
