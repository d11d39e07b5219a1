/** Finds the endpoint of a request: the descriptors the emulator serves, and the match of a URL against their paths. */
import type * as Endpoint from "@passlock-sdk/contract/Endpoint"
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

type Template = ReadonlyArray<TemplateSegment>

const templateOf = (path: string): Template =>
  path
    .replace(/\/$/, "")
    .split("/")
    .map((segment) => {
      const [, name] = /^\{(\w+)\}$/.exec(segment) ?? []
      return { text: name ?? segment, isParameter: name !== undefined }
    })

const templates = descriptors.map(({ path }) => templateOf(path))

const prefixOf = (template: Template, length: number): string =>
  template
    .slice(0, length)
    .map(({ text }) => text)
    .join("/")

/** The segments that other endpoints have in place of an ID: `update` is no passkey ID. A tenancy may have any ID. */
const reservedIn = (template: Template, index: number): ReadonlySet<string> => {
  if (template[index]?.text === "tenancyId") return new Set()
  const siblings = templates.filter((other) => prefixOf(other, index) === prefixOf(template, index))
  const segments = siblings.flatMap((other) => other[index] ?? [])
  return new Set(segments.filter(({ isParameter }) => !isParameter).map(({ text }) => text))
}

const routes = descriptors.map((descriptor) => {
  const template = templateOf(descriptor.path)
  const segments = template.map((segment, index) => ({ ...segment, reserved: reservedIn(template, index) }))
  return { descriptor, segments }
})

type Parameters = Readonly<Record<string, string>>

const parametersOf = (
  expected: (typeof routes)[number]["segments"],
  segments: ReadonlyArray<string>
): Parameters | undefined => {
  const hasTrailingSlash = segments.length === expected.length + 1 && segments.at(-1) === ""
  if (segments.length !== expected.length && !hasTrailingSlash) return undefined
  const parameters: Record<string, string> = {}
  for (const [index, { isParameter, reserved, text }] of expected.entries()) {
    const segment = segments[index] ?? ""
    if (isParameter ? reserved.has(segment) : segment !== text) return undefined
    if (isParameter) parameters[text] = segment
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
  const actual = segmentsOf(path)
  for (const { descriptor, segments } of routes) {
    if (descriptor.method !== method) continue
    const parameters = parametersOf(segments, actual)
    if (parameters !== undefined) return { descriptor, parameters }
  }
  return undefined
}

/** The endpoints of a path, whatever their method. */
export const descriptorsOf = (path: string): ReadonlyArray<Descriptor> => {
  const actual = segmentsOf(path)
  return routes
    .filter(({ segments }) => parametersOf(segments, actual) !== undefined)
    .map(({ descriptor }) => descriptor)
}

/** Whether a generation of the API has the endpoint; `undefined` stands for both. */
export const isServed = ({ releases }: Endpoint.Any, api: Endpoint.Release | undefined): boolean =>
  api === undefined || releases.includes(api)

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
  const [descriptor] = descriptorsOf(path)
  return descriptor === undefined ? undefined : match(descriptor.method, path)
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
