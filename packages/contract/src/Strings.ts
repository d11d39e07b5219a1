/**
 * Schemas for the strings in requests and responses.
 *
 * @since 0.1.0
 */
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { isSegment, segmentDescription } from "./protocol/Url.js"

/**
 * A string with at least one character.
 *
 * @since 0.1.0
 * @category schemas
 */
export const NonEmpty: Schema.Schema<string> = Schema.String.pipe(
  Schema.filter((value) => value.length > 0, { description: "a non-empty string" })
)

/**
 * A relying party ID. Domains ignore case, and it is sent in lower case.
 *
 * @since 0.1.0
 * @category schemas
 */
export const RelyingPartyId: Schema.Schema<string> = Schema.transform(Schema.String, NonEmpty, {
  strict: true,
  decode: (domain) => domain,
  encode: (domain) => domain.toLowerCase()
}).annotations({ description: "a non-empty string" })

/**
 * An opaque string that becomes one path segment, such as an ID.
 *
 * **Details**
 *
 * `""`, `"."` and `".."` are rejected because they would address another resource, and strings with lone surrogates
 * because they cannot be percent-encoded. Any other string is allowed and is percent-encoded in the request.
 *
 * @since 0.1.0
 * @category schemas
 */
export const PathValue: Schema.Schema<string> = Schema.String.pipe(
  Schema.filter(isSegment, { description: segmentDescription })
)

/**
 * IDs that become one path segment, joined with commas. At least one, and none with a comma.
 *
 * @since 0.1.0
 * @category schemas
 */
export const PathValues: Schema.Schema<ReadonlyArray<string>, string> = Schema.transform(
  PathValue,
  Schema.Array(
    PathValue.pipe(
      Schema.filter((value) => !value.includes(","), { description: `${segmentDescription}, without commas` })
    )
  ).pipe(Schema.filter((values) => values.length > 0, { description: "an array with at least one string" })),
  { strict: true, decode: (joined) => joined.split(","), encode: (values) => values.join(",") }
)

/** Equivalent to `/^[^\s@]+@[^\s@]+\.[^\s@]+$/`, in linear time. */
const isEmail = (value: string): boolean => {
  const at = value.indexOf("@")
  const domain = value.slice(at + 1)
  return at > 0 && !/\s/.test(value) && !domain.includes("@") && domain.slice(1, -1).includes(".")
}

/**
 * An email address such as `name@example.com`, without spaces.
 *
 * @since 0.1.0
 * @category schemas
 */
export const Email: Schema.Schema<string> = Schema.String.pipe(
  Schema.filter(isEmail, { description: "an email address such as name@example.com" })
)

/**
 * A confidential string. Pass a plain string or a `Redacted`; decoding always returns a `Redacted`.
 *
 * @since 0.1.0
 * @category schemas
 */
export type Secret = string | Redacted.Redacted<string>

const secretOf = (schema: Schema.Schema<string>, description: string): Schema.Schema<Secret, string> =>
  Schema.transform(Schema.String, Schema.Union(Schema.RedactedFromSelf(schema), schema).annotations({ description }), {
    strict: true,
    decode: (plain): Secret => Redacted.make(plain),
    encode: revealSecret
  }).annotations({ description })

/**
 * Returns the plain string of a `Secret`.
 *
 * @since 0.1.0
 * @category getters
 */
export const revealSecret = (secret: Secret): string => (Redacted.isRedacted(secret) ? Redacted.value(secret) : secret)

/**
 * A secret in a request body: a token, or a challenge's secret or code.
 *
 * @since 0.1.0
 * @category schemas
 */
export const Secret: Schema.Schema<Secret, string> = secretOf(NonEmpty, "a non-empty string")

/**
 * A secret that becomes a path segment: the exchange code.
 *
 * @since 0.1.0
 * @category schemas
 */
export const SecretPathValue: Schema.Schema<Secret, string> = secretOf(PathValue, segmentDescription)

/**
 * An open set of strings: TypeScript suggests the known values, and decoding accepts any string.
 *
 * @example
 * ```ts
 * import * as Schema from "effect/Schema"
 * import { openSet } from "@passlock-sdk/contract/Strings"
 *
 * const DeviceType = openSet("singleDevice", "multiDevice")
 * console.log(Schema.decodeSync(DeviceType)("threeDevices")) // "threeDevices"
 * ```
 *
 * @since 0.1.0
 * @category schemas
 */
export const openSet = <const Known extends readonly [string, ...ReadonlyArray<string>]>(
  ...known: Known
): Schema.Schema<Known[number] | (string & {}), string> =>
  Schema.String.annotations({
    description: `a string such as ${known.map((value) => `"${value}"`).join(", ")}`,
    examples: known
  })
