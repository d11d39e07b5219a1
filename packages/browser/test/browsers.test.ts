/** Browsers, and what comes in their place, that do not behave. */
import { SoftwareAuthenticator } from "@passlock-sdk/browser/testing"
import { PasslockEmulator } from "@passlock-sdk/emulator"
import { Passlock as Server } from "@passlock-sdk/promise"
import { afterEach, assert, beforeEach, describe, it } from "vitest"
import { type Page, programs, promises, type Where } from "./support/pages.js"
import { emulatorOfTest } from "./support/worlds.js"

const rpId = "localhost"
const { apiKey, tenancyId } = PasslockEmulator.defaultTenancy

type Body = Readonly<Record<string, unknown>>

/** An object that nobody can look into. */
const unreadable = (): object => {
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()
  return proxy
}

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
  let change = (body: Body): Body => body

  beforeEach(async () => {
    emulator = await emulatorOfTest()
    server = new Server({ tenancyId, apiKey, fetch: emulator.fetch })
    device = SoftwareAuthenticator.make({ origin: "http://localhost" })
    uninstall = SoftwareAuthenticator.install(device)
    requests = []
    caches = []
    answerWith((body) => body)
    page = open({
      tenancyId,
      fetch: async (input, init) => {
        requests.push(String(input))
        caches.push(init?.cache)
        const response = await emulator.fetch(input, init)
        if (!String(input).endsWith("/options")) return response
        return Response.json(change(await response.json()), response)
      }
    })
  })
  afterEach(async () => {
    uninstall()
  })

  const prepare = async (changes: object = {}) => {
    const request = { rpId, userId: "user_01", username: "ada@example.com", ...changes }
    return { registrationToken: (await server.registration.prepare(request)).registrationToken }
  }

  /** What becomes of the options that the API gives. */
  const answerWith = (how: (body: Body) => Body) => {
    change = how
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

  it("that never answers can do what is certain", { timeout: 10_000 }, async () => {
    Object.assign(browser(), { isConditionalMediationAvailable: () => new Promise(() => {}) })
    const { autofill, passkeys } = (await page.capabilities()) as { autofill: boolean; passkeys: boolean }
    assert.deepStrictEqual({ autofill, passkeys }, { autofill: false, passkeys: true })
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

  const odd = (fields: object) => async () => {
    throw Object.assign(new Error("odd"), fields)
  }

  it.each([
    ["throws what is no error", () => Promise.reject("never-shown")],
    ["throws nothing", () => Promise.reject(undefined)],
    ["throws an error with a number for a name", odd({ name: 7 })],
    ["throws an error with a symbol for a name", odd({ name: Symbol("name") })],
    ["throws an error with a symbol for a message", odd({ message: Symbol("message") })],
    ["throws an error with something for a message", odd({ message: Object.create(null) })],
    ["gives nothing", async () => null],
    ["gives what is no credential", async () => ({})]
  ])("that %s has its name for it", async (_, answer) => {
    navigator.credentials.create = answer as never
    const { error } = await page.register(await prepare())
    assert.strictEqual(error._tag, "AuthenticatorError")
    assert.isString(error.code)
    assert.notInclude(JSON.stringify(error), "never-shown")
  })

  it("that says much is not repeated at length", async () => {
    navigator.credentials.create = odd({ message: "m".repeat(10_000) })
    const { error } = await page.register(await prepare())
    assert.isBelow(error.message.length, 500)
  })

  it.each([[() => true], [true]])("that says of autofill %s, without a promise, is understood", async (answer) => {
    await page.register(await prepare())
    browser().isConditionalMediationAvailable = answer
    const told = await page.authenticate({ rpId, mediation: "conditional" })
    if (answer === true) assert.include(told.error, { _tag: "Unsupported", feature: "autofill" })
    else assert.isUndefined(told.error)
    assert.isBoolean(((await page.capabilities()) as { autofill: unknown }).autofill)
  })

  it("that says nothing of autofill has none", async () => {
    browser().isConditionalMediationAvailable = () => {}
    const told = await page.authenticate({ rpId, mediation: "conditional" })
    assert.include(told.error, { _tag: "Unsupported", feature: "autofill" })
    assert.isFalse(((await page.capabilities()) as { autofill: unknown }).autofill)
  })

  it("that never says whether it has autofill holds up no abort, and no other ceremony", async () => {
    await page.register(await prepare())
    browser().isConditionalMediationAvailable = () => new Promise(() => {})
    const controller = new AbortController()
    const aborted = page.authenticate({ rpId, mediation: "conditional" }, { signal: controller.signal })
    setTimeout(() => controller.abort(), 50)
    assert.isTrue((await aborted).aborted)
    const replaced = page.authenticate({ rpId, mediation: "conditional" })
    assert.isUndefined((await page.authenticate({ rpId })).error)
    assert.include((await replaced).error, { _tag: "CeremonyCancelled", by: "ceremony" })
  })

  it("without autofill is not asked for it by the server either", async () => {
    browser().isConditionalMediationAvailable = async () => false
    answerWith((body) => ({ ...body, mediation: "conditional" }))
    const { error, progress } = await page.authenticate({ rpId })
    assert.include(error, { _tag: "Unsupported", feature: "autofill", operation: "Ceremony.authenticate" })
    assert.deepStrictEqual(progress, ["options"])
  })

  it.each([null, "60000", "soon", 0, -1, {}, 3e9])("is not hurried by the time %j", async (timeout) => {
    await page.register(await prepare())
    const { get } = navigator.credentials
    navigator.credentials.get = async (options) => {
      await new Promise((resolve) => setTimeout(resolve, 50))
      return get(options)
    }
    answerWith(({ optionsJSON, ...body }) => ({ ...body, optionsJSON: { ...(optionsJSON as object), timeout } }))
    assert.isUndefined((await page.authenticate({ rpId })).error)
  })

  it.each([
    ["a bigint", { novelty: 1n }],
    ["what throws", { toJSON: () => assert.fail("never-shown") }]
  ])("that puts %s into an answer has it refused", async (_, extensions) => {
    await page.register(await prepare())
    const { get } = navigator.credentials
    navigator.credentials.get = async (options) => {
      const credential = await get(options)
      return Object.assign(Object.create(credential), { getClientExtensionResults: () => extensions })
    }
    const { error } = await page.authenticate({ rpId })
    assert.include(error, { _tag: "InvalidInput", operation: "Authentication.verify" })
    assert.include(error.message, "expected a value that JSON can carry")
  })

  it.each([
    ["nothing", () => undefined],
    ["null", () => null],
    ["a number", () => 7],
    ["a text", () => "text"],
    ["what nobody can read", unreadable]
  ])("is not asked for a passkey with %s", async (_, make) => {
    const request = make()
    for (const told of [
      await page.authenticate(request as never),
      await page.register(request as never),
      await page.signal("unknownCredential", request as never)
    ]) {
      assert.include(told.error, { _tag: "InvalidInput", attempts: 0 })
    }
    assert.deepStrictEqual(requests, [])
  })

  it.each([null, "never"])("is not asked with the mediation %j", async (mediation) => {
    const { error } = await page.authenticate({ rpId, mediation })
    assert.include(error, { _tag: "InvalidInput", operation: "Ceremony.authenticate" })
    assert.include(error.message, 'mediation: expected "conditional" or "required", got ')
    assert.deepStrictEqual(requests, [])
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

  it("that does not listen to aborts is told a signal after one", async () => {
    navigator.credentials.get = () => new Promise(() => {})
    const told = await page.authenticate({ rpId }, { abortAt: "authenticator" })
    assert.isTrue(told.aborted)
    assert.isUndefined((await page.signal("unknownCredential", { rpId, credentialId: "YQ" })).error)
  })

  it("that does not listen to aborts is not asked to end the next ceremony when the time of an ended one is over", async () => {
    await page.register(await prepare())
    const { get } = navigator.credentials
    navigator.credentials.get = () => new Promise(() => {})
    const told = await page.authenticate({ rpId, timeout: 1_500 }, { abortAt: "authenticator" })
    assert.isTrue(told.aborted)
    navigator.credentials.get = get
    device.hold()
    setTimeout(device.release, 2_000)
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

  describe("that can do one thing at a time", () => {
    /** What the browser does, in order. */
    let done: Array<string>
    let isBusy: boolean

    const occupied = async <A>(name: string, what: () => Promise<A>): Promise<A> => {
      if (isBusy) throw new DOMException("A request is already pending.", "OperationError")
      isBusy = true
      done.push(name)
      try {
        return await what()
      } finally {
        isBusy = false
      }
    }

    const signals = { signalUnknownCredential: 150, signalAllAcceptedCredentials: 100, signalCurrentUserDetails: 20 }

    beforeEach(async () => {
      await page.register(await prepare())
      isBusy = false
      done = []
      const { get } = navigator.credentials
      const lettingGo = async (options: CredentialRequestOptions | undefined) => {
        try {
          return await get(options)
        } catch (error) {
          await new Promise((resolve) => setTimeout(resolve, 200))
          throw error
        }
      }
      navigator.credentials.get = (options) => occupied("question", () => lettingGo(options))
      for (const [name, milliseconds] of Object.entries(signals)) {
        browser()[name] = () => occupied(name, () => new Promise((resolve) => setTimeout(resolve, milliseconds)))
      }
      device.hold()
    })

    const user = { rpId, userId: "YQ" }
    const first = () => page.signal("unknownCredential", { rpId, credentialId: "YQ" })
    const second = () => page.signal("allAcceptedCredentials", { ...user, allAcceptedCredentialIds: [] })
    const third = () => page.signal("currentUserDetails", { ...user, name: "n", displayName: "d" })

    const aLittle = () => new Promise((resolve) => setTimeout(resolve, 100))

    it("is told several signals in turn while an autofill waits, which then goes on", async () => {
      const waiting = page.authenticate({ rpId, mediation: "conditional" })
      await aLittle()
      const early = [first(), second()]
      await aLittle()
      for (const told of await Promise.all([...early, third()])) assert.isUndefined(told.error)
      await new Promise((resolve) => setTimeout(resolve, 200))
      assert.deepStrictEqual(done, ["question", ...Object.keys(signals), "question"])
      device.release()
      assert.isUndefined((await waiting).error)
    })

    it("is told a signal between a dialog and what takes its place", async () => {
      const dialog = page.authenticate({ rpId })
      await aLittle()
      const told = first()
      const next = page.authenticate({ rpId, mediation: "conditional" })
      assert.include((await dialog).error, { _tag: "CeremonyCancelled", by: "ceremony" })
      assert.isUndefined((await told).error)
      await aLittle()
      assert.deepStrictEqual(done, ["question", "signalUnknownCredential", "question"])
      device.release()
      assert.isUndefined((await next).error)
    })

    it("is asked again when it has let go of the last question, however many were replaced meanwhile", async () => {
      const first = page.authenticate({ rpId })
      await aLittle()
      const second = page.authenticate({ rpId })
      await aLittle()
      const third = page.authenticate({ rpId })
      for (const told of [await first, await second]) {
        assert.include(told.error, { _tag: "CeremonyCancelled", by: "ceremony" })
      }
      device.release()
      assert.isUndefined((await third).error)
      assert.deepStrictEqual(done, ["question", "question"])
    })

    it("is asked after a signal that it was told before", async () => {
      const told = first()
      const next = page.authenticate({ rpId })
      assert.isUndefined((await told).error)
      device.release()
      assert.isUndefined((await next).error)
      assert.deepStrictEqual(done, ["signalUnknownCredential", "question"])
    })

    it("goes on with an autofill that was taken back, however long it asks itself about autofill", async () => {
      const waiting = page.authenticate({ rpId, mediation: "conditional" })
      await aLittle()
      let asked = 0
      browser().isConditionalMediationAvailable = () =>
        new Promise((resolve) => setTimeout(() => resolve(true), asked++ === 0 ? 300 : 0))
      assert.isUndefined((await third()).error)
      await new Promise((resolve) => setTimeout(resolve, 400))
      device.release()
      assert.isUndefined((await waiting).error)
    })
  })

  it("that never ends a signal holds up no ceremony", async () => {
    await page.register(await prepare())
    browser().signalUnknownCredential = () => new Promise(() => {})
    page.signal("unknownCredential", { rpId, credentialId: "YQ" })
    assert.isUndefined((await page.authenticate({ rpId })).error)
  })

  it.each([7, undefined])("whose signal fails with %j has its name for it", async (reason) => {
    browser().signalUnknownCredential = () => Promise.reject(reason)
    const { error } = await page.signal("unknownCredential", { rpId, credentialId: "YQ" })
    assert.include(error, { _tag: "AuthenticatorError", operation: "Signals.unknownCredential" })
    assert.isString(error.code)
  })

  it("whose signal fails has its name for it", async () => {
    browser().signalUnknownCredential = async () => {
      throw new DOMException("no", "SecurityError")
    }
    const { error } = await page.signal("unknownCredential", { rpId, credentialId: "YQ" })
    assert.include(error, { _tag: "AuthenticatorError", code: "SecurityError", operation: "Signals.unknownCredential" })
  })
})
