/**
 * The words for what was wrong with a value. Without Effect, so that a page's client can use them too.
 *
 * @since 0.1.0
 */

/**
 * One thing that was wrong with a value.
 *
 * @since 0.1.0
 * @category models
 */
export interface Fault {
  /** The field, with dots between the levels: `metadata` or `credential.publicKey`; empty for the whole value. */
  readonly path: string
  /** What was expected there, and what kind of value was found. */
  readonly message: string
}

/**
 * The message for a field that is not there.
 *
 * @since 0.1.0
 * @category constants
 */
export const missing = "is missing"

/**
 * The kind of a value. A value may be a secret, so its content is never named.
 *
 * @since 0.1.0
 * @category getters
 */
export const kindOf = (value: unknown): string => {
  if (value === null) return "null"
  if (Array.isArray(value)) return "a list"
  if (value === "") return "an empty text"
  switch (typeof value) {
    case "string":
      return "some text"
    case "number":
      return Number.isFinite(value) ? "some number" : "a number that is not finite"
    case "undefined":
      return "nothing"
    case "object":
      return "an object"
    case "boolean":
      return "a boolean"
    default:
      return `a ${typeof value}`
  }
}

/**
 * Of several alternatives, the one that was meant is the one that lacked least, and of those had the fewest faults.
 *
 * @since 0.1.0
 * @category getters
 */
export const closest = (alternatives: ReadonlyArray<ReadonlyArray<Fault>>): ReadonlyArray<Fault> =>
  alternatives.reduce((best, next) => (next.length > 0 && distance(next) < distance(best) ? next : best))

const distance = (faults: ReadonlyArray<Fault>): number =>
  faults.reduce((sum, { message }) => sum + (message === missing ? 1_000 : 1), 0)

/** The rest of a long list would only hide its beginning. */
const maximumShown = 5

/**
 * One line for a list of faults; the first five stand for a longer one.
 *
 * @since 0.1.0
 * @category getters
 */
export const format = (faults: ReadonlyArray<Fault>): string =>
  faults
    .slice(0, maximumShown)
    .map(({ message, path }) => (path === "" ? message : `${path}: ${message}`))
    .concat(faults.length > maximumShown ? [`and ${faults.length - maximumShown} more`] : [])
    .join("; ")
