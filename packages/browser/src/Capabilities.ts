/**
 * The passkey features that a browser supports.
 *
 * @since 0.1.0
 */
import {
  browserSupportsWebAuthn,
  browserSupportsWebAuthnAutofill,
  getBrowserCapabilities,
  platformAuthenticatorIsAvailable
} from "@simplewebauthn/browser"
import { probeWithin } from "./internal/probeTimeout.js"

/**
 * The passkey features that this browser supports.
 *
 * @since 0.1.0
 * @category models
 */
export interface Capabilities {
  /** Whether the browser supports passkeys. If it is `false`, so are all other features. */
  readonly passkeys: boolean
  /** Conditional UI (autofill): passkeys in the browser's autofill, with `mediation: "conditional"`. */
  readonly autofill: boolean
  /** Whether the device itself stores passkeys and verifies the user, by fingerprint, face or PIN. */
  readonly platformAuthenticator: boolean
  /** The signals that the browser forwards to the device. */
  readonly signals: {
    readonly unknownCredential: boolean
    readonly allAcceptedCredentials: boolean
    readonly currentUserDetails: boolean
  }
}

/**
 * The name of a signal.
 *
 * @since 0.1.0
 * @category models
 */
export type SignalName = keyof Capabilities["signals"]

export const signalMethods = {
  unknownCredential: "signalUnknownCredential",
  allAcceptedCredentials: "signalAllAcceptedCredentials",
  currentUserDetails: "signalCurrentUserDetails"
} as const

/**
 * A feature that a browser with passkeys may lack.
 *
 * @since 0.1.0
 * @category models
 */
export type Feature = "autofill" | SignalName

export const hasSignal = (name: SignalName): boolean => {
  try {
    return browserSupportsWebAuthn() && typeof Reflect.get(PublicKeyCredential, signalMethods[name]) === "function"
  } catch {
    // A browser extension may have replaced the method.
    return false
  }
}

/**
 * Returns the passkey features of this browser. Never rejects: a feature is `false` when the browser does not report it
 * within 3 seconds.
 *
 * @example
 * ```ts
 * import { capabilities } from "@passlock-sdk/browser"
 *
 * export const showButton = async (button: HTMLElement) => {
 *   const { passkeys } = await capabilities()
 *   button.hidden = !passkeys
 * }
 * ```
 *
 * @since 0.1.0
 * @category capabilities
 */
export const capabilities = async (): Promise<Capabilities> => {
  const passkeys = browserSupportsWebAuthn()
  const [autofill, platformAuthenticator, reported] = await Promise.all([
    passkeys && probeWithin(browserSupportsWebAuthnAutofill, false).then(Boolean),
    passkeys && probeWithin(platformAuthenticatorIsAvailable, false).then(Boolean),
    passkeys ? probeWithin(getBrowserCapabilities, undefined) : undefined
  ])
  const canSignal = (name: SignalName): boolean => hasSignal(name) && reported?.[signalMethods[name]] !== "unsupported"
  return {
    passkeys,
    autofill,
    platformAuthenticator,
    signals: {
      unknownCredential: canSignal("unknownCredential"),
      allAcceptedCredentials: canSignal("allAcceptedCredentials"),
      currentUserDetails: canSignal("currentUserDetails")
    }
  }
}
