/** Requests of a server and of a page, to an emulator that stands behind the `HttpClient`. */
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import type { HttpMethod } from "@effect/platform/HttpMethod"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/TestClock"
import { PasslockEmulator } from "../../src/index.js"

/** A time of today, in milliseconds: the clock of a test begins in 1970. */
export const today = 1_800_000_000_000

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | undefined>>
  // biome-ignore lint/suspicious/noExplicitAny: a test says what it expects of each body.
  readonly body: any
}

export interface Sender {
  readonly tenancyId?: string
  readonly apiKey?: string | null
  readonly headers?: Record<string, string>
}

export const send = (
  method: HttpMethod,
  path: string,
  body?: unknown,
  { tenancyId = PasslockEmulator.defaultTenancy.tenancyId, apiKey, headers = {} }: Sender = {}
): Effect.Effect<Answer, never, HttpClient.HttpClient> =>
  Effect.gen(function* () {
    const key = apiKey === undefined ? PasslockEmulator.defaultTenancy.apiKey : apiKey
    const authorization = key === null ? {} : { authorization: `Bearer ${key}` }
    const request = HttpClientRequest.make(method as "POST")(`https://api.passlock.dev/v2/${tenancyId}${path}`, {
      headers: { ...authorization, ...headers }
    })
    const response = yield* HttpClient.execute(
      body === undefined ? request : HttpClientRequest.bodyUnsafeJson(request, body)
    )
    const text = yield* response.text
    return { status: response.status, headers: response.headers, body: text === "" ? undefined : JSON.parse(text) }
  }).pipe(Effect.orDie)

/** Runs a test against an emulator of its own, with the clock at `today`. */
export const withEmulator =
  (options?: PasslockEmulator.Options) =>
  <A, E>(test: Effect.Effect<A, E, HttpClient.HttpClient | PasslockEmulator.Control>): Effect.Effect<A, E> =>
    TestClock.setTime(today).pipe(Effect.zipRight(test), Effect.provide(PasslockEmulator.layer(options)))
