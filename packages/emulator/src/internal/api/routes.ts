/** Where a request goes, by its address alone. */
import * as Api from "./httpApi.js"

/** A path below the API's address, and the query with its question mark. */
export interface Place {
  readonly path: string
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

/** Only a path that begins with a slash is put after a host: anything else is an address of its own. */
const parse = (url: string): URL | undefined => {
  const address = url.startsWith("/") ? `http://localhost${url}` : url
  return URL.canParse(address) ? new URL(address) : undefined
}

/** `undefined` for what is no address, or is not percent-encoded as it should be. */
export const locate = (url: string): Place | undefined => {
  const address = parse(url)
  return address !== undefined && isDecodable(address.pathname)
    ? { path: address.pathname, search: address.search }
    : undefined
}

const routes = Api.descriptors.map((descriptor) => ({
  descriptor,
  pattern: new RegExp(
    `^${descriptor.path
      .replace(/\./g, "\\.")
      .replace(/\{(\w+)\}/g, "(?<$1>[^/]*)")
      .replace(/\/$/, "")}/?$`
  )
}))

export type Descriptor = (typeof Api.descriptors)[number]

/** The endpoint that is asked for, and the path's values, still percent-encoded. */
export interface Match {
  readonly descriptor: Descriptor
  readonly values: Readonly<Record<string, string>>
}

export const match = (method: string, path: string): Match | undefined => {
  for (const { descriptor, pattern } of routes) {
    const found = descriptor.method === method ? pattern.exec(path) : null
    if (found !== null) return { descriptor, values: { ...found.groups } }
  }
  return undefined
}

/** Any endpoint of this path, whatever the method. */
const matchOf = (path: string): Match | undefined => {
  const [method] = methodsOf(path)
  return method === undefined ? undefined : match(method, path)
}

/** The methods that this path takes; none, where there is no such path. */
export const methodsOf = (path: string): ReadonlyArray<string> =>
  Array.from(new Set(routes.flatMap(({ descriptor, pattern }) => (pattern.test(path) ? [descriptor.method] : []))))

/**
 * The place below `/v2`, whatever stands before it: a base path or nothing. Where nobody wrote `/v2`, it is put before a
 * path that would be one of the API's, as older documentation writes the key set's. The router takes a semicolon for the
 * start of the query; nobody else does.
 */
export const normalize = ({ path, search }: Place): Place => {
  const start = path.indexOf("/v2/")
  const bare = `/v2${path.replace(/^.*(?=\/\.well-known\/)/, "")}`
  const normal = start !== -1 ? path.slice(start) : methodsOf(bare).length > 0 ? bare : path
  return { path: normal.replaceAll(";", "%3B"), search }
}

/** Of a path that nobody knows, the API's own words and the tenancy: anything else in it may be a code. */
const wordsOf = (path: string, tenancyId: string | undefined): string => {
  const known = new Set(["", ...Api.descriptors.flatMap((descriptor) => descriptor.path.split("/"))])
  if (tenancyId !== undefined) known.add(encodeURIComponent(tenancyId))
  const words = path.split("/").map((segment) => (known.has(segment) ? segment : "…"))
  return words.join("/").slice(0, 200)
}

/** The path as it may be shown: its secrets hidden. */
export const shown = ({ path }: Place, tenancyId: string | undefined, found = matchOf(path)): string =>
  found === undefined
    ? wordsOf(path, tenancyId)
    : found.descriptor.path.replace(/\{(\w+)\}/g, (_, name: string) =>
        (found.descriptor.secrets as ReadonlyArray<string>).includes(name) ? "…" : (found.values[name] ?? "")
      )
