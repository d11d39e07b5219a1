import { assert, describe, it } from "vitest"
import { type InvalidInput, Passlock, type PasslockError } from "../src/index.js"

describe("the options of a call", () => {
  const passlock = new Passlock({ tenancyId: "t", fetch: () => new Promise(() => {}) })

  it.each([
    [{ value: "now" }, "signal"],
    [{ value: {} }, "signal"],
    [{ get: () => assert.fail("never-shown") }, "options"]
  ])("are rejected with the signal %o", async (signal, path) => {
    const options = Object.defineProperty({}, "signal", { ...signal, enumerable: true })
    const { error } = (await passlock.safe.authenticate({ rpId: "r" }, options as never)) as { error: PasslockError }
    assert.deepInclude(error, { _tag: "InvalidInput", operation: "Ceremony.authenticate" })
    assert.strictEqual((error as InvalidInput).issues[0]?.path, path)
  })

  it("can be null", async () => {
    const { error } = (await passlock.safe.register({ registrationToken: "t" }, null as never)) as {
      error: PasslockError
    }
    assert.strictEqual(error._tag, "PasskeysUnsupported")
  })
})

it("an abort rejects, even with safe methods", async () => {
  const passlock = new Passlock({ tenancyId: "t" })
  const reason = new Error("the page's reason")
  const rejection = await passlock.safe.authenticate({ rpId: "r" }, { signal: AbortSignal.abort(reason) }).catch(Object)
  assert.strictEqual(rejection, reason)
})
