/**
 * JSON values that an application attaches to a challenge.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"

/**
 * Any JSON value.
 *
 * @since 0.1.0
 * @category models
 */
export type Json = null | boolean | number | string | ReadonlyArray<Json> | JsonObject

/**
 * A JSON object.
 *
 * @since 0.1.0
 * @category models
 */
export interface JsonObject {
  readonly [key: string]: Json
}

/** More than real metadata needs, and far below the depth at which `JSON.stringify` overflows the stack. */
const maximumDepth = 100

const isPlainObject = (value: object): boolean => {
  const prototype = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

/** The depth limit also rejects circular references. */
const isJson = (value: unknown, depth: number): value is Json => {
  switch (typeof value) {
    case "string":
    case "boolean":
      return true
    case "number":
      return Number.isFinite(value)
    case "object":
      if (value === null) return true
      if (depth === 0) return false
      return Array.isArray(value)
        ? value.every((item) => isJson(item, depth - 1))
        : isPlainObject(value) && Object.values(value).every((item) => isJson(item, depth - 1))
    default:
      return false
  }
}

const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value) && isJson(value, maximumDepth)

/**
 * A JSON object of strings, finite numbers, booleans, null, arrays and objects, at most 100 levels deep.
 *
 * **Details**
 *
 * Values that JSON cannot represent are rejected, such as a `Date`, `undefined`, `NaN` or a circular reference.
 *
 * @since 0.1.0
 * @category schemas
 */
export const JsonObject: Schema.Schema<JsonObject> = Schema.declare(isJsonObject, {
  identifier: "JsonObject",
  jsonSchema: { type: "object", additionalProperties: true },
  description: "a JSON object (strings, finite numbers, booleans, null, arrays and objects, at most 100 levels deep)"
})
