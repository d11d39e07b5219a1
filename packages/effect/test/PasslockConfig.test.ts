import { inspect } from "node:util"
import { assert, describe, it } from "@effect/vitest"
import { Passkeys, PasslockConfig, PasslockTenancy } from "@passlock-sdk/effect"
import { StubHttpClient } from "@passlock-sdk/effect/testing"
import * as Config from "effect/Config"
import type * as ConfigError from "effect/ConfigError"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"

const stub = StubHttpClient

const environment = (entries: Record<string, string>) =>
  Layer.setConfigProvider(ConfigProvider.fromMap(new Map(Object.entries(entries))))

const build = (entries: Record<string, string>) =>
  PasslockConfig.pipe(
    Effect.provide(PasslockConfig.layerEnv),
    Effect.provide(environment(entries)),
    Effect.mapError((error) => `${error} ${JSON.stringify(error)} ${inspect(error, { depth: 9 })}`)
  )

describe("PasslockConfig.layerEnv", () => {
  it.effect("reads the tenancy id, the key and the endpoint from the environment", () =>
    Effect.gen(function* () {
      const config = yield* build({
        PASSLOCK_TENANCY_ID: "t",
        PASSLOCK_API_KEY: "k",
        PASSLOCK_ENDPOINT: "http://127.0.0.1:8787"
      })
      assert.deepStrictEqual(
        [config.tenancyId, Redacted.value(config.apiKey), config.endpoint],
        ["t", "k", "http://127.0.0.1:8787"]
      )
    })
  )

  const unset: ReadonlyArray<readonly [string, Record<string, string>]> = [
    ["unset", {}],
    ["empty", { PASSLOCK_ENDPOINT: "" }]
  ]

  it.effect.each(unset)("uses the default endpoint when PASSLOCK_ENDPOINT is %s", ([, extra]) =>
    Effect.gen(function* () {
      const config = yield* build({ PASSLOCK_TENANCY_ID: "t", PASSLOCK_API_KEY: "k", ...extra })
      assert.strictEqual(config.endpoint, "https://api.passlock.dev")
    })
  )

  const tenancyId = { PASSLOCK_TENANCY_ID: "t" }
  const apiKey = { PASSLOCK_API_KEY: "never-shown" }
  const both = { ...tenancyId, ...apiKey }

  const invalid: ReadonlyArray<readonly [variable: string, reason: string, entries: Record<string, string>]> = [
    ["PASSLOCK_TENANCY_ID", "is missing", apiKey],
    ["PASSLOCK_API_KEY", "is missing", tenancyId],
    ["PASSLOCK_TENANCY_ID", "is empty", { ...apiKey, PASSLOCK_TENANCY_ID: "" }],
    ["PASSLOCK_TENANCY_ID", "is a dot segment", { ...apiKey, PASSLOCK_TENANCY_ID: ".." }],
    ["PASSLOCK_API_KEY", "is empty", { ...tenancyId, PASSLOCK_API_KEY: "" }],
    ["PASSLOCK_API_KEY", "ends with a line break", { ...tenancyId, PASSLOCK_API_KEY: "never-shown\n" }],
    ["PASSLOCK_API_KEY", "contains a space", { ...tenancyId, PASSLOCK_API_KEY: "never shown" }],
    ["PASSLOCK_ENDPOINT", "is not a URL", { ...both, PASSLOCK_ENDPOINT: "api" }],
    ["PASSLOCK_ENDPOINT", "is not an HTTP URL", { ...both, PASSLOCK_ENDPOINT: "ftp://127.0.0.1" }],
    ["PASSLOCK_ENDPOINT", "contains credentials", { ...both, PASSLOCK_ENDPOINT: "https://u:never-shown@a.b" }],
    ["PASSLOCK_ENDPOINT", "is http:// to another host", { ...both, PASSLOCK_ENDPOINT: "http://emulator:9090" }],
    [
      "PASSLOCK_ALLOW_INSECURE_ENDPOINT",
      "is neither true nor false",
      { ...both, PASSLOCK_ALLOW_INSECURE_ENDPOINT: "never-shown" }
    ]
  ]

  it.effect.each(invalid)("fails with an error that names %s and shows no secret when it %s", ([variable, , entries]) =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(build(entries))
      assert.include(error, variable)
      assert.notMatch(error, /never.shown/)
    })
  )
})

