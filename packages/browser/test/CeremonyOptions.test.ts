import { assert, describe, it } from "vitest"
import { type InvalidInput, Passlock, type PasslockError } from "../src/index.js"

describe("the options of a call", () => {
  const passlock = new Passlock({ tenancyId: "t", fetch: () => new Promise(() => {}) })

  it.each([
    ["a string", { value: "now" }, "signal"],
    ["an empty object", { value: {} }, "signal"],
    ["a getter that throws", { get: () => assert.fail("never-shown") }, "options"]
  ])("make the call fail with InvalidInput when the signal is %s", async (_, signal, path) => {
    const options = Object.defineProperty({}, "signal", { ...signal, enumerable: true })
    const { error } = (await passlock.safe.authenticate({ rpId: "r" }, options as never)) as { error: PasslockError }
    assert.deepInclude(error, { _tag: "InvalidInput", operation: "Ceremony.authenticate" })
    assert.strictEqual((error as InvalidInput).issues[0]?.path, path)
  })

  it("are ignored when they are null", async () => {
    const { error } = (await passlock.safe.register({ registrationToken: "t" }, null as never)) as {
      error: PasslockError
    }
    assert.strictEqual(error._tag, "PasskeysUnsupported")
  })
})

it("an abort rejects also with safe methods", async () => {
  const passlock = new Passlock({ tenancyId: "t" })
  const reason = new Error("the page's reason")
  const rejection = await passlock.safe.authenticate({ rpId: "r" }, { signal: AbortSignal.abort(reason) }).catch(Object)
  assert.strictEqual(rejection, reason)
})
