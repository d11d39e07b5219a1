import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { isPasslockError, NotFound, TypeId } from "./PasslockError.js"

const error = new NotFound({ operation: "Passkeys.get", attempts: 2, status: 404, message: "gone", requestId: "r" })

describe("an error", () => {
  it("is an Error, named after its tag", () => {
    assert.isTrue(error instanceof Error)
    assert.strictEqual(String(error), "NotFound: gone")
    assert.include(error.stack ?? "", "PasslockError.test.ts")
  })

  it.effect("can be yielded and caught by its tag", () =>
    Effect.gen(function* () {
      const attempts = yield* Effect.catchTag(error, "NotFound", (caught) => Effect.succeed(caught.attempts))
      assert.strictEqual(attempts, 2)
    })
  )

  it("goes over a wire and back", () => {
    const encoded = Schema.encodeSync(NotFound)(error)
    assert.deepStrictEqual(JSON.parse(JSON.stringify(encoded))._tag, "NotFound")
    assert.strictEqual(Schema.decodeSync(NotFound)(encoded).requestId, "r")
  })

  it("is known by its brand, also when another copy of the package made it", () => {
    const foreign = Object.assign(Object.create({ [TypeId]: TypeId }), { _tag: "NotFound" })
    assert.isTrue(isPasslockError(error))
    assert.isTrue(isPasslockError(foreign))
    for (const other of [undefined, null, "NotFound", {}, new Error("NotFound"), { _tag: "NotFound" }]) {
      assert.isFalse(isPasslockError(other))
    }
  })

  it("keeps the brand out of sight", () => {
    assert.notInclude(Reflect.ownKeys(error), TypeId)
  })
})
