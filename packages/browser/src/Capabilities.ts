/**
 * What this browser can do with passkeys.
 *
 * @since 0.1.0
 */
import {
  browserSupportsWebAuthn,
  browserSupportsWebAuthnAutofill,
  getBrowserCapabilities,
  platformAuthenticatorIsAvailable
} from "@simplewebauthn/browser"
import { toldInTime } from "./internal/patience.js"

/**
 * What this browser can do with passkeys.
 *
 * @since 0.1.0
 * @category models
 */
export interface Capabilities {
  /** Passkeys at all. Where it is false, everything else is too. */
  readonly passkeys: boolean
  /** Passkeys in the browser's autofill: `mediation: "conditional"`. */
  readonly autofill: boolean
  /** This device itself keeps passkeys and checks who uses them: by fingerprint, face or PIN. */
  readonly platformAuthenticator: boolean
  /** What the device can be told. */
  readonly signals: {
    readonly unknownCredential: boolean
    readonly allAcceptedCredentials: boolean
    readonly currentUserDetails: boolean
  }
}

/**
 * What a device can be told.
 *
 * @since 0.1.0
 * @category models
 */
export type SignalName = keyof Capabilities["signals"]

const methods = {
  unknownCredential: "signalUnknownCredential",
  allAcceptedCredentials: "signalAllAcceptedCredentials",
  currentUserDetails: "signalCurrentUserDetails"
} as const

/**
 * What a browser with passkeys may lack.
 *
 * @since 0.1.0
 * @category models
 */
export type Feature = "autofill" | SignalName

/** Whether the browser has the method for a signal. */
export const hasSignal = (name: SignalName): boolean =>
  browserSupportsWebAuthn() && typeof Reflect.get(PublicKeyCredential, methods[name]) === "function"

/**
 * Asks this browser what it can do. It never rejects: what cannot be found out within 3 seconds is `false`.
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
  const [autofill, platformAuthenticator, known] = await Promise.all([
    passkeys && toldInTime(browserSupportsWebAuthnAutofill, false).then(Boolean),
    passkeys && toldInTime(platformAuthenticatorIsAvailable, false).then(Boolean),
    passkeys ? toldInTime(getBrowserCapabilities, undefined) : undefined
  ])
  const signal = (name: SignalName): boolean => hasSignal(name) && known?.[methods[name]] !== "unsupported"
  return {
    passkeys,
    autofill,
    platformAuthenticator,
    signals: {
      unknownCredential: signal("unknownCredential"),
      allAcceptedCredentials: signal("allAcceptedCredentials"),
      currentUserDetails: signal("currentUserDetails")
    }
  }
}
