import { afterEach, assert, beforeEach, describe, it } from "vitest"
import type { Page } from "./support/pages.js"
import { entryPoints, publicKeyCredential, rpId, type VirtualBrowser } from "./support/virtualBrowser.js"

describe.each(entryPoints)("%s", (_, open) => {
  let browser: VirtualBrowser
  let page: Page

  beforeEach(async () => {
    browser = await open()
    page = browser.page
  })
  afterEach(() => browser.close())

  it("looks credentials up without the HTTP cache", async () => {
    const { value } = await page.register(await browser.prepare())
    const { principal } = value as { principal: { authenticatorId: string } }
    await page.signal("unknownCredential", { passkeyId: principal.authenticatorId })
    assert.strictEqual(browser.requests.at(-1)?.cache, "no-store")
  })

  it("fails with NotFound when a lookup returns fewer credentials than passkeyIds, and signals nothing", async () => {
    const { value } = await page.register(await browser.prepare())
    const { principal } = value as { principal: { authenticatorId: string } }
    const [{ userId } = assert.fail()] = browser.device.passkeys()
    const passkeyIds = [principal.authenticatorId, "another"]
    const lookUp = (allAcceptedCredentialIds: ReadonlyArray<string>) =>
      browser.respond(`/credentials/${passkeyIds}`, { rpId, userId, allAcceptedCredentialIds })
    lookUp(["YQ"])
    const { error } = await page.signal("allAcceptedCredentials", { passkeyIds })
    assert.include(error, {
      _tag: "NotFound",
      operation: "Lookups.credentials",
      message: "Lookups.credentials: Passlock found 1 of 2 passkeys. Nothing was signalled."
    })
    assert.strictEqual(browser.device.passkeys().length, 1)
    lookUp(["YQ", "Yg"])
    assert.isUndefined((await page.signal("allAcceptedCredentials", { passkeyIds })).error)
    assert.strictEqual(browser.device.passkeys().length, 0)
  })

  it.each([
    ["a number", 7],
    ["undefined", undefined]
  ])("fails with AuthenticatorError when a signal rejects with %s", async (_, reason) => {
    publicKeyCredential().signalUnknownCredential = () => Promise.reject(reason)
    const { error } = await page.signal("unknownCredential", { rpId, credentialId: "YQ" })
    assert.include(error, { _tag: "AuthenticatorError", operation: "Signals.unknownCredential" })
    assert.isString(error.code)
  })

  it("fails with AuthenticatorError and the name of the DOMException that a signal rejects with", async () => {
    publicKeyCredential().signalUnknownCredential = async () => {
      throw new DOMException("no", "SecurityError")
    }
    const { error } = await page.signal("unknownCredential", { rpId, credentialId: "YQ" })
    assert.include(error, { _tag: "AuthenticatorError", code: "SecurityError", operation: "Signals.unknownCredential" })
  })
})
