import * as FastCheck from "effect/FastCheck"
import { assert, describe, it } from "vitest"
import { choose, makeRandom, runs, seed } from "../src/property.js"

const half = () => 0.5

describe("the seed", () => {
  it("is the same in each run without variables", () => {
    assert.deepStrictEqual(choose({}, half), choose({}, Math.random))
  })

  it("is fresh with FUZZ_RUNS, and that of FUZZ_SEED if both are set", () => {
    assert.deepStrictEqual(choose({ FUZZ_RUNS: "10" }, half), { factor: 10, seed: 2 ** 30 })
    assert.deepStrictEqual(choose({ FUZZ_RUNS: "10", FUZZ_SEED: "-7" }, half), { factor: 10, seed: -7 })
    assert.deepStrictEqual(choose({ FUZZ_SEED: "7" }, half), { factor: 1, seed: 7 })
  })

  it.each([
    [{ FUZZ_RUNS: "" }, "FUZZ_RUNS: expected an integer"],
    [{ FUZZ_RUNS: "0" }, "FUZZ_RUNS: expected an integer above 0"],
    [{ FUZZ_SEED: "x" }, "FUZZ_SEED: expected an integer"]
  ])("is rejected for %j", (environment, message) => {
    assert.throws(() => choose(environment, half), message)
  })

  it("is that of every property, and a failure prints it", () => {
    const falsified = FastCheck.property(FastCheck.integer(), () => false)
    assert.throws(() => FastCheck.assert(falsified), `{ seed: ${seed}, path:`)
  })
})

describe("runs", () => {
  it("is the number of runs of every property without one of its own", () => {
    let count = 0
    FastCheck.assert(
      FastCheck.property(FastCheck.nat(), () => {
        count++
      })
    )
    assert.strictEqual(count, runs(100))
  })
})

describe("makeRandom", () => {
  it("repeats the numbers of a stream, and has others in each stream", () => {
    const numbers = (stream: number) => {
      const { below } = makeRandom(stream)
      return Array.from({ length: 20 }, () => below(1_000))
    }
    assert.deepStrictEqual(numbers(1), numbers(1))
    assert.notDeepEqual(numbers(1), numbers(2))
    assert.isTrue(numbers(1).every((number) => Number.isInteger(number) && number >= 0 && number < 1_000))
  })
})
