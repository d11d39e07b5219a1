import * as HttpApi from "@effect/platform/HttpApi"
import { expect, it } from "@effect/vitest"
import * as Endpoints from "@passlock-sdk/contract/Endpoints"
import * as Api from "../src/internal/api/httpApi.js"

it("serves every endpoint of the contract by its method and its path", () => {
  const served: Array<ReadonlyArray<string>> = []
  HttpApi.reflect(Api.served, {
    onGroup: () => {},
    onEndpoint: ({ endpoint }) => {
      served.push([endpoint.name, endpoint.method, endpoint.path])
    }
  })
  const descriptors = Object.values(Endpoints).filter((value): value is Endpoints.Descriptor => "operation" in value)
  expect(served.sort()).toEqual(
    descriptors.map(({ operation, method, path }) => [operation, method, path.replace(/\{(\w+)\}/g, ":$1")]).sort()
  )
})
