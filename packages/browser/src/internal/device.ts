/** The authenticators that the browser reaches: what they are asked, and what they are told. */
import type {
  AuthenticationResponseJSON,
  CreationOptionsJSON,
  RegistrationResponseJSON,
  RequestOptionsJSON
} from "@passlock-sdk/contract/WebAuthn"
import {
  browserSupportsWebAuthn,
  browserSupportsWebAuthnAutofill,
  sendSignal,
  startAuthentication,
  startRegistration
} from "@simplewebauthn/browser"
import { type Feature, hasSignal } from "../Capabilities.js"
import type { Signal } from "../Signal.js"
import type { Mediation } from "./mediation.js"
import { toldInTime } from "./patience.js"
import { authenticatorError, Refused } from "./refusal.js"
import { ask, tell } from "./turns.js"

/** Throws where there are no passkeys. */
export const requirePasskeys = (): void => {
  if (browserSupportsWebAuthn()) return
  const message = "This browser has no passkeys, or the page was not opened over https or on localhost."
  throw new Refused({ _tag: "PasskeysUnsupported", message })
}

/** Rejects where there are passkeys, but not this. */
export const requireFeature = async (feature: Feature): Promise<void> => {
  const has = feature === "autofill" ? await toldInTime(browserSupportsWebAuthnAutofill, false) : hasSignal(feature)
  if (has) return
  const what =
    feature === "autofill" ? "does not autofill passkeys" : `does not pass the signal ${feature} on to the device`
  throw new Refused({ _tag: "Unsupported", feature, message: `This browser ${what}.` })
}

/** Has the user create a passkey. */
export const create = (options: CreationOptionsJSON, signal: AbortSignal): Promise<RegistrationResponseJSON> =>
  ask(() => startRegistration({ optionsJSON: options }), { signal, timeout: timeoutOf(options), kind: "creation" })

/** Has the user choose a passkey: in a dialog, or when they come to it in the browser's autofill. */
export const get = (
  options: RequestOptionsJSON,
  mediation: Mediation,
  signal: AbortSignal
): Promise<AuthenticationResponseJSON> => {
  const useBrowserAutofill = mediation === "conditional"
  return ask(
    // The page may show its input later.
    () => startAuthentication({ optionsJSON: options, useBrowserAutofill, verifyBrowserAutofillInput: false }),
    // Autofill waits for as long as the page is open.
    useBrowserAutofill
      ? { signal, timeout: undefined, kind: "autofill" }
      : { signal, timeout: timeoutOf(options), kind: "request" }
  )
}

/** How long the user may take, in milliseconds. An answer can hold anything there; what is no time is no limit. */
export const timeoutOf = ({ timeout }: { readonly timeout?: unknown }): number | undefined =>
  typeof timeout === "number" && timeout > 0 ? timeout : undefined

/** Tells the device something about its passkeys. */
export const send = (signal: Signal): Promise<void> =>
  tell(async () => {
    try {
      await sendSignal(optionsOf(signal))
    } catch (error) {
      throw new Refused(authenticatorError(error))
    }
  })

const optionsOf = (signal: Signal): Parameters<typeof sendSignal>[0] => {
  const rpID = signal.rpId
  switch (signal.signal) {
    case "unknownCredential":
      return { signalName: signal.signal, rpID, credentialID: signal.credentialId }
    case "allAcceptedCredentials":
      return {
        signalName: signal.signal,
        rpID,
        userID: signal.userId,
        allAcceptedCredentialIDs: [...signal.allAcceptedCredentialIds]
      }
    case "currentUserDetails":
      return {
        signalName: signal.signal,
        rpID,
        userID: signal.userId,
        userName: signal.name,
        userDisplayName: signal.displayName
      }
  }
}
