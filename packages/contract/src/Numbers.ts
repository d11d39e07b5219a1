/**
 * Schemas for the numbers in requests and responses.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"

/**
 * A number that JSON can represent. `JSON.parse` makes `Infinity` of `1e309`, which is rejected.
 *
 * @since 0.1.0
 * @category schemas
 */
export const JsonNumber: Schema.Schema<number> = Schema.Number.pipe(
  Schema.filter((value) => Number.isFinite(value), { description: "number", jsonSchema: {} })
)

// March 1973 in milliseconds, or the year 5138 in seconds: no valid time is on the wrong side of it.
const smallestMilliseconds = 1e11

/**
 * A Unix time in milliseconds.
 *
 * **Gotchas**
 *
 * Some samples in Passlock's documentation are in seconds. A value below 10^11 is decoded as seconds.
 *
 * @since 0.1.0
 * @category schemas
 */
export const Timestamp: Schema.Schema<number> = Schema.transform(JsonNumber, Schema.Number, {
  strict: true,
  decode: (time) => (Math.abs(time) < smallestMilliseconds ? time * 1000 : time),
  encode: (time) => time
}).annotations({ description: "a Unix time in milliseconds" })

/**
 * A duration in milliseconds, above 0.
 *
 * @since 0.1.0
 * @category schemas
 */
export const Milliseconds: Schema.Schema<number> = Schema.Number.pipe(
  Schema.filter((duration) => duration > 0 && Number.isFinite(duration), {
    description: "a number of milliseconds above 0"
  })
)
