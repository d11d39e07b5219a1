import { inspect } from "node:util"
import { assert, describe, it } from "vitest"
import { InvalidInput, Passlock } from "../src/index.js"

describe("the options of a client", () => {
  it.each(
    [
      [{}, ["tenancyId"]],
      [{ tenancyId: ".." }, ["tenancyId"]],
      [{ tenancyId: "t", endpoint: "passlock.example" }, ["endpoint"]],
      [{ tenancyId: "t", endpoint: "https://user:password@example.com" }, ["endpoint"]],
      [{ tenancyId: "t", timeout: 0, totalTimeout: "1", maxRetries: 1.5 }, ["timeout", "totalTimeout", "maxRetries"]],
      [{ tenancyId: "t", fetch: "fetch" }, ["fetch"]],
      [{ tenancyId: "t", apiKey: "key-never-shown" }, ["apiKey"]]
    ].map(([options, paths]) => [JSON.stringify(options), options, paths] as const)
  )("throw InvalidInput when they are %s", (_, options, paths) => {
    try {
      new Passlock(options as never)
    } catch (error) {
      assert.instanceOf(error, InvalidInput)
      assert.deepStrictEqual(
        error.issues.map(({ path }) => path),
        paths
      )
      assert.include(error.message, "new Passlock: Nothing was sent.")
      assert.notInclude(inspect(error, { depth: 9 }), "never-shown")
      return
    }
    assert.fail("they were accepted")
  })

  it("can be inherited, and null stands for a default", () => {
    const options = Object.create({
      tenancyId: "t",
      endpoint: null,
      timeout: null,
      totalTimeout: null,
      maxRetries: null
    })
    assert.doesNotThrow(() => new Passlock(options))
    assert.throws(() => new Passlock(Object.create({ tenancyId: "t", apiKey: "k" })), InvalidInput)
  })

  it("throw InvalidInput when they are undefined or null", () => {
    assert.throws(() => new Passlock(undefined as never), InvalidInput)
    assert.throws(() => new Passlock(null as never), InvalidInput)
  })
})
