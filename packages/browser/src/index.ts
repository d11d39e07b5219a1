/**
 * Passkeys in the browser, with promises.
 *
 * @since 0.1.0
 */
export { type Capabilities, capabilities } from "./Capabilities.js"
export type * from "./CeremonyOptions.js"
export type * from "./DevicePasskeys.js"
export type * from "./Outcome.js"
export { Passlock } from "./Passlock.js"
export * from "./PasslockError.js"
export type * from "./PasslockOptions.js"
export type { AllAcceptedCredentials, CurrentUserDetails, Signals, UnknownCredential } from "./Signal.js"
export type * from "./Verified.js"
