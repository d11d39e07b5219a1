import { inspect } from "node:util"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { PasslockEmulator } from "../src/index.js"
import { send, withEmulator } from "./support/http.js"

const { tenancyId, apiKey } = PasslockEmulator.defaultTenancy
const vault = `https://api.passlock.dev/v2/${tenancyId}/passkeys/`
const headers = { authorization: `Bearer ${apiKey}` }

describe("options", () => {
  const cases: ReadonlyArray<readonly [unknown, string]> = [
    [{ tenancies: [] }, "tenancies must be an array of at least one tenancy."],
    [{ tenancies: [{ tenancyId: "", apiKey: "k" }] }, "tenancies[0].tenancyId must be a non-empty"],
    [{ tenancies: [{ tenancyId: "..", apiKey: "k" }] }, "tenancies[0].tenancyId must be"],
    [{ tenancies: [{ tenancyId: "t", apiKey: "" }] }, "tenancies[0].apiKey must be visible ASCII without spaces."],
    [{ tenancies: [{ tenancyId: "t", apiKey: "a b" }] }, "tenancies[0].apiKey must be"],
    [
      {
        tenancies: [
          { tenancyId: "t", apiKey: "a" },
          { tenancyId: "t", apiKey: "b" }
        ]
      },
      "tenancies[1].tenancyId must be unique."
    ],
    [
      { settings: { codeLifetime: -1 } },
      "settings.codeLifetime must be an integer number of milliseconds, at least 1."
    ],
    [{ settings: { tokenLifetime: 0.5 } }, "settings.tokenLifetime must be"],
    [{ settings: { sessionLifetime: Number.NaN } }, "settings.sessionLifetime must be"],
    [{ settings: { challengeLifetime: Number.POSITIVE_INFINITY } }, "settings.challengeLifetime must be"],
    [{ settings: { pageSize: 0 } }, "settings.pageSize must be an integer of at least 1."],
    [{ settings: { singleUseCodes: "yes" } }, "settings.singleUseCodes must be a boolean."],
    [{ settings: { relyingPartyName: "" } }, "settings.relyingPartyName must be a non-empty string or null."],
    [{ settings: { missingApiKey: "NotFound" } }, 'settings.missingApiKey must be "Unauthorized" or "Forbidden".'],
    [{ settings: { toString: 1 } }, "settings.toString is not a setting."],
    [{ origins: [] }, "origins must be an array of at least one origin."],
    [{ origins: ["example.com"] }, "origins[0] must be an origin such as http://localhost:3000, without a path."],
    [{ origins: ["localhost:3000"] }, "origins[0] must be an origin"],
    [{ origins: ["http://localhost:3000/login"] }, "origins[0] must be an origin"],
    [{ relyingParties: ["https://example.com"] }, "relyingParties[0] must be a lowercase domain"],
    [{ setings: {} }, "setings is not an option; the options are tenancies, settings, origins, relyingParties."],
    [{ tenancies: [{ tenancyId: "t", apiKey: "k", pageSize: 1 }] }, "tenancies[0].pageSize is not an option"],
    [{ tenancies: [{ tenancyId: "t", apiKey: "k", settings: { pageSize: 0 } }] }, "tenancies[0].settings.pageSize must"]
  ]
  for (const [options, message] of cases) {
    it(`are rejected with a TypeError that names the field: ${inspect(options, { depth: 4, breakLength: Number.POSITIVE_INFINITY })}`, () => {
      for (const construct of [PasslockEmulator.make, PasslockEmulator.layer]) {
        expect(() => construct(options as PasslockEmulator.Options)).toThrow(TypeError)
        expect(() => construct(options as PasslockEmulator.Options)).toThrow(`PasslockEmulator: ${message}`)
      }
    })
  }

  it("ignore settings that are undefined", async () => {
    const emulator = PasslockEmulator.make({ settings: { pageSize: undefined } as object })
    expect((await emulator.fetch(vault, { headers })).status).toBe(200)
  })

  it.effect("select the error of a missing API key", () =>
    Effect.gen(function* () {
      expect((yield* send("GET", "/passkeys/", undefined, { apiKey: null })).status).toBe(403)
    }).pipe(withEmulator({ settings: { missingApiKey: "Forbidden" } }))
  )
})
