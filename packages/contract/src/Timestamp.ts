/**
 * Time on the wire.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"

// In milliseconds this is March 1973, in seconds the year 5138: no passkey is that old and none that new.
const smallestMilliseconds = 1e11

/**
 * A point in time, in milliseconds since 1970-01-01 UTC.
 *
 * **Gotchas**
 *
 * Some documented samples carry seconds. A value below 10^11 is read as seconds and comes out in milliseconds.
 *
 * @since 0.1.0
 * @category schemas
 */
export const Timestamp: Schema.Schema<number> = Schema.transform(Schema.Number, Schema.Number, {
  strict: true,
  decode: (time) => (Math.abs(time) < smallestMilliseconds ? time * 1000 : time),
  encode: (time) => time
}).annotations({ description: "a time in milliseconds since 1970" })

/**
 * A length of time in milliseconds, above 0.
 *
 * @since 0.1.0
 * @category schemas
 */
export const Milliseconds: Schema.Schema<number> = Schema.Number.pipe(
  Schema.filter((time) => time > 0 && Number.isFinite(time), { description: "a number of milliseconds above 0" })
)
