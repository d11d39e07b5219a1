/** The API as an `HttpApi`, made from the contract's descriptors. */
import * as HttpApi from "@effect/platform/HttpApi"
import * as HttpApiEndpoint from "@effect/platform/HttpApiEndpoint"
import * as HttpApiGroup from "@effect/platform/HttpApiGroup"
import type * as Endpoint from "@passlock-sdk/contract/Endpoint"
import * as Endpoints from "@passlock-sdk/contract/Endpoints"

/** Every endpoint that is served. */
export const descriptors = [
  ...Endpoints.all,
  Endpoints.getKeySet,
  Endpoints.findCredential,
  Endpoints.findCredentials
] as const

/** The group of an endpoint: `Passkeys` of `Passkeys.get`. */
export const groupOf = ({ operation }: Endpoint.Any): string => operation.slice(0, operation.indexOf("."))

export const hasTenancy = ({ path }: Endpoint.Any): boolean => path.startsWith("/v2/{tenancyId}/")

export type AnyEndpoint = HttpApiEndpoint.HttpApiEndpoint.AnyWithProps

export type Group = HttpApiGroup.HttpApiGroup<string, AnyEndpoint, never>

/** An endpoint of which no more is known than its method and its path. The router writes `:id` for the contract's `{id}`. */
export const bareEndpoint = ({ method, operation, path }: Endpoint.Any): AnyEndpoint =>
  HttpApiEndpoint.make(method)(
    operation,
    path.replace(/\{(\w+)\}/g, ":$1") as HttpApiEndpoint.PathSegment
  ) as unknown as AnyEndpoint

/** The API, from an endpoint for each descriptor. */
export const make = (
  endpointOf: (descriptor: Endpoint.Any) => AnyEndpoint,
  describe: (group: Group) => Group = (group) => group
): HttpApi.HttpApi<"Passlock", Group> => {
  const groups = new Map<string, Group>()
  for (const descriptor of descriptors) {
    const name = groupOf(descriptor)
    const group = groups.get(name) ?? describe(HttpApiGroup.make(name) as Group)
    groups.set(name, group.add(endpointOf(descriptor)))
  }
  return Array.from(groups.values()).reduce(
    (api, group): HttpApi.HttpApi<"Passlock", Group> => api.add(group),
    HttpApi.make("Passlock") as unknown as HttpApi.HttpApi<"Passlock", Group>
  )
}

/**
 * The API as it is served. It has none of the descriptors' schemas, because the framework would check the path before
 * anybody has asked for the API key, and would answer in its own words; `admission.ts` and `answers.ts` check with them.
 */
export const served = make(bareEndpoint)
