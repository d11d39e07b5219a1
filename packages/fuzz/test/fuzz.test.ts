/** A short run with the seed of all property tests. `pnpm fuzz` runs more. */
import { runs, seed } from "@passlock-sdk/harness/property"
import { afterAll, assert, it } from "vitest"
import { makeCases, runCase } from "../src/run.js"
import { operations } from "../src/shapes.js"
import { close } from "../src/sockets.js"

afterAll(close)

it("each random response leads to an outcome that the oracle allows, in each client", async () => {
  const makeCase = makeCases({ seed, only: operations })
  for (let index = 0; index < runs(1_000); index++) {
    assert.deepStrictEqual(await runCase(makeCase(index)), [], `pnpm fuzz --seed ${seed} --case ${index}`)
  }
})
