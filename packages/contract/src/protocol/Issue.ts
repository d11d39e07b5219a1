/**
 * What is wrong with a value, in words that never repeat the value: it may be a secret.
 *
 * @since 0.1.0
 */

/**
 * One thing that is wrong with a value.
 *
 * @since 0.1.0
 * @category models
 */
export interface Issue {
  /** The field, with dots between the levels: `metadata` or `credential.publicKey`; empty for the value itself. */
  readonly path: string
  /** What was expected there and which kind of value was found: `expected string, got number`. */
  readonly message: string
}

/**
 * A value, or every issue of what was given.
 *
 * @since 0.1.0
 * @category models
 */
export type Parsed<Value> = { readonly value: Value } | { readonly issues: ReadonlyArray<Issue> }

/**
 * The message for a field that is not there.
 *
 * @since 0.1.0
 * @category constants
 */
export const missing = "is missing"

/**
 * The issue of a value that throws when it is read, such as an object with a getter that throws.
 *
 * @since 0.1.0
 * @category constants
 */
export const unreadable: Issue = { path: "", message: "expected a readable value, but reading it throws" }

/**
 * The kind of a value: `string`, `empty string`, `array`.
 *
 * @since 0.1.0
 * @category getters
 */
export const kindOf = (value: unknown): string => {
  if (value === null) return "null"
  if (isArray(value)) return "array"
  if (value === "") return "empty string"
  if (typeof value === "number" && !Number.isFinite(value)) return String(value)
  return typeof value
}

/** `Array.isArray` throws on a revoked proxy. */
const isArray = (value: unknown): boolean => {
  try {
    return Array.isArray(value)
  } catch {
    return false
  }
}

/**
 * The message for a value of the wrong kind.
 *
 * @example
 * ```ts
 * import { expected } from "@passlock-sdk/contract/protocol/Issue"
 *
 * console.log(expected("string", 7)) // expected string, got number
 * ```
 *
 * @since 0.1.0
 * @category constructors
 */
export const expected = (description: string, value: unknown): string => `expected ${description}, got ${kindOf(value)}`

/**
 * The issues of the alternative that was most likely meant: the one with the fewest missing fields, then with the fewest
 * issues.
 *
 * @since 0.1.0
 * @category getters
 */
export const closest = (alternatives: ReadonlyArray<ReadonlyArray<Issue>>): ReadonlyArray<Issue> =>
  alternatives.reduce((best, next) => (next.length > 0 && distance(next) < distance(best) ? next : best))

const distance = (issues: ReadonlyArray<Issue>): number =>
  issues.reduce((sum, { message }) => sum + (message === missing ? 1_000 : 1), 0)

/**
 * How many issues of one value are collected. Whatever a value holds, the search for more stops there.
 *
 * @since 0.1.0
 * @category constants
 */
export const maximumIssues = 20

const maximumShown = 5

/**
 * The first five issues on one line, and how many more there are.
 *
 * @since 0.1.0
 * @category getters
 */
export const format = (issues: ReadonlyArray<Issue>): string =>
  issues
    .slice(0, maximumShown)
    .map(({ message, path }) => (path === "" ? message : `${path}: ${message}`))
    .concat(issues.length > maximumShown ? [`and ${more(issues.length)} more`] : [])
    .join("; ")

const more = (count: number): string => (count < maximumIssues ? "" : "at least ") + (count - maximumShown)
