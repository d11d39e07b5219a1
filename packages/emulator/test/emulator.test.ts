import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import { describe, expect, it } from "@effect/vitest"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import * as Tracer from "effect/Tracer"
import { PasslockEmulator } from "../src/index.js"
import { makeDevice, register } from "./support/device.js"
import { send, withEmulator } from "./support/http.js"

const { tenancyId, apiKey } = PasslockEmulator.defaultTenancy
const vault = `https://api.passlock.dev/v2/${tenancyId}/passkeys/`
const headers = { authorization: `Bearer ${apiKey}` }

describe("options", () => {
  const cases: ReadonlyArray<readonly [unknown, string]> = [
    [{ tenancies: [] }, "tenancies must be a list of at least one tenancy."],
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
      "tenancies[1].tenancyId must differ from the others."
    ],
    [{ settings: { codeLifetime: -1 } }, "settings.codeLifetime must be a whole number of milliseconds, at least 1."],
    [{ settings: { tokenLifetime: 0.5 } }, "settings.tokenLifetime must be"],
    [{ settings: { sessionLifetime: Number.NaN } }, "settings.sessionLifetime must be"],
    [{ settings: { challengeLifetime: Number.POSITIVE_INFINITY } }, "settings.challengeLifetime must be"],
    [{ settings: { pageSize: 0 } }, "settings.pageSize must be a whole number of at least 1."],
    [{ settings: { singleUseCodes: "yes" } }, "settings.singleUseCodes must be a boolean."],
    [{ settings: { relyingPartyName: "" } }, "settings.relyingPartyName must be a non-empty text or null."],
    [{ settings: { missingApiKey: "NotFound" } }, 'settings.missingApiKey must be "Unauthorized" or "Forbidden".'],
    [{ settings: { toString: 1 } }, "settings.toString is not a setting."],
    [{ origins: [] }, "origins must be a list of at least one origin."],
    [{ origins: ["example.com"] }, "origins[0] must be an origin such as http://localhost:3000, without a path."],
    [{ origins: ["localhost:3000"] }, "origins[0] must be an origin"],
    [{ origins: ["http://localhost:3000/login"] }, "origins[0] must be an origin"],
    [{ relyingParties: ["https://example.com"] }, "relyingParties[0] must be a domain"],
    [{ setings: {} }, "setings is not an option: tenancies, settings, origins, relyingParties."],
    [{ tenancies: [{ tenancyId: "t", apiKey: "k", pageSize: 1 }] }, "tenancies[0].pageSize is not an option"],
    [{ tenancies: [{ tenancyId: "t", apiKey: "k", settings: { pageSize: 0 } }] }, "tenancies[0].settings.pageSize must"]
  ]
  for (const [options, message] of cases) {
    it(`are refused: ${message}`, () => {
      for (const construct of [PasslockEmulator.make, PasslockEmulator.layer]) {
        expect(() => construct(options as PasslockEmulator.Options)).toThrow(TypeError)
        expect(() => construct(options as PasslockEmulator.Options)).toThrow(`PasslockEmulator: ${message}`)
      }
    })
  }

  it("may leave a setting undefined", async () => {
    const emulator = PasslockEmulator.make({ settings: { pageSize: undefined } as object })
    expect((await emulator.fetch(vault, { headers })).status).toBe(200)
  })

  it.effect("decide what a missing key is", () =>
    Effect.gen(function* () {
      expect((yield* send("GET", "/passkeys/", undefined, { apiKey: null })).status).toBe(403)
    }).pipe(withEmulator({ settings: { missingApiKey: "Forbidden" } }))
  )
})

