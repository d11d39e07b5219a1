/**
 * Passkeys in the browser, as Effect programs.
 *
 * @since 0.1.0
 */
export type { Capabilities } from "./Capabilities.js"
export type * from "./CeremonyFailure.js"
export type {
  DeletionInstruction,
  PasskeyWarning,
  PruningInstruction,
  SignalReport,
  SignalResult,
  SignalWarning,
  UpdateInstruction
} from "./DevicePasskeys.js"
export { Authenticator, capabilities } from "./effect/Authenticator.js"
export * as Ceremony from "./effect/Ceremony.js"
export * from "./effect/CeremonyError.js"
export * as DevicePasskeys from "./effect/DevicePasskeys.js"
export * as Signals from "./effect/Signals.js"
export type { AllAcceptedCredentials, CurrentUserDetails, Signal, UnknownCredential } from "./Signal.js"
export type * from "./Verified.js"
