import { inspect } from "node:util"
import { Passkeys } from "@passlock-sdk/effect"
import { afterEach, assert, beforeEach, describe, expect, it } from "vitest"
import { Passlock } from "../src/index.js"
import type { Page } from "./support/pages.js"
import { delay, entryPoints, publicKeyCredential, rpId, until, type VirtualBrowser } from "./support/virtualBrowser.js"

/** Throws itself when it is read. */
const unreadable = Object.defineProperty(new Error("hidden"), "message", {
  get: () => {
    throw unreadable
  }
})

const deletion = (...credentialIds: ReadonlyArray<string>) => ({
  _tag: "PasskeyDeletionInstructions",
  instructions: credentialIds.map((credentialId) => ({ rpId, userId: "dXNlcg", credentialId })),
  warnings: []
})

describe.each(entryPoints)("%s", (_, open) => {
  let browser: VirtualBrowser
  let page: Page

  beforeEach(async () => {
    browser = await open()
    page = browser.page
  })
  afterEach(() => browser.close())

  const remove = (abortAfter?: number) => page.passkeys("delete", { deletePasskeysToken: "token" }, abortAfter)

  it("returns BROWSER_SIGNAL_UNSUPPORTED for each instruction when the browser lacks the signal", async () => {
    const { value } = await page.register(await browser.prepare())
    const { principal } = value as { principal: { authenticatorId: string } }
    const passkeyIds = [principal.authenticatorId]
    const { deletePasskeysToken } = await browser.run(Passkeys.prepareDeletion({ passkeyIds }))
    publicKeyCredential().signalUnknownCredential = undefined
    const [{ credentialId, userId } = assert.fail()] = browser.device.passkeys()
    const warning = {
      code: "BROWSER_SIGNAL_UNSUPPORTED",
      message: "This browser does not support the signal unknownCredential."
    }
    expect((await page.passkeys("delete", { deletePasskeysToken })).value).toEqual({
      signals: [{ instruction: { rpId, userId, credentialId }, signalled: false, warning }],
      warnings: []
    })
    expect((await page.passkeys("delete", { deletePasskeysToken })).error).toMatchObject({ _tag: "BadRequest" })
  })

  it("signals one instruction after the other", async () => {
    const events: Array<string> = []
    publicKeyCredential().signalUnknownCredential = async ({ credentialId }: { readonly credentialId: string }) => {
      events.push(`${credentialId} starts`)
      await delay(20)
      events.push(`${credentialId} ends`)
    }
    browser.respond("/passkeys/delete/exchange", deletion("YQ", "Yg", "Yw"))
    await remove()
    assert.deepStrictEqual(
      events,
      ["YQ", "Yg", "Yw"].flatMap((id) => [`${id} starts`, `${id} ends`])
    )
  })

  it.each([
    ["a number", 7],
    ["undefined", undefined],
    ["a TypeError", new TypeError("no base64url")],
    ["an error that cannot be read", unreadable]
  ])("returns BROWSER_SIGNAL_FAILED when a signal rejects with %s", async (_, reason) => {
    publicKeyCredential().signalUnknownCredential = () => Promise.reject(reason)
    browser.respond("/passkeys/delete/exchange", deletion("YQ", "Yg"))
    const { value } = await remove()
    const { signals } = value as { readonly signals: ReadonlyArray<{ readonly warning: { readonly code: string } }> }
    assert.deepStrictEqual(
      signals.map(({ warning }) => warning.code),
      ["BROWSER_SIGNAL_FAILED", "BROWSER_SIGNAL_FAILED"]
    )
  })

  it("signals nothing more after an abort", async () => {
    const signalled: Array<unknown> = []
    publicKeyCredential().signalUnknownCredential = (signal: unknown) => {
      signalled.push(signal)
      return delay(400)
    }
    browser.respond("/passkeys/delete/exchange", deletion("YQ", "Yg"))
    assert.deepStrictEqual(await remove(200), { progress: [], aborted: true })
    await delay(400)
    assert.deepStrictEqual(signalled, [{ rpId, credentialId: "YQ" }])
  })

  it("signals nothing when it is aborted while it waits for the end of a dialog", async () => {
    let signals = 0
    publicKeyCredential().signalUnknownCredential = async () => {
      signals++
    }
    let closeDialog: (() => void) | undefined
    navigator.credentials.get = () =>
      new Promise((_, reject) => {
        closeDialog = () => reject(new DOMException("closed", "NotAllowedError"))
      })
    const dialog = page.authenticate({ rpId })
    await until(() => closeDialog !== undefined)
    browser.respond("/passkeys/delete/exchange", deletion("YQ", "Yg"))
    assert.deepStrictEqual(await remove(200), { progress: [], aborted: true })
    closeDialog?.()
    assert.include((await dialog).error, { _tag: "CeremonyCancelled" })
    assert.isUndefined((await page.signal("unknownCredential", { rpId, credentialId: "Yw" })).error)
    assert.strictEqual(signals, 1)
  })

  it("passes warnings that this version does not know", async () => {
    const warnings = [{ code: "NOVELTY", message: "new" }]
    browser.respond("/passkeys/delete/exchange", { ...deletion(), warnings })
    assert.deepStrictEqual((await remove()).value, { signals: [], warnings })
  })

  it("fails with UnexpectedResponse when an instruction lacks a field, and signals nothing", async () => {
    let count = 0
    publicKeyCredential().signalUnknownCredential = async () => {
      count++
    }
    const { instructions, ...rest } = deletion("YQ")
    browser.respond("/passkeys/delete/exchange", { ...rest, instructions: [...instructions, { rpId }] })
    assert.include((await remove()).error, { _tag: "UnexpectedResponse", operation: "Passkeys.exchangeDeletion" })
    assert.strictEqual(count, 0)
  })
})

