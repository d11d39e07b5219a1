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
    [{ tenancies: [] }, "tenancies: expected an array with at least one tenancy."],
    [{ tenancies: [{ tenancyId: "", apiKey: "k" }] }, "tenancies[0].tenancyId: expected a non-empty"],
    [{ tenancies: [{ tenancyId: "..", apiKey: "k" }] }, "tenancies[0].tenancyId: expected"],
    [
      { tenancies: [{ tenancyId: "t", apiKey: "" }] },
      "tenancies[0].apiKey: expected a string of visible ASCII characters without spaces, got empty string."
    ],
    [{ tenancies: [{ tenancyId: "t", apiKey: "a b" }] }, "tenancies[0].apiKey: expected"],
    [
      {
        tenancies: [
          { tenancyId: "t", apiKey: "a" },
          { tenancyId: "t", apiKey: "b" }
        ]
      },
      "tenancies[1].tenancyId: must be unique."
    ],
    [
      { settings: { codeLifetime: -1 } },
      "settings.codeLifetime: expected an integer number of milliseconds, at least 1, got number."
    ],
    [{ settings: { tokenLifetime: 0.5 } }, "settings.tokenLifetime: expected"],
    [{ settings: { sessionLifetime: Number.NaN } }, "settings.sessionLifetime: expected"],
    [{ settings: { challengeLifetime: Number.POSITIVE_INFINITY } }, "settings.challengeLifetime: expected"],
    [{ settings: { pageSize: 0 } }, "settings.pageSize: expected an integer of at least 1, got number."],
    [{ settings: { singleUseCodes: "yes" } }, "settings.singleUseCodes: expected boolean, got string."],
    [
      { settings: { relyingPartyName: "" } },
      "settings.relyingPartyName: expected a non-empty string or null, got empty string."
    ],
    [
      { settings: { missingApiKey: "NotFound" } },
      'settings.missingApiKey: expected "Unauthorized" or "Forbidden", got string.'
    ],
    [{ settings: { toString: 1 } }, "settings.toString: is not a setting."],
    [{ settings: { sendEmailDefault: "no" } }, "settings.sendEmailDefault: expected boolean, got string."],
    [{ api: "2.7" }, 'api: expected "2.6", or "2.9" for 2.7 to 2.9, got string.'],
    [{ api: 2.9 }, 'api: expected "2.6", or "2.9" for 2.7 to 2.9, got number.'],
    [{ tenancies: [{ tenancyId: "t", apiKey: "k", api: "2.9" }] }, "tenancies[0].api: is not an option"],
    [{ origins: [] }, "origins: expected an array with at least one origin."],
    [
      { origins: ["example.com"] },
      "origins[0]: expected an origin such as http://localhost:3000, without a path, got string."
    ],
    [{ origins: ["localhost:3000"] }, "origins[0]: expected an origin"],
    [{ origins: ["http://localhost:3000/login"] }, "origins[0]: expected an origin"],
    [{ relyingParties: ["https://example.com"] }, "relyingParties[0]: expected a lowercase domain"],
    [{ apiKeyOrigins: ["localhost:3000"] }, "apiKeyOrigins[0]: expected an origin"],
    [{ apiKeyOrigins: [] }, "apiKeyOrigins: expected an array with at least one origin."],
    [{ allowedHosts: ["emulator:8787"] }, "allowedHosts[0]: expected a lowercase host name"],
    [{ allowedHosts: [""] }, "allowedHosts[0]: expected a lowercase host name"],
    [{ allowedHosts: ["Emulator"] }, "allowedHosts[0]: expected a lowercase host name"],
    [
      { setings: {} },
      "setings: is not an option; the options are api, tenancies, allowedHosts, apiKeyOrigins, settings, origins, relyingParties."
    ],
    [
      { tenancies: [{ tenancyId: "t", apiKey: "k", allowedHosts: ["x"] }] },
      "tenancies[0].allowedHosts: is not an option"
    ],
    [{ tenancies: [{ tenancyId: "t", apiKey: "k", pageSize: 1 }] }, "tenancies[0].pageSize: is not an option"],
    [
      { tenancies: [{ tenancyId: "t", apiKey: "k", settings: { pageSize: 0 } }] },
      "tenancies[0].settings.pageSize: expected"
    ]
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
