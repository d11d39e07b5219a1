/** The URL and the headers of the requests that the programs send. */
import type * as HttpClient from "@effect/platform/HttpClient"
import { assert, describe, it } from "@effect/vitest"
import {
  Challenges,
  Passkeys,
  PasslockConfig,
  type PasslockError,
  type PasslockTenancy,
  Principals
} from "@passlock-sdk/effect"
import { StubHttpClient } from "@passlock-sdk/effect/testing"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"

const stub = StubHttpClient

describe("the URL of a request", () => {
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
  ])("keeps the base path of %s and percent-encodes every value", (endpoint) =>
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

  const invalidSegments: ReadonlyArray<readonly [string, unknown]> = [
    ["an empty string", ""],
    ["a dot", "."],
    ["two dots", ".."],
    ["a lone surrogate", "\ud800"],
    ["a number", 7],
    ["null", null],
    ["undefined", undefined]
  ]

  it.effect.each(invalidSegments)("fails with InvalidInput for %s as a path segment, and sends nothing", ([, value]) =>
    Effect.gen(function* () {
      const id = value as string
      const calls = [
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
      for (const [field, program] of calls) {
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
})

describe("the headers of a request", () => {
  it.effect("contain the key, the version of the SDK and the content type", () =>
    Effect.gen(function* () {
      yield* Effect.exit(Challenges.create({ email: "a@b.c", purpose: "p" }))
      const [request] = yield* stub.requests
      assert.strictEqual(request?.headers.authorization, "Bearer key_01")
      assert.match(request?.headers["user-agent"] ?? "", /^passlock-sdk-effect\/\d+\.\d+\.\d+/)
      assert.strictEqual(request?.headers["content-type"], "application/json")
      assert.strictEqual(request?.headers.accept, "application/json")
    }).pipe(Effect.provide(stub.layer([stub.text("")])), Effect.provide(stub.config))
  )
})
