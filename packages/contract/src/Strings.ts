/**
 * The kinds of text that requests and answers are made of.
 *
 * @since 0.1.0
 */
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { isSegment, segmentDescription } from "./protocol/Url.js"

/**
 * Text with at least one character.
 *
 * @since 0.1.0
 * @category schemas
 */
export const NonEmpty: Schema.Schema<string> = Schema.String.pipe(
  Schema.filter((text) => text.length > 0, { description: "a non-empty text" })
)

/**
 * An opaque value that becomes one segment of a path: an id, or a code.
 *
 * **Details**
 *
 * `""`, `"."` and `".."` would address another resource and a lone surrogate cannot be percent-encoded, so all four are
 * refused. Everything else is allowed and is percent-encoded on its way out.
 *
 * @since 0.1.0
 * @category schemas
 */
export const PathValue: Schema.Schema<string> = Schema.String.pipe(
  Schema.filter(isSegment, { description: segmentDescription })
)

/**
 * Opaque values that become one segment of a path together, joined with commas: ids. At least one, and none with a comma.
 *
 * @since 0.1.0
 * @category schemas
 */
export const PathValues: Schema.Schema<ReadonlyArray<string>, string> = Schema.transform(
  PathValue,
  Schema.Array(
    PathValue.pipe(
      Schema.filter((text) => !text.includes(","), { description: `${segmentDescription}, without commas` })
    )
  ).pipe(Schema.filter((values) => values.length > 0, { description: "a list with at least one text" })),
  { strict: true, decode: (joined) => joined.split(","), encode: (values) => values.join(",") }
)

/** `^[^\s@]+@[^\s@]+\.[^\s@]+$`, without the backtracking. */
const isMailbox = (text: string): boolean => {
  const at = text.indexOf("@")
  const domain = text.slice(at + 1)
  return at > 0 && !/\s/.test(text) && !domain.includes("@") && domain.slice(1, -1).includes(".")
}

/**
 * A mailbox: `something@something.something`, without spaces.
 *
 * @since 0.1.0
 * @category schemas
 */
export const Email: Schema.Schema<string> = Schema.String.pipe(
  Schema.filter(isMailbox, { description: "a mailbox like name@example.com" })
)

/**
 * A value that must not be shown: given as plain text or already `Redacted`, always `Redacted` once decoded.
 *
 * @since 0.1.0
 * @category schemas
 */
export type Secret = string | Redacted.Redacted<string>

const secretOf = (text: Schema.Schema<string>, description: string): Schema.Schema<Secret, string> =>
  Schema.transform(Schema.String, Schema.Union(Schema.RedactedFromSelf(text), text).annotations({ description }), {
    strict: true,
    decode: (plain): Secret => Redacted.make(plain),
    encode: revealSecret
  }).annotations({ description })

/**
 * The plain text of a `Secret`.
 *
 * @since 0.1.0
 * @category getters
 */
export const revealSecret = (secret: Secret): string => (Redacted.isRedacted(secret) ? Redacted.value(secret) : secret)

/**
 * A secret in a body: a token, a challenge's secret or its code.
 *
 * @since 0.1.0
 * @category schemas
 */
export const Secret: Schema.Schema<Secret, string> = secretOf(NonEmpty, "a non-empty text")

/**
 * A secret that becomes a segment of the path: the code that is exchanged for a principal.
 *
 * @since 0.1.0
 * @category schemas
 */
export const SecretPathValue: Schema.Schema<Secret, string> = secretOf(PathValue, segmentDescription)

/**
 * One of the named values, or one that nobody has seen yet: a new value is never an error.
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
    description: `a text such as ${known.map((value) => `"${value}"`).join(", ")}`,
    examples: known
  })
