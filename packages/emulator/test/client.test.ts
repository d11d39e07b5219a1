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
import { makeAuthenticator, register } from "./support/authenticator.js"
import { send, withEmulator } from "./support/http.js"

const { tenancyId, apiKey } = PasslockEmulator.defaultTenancy
const vault = `https://api.passlock.dev/v2/${tenancyId}/passkeys/`
const headers = { authorization: `Bearer ${apiKey}` }

describe("layer", () => {
  class Other extends Context.Tag("test/Other")<Other, HttpClient.HttpClient>() {}

  it.effect("shares no state with another layer", () =>
    Effect.gen(function* () {
      const other = yield* Other
      yield* register(makeAuthenticator())
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

  it.effect("accepts text, bytes, streams, and rejects forms and empty bodies", () =>
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

  it.effect("adds no spans and no attributes that contain a code", () => {
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
      const { body } = yield* register(makeAuthenticator())
      yield* send("GET", `/principal/${body.code}`).pipe(Effect.withSpan("mine"))
      expect(spans.map(({ name }) => name)).toEqual(["mine"])
      expect(spans[0]?.attributes.size).toBe(0)
    }).pipe(withEmulator(), Effect.withTracer(tracer))
  })
})
