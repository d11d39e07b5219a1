/** A short run with the seed of all property tests. `pnpm fuzz` runs more. */
import * as Endpoints from "@passlock-sdk/contract/Endpoints"
import { runs, seed } from "@passlock-sdk/harness/property"
import { Passlock } from "@passlock-sdk/promise"
import { afterAll, assert, describe, it } from "vitest"
import { hasFacade, operations } from "../src/clients.js"
import { documented } from "../src/documented.js"
import { makeCases, runCase } from "../src/run.js"
import { close } from "../src/sockets.js"

afterAll(close)

it("each random response leads to an outcome that the oracle allows, in each client", async () => {
  const makeCase = makeCases({ seed, only: operations })
  for (let index = 0; index < runs(1_000); index++) {
    assert.deepStrictEqual(await runCase(makeCase(index)), [], `pnpm fuzz --seed ${seed} --case ${index}`)
  }
})

describe("the oracle", () => {
  it.each(Endpoints.every.map(({ operation }) => operation))("describes %s, from the documentation", (operation) => {
    const advice = `add ${operation} to packages/fuzz/src/documented.ts, as the API's documentation describes it`
    assert.isTrue(Object.hasOwn(documented, operation), advice)
  })
})

describe("the cases", () => {
  it("call every operation of the contract", () => {
    const expected = Endpoints.every.map(({ operation }) => operation)
    assert.sameMembers(
      [...operations],
      expected.filter((operation) => Object.hasOwn(documented, operation))
    )
  })

  it("call every method of the facade that sends one request", () => {
    const groups = Object.entries(new Passlock({ tenancyId: "t", apiKey: "k" }).withResponse)
    const methods = groups.flatMap(([group, methods]) => Object.keys(methods).map((name) => `${group}.${name}`))
    const called = operations.filter(hasFacade).map((operation) => operation[0]?.toLowerCase() + operation.slice(1))
    assert.isAbove(methods.length, 16)
    assert.includeMembers(called, methods)
  })
})
