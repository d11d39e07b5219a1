/**
 * JSON objects that an application attaches to its own data.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"

/**
 * Anything that JSON can carry.
 *
 * @since 0.1.0
 * @category models
 */
export type Json = null | boolean | number | string | ReadonlyArray<Json> | JsonObject

/**
 * An object that JSON can carry.
 *
 * @since 0.1.0
 * @category models
 */
export interface JsonObject {
  readonly [key: string]: Json
}

/** Deeper than anyone nests metadata, and far from the depth at which `JSON.stringify` overflows the stack. */
const maximumDepth = 100

const isPlainObject = (value: object): boolean => {
  const prototype = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

/** A cycle is deeper than any limit, so the limit refuses it too. */
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
 * A JSON object: text, finite numbers, booleans, null, lists and objects of them, nested at most 100 deep.
 *
 * **Details**
 *
 * A `Date`, a `Map`, `undefined`, a function, `NaN` or a circle would be lost or changed on the way, so it is refused.
 *
 * @since 0.1.0
 * @category schemas
 */
export const JsonObject: Schema.Schema<JsonObject> = Schema.declare(isJsonObject, {
  identifier: "JsonObject",
  jsonSchema: { type: "object", additionalProperties: true },
  description: "a JSON object (text, finite numbers, booleans, null, lists and objects, at most 100 levels deep)"
})
