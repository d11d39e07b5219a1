import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { PasslockEmulator } from "../src/index.js"
import { control, list } from "./support/control.js"
import { withEmulator } from "./support/http.js"

const { tenancyId } = PasslockEmulator.defaultTenancy

describe("the request log", () => {
  it.effect("redacts codes in known and unknown paths", () =>
    Effect.gen(function* () {
      for (const [method, path] of [
        ...[["HEAD", `/v2/${tenancyId}/principal/CODE`] as const, ["POST", `/v2/${tenancyId}/principal/CODE`] as const],
        ...[["GET", `/v2/${tenancyId}/principals/CODE`] as const, ["GET", `/V2/${tenancyId}/principal/CODE`] as const],
        ...[["GET", `//v2//${tenancyId}/principal/CODE`] as const, ["GET", `/${tenancyId}/principal/CODE`] as const],
        ...[["GET", "/v2/principal/CODE"] as const, ["GET", "/principal/CODE"] as const, ["GET", "/CODE"] as const],
        ["GET", `/base/v2/${tenancyId}/principal/CODE/more`] as const
      ]) {
        yield* HttpClient.execute(HttpClientRequest.make(method as "GET")(`http://localhost${path}`)).pipe(Effect.orDie)
      }
      const { requests } = (yield* control("GET", `/tenancies/${tenancyId}`)).body
      expect(requests.length).toBeGreaterThanOrEqual(7)
      expect(JSON.stringify(requests)).not.toContain("CODE")
    }).pipe(withEmulator())
  )

  it.effect("keeps the latest 500", () =>
    Effect.gen(function* () {
      const overview = control("GET", `/tenancies/${tenancyId}`)
      yield* list
      const [first] = (yield* overview).body.requests
      for (let i = 0; i < 500; i++) yield* list
      const { requests } = (yield* overview).body
      expect([requests.length, requests[0].id, requests[499].id]).toEqual([500, first.id + 500, first.id + 1])
    }).pipe(withEmulator())
  )
})
