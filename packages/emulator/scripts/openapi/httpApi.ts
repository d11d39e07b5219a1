/** The API as an `HttpApi`, from which the framework generates the OpenAPI document. */
import * as HttpApi from "@effect/platform/HttpApi"
import * as HttpApiEndpoint from "@effect/platform/HttpApiEndpoint"
import * as HttpApiGroup from "@effect/platform/HttpApiGroup"
import type * as Endpoint from "@passlock-sdk/contract/Endpoint"
import * as Endpoints from "@passlock-sdk/contract/Endpoints"

/** The group of an endpoint: `Passkeys` for `Passkeys.get`. */
const groupOf = ({ operation }: Endpoint.Any): string => operation.slice(0, operation.indexOf("."))

export type AnyEndpoint = HttpApiEndpoint.HttpApiEndpoint.AnyWithProps

export type Group = HttpApiGroup.HttpApiGroup<string, AnyEndpoint, never>

/** An endpoint with its method and path only. The framework writes `:id` for the contract's `{id}`. */
export const bareEndpoint = ({ method, operation, path }: Endpoint.Any): AnyEndpoint =>
  HttpApiEndpoint.make(method)(
    operation,
    path.replace(/\{(\w+)\}/g, ":$1") as HttpApiEndpoint.PathSegment
  ) as unknown as AnyEndpoint

export const make = (
  endpointOf: (descriptor: Endpoint.Any) => AnyEndpoint,
  describeGroup: (group: Group) => Group
): HttpApi.HttpApi<"Passlock", Group> => {
  const groups = new Map<string, Group>()
  for (const descriptor of Endpoints.every) {
    const name = groupOf(descriptor)
    const group = groups.get(name) ?? describeGroup(HttpApiGroup.make(name) as Group)
    groups.set(name, group.add(endpointOf(descriptor)))
  }
  return Array.from(groups.values()).reduce(
    (api, group): HttpApi.HttpApi<"Passlock", Group> => api.add(group),
    HttpApi.make("Passlock") as unknown as HttpApi.HttpApi<"Passlock", Group>
  )
}
