/** How calls behave with an application's own `HttpClient`. */
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientError from "@effect/platform/HttpClientError"
import * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import { assert, describe, it } from "@effect/vitest"
import { Examples } from "@passlock-sdk/contract"
import { Passkeys, type PasslockError, RetryPolicy } from "@passlock-sdk/effect"
import { StubHttpClient } from "@passlock-sdk/effect/testing"
import * as Effect from "effect/Effect"
import * as FiberRef from "effect/FiberRef"

const page = () => Response.json(Examples.all["Passkeys.list"].response)

const list = (client: HttpClient.HttpClient) =>
  Passkeys.list().pipe(
    Effect.provideService(HttpClient.HttpClient, client),
    Effect.provide(StubHttpClient.config),
    Effect.provideService(RetryPolicy, RetryPolicy.make({ maxRetries: 2, baseDelay: 0 }))
  )

describe("a client that sets a FiberRef", () => {
  const calls = FiberRef.unsafeMake(0)

  it.live("sets it for the caller", () =>
    Effect.gen(function* () {
      const client = HttpClient.make((request) =>
        Effect.as(
          FiberRef.update(calls, (count) => count + 1),
          HttpClientResponse.fromWeb(request, page())
        )
      )
      yield* list(client)
      yield* list(client)
      assert.strictEqual(yield* FiberRef.get(calls), 2)
    })
  )

  it.live("sets it for the next attempt", () =>
    Effect.gen(function* () {
      const seen: Array<number> = []
      const client = HttpClient.make((request) =>
        Effect.map(
          FiberRef.getAndUpdate(calls, (count) => count + 1),
          (count) => {
            seen.push(count)
            return HttpClientResponse.fromWeb(request, new Response("", { status: 503 }))
          }
        )
      )
      yield* Effect.flip(list(client))
      assert.deepStrictEqual(seen, [0, 1, 2])
    })
  )
})

it.live("a call disables the tracing of its own request only", () =>
  Effect.gen(function* () {
    const tracing: Array<boolean> = []
    const client = HttpClient.make((request) =>
      Effect.map(FiberRef.get(HttpClient.currentTracerDisabledWhen), (isDisabled) => {
        tracing.push(isDisabled(request))
        return HttpClientResponse.fromWeb(request, page())
      })
    )
    yield* list(client)
    yield* client.get("https://elsewhere.example")
    assert.deepStrictEqual(tracing, [true, false])
  })
)

const throwing = (message: string): never => {
  throw new Error(message)
}

/** Clients that misbehave, each in another place. */
const misbehaving: Record<string, HttpClient.HttpClient> = {
  "throws when it is called": {
    ...HttpClient.make(() => Effect.never),
    execute: () => throwing("no")
  } as HttpClient.HttpClient,
  "throws while it sends": HttpClient.make(() => throwing("no")),
  "fails with a defect": HttpClient.make(() => Effect.die("no")),
  "returns undefined": HttpClient.make(() => Effect.succeed(undefined as never)),
  "fails with undefined": HttpClient.make(() => Effect.fail(undefined as never)),
  "fails with an error whose cause throws": HttpClient.make((request) =>
    Effect.fail(
      Object.defineProperty(new HttpClientError.RequestError({ request, reason: "Transport" }), "cause", {
        get: () => throwing("no")
      })
    )
  ),
  "returns a response whose status throws": HttpClient.make((request) =>
    Effect.succeed(
      Object.defineProperty(HttpClientResponse.fromWeb(request, page()), "status", { get: () => throwing("no") })
    )
  )
}

describe("a call", () => {
  it.live.each(Object.keys(misbehaving))("fails with TransportError when the client %s", (name) =>
    Effect.gen(function* () {
      const client = misbehaving[name] ?? throwing(name)
      const error: PasslockError = yield* Effect.flip(list(client))
      assert.strictEqual(error._tag, "TransportError")
    })
  )
})
