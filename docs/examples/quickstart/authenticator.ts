/** The user's device: an authenticator in software, with keys of its own. */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { WebAuthnEmulator } from "nid-webauthn-emulator"

export class Device extends Context.Tag("quickstart/Device")<Device, WebAuthnEmulator>() {}

export const layer = Layer.sync(Device, () => new WebAuthnEmulator())

type CreationOptions = Parameters<WebAuthnEmulator["createJSON"]>[1]
type RequestOptions = Parameters<WebAuthnEmulator["getJSON"]>[1]

/** What `navigator.credentials.create` does in a browser. */
export const create = (origin: string, options: CreationOptions) =>
  Effect.map(Device, (device) => device.createJSON(origin, options))

/** What `navigator.credentials.get` does in a browser. */
export const get = (origin: string, options: RequestOptions) =>
  Effect.map(Device, (device) => device.getJSON(origin, options))
