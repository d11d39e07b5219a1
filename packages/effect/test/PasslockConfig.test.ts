import { inspect } from "node:util"
import type * as HttpClient from "@effect/platform/HttpClient"
import { assert, describe, it } from "@effect/vitest"
import {
  Challenges,
  Passkeys,
  PasslockConfig,
  type PasslockError,
  PasslockTenancy,
  Principals,
  RetryPolicy,
  Timeouts
} from "@passlock-sdk/effect"
import { StubHttpClient } from "@passlock-sdk/effect/testing"
import * as Config from "effect/Config"
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

describe("layerEnv", () => {
  it.effect("reads the three variables", () =>
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

  it.effect.each([{}, { PASSLOCK_ENDPOINT: "" }])("has a default endpoint", (extra) =>
    Effect.gen(function* () {
      const config = yield* build({ PASSLOCK_TENANCY_ID: "t", PASSLOCK_API_KEY: "k", ...extra })
      assert.strictEqual(config.endpoint, "https://api.passlock.dev")
    })
  )

  const wrong: ReadonlyArray<readonly [string, Record<string, string>]> = [
    ["PASSLOCK_TENANCY_ID", { PASSLOCK_API_KEY: "never-shown" }],
    ["PASSLOCK_API_KEY", { PASSLOCK_TENANCY_ID: "t" }],
    ["PASSLOCK_TENANCY_ID", { PASSLOCK_TENANCY_ID: "", PASSLOCK_API_KEY: "never-shown" }],
    ["PASSLOCK_TENANCY_ID", { PASSLOCK_TENANCY_ID: "..", PASSLOCK_API_KEY: "never-shown" }],
    ["PASSLOCK_API_KEY", { PASSLOCK_TENANCY_ID: "t", PASSLOCK_API_KEY: "" }],
    ["PASSLOCK_API_KEY", { PASSLOCK_TENANCY_ID: "t", PASSLOCK_API_KEY: "never-shown\n" }],
    ["PASSLOCK_API_KEY", { PASSLOCK_TENANCY_ID: "t", PASSLOCK_API_KEY: "never shown" }],
    ["PASSLOCK_ENDPOINT", { PASSLOCK_TENANCY_ID: "t", PASSLOCK_API_KEY: "never-shown", PASSLOCK_ENDPOINT: "api" }],
    [
      "PASSLOCK_ENDPOINT",
      { PASSLOCK_TENANCY_ID: "t", PASSLOCK_API_KEY: "never-shown", PASSLOCK_ENDPOINT: "ftp://127.0.0.1" }
    ],
    [
      "PASSLOCK_ENDPOINT",
      { PASSLOCK_TENANCY_ID: "t", PASSLOCK_API_KEY: "never-shown", PASSLOCK_ENDPOINT: "https://u:never-shown@a.b" }
    ]
  ]

  it.effect.each(wrong)("names %s and shows no secret", ([variable, entries]) =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(build(entries))
      assert.include(error, variable)
      assert.notMatch(error, /never.shown/)
    })
  )
})

describe("layerConfig", () => {
  it.effect("names the setting", () =>
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
      assert.include(String(error), "apiKey: expected a key")
    })
  )
})

