import * as HttpClient from "@effect/platform/HttpClient"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { assert, it } from "vitest"
import * as Connection from "./connection.js"
import * as Iterables from "./iterables.js"
import * as Methods from "./methods.js"

const context = Context.make(
  HttpClient.HttpClient,
  HttpClient.make(() => Effect.never)
)

it.each(["to its end", "until it is left"])("releases what a stream holds that is walked %s", async (how) => {
  let isReleased = false
  const numbers = Stream.ensuring(
    Stream.make(1, 2, 3),
    Effect.sync(() => {
      isReleased = true
    })
  )
  const connection = Connection.make(context, undefined)
  const { tests } = Iterables.make(connection, { tests: { numbers: () => numbers } }, Methods.valueOf)
  const walk = tests?.numbers as () => AsyncIterable<unknown>
  const seen: Array<unknown> = []
  for await (const number of walk()) {
    seen.push(number)
    if (how === "until it is left") break
    assert.isFalse(isReleased && seen.length === 1)
  }
  assert.deepStrictEqual(seen, how === "to its end" ? [1, 2, 3] : [1])
  assert.isTrue(isReleased)
})
