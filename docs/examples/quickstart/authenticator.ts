/** A virtual authenticator with its own keys, in place of a browser and a device. */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { WebAuthnEmulator } from "nid-webauthn-emulator"

export class VirtualAuthenticator extends Context.Tag("quickstart/VirtualAuthenticator")<
  VirtualAuthenticator,
  WebAuthnEmulator
>() {}

export const layer = Layer.sync(VirtualAuthenticator, () => new WebAuthnEmulator())

type CreationOptions = Parameters<WebAuthnEmulator["createJSON"]>[1]
type RequestOptions = Parameters<WebAuthnEmulator["getJSON"]>[1]

/** Replaces `navigator.credentials.create`. */
export const create = (origin: string, options: CreationOptions) =>
  Effect.map(VirtualAuthenticator, (authenticator) => authenticator.createJSON(origin, options))

/** Replaces `navigator.credentials.get`. */
export const get = (origin: string, options: RequestOptions) =>
  Effect.map(VirtualAuthenticator, (authenticator) => authenticator.getJSON(origin, options))