describe("an http:// endpoint", () => {
  const endpoint = "http://emulator:9090"
  const entries = { PASSLOCK_TENANCY_ID: "t", PASSLOCK_API_KEY: "k", PASSLOCK_ENDPOINT: endpoint }

  it.effect("fails in every layer, and says what to do", () =>
    Effect.gen(function* () {
      const layers: ReadonlyArray<Layer.Layer<PasslockConfig, unknown>> = [
        PasslockConfig.layer({ tenancyId: "t", apiKey: "k", endpoint }),
        PasslockConfig.layer({ tenancyId: "t", apiKey: "k", endpoint, allowInsecureEndpoint: false }),
        PasslockConfig.layerConfig({
          tenancyId: Config.succeed("t"),
          apiKey: Config.succeed(Redacted.make("k")),
          endpoint: Config.succeed(endpoint)
        }),
        Layer.provide(PasslockConfig.layerEnv, environment(entries)),
        Layer.provide(PasslockConfig.layerEnv, environment({ ...entries, PASSLOCK_ALLOW_INSECURE_ENDPOINT: "false" }))
      ]
      for (const layer of layers) {
        const error = yield* Effect.flip(Effect.provide(Passkeys.list(), layer))
        assert.match(String(error), /(endpoint|PASSLOCK_ENDPOINT): expected https:\/\/.*allowInsecureEndpoint/)
        assert.notInclude(String(error), "emulator")
      }
      assert.deepStrictEqual(yield* stub.requests, [])
    }).pipe(Effect.provide(stub.layer([])))
  )

  it.effect("is used with allowInsecureEndpoint", () =>
    Effect.gen(function* () {
      const layers: ReadonlyArray<Layer.Layer<PasslockConfig | PasslockTenancy, ConfigError.ConfigError>> = [
        PasslockConfig.layer({ tenancyId: "t", apiKey: "k", endpoint, allowInsecureEndpoint: true }),
        PasslockConfig.layerConfig({
          tenancyId: Config.succeed("t"),
          apiKey: Config.succeed(Redacted.make("k")),
          endpoint: Config.succeed(endpoint),
          allowInsecureEndpoint: Config.succeed(true)
        }),
        Layer.provide(PasslockConfig.layerEnv, environment({ ...entries, PASSLOCK_ALLOW_INSECURE_ENDPOINT: "true" }))
      ]
      for (const layer of layers) {
        yield* PasslockConfig.check.pipe(Effect.zipRight(PasslockTenancy.check), Effect.provide(layer))
      }
    })
  )
})

describe("PasslockConfig.layerConfig", () => {
  it.effect("fails with an error that names the invalid setting", () =>
    Effect.gen(function* () {
      const error = yield* PasslockConfig.pipe(
        Effect.provide(
          PasslockConfig.layerConfig({
            tenancyId: Config.succeed("t"),
            apiKey: Config.redacted("MY_KEY"),
            endpoint: Config.succeed("https://a.b")
          })
        ),
        Effect.provide(environment({ MY_KEY: "" })),
        Effect.flip
      )
      assert.include(String(error), "apiKey: expected")
    })
  )

  it.effect("fails if the key is a plain string", () =>
    Effect.gen(function* () {
      const apiKey = Config.succeed("never-shown") as never
      const layer = PasslockConfig.layerConfig({ tenancyId: Config.succeed("t"), apiKey })
      const error = yield* Effect.flip(Effect.provide(PasslockConfig, layer))
      assert.include(String(error), "apiKey: expected")
      assert.notInclude(String(error), "never-shown")
    })
  )
})

