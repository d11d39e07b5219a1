import { assert, it } from "@effect/vitest"
import { Passkeys, TracePropagation } from "@passlock-sdk/effect"
import { StubHttpClient } from "@passlock-sdk/effect/testing"
import * as Effect from "effect/Effect"

const headers = Effect.gen(function* () {
  yield* Passkeys.list()
  const [request] = yield* StubHttpClient.requests
  return request?.headers ?? assert.fail("nothing was sent")
}).pipe(
  Effect.withSpan("outer"),
  Effect.provide(StubHttpClient.layer([StubHttpClient.success("Passkeys.list")])),
  Effect.provide(StubHttpClient.config)
)

it.effect("TracePropagation sends neither traceparent nor b3 by default", () =>
  Effect.map(headers, (sent) => {
    assert.notProperty(sent, "traceparent")
    assert.notProperty(sent, "b3")
  })
)

it.effect("TracePropagation sends traceparent when it is true", () =>
  headers.pipe(
    Effect.provideService(TracePropagation, true),
    Effect.map((sent) => assert.match(sent.traceparent ?? "", /^00-/))
  )
)
