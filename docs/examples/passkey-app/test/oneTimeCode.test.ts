/** What a stranger can do to somebody's codes. */
import { afterEach, assert, beforeEach, describe, it } from "vitest"
import { maximums } from "../server/codeLimits.js"
import { type RunningApp, start } from "./support/app.js"
import { type Client, expectError, expectStatus, makeClient } from "./support/client.js"

const hour = 60 * 60_000

let app: RunningApp

beforeEach(async () => {
  app = await start()
})
afterEach(() => app.stop())

const ada = "ada@example.com"

const requestCode = (client: Client, email: string) => client.send("POST", "/one-time-code", { email, displayName: "" })

const verify = async (client: Client, code: string) => client.send("POST", "/one-time-code/verify", { code })

describe("a pending code", () => {
  it("still works after a stranger requested codes for the same address", async () => {
    const client = makeClient(app, { address: "192.0.2.1" })
    await expectStatus(requestCode(client, ada), 200)
    const code = await app.oneTimeCode(ada)
    const stranger = makeClient(app, { address: "203.0.113.9" })
    await expectStatus(requestCode(stranger, ada), 200)
    await expectStatus(stranger.send("DELETE", "/one-time-code"), 200)
    await expectStatus(requestCode(stranger, ada), 200)
    assert.strictEqual((await expectStatus(verify(client, code), 200)).email, ada)
  })

  it("works only in the browser that requested it", async () => {
    const client = makeClient(app)
    await expectStatus(requestCode(client, ada), 200)
    const code = await app.oneTimeCode(ada)
    const stranger = makeClient(app)
    await expectError(verify(stranger, code), 400, "NoPendingCode")
    await expectStatus(requestCode(stranger, ada), 200)
    if ((await app.oneTimeCode(ada)) !== code) {
      await expectError(verify(stranger, code), 400, "InvalidChallengeCode")
    }
    await expectStatus(verify(client, code), 200)
  })

  it("is replaced by the next one of the same browser", async () => {
    const client = makeClient(app)
    await expectStatus(requestCode(client, ada), 200)
    const cookie = client.cookie()
    const code = await app.oneTimeCode(ada)
    await expectStatus(requestCode(client, ada), 200)
    await expectError(verify(makeClient(app, { cookie }), code), 400, "NoPendingCode")
  })
})

describe("the email of a code", () => {
  it("is sent by the application only", async () => {
    await expectStatus(requestCode(makeClient(app), ada), 200)
    assert.deepInclude(JSON.parse(app.requestBodies[0] ?? ""), { email: ada, sendEmail: false })
  })
})

describe("requests for codes", () => {
  /** Sends requests until one is rejected. Returns the number that succeeded. */
  const exhaust = async (emails: (count: number) => string, addresses: (count: number) => string): Promise<number> => {
    for (let count = 0; count < 100; count++) {
      const { body, status } = await requestCode(makeClient(app, { address: addresses(count) }), emails(count))
      if (status === 429) {
        assert.strictEqual(body.error, "TooManyCodes")
        assert.isAtMost(body.retryAfterSeconds, 3_600)
        return count
      }
      assert.strictEqual(status, 200, JSON.stringify(body))
    }
    return assert.fail("No request was rejected.")
  }

  it("of one stranger do not exhaust the limit of an address", async () => {
    const sent = await exhaust(
      () => ada,
      () => "203.0.113.9"
    )
    assert.strictEqual(sent, maximums.perClientAndEmail)
    await expectStatus(requestCode(makeClient(app, { address: "192.0.2.1" }), ada), 200)
  })

  it("of one client are limited for all addresses together, and do not limit other clients", async () => {
    const sent = await exhaust(
      (count) => `user.${count}@example.com`,
      () => "203.0.113.9"
    )
    assert.strictEqual(sent, maximums.perClient)
    await expectStatus(requestCode(makeClient(app, { address: "192.0.2.1" }), ada), 200)
  })

  it("of one IPv6 network are those of one client", async () => {
    const sent = await exhaust(
      (count) => `user.${count}@example.com`,
      (count) => `2001:db8:0:7::${count.toString(16)}`
    )
    assert.strictEqual(sent, maximums.perClient)
  })

  it("of all clients are limited for one address, and do not limit other addresses", async () => {
    const sent = await exhaust(
      (count) => (count % 2 === 0 ? ada : "Ada@Example.com "),
      (count) => `203.0.113.${count}`
    )
    assert.strictEqual(sent, maximums.perEmail)
    await expectStatus(requestCode(makeClient(app, { address: "203.0.113.200" }), "grace@example.com"), 200)
  })

  it("are possible again after an hour", async () => {
    await exhaust(
      () => ada,
      () => "203.0.113.9"
    )
    await app.advance(hour)
    await expectStatus(requestCode(makeClient(app, { address: "203.0.113.9" }), ada), 200)
  })

  it("count for the connection's address when no proxy names the client", async () => {
    await app.stop()
    app = await start({}, { clientAddressHeader: undefined })
    const sent = await exhaust(
      (count) => `user.${count}@example.com`,
      (count) => `203.0.113.${count}`
    )
    assert.strictEqual(sent, maximums.perClient)
  })
})
