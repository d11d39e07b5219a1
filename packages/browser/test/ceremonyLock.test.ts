import { afterEach, assert, beforeEach, describe, it } from "vitest"
import type { Page } from "./support/pages.js"
import { delay, entryPoints, publicKeyCredential, rpId, until, type VirtualBrowser } from "./support/virtualBrowser.js"

describe.each(entryPoints)("%s", (_, open) => {
  let browser: VirtualBrowser
  let page: Page

  beforeEach(async () => {
    browser = await open()
    page = browser.page
  })
  afterEach(() => browser.close())

  const neverSettles = () => new Promise<never>(() => {})

  it("aborts and supersedes a ceremony whose autofill probe never settles", async () => {
    await page.register(await browser.prepare())
    publicKeyCredential().isConditionalMediationAvailable = neverSettles
    const controller = new AbortController()
    const aborted = page.authenticate({ rpId, mediation: "conditional" }, { signal: controller.signal })
    setTimeout(() => controller.abort(), 50)
    assert.isTrue((await aborted).aborted)
    const superseded = page.authenticate({ rpId, mediation: "conditional" })
    assert.isUndefined((await page.authenticate({ rpId })).error)
    assert.include((await superseded).error, { _tag: "CeremonyCancelled", by: "ceremony" })
  })

  it("runs a ceremony after an abort that the browser ignores", async () => {
    await page.register(await browser.prepare())
    const { get } = navigator.credentials
    navigator.credentials.get = neverSettles
    assert.isTrue((await page.authenticate({ rpId }, { abortAt: "authenticator" })).aborted)
    navigator.credentials.get = get
    assert.isUndefined((await page.authenticate({ rpId })).error)
  })

  it("sends a signal after an abort that the browser ignores", async () => {
    navigator.credentials.get = neverSettles
    assert.isTrue((await page.authenticate({ rpId }, { abortAt: "authenticator" })).aborted)
    assert.isUndefined((await page.signal("unknownCredential", { rpId, credentialId: "YQ" })).error)
  })

  it("does not cancel the next ceremony when the timeout of an aborted one expires", async () => {
    await page.register(await browser.prepare())
    const { get } = navigator.credentials
    navigator.credentials.get = neverSettles
    assert.isTrue((await page.authenticate({ rpId, timeout: 2_000 }, { abortAt: "authenticator" })).aborted)
    navigator.credentials.get = get
    browser.device.hold()
    setTimeout(browser.device.release, 2_400)
    assert.isUndefined((await page.authenticate({ rpId })).error)
  })

  it("leaves no request pending after an abort during a slow autofill probe", async () => {
    publicKeyCredential().isConditionalMediationAvailable = () => delay(400).then(() => true)
    let pending = 0
    navigator.credentials.get = ({ signal } = {}) =>
      new Promise((_, reject) => {
        pending++
        signal?.addEventListener("abort", () => {
          pending--
          reject(signal.reason)
        })
      })
    const result = await page.authenticate({ rpId, mediation: "conditional" }, { abortAt: "authenticator" })
    assert.isTrue(result.aborted)
    await delay(1_000)
    assert.strictEqual(pending, 0)
  })

  it("sends a signal after the end of a dialog", async () => {
    await page.register(await browser.prepare())
    const [passkey] = browser.device.passkeys()
    let isOpen = false
    let closeDialog = () => {}
    const { get } = navigator.credentials
    navigator.credentials.get = async (options) => {
      isOpen = true
      await new Promise<void>((resolve) => {
        closeDialog = resolve
      })
      isOpen = false
      return get(options)
    }
    const { signalUnknownCredential } = publicKeyCredential() as {
      signalUnknownCredential: (details: unknown) => Promise<void>
    }
    publicKeyCredential().signalUnknownCredential = async (details: unknown) => {
      if (isOpen) throw new DOMException("A request is already pending.", "OperationError")
      return signalUnknownCredential(details)
    }
    const dialog = page.authenticate({ rpId })
    await until(() => isOpen)
    const signal = page.signal("unknownCredential", { rpId, credentialId: passkey?.credentialId ?? "" })
    await delay(150)
    closeDialog()
    assert.isUndefined((await signal).error)
    assert.isUndefined((await dialog).error)
    assert.deepStrictEqual(browser.device.passkeys(), [])
  })

  it("does not restart an autofill that is aborted while a signal is pending", async () => {
    await page.register(await browser.prepare())
    browser.device.hold()
    let requests = 0
    const { get } = navigator.credentials
    navigator.credentials.get = (options) => {
      requests++
      return get(options)
    }
    let settleSignal: (() => void) | undefined
    publicKeyCredential().signalUnknownCredential = () =>
      new Promise<void>((resolve) => {
        settleSignal = resolve
      })
    const controller = new AbortController()
    const autofill = page.authenticate({ rpId, mediation: "conditional" }, { signal: controller.signal })
    await until(() => requests === 1)
    const signal = page.signal("unknownCredential", { rpId, credentialId: "YQ" })
    await until(() => settleSignal !== undefined)
    controller.abort()
    assert.isTrue((await autofill).aborted)
    settleSignal?.()
    assert.isUndefined((await signal).error)
    await delay(50)
    assert.strictEqual(requests, 1)
    browser.device.release()
    assert.isUndefined((await page.authenticate({ rpId })).error)
  })

  it("runs a ceremony while a signal never settles", async () => {
    await page.register(await browser.prepare())
    publicKeyCredential().signalUnknownCredential = neverSettles
    page.signal("unknownCredential", { rpId, credentialId: "YQ" })
    assert.isUndefined((await page.authenticate({ rpId })).error)
  })

  describe("in a browser that rejects concurrent calls", () => {
    /** The calls of the browser, oldest first. */
    let calls: Array<string>
    let isBusy: boolean
    let isAborted: boolean
    /** Settles an aborted request. */
    let settleAbort: () => Promise<void>

    const exclusively = async <A>(name: string, run: () => Promise<A>): Promise<A> => {
      if (isBusy) throw new DOMException("A request is already pending.", "OperationError")
      isBusy = true
      calls.push(name)
      try {
        return await run()
      } finally {
        isBusy = false
      }
    }

    /** How long each signal takes, in milliseconds. */
    const durations = { signalUnknownCredential: 150, signalAllAcceptedCredentials: 100, signalCurrentUserDetails: 20 }

    beforeEach(async () => {
      await page.register(await browser.prepare())
      isBusy = false
      isAborted = false
      settleAbort = () => delay(200)
      calls = []
      const { get } = navigator.credentials
      const getWithSlowAbort = async (options: CredentialRequestOptions | undefined) => {
        try {
          return await get(options)
        } catch (error) {
          isAborted = true
          await settleAbort()
          throw error
        }
      }
      navigator.credentials.get = (options) => exclusively("get", () => getWithSlowAbort(options))
      for (const [name, milliseconds] of Object.entries(durations)) {
        publicKeyCredential()[name] = () => exclusively(name, () => delay(milliseconds))
      }
      browser.device.hold()
    })

    const user = { rpId, userId: "YQ" }
    const signalUnknown = () => page.signal("unknownCredential", { rpId, credentialId: "YQ" })
    const signalAccepted = () => page.signal("allAcceptedCredentials", { ...user, allAcceptedCredentialIds: [] })
    const signalNames = () => page.signal("currentUserDetails", { ...user, name: "n", displayName: "d" })

    it("sends several signals one at a time during an autofill, then restarts the autofill", async () => {
      const autofill = page.authenticate({ rpId, mediation: "conditional" })
      await until(() => calls.length === 1)
      const early = [signalUnknown(), signalAccepted()]
      await delay(100)
      for (const { error } of await Promise.all([...early, signalNames()])) assert.isUndefined(error)
      await until(() => calls.length === 5)
      assert.deepStrictEqual(calls, ["get", ...Object.keys(durations), "get"])
      browser.device.release()
      assert.isUndefined((await autofill).error)
    })

    it("sends a signal between a dialog and the autofill that supersedes it", async () => {
      const dialog = page.authenticate({ rpId })
      await until(() => calls.length === 1)
      const signal = signalUnknown()
      const autofill = page.authenticate({ rpId, mediation: "conditional" })
      assert.include((await dialog).error, { _tag: "CeremonyCancelled", by: "ceremony" })
      assert.isUndefined((await signal).error)
      await until(() => calls.length === 3)
      assert.deepStrictEqual(calls, ["get", "signalUnknownCredential", "get"])
      browser.device.release()
      assert.isUndefined((await autofill).error)
    })

    it("starts only the last of three ceremonies after the browser has settled the first", async () => {
      let settle = () => {}
      settleAbort = () =>
        new Promise<void>((resolve) => {
          settle = resolve
        })
      const first = page.authenticate({ rpId })
      await until(() => calls.length === 1)
      const second = page.authenticate({ rpId })
      await until(() => isAborted)
      await delay(50)
      const third = page.authenticate({ rpId })
      await delay(50)
      assert.deepStrictEqual(calls, ["get"])
      settle()
      for (const { error } of [await first, await second]) {
        assert.include(error, { _tag: "CeremonyCancelled", by: "ceremony" })
      }
      browser.device.release()
      assert.isUndefined((await third).error)
      assert.deepStrictEqual(calls, ["get", "get"])
    })

    it("starts a ceremony after a pending signal", async () => {
      const signal = signalUnknown()
      const dialog = page.authenticate({ rpId })
      assert.isUndefined((await signal).error)
      browser.device.release()
      assert.isUndefined((await dialog).error)
      assert.deepStrictEqual(calls, ["signalUnknownCredential", "get"])
    })

    it("restarts a paused autofill after a slow autofill probe", async () => {
      const autofill = page.authenticate({ rpId, mediation: "conditional" })
      await until(() => calls.length === 1)
      let probes = 0
      publicKeyCredential().isConditionalMediationAvailable = () => delay(probes++ === 0 ? 300 : 0).then(() => true)
      assert.isUndefined((await signalNames()).error)
      await until(() => calls.length === 3)
      browser.device.release()
      assert.isUndefined((await autofill).error)
    })
  })
})
