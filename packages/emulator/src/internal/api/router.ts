/** Finds the endpoint of a request: the descriptors the emulator serves, and the match of a URL against their paths. */
import * as Endpoints from "@passlock-sdk/contract/Endpoints"
import * as IdToken from "@passlock-sdk/contract/IdToken"

export const descriptors = Endpoints.every

export type Descriptor = (typeof descriptors)[number]

export type Operation = Descriptor["operation"]

/** The parts of a request's URL that routing needs, still percent-encoded. */
export interface RequestUrl {
  readonly path: string
  /** Empty, or the query string with its `?`. */
  readonly search: string
}

const isDecodable = (path: string): boolean => {
  try {
    decodeURIComponent(path)
    return true
  } catch {
    return false
  }
}

/** `undefined` when the URL does not parse or its path is not valid percent-encoding. */
export const parseUrl = (url: string): RequestUrl | undefined => {
  const absolute = url.startsWith("/") ? `http://localhost${url}` : url
  if (!URL.canParse(absolute)) return undefined
  const { pathname, search } = new URL(absolute)
  return isDecodable(pathname) ? { path: pathname, search } : undefined
}

interface TemplateSegment {
  readonly text: string
  readonly isParameter: boolean
}

const templateOf = (path: string): ReadonlyArray<TemplateSegment> =>
  path
    .replace(/\/$/, "")
    .split("/")
    .map((segment) => {
      const [, name] = /^\{(\w+)\}$/.exec(segment) ?? []
      return { text: name ?? segment, isParameter: name !== undefined }
    })

const routes = descriptors.map((descriptor) => ({ descriptor, template: templateOf(descriptor.path) }))

type Parameters = Readonly<Record<string, string>>

const parametersOf = (
  template: ReadonlyArray<TemplateSegment>,
  segments: ReadonlyArray<string>
): Parameters | undefined => {
  const hasTrailingSlash = segments.length === template.length + 1 && segments.at(-1) === ""
  if (segments.length !== template.length && !hasTrailingSlash) return undefined
  const parameters: Record<string, string> = {}
  for (const [index, { isParameter, text }] of template.entries()) {
    const segment = segments[index] ?? ""
    if (isParameter) parameters[text] = segment
    else if (segment !== text) return undefined
  }
  return parameters
}

const segmentsOf = (path: string): ReadonlyArray<string> => path.split("/").map(decodeURIComponent)

/** An endpoint and the decoded parameters of its path. */
export interface Route {
  readonly descriptor: Descriptor
  readonly parameters: Parameters
}

/** Paths are case-sensitive and may end in a slash. Empty parameters match; decoding rejects them. */
export const match = (method: string, path: string): Route | undefined => {
  const segments = segmentsOf(path)
  for (const { descriptor, template } of routes) {
    if (descriptor.method !== method) continue
    const parameters = parametersOf(template, segments)
    if (parameters !== undefined) return { descriptor, parameters }
  }
  return undefined
}

/** The methods of a path; empty when no endpoint has this path. */
export const methodsOf = (path: string): ReadonlyArray<string> => {
  const segments = segmentsOf(path)
  const matching = routes.filter(({ template }) => parametersOf(template, segments) !== undefined)
  return Array.from(new Set(matching.map(({ descriptor }) => descriptor.method)))
}

/** Removes a base path in front of `/v2/`. Older documentation gives the path of the key set without `/v2`. */
export const normalize = ({ path, search }: RequestUrl): RequestUrl => {
  const start = path.indexOf("/v2/")
  if (start !== -1) return { path: path.slice(start), search }
  return { path: /\/\.well-known\/jwks\.json\/?$/.test(path) ? IdToken.getKeySet.path : path, search }
}

/** The tenancy ID in a path, whether or not an endpoint matches. */
export const tenancyIdOf = (path: string, route: Route | undefined): string | undefined => {
  const [, segment] = /^\/v2\/([^/]+)/.exec(path) ?? []
  return route?.parameters.tenancyId ?? (segment === undefined ? undefined : decodeURIComponent(segment))
}

const matchAnyMethod = (path: string): Route | undefined => {
  const [method] = methodsOf(path)
  return method === undefined ? undefined : match(method, path)
}

/** Any unknown segment of an unknown path may be a secret, so only the API's own segments and the tenancy ID stay. */
const redactUnknown = (path: string, tenancyId: string | undefined): string => {
  const publicSegments = new Set(["", ...descriptors.flatMap((descriptor) => descriptor.path.split("/"))])
  if (tenancyId !== undefined) publicSegments.add(encodeURIComponent(tenancyId))
  const segments = path.split("/").map((segment) => (publicSegments.has(segment) ? segment : "…"))
  return segments.join("/")
}

const maximumLogged = 200

const encodeSegment = (value: string): string => encodeURI(value).replace(/[/?#]/g, encodeURIComponent)

/** The path with its secrets redacted, for logs. */
export const redact = (path: string, tenancyId: string | undefined, route = matchAnyMethod(path)): string => {
  const redacted = route === undefined ? redactUnknown(path, tenancyId) : redactKnown(route)
  return redacted.slice(0, maximumLogged)
}

const redactKnown = ({ descriptor, parameters }: Route): string => {
  const secrets: ReadonlyArray<string> = descriptor.secrets
  return descriptor.path.replace(/\{(\w+)\}/g, (_, name: string) =>
    secrets.includes(name) ? "…" : encodeSegment(parameters[name] ?? "")
  )
}
