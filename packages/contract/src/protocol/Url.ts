/**
 * Where a request goes. Without Effect, so that a page's client can use it too.
 *
 * @since 0.1.0
 */

/**
 * Where Passlock's API is.
 *
 * @since 0.1.0
 * @category constants
 */
export const defaultEndpoint = "https://api.passlock.dev"

/**
 * What an endpoint must be, in words.
 *
 * @since 0.1.0
 * @category constants
 */
export const endpointDescription =
  "an address that begins with https:// or http:// and has no credentials, query, fragment or spaces"

/**
 * Whether a text can be the address of the API. A base path is allowed.
 *
 * @since 0.1.0
 * @category predicates
 */
export const isEndpoint = (text: string): boolean => {
  try {
    const { password, protocol, username } = new URL(text)
    // Parsing forgives white space, sending does not. Credentials in an address end up in logs; a query or a fragment
    // would swallow the path that follows.
    return /^https?:$/.test(protocol) && username === "" && password === "" && !/[?#\s]/.test(text)
  } catch {
    return false
  }
}

/**
 * What a segment of a path must be, in words.
 *
 * @since 0.1.0
 * @category constants
 */
export const segmentDescription = 'a non-empty, well-formed text other than "." and ".."'

/**
 * Whether a text can be a segment of a path: `""`, `"."` and `".."` would address another resource, and half a character
 * cannot be percent-encoded.
 *
 * @since 0.1.0
 * @category predicates
 */
export const isSegment = (text: string): boolean => !["", ".", ".."].includes(text) && percentEncode(text) !== undefined

/**
 * A text as an address holds it; `undefined` for one with half a character, which no address can hold.
 *
 * @since 0.1.0
 * @category getters
 */
export const percentEncode = (text: string): string | undefined => {
  try {
    return encodeURIComponent(text)
  } catch {
    return undefined
  }
}

/**
 * The address of a resource: the API's own, whose base path is kept, and a path with its variables filled in.
 *
 * @example
 * ```ts
 * import { resolve } from "@passlock-sdk/contract/protocol/Url"
 *
 * console.log(resolve("https://example.com/base/", "/v2/{tenancyId}/passkeys/", { tenancyId: "a b" }))
 * // https://example.com/base/v2/a%20b/passkeys/
 * ```
 *
 * @since 0.1.0
 * @category constructors
 */
export const resolve = (endpoint: string, path: string, values: Readonly<Record<string, unknown>>): string =>
  endpoint.replace(/\/+$/, "") +
  // A comma may stand in a path as it is, and it separates the ids of a list.
  path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(values[name])).replaceAll("%2C", ","))
