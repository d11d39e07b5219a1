/**
 * The URL of a request: the API's endpoint, the operation's path and query.
 *
 * @since 0.1.0
 */

/**
 * The URL of Passlock's API.
 *
 * @since 0.1.0
 * @category constants
 */
export const defaultEndpoint = "https://api.passlock.dev"

/**
 * What an endpoint must be, for messages.
 *
 * @since 0.1.0
 * @category constants
 */
export const endpointDescription = "a URL with https:// or http:// and without credentials, query, fragment or spaces"

/**
 * Whether a string can be the API's endpoint. A base path is allowed.
 *
 * @since 0.1.0
 * @category predicates
 */
export const isEndpoint = (text: string): boolean => {
  try {
    const { password, protocol, username } = new URL(text)
    // Parsing tolerates spaces, sending does not. Credentials in a URL end up in logs; a query or a fragment would swallow
    // the path that follows.
    return /^https?:$/.test(protocol) && username === "" && password === "" && !/[?#\s]/.test(text)
  } catch {
    return false
  }
}

/**
 * Whether requests to an endpoint can be read on the way: with `http://`, unless it is on this machine.
 *
 * @since 0.1.0
 * @category predicates
 */
export const isInsecure = (endpoint: string): boolean => {
  try {
    const { hostname, protocol } = new URL(endpoint)
    // The parser writes every IPv4 address with four numbers and every IPv6 address in its shortest form.
    return protocol === "http:" && !/^((.+\.)?localhost\.?|127(\.\d+){3}|\[::1\])$/.test(hostname)
  } catch {
    return false
  }
}

/**
 * What a path segment must be, for messages.
 *
 * @since 0.1.0
 * @category constants
 */
export const segmentDescription = 'a non-empty, well-formed string other than "." and ".."'

/**
 * Whether a string can be a path segment: `""`, `"."` and `".."` would address another resource, and a lone surrogate
 * cannot be percent-encoded.
 *
 * @since 0.1.0
 * @category predicates
 */
export const isSegment = (text: string): boolean => !["", ".", ".."].includes(text) && percentEncode(text) !== undefined

/**
 * A string, percent-encoded; `undefined` if it has a lone surrogate.
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
 * The URL of a request: the endpoint with its base path, and the path with its variables filled in.
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
  // A comma needs no encoding in a path, and it separates the ids of a list.
  path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(values[name])).replaceAll("%2C", ","))
