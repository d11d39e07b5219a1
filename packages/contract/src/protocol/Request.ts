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
  /** Only `"apiKey"` matters here: the others carry their token in the body. */
  readonly authentication?: "apiKey" | "token" | "none"
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
  /** The result of `checkApiKey`. A client without a key needs no code for it. */
  readonly apiKey?: Parsed<string>
  /** The result of `checkSecure`. A page needs no code for it: browsers block such requests. */
  readonly secure?: Parsed<unknown>
}

const check = (
  path: string,
  value: unknown,
  isValid: (text: string) => boolean,
  description: string
): Parsed<string> =>
  typeof value === "string" && isValid(value)
    ? { value }
    : { issues: [{ path, message: expected(description, value) }] }

/**
 * Checks a tenancy ID.
 *
 * @since 0.1.0
 * @category checks
 */
export const checkTenancyId = (value: unknown): Parsed<string> =>
  check("tenancyId", value, Url.isSegment, Url.segmentDescription)

/**
 * Checks the API's endpoint.
 *
 * @since 0.1.0
 * @category checks
 */
export const checkEndpoint = (value: unknown): Parsed<string> =>
  check("endpoint", value, Url.isEndpoint, Url.endpointDescription)

/**
 * Checks an API key, which must fit into a header.
 *
 * @since 0.1.0
 * @category checks
 */
export const checkApiKey = (value: unknown): Parsed<string> =>
  check("apiKey", value, (text) => /^[\x21-\x7e]+$/.test(text), "a key of printable characters without spaces")

/**
 * Checks that the endpoint is not `http://` to another machine, unless `allowInsecureEndpoint` is set.
 *
 * @since 0.1.0
 * @category checks
 */
export const checkSecure = <Value extends { readonly endpoint: unknown; readonly allowInsecureEndpoint?: unknown }>(
  value: Value
): Parsed<Value> => {
  const { allowInsecureEndpoint: allowed = false, endpoint } = value
  if (typeof allowed !== "boolean") {
    return { issues: [{ path: "allowInsecureEndpoint", message: expected("true or false", allowed) }] }
  }
  return allowed || typeof endpoint !== "string" || !Url.isInsecure(endpoint)
    ? { value }
    : { issues: [{ path: "endpoint", message: insecure }] }
}

const insecure =
  "expected https://, since others can read http:// on the way: use it for localhost only, or set allowInsecureEndpoint (PASSLOCK_ALLOW_INSECURE_ENDPOINT=true)"

/**
 * Every issue of a configuration.
 *
 * @since 0.1.0
 * @category checks
 */
export const configurationIssues = (
  { apiKey, endpoint, secure, tenancyId }: Configuration,
  needsApiKey: boolean
): ReadonlyArray<Issue> =>
  [checkTenancyId(tenancyId), checkEndpoint(endpoint), secure, needsApiKey ? apiKey : undefined].flatMap((checked) =>
    checked && "issues" in checked ? checked.issues : []
  )

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
  headers: Readonly<Record<string, string>> = {}
): Parsed<{ readonly request: HttpRequest; readonly secrets: ReadonlyArray<string> }> => {
  const needsApiKey = template.authentication === "apiKey"
  const issues = [...configurationIssues(configuration, needsApiKey)]
  const encode = (part: Encode | undefined): Fields => {
    const encoded = part === undefined ? { value: {} } : tryEncode(part, input)
    if ("value" in encoded) return encoded.value as Fields
    // If there is no input at all, the path and the body have the same issue.
    issues.push(...encoded.issues.filter(({ path }) => !issues.some((known) => known.path === path)))
    return {}
  }
  const path: Fields = { tenancyId: configuration.tenancyId, ...encode(template.encodePath) }
  const query = Object.entries(encode(template.encodeQuery)).filter(([, value]) => value !== undefined)
  const fields = encode(template.encodeBody)
  const body = template.encodeBody && stringify(fields)
  if (issues.length > 0) return { issues }
  if (body === null) return { issues: [{ path: "", message: "expected a value that JSON can represent" }] }

  const { apiKey } = configuration
  const key = needsApiKey && apiKey && "value" in apiKey ? apiKey.value : undefined
  const search = new URLSearchParams(query as Array<[string, string]>).toString()
  return {
    value: {
      secrets: [...template.secrets.map((name) => path[name] ?? fields[name]), key].filter(
        (secret) => typeof secret === "string"
      ),
      request: {
        method: template.method,
        url: Url.resolve(configuration.endpoint as string, template.path, path) + (search && `?${search}`),
        headers: {
          accept: "application/json",
          ...headers,
          ...(key !== undefined && { authorization: `Bearer ${key}` }),
          ...(body && { "content-type": "application/json" })
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
