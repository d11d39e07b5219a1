/** Requests of servers and pages to an emulator behind the `HttpClient`. */
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import type { HttpMethod } from "@effect/platform/HttpMethod"
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as TestClock from "effect/TestClock"
import { expect } from "vitest"
import { PasslockEmulator } from "../../src/index.js"

/** A current time in milliseconds: a `TestClock` starts in 1970. */
export const today = 1_800_000_000_000

export interface ApiResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string | undefined>>
  // biome-ignore lint/suspicious/noExplicitAny: each test asserts the body it expects.
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
): Effect.Effect<ApiResponse, never, HttpClient.HttpClient> =>
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

type Emulator = Context.Context<HttpClient.HttpClient | PasslockEmulator.Control>

/** One emulator for each combination of options: generating its keys takes longer than most tests. */
const emulators = new Map<string, Emulator>()

const emulatorOf = (options: PasslockEmulator.Options = {}): Effect.Effect<Emulator> => {
  const key = JSON.stringify(options)
  const emulator = emulators.get(key)
  if (emulator !== undefined) return Effect.succeed(emulator)
  return Effect.tap(Effect.scoped(Layer.build(PasslockEmulator.layer(options))), (built) =>
    Effect.sync(() => emulators.set(key, built))
  )
}

const reset = Effect.flatMap(PasslockEmulator.Control, (control) => control.reset)

/** Runs a test against an emulator after a reset, with the clock at `today`. */
export const withEmulator =
  (options?: PasslockEmulator.Options) =>
  <A, E>(test: Effect.Effect<A, E, HttpClient.HttpClient | PasslockEmulator.Control>): Effect.Effect<A, E> =>
    Effect.flatMap(emulatorOf(options), (emulator) =>
      TestClock.setTime(today).pipe(Effect.zipRight(reset), Effect.zipRight(test), Effect.provide(emulator))
    )

export const badRequest = (message: string | RegExp) => ({
  status: 400,
  body: { _tag: "@error/BadRequest", message: expect.stringMatching(message) }
})
