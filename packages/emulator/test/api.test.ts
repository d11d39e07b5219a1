import * as HttpApi from "@effect/platform/HttpApi"
import * as OpenApi from "@effect/platform/OpenApi"
import { describe, expect, it } from "@effect/vitest"
import * as Endpoints from "@passlock-sdk/contract/Endpoints"
import { commonApiErrors } from "@passlock-sdk/contract/PasslockError"
import * as Option from "effect/Option"
import * as Api from "../src/internal/api/httpApi.js"

describe("the API", () => {
  it("has every endpoint, with the statuses and the schemas of its descriptor", () => {
    const all = [...Endpoints.all, Endpoints.getKeySet]
    const seen = new Set<string>()
    HttpApi.reflect(Api.documented, {
      onGroup: () => {},
      onEndpoint: ({ endpoint, successes, errors }) => {
        seen.add(endpoint.name)
        const descriptor = all.find(({ operation }) => operation === endpoint.name)
        if (descriptor === undefined) return
        expect(endpoint.method).toBe(descriptor.method)
        expect(endpoint.path).toBe(descriptor.path.replace(/\{(\w+)\}/g, ":$1"))
        expect([...successes.keys()]).toEqual([descriptor.success.status])
        const statuses = [...commonApiErrors, ...descriptor.errors].map(({ wire }) => wire.status)
        expect([...errors.keys()].sort()).toEqual([...new Set(statuses)].sort())
        expect(Option.getOrUndefined(endpoint.payloadSchema)).toBe(descriptor.request.body)
        expect(Option.getOrUndefined(endpoint.urlParamsSchema)).toBe(descriptor.request.query)
      }
    })
    expect([...seen].sort()).toEqual(
      [...all.map(({ operation }) => operation), "Lookups.credential", "Lookups.credentials"].sort()
    )
  })

  it("can be described in OpenAPI", () => {
    const { paths } = OpenApi.fromApi(Api.documented)
    for (const { path, method } of Api.descriptors) {
      expect(paths[path]).toHaveProperty(method.toLowerCase())
    }
  })
})
