/** Where a page runs in a test: in this process, with a device in software. */
import type { Authenticator } from "@passlock-sdk/browser/effect"
import { SoftwareAuthenticator } from "@passlock-sdk/browser/testing"
import { PasslockEmulator } from "@passlock-sdk/emulator"
import { Passlock } from "@passlock-sdk/promise"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { type Page, programs, promises, type Where } from "./pages.js"

/** A passkey that a device keeps. */
export type Kept = Pick<SoftwareAuthenticator.KeptPasskey, "credentialId" | "rpId" | "userId">

export interface Device {
  readonly passkeys: () => Promise<ReadonlyArray<Kept>>
  /** The user cancels the next dialog. */
  readonly cancelNext: () => Promise<void>
  /** The user leaves the next question alone, until it ends. */
  readonly ignoreNext: () => Promise<void>
}

export interface World {
  readonly emulator: PasslockEmulator.PasslockEmulator
  /** What the application's server uses. */
  readonly server: Passlock
  readonly page: Page
  readonly device: Device
  readonly end: () => Promise<void>
}

export interface Place {
  readonly name: string
  /** Or else the device itself is asked. */
  readonly isBrowser: boolean
  readonly begin: () => Promise<World>
}

const { apiKey, tenancyId } = PasslockEmulator.defaultTenancy

const shared = PasslockEmulator.make()

/** The emulator of every test of a file, one after the other: to make its keys takes longer than a ceremony. */
export const emulatorOfTest = async (): Promise<PasslockEmulator.PasslockEmulator> => {
  await shared.reset()
  return shared
}

const around = async (
  device: SoftwareAuthenticator.Device,
  open: (where: Where) => Page,
  install = (_: SoftwareAuthenticator.Device) => () => {}
): Promise<World> => {
  const emulator = await emulatorOfTest()
  // Before the browser is there: in a page, this client would refuse to hold its key.
  const server = new Passlock({ tenancyId, apiKey, fetch: emulator.fetch })
  const uninstall = install(device)
  return {
    emulator,
    server,
    page: open({ tenancyId, fetch: emulator.fetch }),
    device: {
      passkeys: async () => device.passkeys(),
      cancelNext: async () => device.refuseNext(),
      ignoreNext: async () => device.ignoreNext()
    },
    end: async () => uninstall()
  }
}

const origin = "http://localhost"

const installed =
  (open: (where: Where) => Page): Place["begin"] =>
  () =>
    around(SoftwareAuthenticator.make({ origin }), open, SoftwareAuthenticator.install)

const onSoftware: Place["begin"] = async () => {
  const context = await Effect.runPromise(Effect.scoped(Layer.build(SoftwareAuthenticator.layer({ origin }))))
  const device = Effect.runSync(Effect.provide(SoftwareAuthenticator.SoftwareAuthenticator, context))
  const authenticator: Layer.Layer<Authenticator> = Layer.succeedContext(context)
  return around(device, (where) => programs(where, authenticator))
}

export const places: ReadonlyArray<Place> = [
  { name: "promises, and a software browser", isBrowser: true, begin: installed(promises) },
  { name: "programs, and a software browser", isBrowser: true, begin: installed(programs) },
  { name: "programs, and the software authenticator", isBrowser: false, begin: onSoftware }
]
