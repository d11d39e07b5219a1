import { inspect } from "node:util"
import { family } from "@passlock-sdk/contract/protocol/ErrorClass"
import { assert, describe, it } from "vitest"

interface Missing extends Error {
  readonly _tag: "Missing"
  readonly status: number
  readonly detail?: string
}

interface Odd extends Error {
  readonly _tag: "Odd"
  readonly status: number
  readonly body: string
}

const errorsOf = (name: string) => {
  const { classes, has, make } = family(name)
  return { classes, has, Missing: make<Missing>("Missing"), Odd: make<Odd>("Odd", "body") }
}

const { classes, has, Missing, Odd } = errorsOf("@passlock-sdk/contract/test/ErrorClass")
const fields = { status: 404, message: "Nothing has this ID." }

describe("a class of a family", () => {
  it("puts the tag into _tag, its name, the error's name, string, stack and inspection", () => {
    const error = new Missing(fields)
    assert.deepStrictEqual([Missing.name, error._tag, error.name], ["Missing", "Missing", "Missing"])
    assert.strictEqual(String(error), "Missing: Nothing has this ID.")
    for (const shown of [error.stack, inspect(error)]) assert.match(shown ?? "", /^Missing: Nothing has this ID\.\n/)
  })

  it("puts the fields and the message into JSON, and omits what it was not given", () => {
    const error = new Missing(fields)
    assert.deepStrictEqual(JSON.parse(JSON.stringify(error)), { ...fields, _tag: "Missing" })
    assert.notProperty(error, "detail")
    assert.notProperty(error, "body")
  })

  it("is found by its tag", () => {
    assert.strictEqual<unknown>(classes.Missing, Missing)
    assert.deepStrictEqual(Object.keys(classes), ["Missing", "Odd"])
  })

  it("can be extended: the error has the tag of the family and the name of the subclass", () => {
    class Mine extends Missing {}
    const error = new Mine(fields)
    assert.deepStrictEqual([error._tag, error.name], ["Missing", "Mine"])
    assert.isTrue(error instanceof Mine && error instanceof Missing)
    assert.isFalse(new Missing(fields) instanceof Mine)
  })
})

describe("a hidden field", () => {
  const error = new Odd({ ...fields, body: "<secret>" })

  it("can be read, and is empty on the prototype", () => {
    assert.strictEqual(error.body, "<secret>")
    assert.strictEqual(Odd.prototype.body, "")
  })

  it.each([false, true, "get"] as const)(
    "is not shown by JSON, copies and an inspection with getters: %j",
    (getters) => {
      for (const shown of [
        JSON.stringify(error),
        inspect({ ...error }),
        inspect(error, { getters, showHidden: true })
      ]) {
        assert.notInclude(shown, "<secret>")
        assert.include(shown, "404")
      }
    }
  )
})

describe("a family", () => {
  const copy = errorsOf("@passlock-sdk/contract/test/ErrorClass")
  const other = errorsOf("@passlock-sdk/contract/test/OtherErrorClass")

  it("recognizes its errors, and those of a copy by their tag", () => {
    for (const error of [new Missing(fields), new copy.Missing(fields)]) {
      assert.isTrue(has(error))
      assert.isTrue(error instanceof Missing)
      assert.isFalse(error instanceof Odd)
    }
  })

  it.each([undefined, null, 7, "Missing", {}, { _tag: "Missing" }, new Error("Missing"), new other.Missing(fields)])(
    "does not recognize %s",
    (value) => {
      assert.isFalse(has(value))
      assert.isFalse(value instanceof Missing)
    }
  )
})
