/** The authenticators that the browser can reach. */
import type {
  AuthenticationResponseJSON,
  CreationOptionsJSON,
  RegistrationResponseJSON,
  RequestOptionsJSON
} from "@passlock-sdk/contract/WebAuthn"
import {
  browserSupportsWebAuthn,
  browserSupportsWebAuthnAutofill,
  startAuthentication,
  startRegistration
} from "@simplewebauthn/browser"
import { type Feature, hasSignal, signalMethods } from "../Capabilities.js"
import type { Signal } from "../Signal.js"
import { authenticatorError, CeremonyFailed } from "./ceremonyFailure.js"
import { requestExclusively, signalExclusively } from "./ceremonyLock.js"
import type { Mediation } from "./input.js"
import { probeWithin } from "./probeTimeout.js"

/** Throws when the browser does not support passkeys. */
export const requirePasskeys = (): void => {
  if (browserSupportsWebAuthn()) return
  const message = "This browser does not support passkeys, or the page is not served over HTTPS or from localhost."
  throw new CeremonyFailed({ _tag: "PasskeysUnsupported", message })
}

/** Rejects when the browser supports passkeys, but not this feature. */
export const requireFeature = async (feature: Feature): Promise<void> => {
  const isAutofill = feature === "autofill"
  if (isAutofill ? await probeWithin(browserSupportsWebAuthnAutofill, false) : hasSignal(feature)) return
  const name = isAutofill ? "autofill of passkeys" : `the signal ${feature}`
  throw new CeremonyFailed({ _tag: "Unsupported", feature, message: `This browser does not support ${name}.` })
}

/** Asks the user to create a passkey. */
export const create = (options: CreationOptionsJSON, signal: AbortSignal): Promise<RegistrationResponseJSON> =>
  requestExclusively(() => startRegistration({ optionsJSON: options }), {
    signal,
    timeout: timeoutOf(options),
    kind: "creation"
  })

/** Asks the user to choose a passkey, in a dialog or in the browser's autofill. */
export const get = (
  options: RequestOptionsJSON,
  mediation: Mediation,
  signal: AbortSignal
): Promise<AuthenticationResponseJSON> => {
  const useBrowserAutofill = mediation === "conditional"
  return requestExclusively(
    // Not verified, because the page may render its input later.
    () => startAuthentication({ optionsJSON: options, useBrowserAutofill, verifyBrowserAutofillInput: false }),
    // Autofill waits for as long as the page is open.
    useBrowserAutofill
      ? { signal, timeout: undefined, kind: "autofill" }
      : { signal, timeout: timeoutOf(options), kind: "request" }
  )
}

/**
 * The user's time limit, in milliseconds. The response may contain any value, and only a positive number is a limit.
 */
export const timeoutOf = ({ timeout }: { readonly timeout?: unknown }): number | undefined =>
  typeof timeout === "number" && timeout > 0 ? timeout : undefined

/** Calls the browser's own method: a `Signal` has the names of WebAuthn. */
export const send = ({ signal, ...options }: Signal, abort?: AbortSignal): Promise<void> =>
  signalExclusively(async () => {
    try {
      await (PublicKeyCredential as unknown as SignalMethods)[signalMethods[signal]](options)
    } catch (error) {
      throw new CeremonyFailed(authenticatorError(error))
    }
  }, abort)

type SignalMethods = {
  readonly [Name in (typeof signalMethods)[keyof typeof signalMethods]]: (options: object) => Promise<void>
}
