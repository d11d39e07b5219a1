/** What only promises have: callbacks, signals and timers of the page. */
import { SoftwareAuthenticator } from "@passlock-sdk/browser/testing"
import { PasslockEmulator } from "@passlock-sdk/emulator"
import { Passlock as Server } from "@passlock-sdk/promise"
import { afterEach, assert, beforeEach, it, vi } from "vitest"
import { Passlock } from "../src/index.js"
import { refusalOf } from "../src/internal/refusal.js"
import { emulatorOfTest } from "./support/worlds.js"

const rpId = "localhost"
const { apiKey, tenancyId } = PasslockEmulator.defaultTenancy

let emulator: PasslockEmulator.PasslockEmulator
let device: SoftwareAuthenticator.Device
let uninstall: () => void
let passlock: Passlock

beforeEach(async () => {
  emulator = await emulatorOfTest()
  const server = new Server({ tenancyId, apiKey, fetch: emulator.fetch })
  device = SoftwareAuthenticator.make({ origin: "http://localhost" })
  uninstall = SoftwareAuthenticator.install(device)
  passlock = new Passlock({ tenancyId, fetch: emulator.fetch })
  await passlock.register(await server.registration.prepare({ rpId, userId: "user_01", username: "ada@example.com" }))
})
afterEach(async () => {
  vi.restoreAllMocks()
  uninstall()
})

const errorOf = async (outcome: ReturnType<Passlock["safe"]["authenticate"]>) => {
  const ended = await outcome
  return ended.success ? undefined : ended.error
}

it("a page that fails to show the progress loses no ceremony", async () => {
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

it.each(["answered", "refused", "replaced"])("a ceremony that was %s listens to its signal no longer", async (how) => {
  const { signal } = new AbortController()
  const listening = new Set<unknown>()
  const { addEventListener, removeEventListener } = signal
  signal.addEventListener = (name: string, listener: EventListener) => {
    listening.add(listener)
    addEventListener.call(signal, name, listener)
  }
  signal.removeEventListener = (name: string, listener: EventListener) => {
    listening.delete(listener)
    removeEventListener.call(signal, name, listener)
  }
  if (how === "refused") device.refuseNext()
  const ended = passlock.safe.authenticate({ rpId }, { signal })
  assert.strictEqual(listening.size, 1)
  if (how === "replaced") await passlock.authenticate({ rpId })
  await ended
  assert.strictEqual(listening.size, 0)
})

it.each(["answered", "refused", "aborted"])("a question that was %s leaves no timer behind", async (how) => {
  const [set, clear] = [vi.spyOn(globalThis, "setTimeout"), vi.spyOn(globalThis, "clearTimeout")]
  const controller = new AbortController()
  if (how === "refused") device.refuseNext()
  // An extension that does not listen to aborts.
  if (how === "aborted") vi.spyOn(navigator.credentials, "get").mockImplementation(() => new Promise(() => {}))
  const ended = passlock.safe.authenticate({ rpId, timeout: 44_444 }, { signal: controller.signal }).catch(() => {})
  if (how === "aborted") {
    await vi.waitFor(() => assert.isTrue(vi.mocked(navigator.credentials.get).mock.calls.length === 1))
    controller.abort()
  }
  await ended
  const timer = set.mock.results[set.mock.calls.findIndex(([, milliseconds]) => milliseconds === 44_444)]?.value
  assert.isDefined(timer)
  assert.isTrue(clear.mock.calls.some(([cleared]) => cleared === timer))
})

it("a ceremony that ends late takes nothing from the one after it", async () => {
  device.hold()
  const first = errorOf(passlock.safe.authenticate({ rpId }))
  await new Promise((resolve) => setTimeout(resolve, 50))
  const silent = new Passlock({ tenancyId, fetch: () => new Promise(() => {}) })
  const second = errorOf(silent.safe.authenticate({ rpId }))
  assert.include(await first, { _tag: "CeremonyCancelled" })
  await new Promise((resolve) => setTimeout(resolve, 50))
  device.release()
  assert.isUndefined(await errorOf(passlock.safe.authenticate({ rpId })))
  assert.include(await second, { _tag: "CeremonyCancelled", by: "ceremony" })
})

it.each([
  [1_000, "CeremonyTimeout"],
  [900, "CeremonyTimeout"],
  [500, "CeremonyCancelled"]
])("a refusal after %d of 1000 ms is a %s", (elapsed, tag) => {
  const refusal = refusalOf(new DOMException("no", "NotAllowedError"), false, elapsed, 1_000)
  assert.strictEqual(refusal._tag, tag)
})

it("methods need no client before them", async () => {
  const { authenticate, safe } = passlock
  assert.strictEqual((await authenticate({ rpId })).principal.userId, "user_01")
  assert.isTrue((await safe.authenticate({ rpId })).success)
})
