/** The API as an `HttpApi`, made from the contract's descriptors. */
import * as HttpApi from "@effect/platform/HttpApi"
import * as HttpApiEndpoint from "@effect/platform/HttpApiEndpoint"
import * as HttpApiGroup from "@effect/platform/HttpApiGroup"
import type * as Endpoint from "@passlock-sdk/contract/Endpoint"
import * as Endpoints from "@passlock-sdk/contract/Endpoints"
import { commonApiErrors } from "@passlock-sdk/contract/PasslockError"
import { PathValue } from "@passlock-sdk/contract/Text"
import * as Schema from "effect/Schema"

/** Every endpoint that is served. */
export const descriptors = [
  ...Endpoints.all,
  Endpoints.getKeySet,
  Endpoints.findCredential,
  Endpoints.findCredentials
] as const

/** The group of an endpoint: `Passkeys` of `Passkeys.get`. */
export const groupOf = ({ operation }: Endpoint.Any): string => operation.slice(0, operation.indexOf("."))

/** The router writes `:tenancyId` where the contract writes `{tenancyId}`. */
const patternOf = ({ path }: Endpoint.Any): HttpApiEndpoint.PathSegment =>
  path.replace(/\{(\w+)\}/g, ":$1") as HttpApiEndpoint.PathSegment

export const hasTenancy = ({ path }: Endpoint.Any): boolean => path.startsWith("/v2/{tenancyId}/")

type AnyEndpoint = HttpApiEndpoint.HttpApiEndpoint.AnyWithProps

type Group = HttpApiGroup.HttpApiGroup<string, AnyEndpoint, never>

const pathSchemaOf = (descriptor: Endpoint.Any): Schema.Schema.Any => {
  const tenancy = hasTenancy(descriptor) ? Schema.Struct({ tenancyId: PathValue }) : Schema.Struct({})
  const { path } = descriptor.request
  return path === undefined ? tenancy : Schema.extend(tenancy as Schema.Schema.AnyNoContext, path)
}

const describeRequest = (endpoint: AnyEndpoint, descriptor: Endpoint.Any): AnyEndpoint => {
  const { query, body } = descriptor.request
  const withPath = endpoint.setPath(pathSchemaOf(descriptor)) as AnyEndpoint
  const withQuery = query === undefined ? withPath : (withPath.setUrlParams(query as never) as unknown as AnyEndpoint)
  return body === undefined ? withQuery : withQuery.setPayload(body)
}

const endpointOf = (descriptor: Endpoint.Any, withRequest: boolean): AnyEndpoint => {
  const { operation, method, success, errors } = descriptor
  const bare = HttpApiEndpoint.make(method)(operation, patternOf(descriptor)) as unknown as AnyEndpoint
  const answered = [...commonApiErrors, ...errors].reduce(
    (endpoint, { wire: { schema, status } }): AnyEndpoint => endpoint.addError(schema, { status }),
    bare.addSuccess(success.schema, { status: success.status }) as AnyEndpoint
  )
  return withRequest ? describeRequest(answered, descriptor) : answered
}

const make = (withRequest: boolean): HttpApi.HttpApi<"Passlock", Group> => {
  const groups = new Map<string, Group>()
  for (const descriptor of descriptors) {
    const name = groupOf(descriptor)
    const group = groups.get(name) ?? (HttpApiGroup.make(name) as Group)
    groups.set(name, group.add(endpointOf(descriptor, withRequest)))
  }
  return Array.from(groups.values()).reduce(
    (api, group): HttpApi.HttpApi<"Passlock", Group> => api.add(group),
    HttpApi.make("Passlock") as unknown as HttpApi.HttpApi<"Passlock", Group>
  )
}

/** The API as it is described to others. */
export const documented = make(true)

/**
 * The API as it is served. It leaves the request's schemas out, because the framework would check the path before anybody
 * has asked for the API key, and would answer in its own words; `admission.ts` checks with the same schemas.
 */
export const served = make(false)
