import { StubHttpClient as stub } from "@passlock-sdk/effect/testing"
import { assert } from "vitest"
import { sleep } from "./server.js"
import { fetchOf, stubbed } from "./stub.js"

/** Has this many calls in flight at once, half of which fail. */
export const settlesWithoutUnhandledRejection = async (count: number): Promise<void> => {
  const unhandled: Array<unknown> = []
  const listener = (reason: unknown) => unhandled.push(reason)
  process.on("unhandledRejection", listener)
  const fetchFine = fetchOf(stub.success("Passkeys.list"))
  const fetchFailing = fetchOf(stub.html())
  const fine = stubbed(stub.success("Passkeys.list"), {
    fetch: (...input) => sleep(50).then(() => fetchFine(...input))
  })
  const failing = stubbed(stub.html(), { fetch: (...input) => sleep(50).then(() => fetchFailing(...input)) })
  const outcomes = await Promise.allSettled(
    Array.from({ length: count }, (_, index) => (index % 2 === 0 ? fine : failing).passkeys.list())
  )
  await sleep(20)
  process.off("unhandledRejection", listener)
  assert.strictEqual(outcomes.filter(({ status }) => status === "fulfilled").length, count / 2)
  assert.deepStrictEqual(unhandled, [])
}