describe("PasslockConfig.layer", () => {
  it.effect("makes every call fail with InvalidInput, as check does, when a value is invalid", () =>
    Effect.gen(function* () {
      const layers = [
        ["tenancyId", PasslockConfig.layer({ tenancyId: "..", apiKey: "k" })],
        ["apiKey", PasslockConfig.layer({ tenancyId: "t", apiKey: "" })],
        ["apiKey", PasslockConfig.layer({ tenancyId: "t", apiKey: "a\r\nx-injected: 1" })],
        ["endpoint", PasslockConfig.layer({ tenancyId: "t", apiKey: "k", endpoint: "" })],
        ["endpoint", PasslockConfig.layer({ tenancyId: "t", apiKey: "k", endpoint: "https://a.b/?q=1" })],
        ["endpoint", PasslockConfig.layer({ tenancyId: "t", apiKey: "k", endpoint: "http://a.b" })],
        [
          "allowInsecureEndpoint",
          PasslockConfig.layer({ tenancyId: "t", apiKey: "k", allowInsecureEndpoint: 1 as never })
        ]
      ] as const
      for (const [field, layer] of layers) {
        const error = yield* Effect.flip(Passkeys.list().pipe(Effect.provide(layer)))
        assert.strictEqual(error._tag, "InvalidInput")
        assert.include(error.message, `${field}: expected`)
        const checked = yield* PasslockConfig.check.pipe(Effect.provide(layer), Effect.flip)
        assert.deepStrictEqual(checked.issues, error._tag === "InvalidInput" ? error.issues : [])
      }
      assert.deepStrictEqual(yield* stub.requests, [])
    }).pipe(Effect.provide(stub.layer([])))
  )
})

describe("PasslockConfig.check", () => {
  it.effect("succeeds for a valid configuration", () => Effect.provide(PasslockConfig.check, stub.config))

  const valid = { tenancyId: "t", endpoint: "https://a.b", apiKey: Redacted.make("k") }

  it.effect("succeeds for an instance of a class with getters", () => {
    class Service {
      get tenancyId() {
        return valid.tenancyId
      }
      get endpoint() {
        return valid.endpoint
      }
      get apiKey() {
        return valid.apiKey
      }
    }
    return Effect.provideService(PasslockConfig.check, PasslockConfig, new Service())
  })

  const wiped = Redacted.make("k")
  Redacted.unsafeWipe(wiped)
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()
  const throwing = (name: keyof typeof valid) =>
    Object.defineProperty({ ...valid }, name, { get: () => assert.fail("never-shown") })

  const invalid: ReadonlyArray<readonly [string, keyof typeof valid, object]> = [
    ["a tenancyId that throws when it is read", "tenancyId", throwing("tenancyId")],
    ["an endpoint that throws when it is read", "endpoint", throwing("endpoint")],
    ["an apiKey that throws when it is read", "apiKey", throwing("apiKey")],
    ["a revoked proxy as the tenancyId", "tenancyId", { ...valid, tenancyId: proxy }],
    ["no apiKey", "apiKey", { tenancyId: valid.tenancyId, endpoint: valid.endpoint }],
    ["an apiKey that is not Redacted", "apiKey", { ...valid, apiKey: "k" }],
    ["an apiKey that was wiped", "apiKey", { ...valid, apiKey: wiped }]
  ]

  it.effect.each(invalid)("fails with InvalidInput, as every call does, for %s", ([, path, service]) =>
    Effect.gen(function* () {
      for (const program of [PasslockConfig.check, Effect.asVoid(Passkeys.list())]) {
        const error = yield* Effect.flip(program)
        assert.deepStrictEqual(error._tag === "InvalidInput" && error.issues.map(({ path }) => path), [path])
        assert.notInclude(error.message, "never-shown")
      }
    }).pipe(Effect.provideService(PasslockConfig, service as never), Effect.provide(stub.layer([])))
  )
})
