/** The bundle without Effect: it loads outside a browser, sends nothing, and fails with PasskeysUnsupported. */
import assert from "node:assert"
import { capabilities, InvalidInput, PasskeysUnsupported, Passlock } from "@passlock-sdk/browser"

const passlock = new Passlock({ tenancyId: "tenancy_01", fetch: () => assert.fail("expected no request") })
await assert.rejects(passlock.authenticate({ rpId: "example.com" }), PasskeysUnsupported)
assert.throws(() => new Passlock({ tenancyId: "tenancy_01", apiKey: "key" }), InvalidInput)
assert.strictEqual((await capabilities()).passkeys, false)
console.log("the page ran")