describe("the address of a request", () => {
  const urls = (layer: Layer.Layer<PasslockConfig | PasslockTenancy>) =>
    Effect.gen(function* () {
      yield* Effect.exit(Passkeys.list({ cursor: "a&b=c d/é" }))
      yield* Effect.exit(Passkeys.get({ passkeyId: "../../admin?x#y%2e" }))
      yield* Effect.exit(Passkeys.deleteForUser({ userId: "ünï/cödé 🙂" }))
      yield* Effect.exit(Principals.exchange({ code: "a/b" }))
      return (yield* stub.requests).map((request) => request.url)
    }).pipe(Effect.provide(stub.layer(() => stub.text(""))), Effect.provide(layer))

  it.effect.each([
    "https://api.passlock.dev",
    "https://a.b/base/path",
    "https://a.b/base/path///",
    "http://[::1]:80/x"
  ])("keeps the base path of %s and encodes every value", (endpoint) =>
    Effect.gen(function* () {
      const base = `${new URL(endpoint).href.replace(/\/+$/, "")}/v2/t%2F1`
      assert.deepStrictEqual(yield* urls(PasslockConfig.layer({ tenancyId: "t/1", apiKey: "k", endpoint })), [
        `${base}/passkeys/?cursor=a%26b%3Dc+d%2F%C3%A9`,
        `${base}/passkeys/..%2F..%2Fadmin%3Fx%23y%252e`,
        `${base}/users/%C3%BCn%C3%AF%2Fc%C3%B6d%C3%A9%20%F0%9F%99%82/passkeys/`,
        `${base}/principal/a%2Fb`
      ])
    })
  )

  const bad = ["", ".", "..", "\ud800", 7, null, undefined]

  it.effect.each(bad)("is not made from %j", (value) =>
    Effect.gen(function* () {
      const id = value as string
      const attempts = [
        ["passkeyId", Passkeys.get({ passkeyId: id })],
        ["passkeyId", Passkeys.update({ passkeyId: id, username: "n" })],
        ["passkeyId", Passkeys.delete({ passkeyId: id })],
        ["userId", Passkeys.updateForUser({ userId: id, username: "n" })],
        ["userId", Passkeys.deleteForUser({ userId: id })],
        ["challengeId", Challenges.get({ challengeId: id })],
        ["challengeId", Challenges.delete({ challengeId: id })],
        ["code", Principals.exchange({ code: id })],
        ["code", Principals.exchange({ code: Redacted.make(id) })]
      ] as const
      for (const [field, program] of attempts) {
        const error: PasslockError = yield* Effect.flip<unknown, PasslockError, HttpClient.HttpClient | PasslockConfig>(
          program
        )
        assert.strictEqual(Reflect.get(error, "_tag"), "InvalidInput")
        assert.strictEqual(Reflect.get(error, "issues")[0].path, field)
        assert.include(error.message, field)
      }
      assert.deepStrictEqual(yield* stub.requests, [])
    }).pipe(Effect.provide(stub.layer([])), Effect.provide(stub.config))
  )

  it.effect("needs a configuration that can work", () =>
    Effect.gen(function* () {
      const layers = [
        ["tenancyId", PasslockConfig.layer({ tenancyId: "..", apiKey: "k" })],
        ["apiKey", PasslockConfig.layer({ tenancyId: "t", apiKey: "" })],
        ["apiKey", PasslockConfig.layer({ tenancyId: "t", apiKey: "a\r\nx-injected: 1" })],
        ["endpoint", PasslockConfig.layer({ tenancyId: "t", apiKey: "k", endpoint: "" })],
        ["endpoint", PasslockConfig.layer({ tenancyId: "t", apiKey: "k", endpoint: "https://a.b/?q=1" })]
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

describe("check", () => {
  it.effect("accepts what works", () => Effect.provide(PasslockConfig.check, stub.config))

  it.effect("names everything that cannot work, the timeouts and the policy too", () =>
    Effect.gen(function* () {
      const error = yield* PasslockTenancy.check.pipe(
        Effect.provide(PasslockTenancy.layer({ tenancyId: "", endpoint: "api" })),
        Effect.provideService(Timeouts, { timeout: 0, totalTimeout: "long" as never }),
        Effect.provideService(RetryPolicy, RetryPolicy.make({ maxRetries: 0.5, baseDelay: 1n as never })),
        Effect.flip
      )
      assert.deepStrictEqual(
        error.issues.map(({ path }) => path),
        ["tenancyId", "endpoint", "timeout", "totalTimeout", "baseDelay", "maxRetries"]
      )
    })
  )
})

describe("the headers of a request", () => {
  it.effect("carry the key and the version, and no trace", () =>
    Effect.gen(function* () {
      yield* Effect.exit(Challenges.create({ email: "a@b.c", purpose: "p" }))
      const [request] = yield* stub.requests
      assert.strictEqual(request?.headers.authorization, "Bearer key_01")
      assert.match(request?.headers["user-agent"] ?? "", /^passlock-sdk-effect\/\d+\.\d+\.\d+/)
      assert.strictEqual(request?.headers["content-type"], "application/json")
      assert.strictEqual(request?.headers.accept, "application/json")
      assert.notProperty(request?.headers, "traceparent")
      assert.notProperty(request?.headers, "b3")
    }).pipe(Effect.withSpan("outer"), Effect.provide(stub.layer([stub.text("")])), Effect.provide(stub.config))
  )
})
