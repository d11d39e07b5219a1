/** Covers what programs do not have: callbacks, signals and timers of the page. */
import { VirtualAuthenticator } from "@passlock-sdk/browser/testing"
import { PasslockEmulator } from "@passlock-sdk/emulator"
import { Passlock as Server } from "@passlock-sdk/promise"
import { afterEach, assert, beforeEach, it, vi } from "vitest"
import { Passlock } from "../src/index.js"
import { resetEmulator } from "./support/environments.js"
import { delay, rpId } from "./support/virtualBrowser.js"

const { apiKey, tenancyId } = PasslockEmulator.defaultTenancy

let device: VirtualAuthenticator.Device
let uninstall: () => void
let passlock: Passlock

beforeEach(async () => {
  const emulator = await resetEmulator()
  const server = new Server({ tenancyId, apiKey, fetch: emulator.fetch })
  device = VirtualAuthenticator.make({ origin: "http://localhost" })
  uninstall = VirtualAuthenticator.install(device)
  passlock = new Passlock({ tenancyId, fetch: emulator.fetch })
  await passlock.register(await server.registration.prepare({ rpId, userId: "user_01", username: "ada@example.com" }))
})
afterEach(() => {
  vi.restoreAllMocks()
  uninstall()
})

const errorOf = async (promise: ReturnType<Passlock["safe"]["authenticate"]>) => {
  const outcome = await promise
  return outcome.success ? undefined : outcome.error
}

it("completes the ceremony and reports the error when onProgress throws", async () => {
  const failure = new Error("no such element")
  const reported: Array<unknown> = []
  vi.stubGlobal("reportError", (error: unknown) => reported.push(error))
  const onProgress = () => {
    throw failure
  }
  const { principal } = await passlock.authenticate({ rpId }, { onProgress })
  vi.unstubAllGlobals()
  assert.strictEqual(principal.userId, "user_01")
  assert.deepStrictEqual(reported, [failure, failure, failure])
})

it.each(["completed", "rejected", "superseded"])("removes its abort listener after a %s ceremony", async (end) => {
  const { signal } = new AbortController()
  const listeners = new Set<unknown>()
  const { addEventListener, removeEventListener } = signal
  signal.addEventListener = (name: string, listener: EventListener) => {
    listeners.add(listener)
    addEventListener.call(signal, name, listener)
  }
  signal.removeEventListener = (name: string, listener: EventListener) => {
    listeners.delete(listener)
    removeEventListener.call(signal, name, listener)
  }
  if (end === "rejected") device.rejectNext()
  const outcome = passlock.safe.authenticate({ rpId }, { signal })
  assert.strictEqual(listeners.size, 1)
  if (end === "superseded") await passlock.authenticate({ rpId })
  await outcome
  assert.strictEqual(listeners.size, 0)
})

it("completes a ceremony whose signal throws in removeEventListener, without an unhandled rejection", async () => {
  const { signal } = new AbortController()
  signal.removeEventListener = () => {
    throw new Error("replaced by the page")
  }
  const unhandled: Array<unknown> = []
  const collect = (reason: unknown) => unhandled.push(reason)
  process.on("unhandledRejection", collect)
  const { principal } = await passlock.authenticate({ rpId }, { signal })
  await delay(20)
  process.off("unhandledRejection", collect)
  assert.strictEqual(principal.userId, "user_01")
  assert.deepStrictEqual(unhandled, [])
})

it.each(["completed", "rejected", "aborted"])("clears its timer after a %s ceremony", async (end) => {
  const [set, clear] = [vi.spyOn(globalThis, "setTimeout"), vi.spyOn(globalThis, "clearTimeout")]
  const controller = new AbortController()
  if (end === "rejected") device.rejectNext()
  // A browser extension may ignore the abort.
  if (end === "aborted") vi.spyOn(navigator.credentials, "get").mockImplementation(() => new Promise(() => {}))
  const outcome = passlock.safe.authenticate({ rpId, timeout: 44_444 }, { signal: controller.signal }).catch(() => {})
  if (end === "aborted") {
    await vi.waitFor(() => assert.isTrue(vi.mocked(navigator.credentials.get).mock.calls.length === 1), {
      timeout: 60_000
    })
    controller.abort()
  }
  await outcome
  const timer = set.mock.results[set.mock.calls.findIndex(([, milliseconds]) => milliseconds === 44_444)]?.value
  assert.isDefined(timer)
  assert.isTrue(clear.mock.calls.some(([cleared]) => cleared === timer))
})

it("completes a ceremony after a superseded one that settles late", async () => {
  device.hold()
  const first = errorOf(passlock.safe.authenticate({ rpId }))
  await delay(50)
  const silent = new Passlock({ tenancyId, fetch: () => new Promise(() => {}) })
  const second = errorOf(silent.safe.authenticate({ rpId }))
  assert.include(await first, { _tag: "CeremonyCancelled" })
  await delay(50)
  device.release()
  assert.isUndefined(await errorOf(passlock.safe.authenticate({ rpId })))
  assert.include(await second, { _tag: "CeremonyCancelled", by: "ceremony" })
})

it("has methods that work when destructured", async () => {
  const { authenticate, safe } = passlock
  assert.strictEqual((await authenticate({ rpId })).principal.userId, "user_01")
  assert.isTrue((await safe.authenticate({ rpId })).success)
})
