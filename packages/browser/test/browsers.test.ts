/** Browsers, and what comes in their place, that do not behave. */
import { SoftwareAuthenticator } from "@passlock-sdk/browser/testing"
import { PasslockEmulator } from "@passlock-sdk/emulator"
import { Passlock as Server } from "@passlock-sdk/promise"
import { afterEach, assert, beforeEach, describe, it } from "vitest"
import { type Page, programs, promises, type Where } from "./support/pages.js"

const rpId = "localhost"
const { apiKey, tenancyId } = PasslockEmulator.defaultTenancy

describe.each([
  { name: "promises", open: promises },
  { name: "programs", open: (where: Where) => programs(where) }
])("$name", ({ open }) => {
  let emulator: PasslockEmulator.PasslockEmulator
  let server: Server
  let device: SoftwareAuthenticator.Device
  let uninstall: () => void
  let page: Page
  let requests: Array<string>
  let caches: Array<RequestCache | undefined>

  beforeEach(() => {
    emulator = PasslockEmulator.make()
    server = new Server({ tenancyId, apiKey, fetch: emulator.fetch })
    device = SoftwareAuthenticator.make({ origin: "http://localhost" })
    uninstall = SoftwareAuthenticator.install(device)
    requests = []
    caches = []
    page = open({
      tenancyId,
      fetch: (input, init) => {
        requests.push(String(input))
        caches.push(init?.cache)
        return emulator.fetch(input, init)
      }
    })
  })
  afterEach(async () => {
    uninstall()
    await emulator.dispose()
  })

  const prepare = async (changes: object = {}) => {
    const request = { rpId, userId: "user_01", username: "ada@example.com", ...changes }
    return { registrationToken: (await server.registration.prepare(request)).registrationToken }
  }

  const browser = () => PublicKeyCredential as unknown as Record<string, unknown>

  it("without passkeys is asked for nothing, and no token is spent", async () => {
    Reflect.deleteProperty(globalThis, "PublicKeyCredential")
    for (const told of [await page.register(await prepare()), await page.authenticate({ rpId })]) {
      assert.include(told.error, { _tag: "PasskeysUnsupported" })
      assert.deepStrictEqual(told.progress, [])
    }
    assert.deepStrictEqual(requests, [])
    assert.deepStrictEqual(await page.capabilities(), {
      passkeys: false,
      autofill: false,
      platformAuthenticator: false,
      signals: { unknownCredential: false, allAcceptedCredentials: false, currentUserDetails: false }
    })
    const signalled = await page.signal("unknownCredential", { passkeyId: "p" })
    assert.include(signalled.error, { _tag: "Unsupported", feature: "unknownCredential" })
  })

  it("without autofill or signals tells which it lacks, and is asked for nothing", async () => {
    browser().isConditionalMediationAvailable = async () => false
    for (const name of ["signalUnknownCredential", "signalAllAcceptedCredentials", "signalCurrentUserDetails"]) {
      delete browser()[name]
    }
    const told = await page.authenticate({ rpId, mediation: "conditional" })
    assert.include(told.error, { _tag: "Unsupported", feature: "autofill", operation: "Ceremony.authenticate" })
    const details = {
      unknownCredential: { passkeyId: "p" },
      allAcceptedCredentials: { passkeyIds: ["p"] },
      currentUserDetails: { passkeyId: "p", name: "n", displayName: "d" }
    }
    for (const feature of ["unknownCredential", "allAcceptedCredentials", "currentUserDetails"] as const) {
      const { error } = await page.signal(feature, details[feature])
      assert.include(error, { _tag: "Unsupported", feature, operation: `Signals.${feature}` })
    }
    assert.deepStrictEqual(requests, [])
    assert.deepStrictEqual(await page.capabilities(), {
      passkeys: true,
      autofill: false,
      platformAuthenticator: true,
      signals: { unknownCredential: false, allAcceptedCredentials: false, currentUserDetails: false }
    })
  })

  it("whose questions about itself fail can do what is certain", async () => {
    const fails = async () => {
      throw new Error("broken")
    }
    Object.assign(browser(), {
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

  it("that says it cannot pass a signal on is believed", async () => {
    browser().getClientCapabilities = async () => ({ signalUnknownCredential: false, signalCurrentUserDetails: true })
    assert.deepInclude(await page.capabilities(), {
      signals: { unknownCredential: false, allAcceptedCredentials: true, currentUserDetails: true }
    })
  })

  it.each([
    ["InvalidStateError", { _tag: "PasskeyAlreadyRegistered" }],
    ["NotAllowedError", { _tag: "CeremonyCancelled", by: "user" }],
    ["AbortError", { _tag: "CeremonyCancelled", by: "ceremony" }],
    ["ConstraintError", { _tag: "AuthenticatorError", code: "ConstraintError" }],
    ["NotSupportedError", { _tag: "AuthenticatorError", code: "NotSupportedError" }],
    ["SecurityError", { _tag: "AuthenticatorError", code: "SecurityError" }],
    ["UnknownError", { _tag: "AuthenticatorError", code: "UnknownError" }],
    ["NoveltyError", { _tag: "AuthenticatorError", code: "NoveltyError" }]
  ])("whose %s ends a registration has it told by its name", async (name, expected) => {
    device.refuseNext(name)
    const { error } = await page.register(await prepare())
    assert.include(error, { operation: "Ceremony.register", ...expected })
    assert.include(error.message, "Ceremony.register: ")
    assert.isUndefined((await page.register(await prepare())).error)
  })

  it.each([
    ["throws what is no error", () => Promise.reject("never-shown")],
    ["gives nothing", async () => null],
    ["gives what is no credential", async () => ({})]
  ])("that %s has its name for it", async (_, answer) => {
    navigator.credentials.create = answer as never
    const { error } = await page.register(await prepare())
    assert.strictEqual(error._tag, "AuthenticatorError")
    assert.notInclude(JSON.stringify(error), "never-shown")
  })

  it("that has no page on the domain refuses", async () => {
    const { error } = await page.register(await prepare({ rpId: "example.com" }))
    assert.include(error, { _tag: "AuthenticatorError", code: "SecurityError" })
  })

  it("that does not listen to aborts holds up no later ceremony", async () => {
    await page.register(await prepare())
    const { get } = navigator.credentials
    navigator.credentials.get = () => new Promise(() => {})
    const told = await page.authenticate({ rpId }, { abortAt: "authenticator" })
    assert.isTrue(told.aborted)
    navigator.credentials.get = get
    assert.isUndefined((await page.authenticate({ rpId })).error)
  })

  it("that asks about autofill for long is not asked for a passkey after an abort", async () => {
    browser().isConditionalMediationAvailable = () => new Promise((resolve) => setTimeout(() => resolve(true), 400))
    let open = 0
    navigator.credentials.get = ({ signal } = {}) =>
      new Promise((_, reject) => {
        open++
        signal?.addEventListener("abort", () => {
          open--
          reject(signal.reason)
        })
      })
    const told = await page.authenticate({ rpId, mediation: "conditional" }, { abortAt: "authenticator" })
    assert.isTrue(told.aborted)
    await new Promise((resolve) => setTimeout(resolve, 1_000))
    assert.strictEqual(open, 0)
  })

  it("is told nothing that its cache remembers", async () => {
    const { value } = await page.register(await prepare())
    const { principal } = value as { principal: { authenticatorId: string } }
    await page.signal("unknownCredential", { passkeyId: principal.authenticatorId })
    assert.strictEqual(caches.at(-1), "no-store")
  })

  it("that takes no signal during a dialog is told afterwards", async () => {
    await page.register(await prepare())
    const [kept] = device.passkeys()
    let isOpen = false
    const { get } = navigator.credentials
    navigator.credentials.get = async (options) => {
      isOpen = true
      await new Promise((resolve) => setTimeout(resolve, 300))
      isOpen = false
      return get(options)
    }
    const { signalUnknownCredential } = browser() as { signalUnknownCredential: (details: unknown) => Promise<void> }
    browser().signalUnknownCredential = async (details: unknown) => {
      if (isOpen) throw new DOMException("A request is already pending.", "OperationError")
      return signalUnknownCredential(details)
    }
    const dialog = page.authenticate({ rpId })
    await new Promise((resolve) => setTimeout(resolve, 150))
    assert.isTrue(isOpen)
    const told = await page.signal("unknownCredential", { rpId, credentialId: kept?.credentialId ?? "" })
    assert.isUndefined(told.error)
    assert.isUndefined((await dialog).error)
    assert.deepStrictEqual(device.passkeys(), [])
  })

  it("is left alone by an autofill that was ended while a signal was sent", async () => {
    await page.register(await prepare())
    device.hold()
    browser().signalUnknownCredential = () => new Promise((resolve) => setTimeout(resolve, 400))
    const waiting = page.authenticate({ rpId, mediation: "conditional" }, { abortAt: "authenticator" })
    await new Promise((resolve) => setTimeout(resolve, 150))
    const told = page.signal("unknownCredential", { rpId, credentialId: "YQ" })
    assert.isTrue((await waiting).aborted)
    assert.isUndefined((await told).error)
    device.release()
    assert.isUndefined((await page.authenticate({ rpId })).error)
  })

  it("whose signal fails has its name for it", async () => {
    browser().signalUnknownCredential = async () => {
      throw new DOMException("no", "SecurityError")
    }
    const { error } = await page.signal("unknownCredential", { rpId, credentialId: "YQ" })
    assert.include(error, { _tag: "AuthenticatorError", code: "SecurityError", operation: "Signals.unknownCredential" })
  })
})
