/**
 * The Promise client for Passlock: passkeys and one-time codes, with no dependencies.
 *
 * @since 0.1.0
 */
export type * from "./Authentication.js"
export type * from "./CallOptions.js"
export type * from "./Challenges.js"
export type * from "./LogEntry.js"
export type * from "./Outcome.js"
export type * from "./Passkeys.js"
export { Passlock } from "./Passlock.js"
export * from "./PasslockError.js"
export type * from "./PasslockOptions.js"
export { PasslockTenancy } from "./PasslockTenancy.js"
export type * from "./Principals.js"
export type * from "./Registration.js"
export type * from "./WebAuthn.js"
export type * from "./WithResponse.js"
