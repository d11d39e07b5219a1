/** Decodes and makes errors for the engine. */
import { invalidInput as fieldsOf } from "@passlock-sdk/contract/protocol/Call"
import type { Issue, Parsed } from "@passlock-sdk/contract/protocol/Issue"
import type { ApiError, Errors as EngineErrors, Fields } from "@passlock-sdk/contract/protocol/Response"
import * as Errors from "../PasslockError.js"
import { classes } from "./errorClasses.js"
import { check, type SchemaFields } from "./schema.js"
import wire from "./wire.json" with { type: "json" }

type ApiErrorTag = keyof typeof wire.errors

/** One of the API's errors, from `wire.json`. */
export interface WireError extends ApiError {
  readonly name: ApiErrorTag
  readonly wire: ApiError["wire"] & { readonly fields: SchemaFields }
}

export type CallError = Errors.CommonError | Errors.NotFound | Errors.OrphanedPasskey

/** A passkey that the vault does not hold is an orphan on the device. */
const classOf = (tag: string) =>
  classes[tag === "PasskeyNotFound" ? "OrphanedPasskey" : tag] as new (
    fields: never
  ) => CallError

export const wireErrors = (names: ReadonlyArray<string>): ReadonlyArray<WireError> =>
  (names as ReadonlyArray<ApiErrorTag>).map((name) => {
    const { advice, fields, status } = wire.errors[name]
    return { name, advice, wire: { tag: `@error/${name}`, status, fields: fields as SchemaFields } }
  })

export const errors: EngineErrors<WireError, CallError> = {
  common: wireErrors(wire.common),
  decode: ({ wire }, body) =>
    check(
      { fields: { _tag: { oneOf: [wire.tag] }, ...wire.fields }, optional: { message: { nullable: "string" } } },
      body
    ) as Parsed<Fields>,
  make: (error, fields) => new (classOf(typeof error === "string" ? error : error.name))(fields as never)
}

/** The error of a call, a client or a signal with invalid input. Nothing was sent. */
export const invalidInput = (operation: string, issues: ReadonlyArray<Issue>): Errors.InvalidInput =>
  new Errors.InvalidInput(fieldsOf(operation, issues))
