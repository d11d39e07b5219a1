import { afterEach, assert, beforeEach, describe, it } from "vitest"
import type { Page } from "./support/pages.js"
import { delay, entryPoints, publicKeyCredential, rpId, type VirtualBrowser } from "./support/virtualBrowser.js"

const noSignals = { unknownCredential: false, allAcceptedCredentials: false, currentUserDetails: false }

/** An object whose properties throw when they are read. */
const revokedProxy = (): object => {
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()
  return proxy
}

const rejects = (fields: object) => async () => {
  throw Object.assign(new Error("odd"), fields)
}

describe.each(entryPoints)("%s", (_, open) => {
  let browser: VirtualBrowser
  let page: Page

  beforeEach(async () => {
    browser = await open()
    page = browser.page
  })
  afterEach(() => browser.close())

  const autofill = async () => ((await page.capabilities()) as { autofill: unknown }).autofill

  describe("browser features", () => {
    it("fails with PasskeysUnsupported and sends nothing without PublicKeyCredential", async () => {
      Reflect.deleteProperty(globalThis, "PublicKeyCredential")
      for (const result of [await page.register(await browser.prepare()), await page.authenticate({ rpId })]) {
        assert.include(result.error, { _tag: "PasskeysUnsupported" })
        assert.deepStrictEqual(result.progress, [])
      }
      assert.deepStrictEqual(browser.requests, [])
      assert.deepStrictEqual(await page.capabilities(), {
        passkeys: false,
        autofill: false,
        platformAuthenticator: false,
        signals: noSignals
      })
      const { error } = await page.signal("unknownCredential", { passkeyId: "p" })
      assert.include(error, { _tag: "Unsupported", feature: "unknownCredential" })
    })

    it("fails with Unsupported and sends nothing without autofill and signals", async () => {
      publicKeyCredential().isConditionalMediationAvailable = async () => false
      for (const name of ["signalUnknownCredential", "signalAllAcceptedCredentials", "signalCurrentUserDetails"]) {
        delete publicKeyCredential()[name]
      }
      const result = await page.authenticate({ rpId, mediation: "conditional" })
      assert.include(result.error, { _tag: "Unsupported", feature: "autofill", operation: "Ceremony.authenticate" })
      const details = {
        unknownCredential: { passkeyId: "p" },
        allAcceptedCredentials: { passkeyIds: ["p"] },
        currentUserDetails: { passkeyId: "p", name: "n", displayName: "d" }
      }
      for (const feature of ["unknownCredential", "allAcceptedCredentials", "currentUserDetails"] as const) {
        const { error } = await page.signal(feature, details[feature])
        assert.include(error, { _tag: "Unsupported", feature, operation: `Signals.${feature}` })
      }
      assert.deepStrictEqual(browser.requests, [])
      assert.deepStrictEqual(await page.capabilities(), {
        passkeys: true,
        autofill: false,
        platformAuthenticator: true,
        signals: noSignals
      })
    })

    it("reports features as false when their probes reject", async () => {
      const fails = async () => {
        throw new Error("broken")
      }
      Object.assign(publicKeyCredential(), {
        isConditionalMediationAvailable: fails,
        isUserVerifyingPlatformAuthenticatorAvailable: fails,
        getClientCapabilities: fails
      })
      assert.deepStrictEqual(await page.capabilities(), {
        passkeys: true,
        autofill: false,
        platformAuthenticator: false,
        signals: { unknownCredential: true, allAcceptedCredentials: true, currentUserDetails: true }
      })
      const { error } = await page.authenticate({ rpId, mediation: "conditional" })
      assert.include(error, { _tag: "Unsupported", feature: "autofill" })
    })

    it("reports autofill as false when its probe never settles", async () => {
      Object.assign(publicKeyCredential(), { isConditionalMediationAvailable: () => new Promise(() => {}) })
      const { autofill, passkeys } = (await page.capabilities()) as { autofill: boolean; passkeys: boolean }
      assert.deepStrictEqual({ autofill, passkeys }, { autofill: false, passkeys: true })
    })

    it("reports a signal as false when reading it throws", async () => {
      Object.defineProperty(publicKeyCredential(), "signalUnknownCredential", {
        configurable: true,
        get: () => {
          throw new Error("broken")
        }
      })
      assert.deepInclude(await page.capabilities(), {
        signals: { unknownCredential: false, allAcceptedCredentials: true, currentUserDetails: true }
      })
      const { error } = await page.signal("unknownCredential", { rpId, credentialId: "YQ" })
      assert.include(error, { _tag: "Unsupported", feature: "unknownCredential" })
    })

    it("reports a signal as false when getClientCapabilities does", async () => {
      publicKeyCredential().getClientCapabilities = async () => ({
        signalUnknownCredential: false,
        signalCurrentUserDetails: true
      })
      assert.deepInclude(await page.capabilities(), {
        signals: { unknownCredential: false, allAcceptedCredentials: true, currentUserDetails: true }
      })
    })

    it.each([
      ["supports", "returns true without a promise", () => true],
      ["lacks", "is true instead of a function", true]
    ])("%s autofill when isConditionalMediationAvailable %s", async (outcome, _, probe) => {
      await page.register(await browser.prepare())
      publicKeyCredential().isConditionalMediationAvailable = probe
      const { error } = await page.authenticate({ rpId, mediation: "conditional" })
      if (outcome === "lacks") assert.include(error, { _tag: "Unsupported", feature: "autofill" })
      else assert.isUndefined(error)
      assert.isBoolean(await autofill())
    })

    it("lacks autofill when isConditionalMediationAvailable returns undefined", async () => {
      publicKeyCredential().isConditionalMediationAvailable = () => {}
      const { error } = await page.authenticate({ rpId, mediation: "conditional" })
      assert.include(error, { _tag: "Unsupported", feature: "autofill" })
      assert.isFalse(await autofill())
    })

    it("fails with Unsupported when the server chooses autofill and the browser lacks it", async () => {
      publicKeyCredential().isConditionalMediationAvailable = async () => false
      browser.changeOptions((body) => ({ ...body, mediation: "conditional" }))
      const { error, progress } = await page.authenticate({ rpId })
      assert.include(error, { _tag: "Unsupported", feature: "autofill", operation: "Ceremony.authenticate" })
      assert.deepStrictEqual(progress, ["options"])
    })
  })

  describe("browser errors", () => {
    const outcomes: ReadonlyArray<
      readonly [name: string, expected: { readonly _tag: string; readonly by?: string; readonly code?: string }]
    > = [
      ["InvalidStateError", { _tag: "PasskeyAlreadyRegistered" }],
      ["NotAllowedError", { _tag: "CeremonyCancelled", by: "user" }],
      ["AbortError", { _tag: "CeremonyCancelled", by: "ceremony" }],
      ["ConstraintError", { _tag: "AuthenticatorError", code: "ConstraintError" }],
      ["NotSupportedError", { _tag: "AuthenticatorError", code: "NotSupportedError" }],
      ["SecurityError", { _tag: "AuthenticatorError", code: "SecurityError" }],
      ["UnknownError", { _tag: "AuthenticatorError", code: "UnknownError" }],
      ["NoveltyError", { _tag: "AuthenticatorError", code: "NoveltyError" }]
    ]
    it.each(outcomes.map(([name, expected]) => [expected._tag, name, expected] as const))(
      "a registration fails with %s when the browser rejects with %s, and the next one succeeds",
      async (_, name, expected) => {
        browser.device.rejectNext(name)
        const { error } = await page.register(await browser.prepare())
        assert.include(error, { operation: "Ceremony.register", ...expected })
        assert.include(error.message, "Ceremony.register: ")
        assert.isUndefined((await page.register(await browser.prepare())).error)
      }
    )

    it.each([
      ["rejects with a string", () => Promise.reject("never-shown")],
      ["rejects with undefined", () => Promise.reject(undefined)],
      ["rejects with an error whose name is a number", rejects({ name: 7 })],
      ["rejects with an error whose name is a symbol", rejects({ name: Symbol("name") })],
      ["rejects with an error whose message is a symbol", rejects({ message: Symbol("message") })],
      ["rejects with an error whose message is an object", rejects({ message: Object.create(null) })],
      ["resolves with null", async () => null],
      ["resolves with an object that is not a credential", async () => ({})]
    ])("fails with AuthenticatorError when navigator.credentials.create %s", async (_, create) => {
      navigator.credentials.create = create as never
      const { error } = await page.register(await browser.prepare())
      assert.strictEqual(error._tag, "AuthenticatorError")
      assert.isString(error.code)
      assert.notInclude(JSON.stringify(error), "never-shown")
    })

    it("truncates a long message from the browser", async () => {
      navigator.credentials.create = rejects({ message: "m".repeat(10_000) })
      const { error } = await page.register(await browser.prepare())
      assert.isBelow(error.message.length, 500)
    })

    it("fails with SecurityError when rpId is another domain than the page's", async () => {
      const { error } = await page.register(await browser.prepare({ rpId: "example.com" }))
      assert.include(error, { _tag: "AuthenticatorError", code: "SecurityError" })
    })

    it.each([
      ["a bigint", { novelty: 1n }],
      ["a toJSON that throws", { toJSON: () => assert.fail("never-shown") }]
    ])("fails with InvalidInput when the credential's extension results contain %s", async (_, extensions) => {
      await page.register(await browser.prepare())
      const { get } = navigator.credentials
      navigator.credentials.get = async (options) => {
        const credential = await get(options)
        return Object.assign(Object.create(credential), { getClientExtensionResults: () => extensions })
      }
      const { error } = await page.authenticate({ rpId })
      assert.include(error, { _tag: "InvalidInput", operation: "Authentication.verify" })
      assert.include(error.message, "expected a value that JSON can represent")
    })
  })

  it.each([null, "60000", {}])("fails when the options response has the timeout %j", async (timeout) => {
    await page.register(await browser.prepare())
    browser.changeOptions(({ optionsJSON, ...body }) => ({
      ...body,
      optionsJSON: { ...(optionsJSON as object), timeout }
    }))
    const { error } = await page.authenticate({ rpId })
    assert.include(error, { _tag: "UnexpectedResponse", operation: "Authentication.options" })
    assert.include(error.message, "optionsJSON.timeout: expected number")
  })

  it.each([0, -1, 3e9])("completes when the options response has the timeout %j", async (timeout) => {
    await page.register(await browser.prepare())
    const { get } = navigator.credentials
    navigator.credentials.get = async (options) => {
      await delay(50)
      return get(options)
    }
    browser.changeOptions(({ optionsJSON, ...body }) => ({
      ...body,
      optionsJSON: { ...(optionsJSON as object), timeout }
    }))
    assert.isUndefined((await page.authenticate({ rpId })).error)
  })

  it.each([
    ["undefined", () => undefined],
    ["null", () => null],
    ["a number", () => 7],
    ["a string", () => "text"],
    ["a revoked proxy", revokedProxy]
  ])("fails with InvalidInput and sends nothing when the input is %s", async (_, make) => {
    const request = make()
    for (const { error } of [
      await page.authenticate(request as never),
      await page.register(request as never),
      await page.signal("unknownCredential", request as never)
    ]) {
      assert.include(error, { _tag: "InvalidInput", attempts: 0 })
    }
    assert.deepStrictEqual(browser.requests, [])
  })

  it.each([null, "never"])("fails with InvalidInput and sends nothing for the mediation %j", async (mediation) => {
    const { error } = await page.authenticate({ rpId, mediation })
    assert.include(error, { _tag: "InvalidInput", operation: "Ceremony.authenticate" })
    assert.include(error.message, 'mediation: expected "conditional" or "required", got ')
    assert.deepStrictEqual(browser.requests, [])
  })
})