describe("the Promise client", () => {
  const passlock = new Passlock({ tenancyId: "t", fetch: async () => Response.json(deletion()) })
  const request = { deletePasskeysToken: "token" }

  it("returns outcomes from safe.passkeys", async () => {
    assert.deepStrictEqual(await passlock.safe.passkeys.delete(request), {
      success: true,
      value: { signals: [], warnings: [] }
    })
    const outcome = await passlock.safe.passkeys.update({ updatePasskeysToken: "" })
    assert.include(outcome.success ? {} : outcome.error, { _tag: "InvalidInput", attempts: 0 })
  })

  it.each([
    ["update", "updatePasskeysToken"],
    ["delete", "deletePasskeysToken"],
    ["prune", "prunePasskeysToken"]
  ] as const)(
    "%s rejects with an error that does not show the token, even if the API repeats it",
    async (name, field) => {
      const fetch = async (_: string, { body }: RequestInit) =>
        Response.json({ _tag: "@error/BadRequest", message: `cannot use ${body}` }, { status: 400 })
      const method: (request: never) => Promise<unknown> = new Passlock({ tenancyId: "t", fetch }).passkeys[name]
      const error: unknown = await method({ [field]: "never-shown-4711" } as never).catch((error: unknown) => error)
      const shown = [inspect(error, { depth: 9, showHidden: true }), JSON.stringify(error), String(error)].join()
      assert.include(shown, "BadRequest")
      assert.include(shown, "cannot use")
      assert.notInclude(shown, "never-shown-4711")
    }
  )

  it("rejects with InvalidInput for a signal that is not an AbortSignal", async () => {
    const outcome = await passlock.safe.passkeys.delete(request, { signal: 7 as never })
    assert.include(outcome.success ? {} : outcome.error, {
      _tag: "InvalidInput",
      message: "Passkeys.exchangeDeletion: Nothing was sent. signal: expected an AbortSignal, got number."
    })
  })

  it("rejects with the signal's reason when it is already aborted, and sends nothing", async () => {
    const reason = new Error("left")
    const outcome = passlock.safe.passkeys.delete(request, { signal: AbortSignal.abort(reason) })
    assert.strictEqual(await outcome.catch((error: unknown) => error), reason)
  })
})
