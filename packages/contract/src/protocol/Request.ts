/**
 * Builds the request of a call from the operation, the configuration and the input; or lists every issue of these, and
 * then nothing is sent.
 *
 * @since 0.1.0
 */
import { expected, type Issue, type Parsed, unreadable } from "./Issue.js"
import type { Fields } from "./Response.js"
import * as Url from "./Url.js"

/**
 * A request, ready to be sent.
 *
 * @since 0.1.0
 * @category models
 */
export interface HttpRequest {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE"
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  /** JSON, or `undefined` for a request without a body. */
  readonly body: string | undefined
}

/**
 * Encodes one part of an input. It may throw: reading an input can run a getter.
 *
 * @since 0.1.0
 * @category models
 */
export type Encode = (input: unknown) => Parsed<unknown>

/**
 * What is needed to build the requests of one operation.
 *
 * @since 0.1.0
 * @category models
 */
export interface Template {
  readonly method: HttpRequest["method"]
  /** The path with its variables in braces. `{tenancyId}` comes from the configuration. */
  readonly path: string
  readonly authentication: "apiKey" | "token" | "none"
  readonly encodePath?: Encode | undefined
  readonly encodeQuery?: Encode | undefined
  readonly encodeBody?: Encode | undefined
  /** The fields of the input that must not be shown. */
  readonly secrets: ReadonlyArray<string>
}

/**
 * Where requests go, and the key that they carry. The values are checked before each call, so any value is accepted here.
 *
 * @since 0.1.0
 * @category models
 */
export interface Configuration {
  readonly tenancyId: unknown
  readonly endpoint: unknown
  readonly apiKey?: unknown
}

/** What each value of a configuration must be. */
const rules: { readonly [Name in keyof Configuration]-?: readonly [(text: string) => boolean, description: string] } = {
  tenancyId: [Url.isSegment, Url.segmentDescription],
  endpoint: [Url.isEndpoint, Url.endpointDescription],
  // Anything else could not be sent in a header.
  apiKey: [(text) => /^[\x21-\x7e]+$/.test(text), "a key of printable characters without spaces"]
}

/**
 * What is wrong with one value of a configuration, or `undefined`.
 *
 * @since 0.1.0
 * @category getters
 */
export const valueIssue = (name: keyof Configuration, value: unknown): Issue | undefined => {
  const [isValid, description] = rules[name]
  return typeof value === "string" && isValid(value) ? undefined : { path: name, message: expected(description, value) }
}

/**
 * Every issue of a configuration.
 *
 * @since 0.1.0
 * @category getters
 */
export const configurationIssues = (
  { apiKey, endpoint, tenancyId }: Configuration,
  needsApiKey: boolean
): ReadonlyArray<Issue> =>
  [
    valueIssue("tenancyId", tenancyId),
    valueIssue("endpoint", endpoint),
    needsApiKey ? valueIssue("apiKey", apiKey) : undefined
  ].filter((issue) => issue !== undefined)

/**
 * The request, with the secrets in it.
 *
 * @since 0.1.0
 * @category constructors
 */
export const build = (
  template: Template,
  configuration: Configuration,
  input: unknown,
  userAgent?: string | undefined
): Parsed<{ readonly request: HttpRequest; readonly secrets: ReadonlyArray<string> }> => {
  const withKey = template.authentication === "apiKey"
  const issues = [...configurationIssues(configuration, withKey)]
  const encode = (part: Encode | undefined): Fields => {
    const encoded = part === undefined ? { value: {} } : tryEncode(part, input)
    if ("value" in encoded) return encoded.value as Fields
    // If there is no input at all, the path and the body have the same issue.
    issues.push(...encoded.issues.filter(({ path }) => !issues.some((known) => known.path === path)))
    return {}
  }
  const values = encode(template.encodePath)
  const query = encode(template.encodeQuery)
  const fields = encode(template.encodeBody)
  const body = template.encodeBody === undefined ? undefined : stringify(fields)
  if (issues.length > 0) return { issues }
  if (body === null) return { issues: [{ path: "", message: "expected a value that JSON can represent" }] }

  const { endpoint, tenancyId, ...key } = configuration as { readonly [Name in keyof Configuration]: string }
  const apiKey = withKey ? key.apiKey : undefined
  const path: Fields = { tenancyId, ...values }
  const search = new URLSearchParams(
    Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]))
  ).toString()
  return {
    value: {
      secrets: template.secrets
        .map((name) => path[name] ?? fields[name])
        .concat(apiKey)
        .filter((secret): secret is string => typeof secret === "string"),
      request: {
        method: template.method,
        url: `${Url.resolve(endpoint, template.path, path)}${search === "" ? "" : `?${search}`}`,
        headers: {
          accept: "application/json",
          ...(userAgent === undefined ? {} : { "user-agent": userAgent }),
          ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }),
          ...(body === undefined ? {} : { "content-type": "application/json" })
        },
        body
      }
    }
  }
}

const tryEncode = (encode: Encode, input: unknown): Parsed<unknown> => {
  try {
    return encode(input)
  } catch {
    return { issues: [unreadable] }
  }
}

/** `null` for what JSON cannot represent: a circular structure or a bigint among the fields that are passed through. */
const stringify = (value: unknown): string | null => {
  try {
    return JSON.stringify(value)
  } catch {
    return null
  }
}