describe("make", () => {
  it("takes what fetch takes", async () => {
    const emulator = PasslockEmulator.make()
    for (const input of [vault, new URL(vault), new Request(vault, { headers })]) {
      const response = await emulator.fetch(input, input instanceof Request ? undefined : { headers })
      expect(response).toBeInstanceOf(Response)
      expect(await response.json()).toEqual({ _tag: "FindAllPasskeys", cursor: null, records: [] })
    }
    await expect(emulator.fetch("/v2/relative")).rejects.toThrow(TypeError)
    await emulator.dispose()
  })

  it("ends with the reason of its signal", async () => {
    const emulator = PasslockEmulator.make()
    const reason = new Error("enough")
    await expect(emulator.fetch(vault, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
    const controller = new AbortController()
    // A new emulator makes its first key here, which takes longer than the abort.
    const pending = emulator.fetch("https://x/v2/.well-known/jwks.json", { signal: controller.signal })
    controller.abort(reason)
    await expect(pending).rejects.toBe(reason)
    const request = new Request(vault, { signal: AbortSignal.abort(reason) })
    await expect(emulator.fetch(request)).rejects.toBe(reason)
    await emulator.dispose()
  })

  it("rotates keys", async () => {
    const emulator = PasslockEmulator.make()
    const keys = async () => {
      const response = await emulator.fetch("https://x/v2/.well-known/jwks.json")
      return (await response.json()) as { readonly keys: ReadonlyArray<object> }
    }
    const before = await keys()
    await emulator.rotateKeys()
    expect((await keys()).keys.slice(1)).toEqual(before.keys)
    await emulator.dispose()
  })

  it("ends with its disposal", async () => {
    const emulator = PasslockEmulator.make()
    const pending = emulator.fetch("https://x/v2/.well-known/jwks.json")
    const rejected = expect(pending).rejects.toThrow("The emulator was disposed of.")
    await new Promise((resolve) => setImmediate(resolve))
    await emulator.dispose()
    await rejected
    await expect(emulator.fetch(vault)).rejects.toThrow("The emulator was disposed of.")
    await expect(emulator.rotateKeys()).rejects.toThrow("The emulator was disposed of.")
    await emulator.dispose()
  })

  it("shares nothing with another", async () => {
    const [one, other] = [PasslockEmulator.make(), PasslockEmulator.make()]
    const create = (emulator: PasslockEmulator.PasslockEmulator) =>
      emulator.fetch(`https://x/v2/${tenancyId}/challenges`, {
        method: "POST",
        headers: { ...headers, "content-type": "application/json" },
        body: JSON.stringify({ email: "a@b.c", purpose: "x" })
      })
    const { challenge } = (await (await create(one)).json()) as { readonly challenge: { readonly challengeId: string } }
    const find = (emulator: PasslockEmulator.PasslockEmulator) =>
      emulator.fetch(`https://x/v2/${tenancyId}/challenges/${challenge.challengeId}`, { headers })
    expect((await find(one)).status).toBe(200)
    expect((await find(other)).status).toBe(404)
    await Promise.all([one.dispose(), other.dispose()])
  })
})

describe("layer", () => {
  class Other extends Context.Tag("test/Other")<Other, HttpClient.HttpClient>() {}

  it.effect("stands beside another one", () =>
    Effect.gen(function* () {
      const other = yield* Other
      yield* register(makeDevice())
      const mine = yield* HttpClient.get(vault, { headers })
      const theirs = yield* other.get(vault, { headers })
      expect(yield* mine.json).toMatchObject({ records: [{}] })
      expect(yield* theirs.json).toMatchObject({ records: [] })
    }).pipe(
      Effect.provide(
        Layer.merge(
          PasslockEmulator.layer(),
          Layer.effect(Other, HttpClient.HttpClient).pipe(Layer.provide(PasslockEmulator.layer()))
        )
      )
    )
  )

  it.effect("takes every kind of body", () =>
    Effect.gen(function* () {
      const json = '{"email":"a@b.c","purpose":"x","skipRateLimit":true}'
      const request = HttpClientRequest.post(`https://x/v2/${tenancyId}/challenges`, { headers })
      const type = "application/json"
      const bytes = new TextEncoder().encode(json)
      for (const body of [
        HttpClientRequest.bodyText(request, json, type),
        HttpClientRequest.bodyUint8Array(request, bytes, type),
        HttpClientRequest.bodyStream(request, Stream.make(bytes.slice(0, 9), bytes.slice(9)), { contentType: type })
      ]) {
        expect((yield* HttpClient.execute(body)).status).toBe(201)
      }
      const form = HttpClientRequest.bodyFormDataRecord(request, { email: "a@b.c" })
      expect((yield* HttpClient.execute(form)).status).toBe(400)
      expect((yield* HttpClient.execute(request)).status).toBe(400)
    }).pipe(withEmulator())
  )

  it.effect("is interrupted with its caller", () =>
    Effect.gen(function* () {
      const fiber = yield* Effect.fork(HttpClient.get("https://x/v2/.well-known/jwks.json"))
      yield* Effect.yieldNow()
      const exit = yield* Fiber.interrupt(fiber)
      expect(Exit.isInterrupted(exit)).toBe(true)
    }).pipe(withEmulator())
  )

  it.effect("leaves no trace of a code", () => {
    const spans: Array<{ readonly name: string; readonly attributes: ReadonlyMap<string, unknown> }> = []
    const tracer = Tracer.make({
      context: (f) => f(),
      span: (name, parent, context, links, startTime, kind) => {
        const attributes = new Map<string, unknown>()
        spans.push({ name, attributes })
        return {
          _tag: "Span",
          name,
          spanId: "s",
          traceId: "t",
          parent,
          context,
          links: [...links],
          kind,
          sampled: true,
          status: { _tag: "Started", startTime },
          attributes,
          end: () => {},
          attribute: (key, value) => {
            attributes.set(key, value)
          },
          event: () => {},
          addLinks: () => {}
        }
      }
    })
    return Effect.gen(function* () {
      const { body } = yield* register(makeDevice())
      yield* send("GET", `/principal/${body.code}`).pipe(Effect.withSpan("mine"))
      expect(spans.map(({ name }) => name)).toEqual(["mine"])
      expect(spans[0]?.attributes.size).toBe(0)
    }).pipe(withEmulator(), Effect.withTracer(tracer))
  })
})
