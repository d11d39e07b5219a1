import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { isPasslockError, NotFound, TypeId } from "../src/PasslockError.js"

const error = new NotFound({ operation: "Passkeys.get", attempts: 2, status: 404, message: "gone", requestId: "r" })

describe("NotFound", () => {
  it("is an Error with its tag as name and the caller on its stack", () => {
    assert.isTrue(error instanceof Error)
    assert.strictEqual(String(error), "NotFound: gone")
    assert.include(error.stack ?? "", "PasslockError.test.ts")
  })

  it.effect("can be yielded, and caught by its tag", () =>
    Effect.gen(function* () {
      const attempts = yield* Effect.catchTag(error, "NotFound", (caught) => Effect.succeed(caught.attempts))
      assert.strictEqual(attempts, 2)
    })
  )

  it("encodes to JSON, and decodes to the same fields", () => {
    const encoded = Schema.encodeSync(NotFound)(error)
    assert.deepStrictEqual(JSON.parse(JSON.stringify(encoded))._tag, "NotFound")
    assert.strictEqual(Schema.decodeSync(NotFound)(encoded).requestId, "r")
  })

  it("does not have the brand as an own property", () => {
    assert.notInclude(Reflect.ownKeys(error), TypeId)
  })
})

describe("isPasslockError", () => {
  it("returns true for an error of this package", () => {
    assert.isTrue(isPasslockError(error))
  })

  it("returns true for an error of another copy of the package", () => {
    assert.isTrue(isPasslockError(Object.assign(Object.create({ [TypeId]: TypeId }), { _tag: "NotFound" })))
  })

  it.each([
    ["undefined", undefined],
    ["null", null],
    ["a string", "NotFound"],
    ["an empty object", {}],
    ["another Error", new Error("NotFound")],
    ["a tagged object without the brand", { _tag: "NotFound" }]
  ])("returns false for %s", (_, value) => {
    assert.isFalse(isPasslockError(value))
  })
})
