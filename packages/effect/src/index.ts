/**
 * The Passlock client for Effect: one typed program per endpoint.
 *
 * @since 0.1.0
 */
export type * from "@passlock-sdk/contract/Authentication"
export type * from "@passlock-sdk/contract/Challenge"
export type { Key, KeySet } from "@passlock-sdk/contract/IdToken"
export type { Json, JsonObject } from "@passlock-sdk/contract/Json"
export type { CredentialLookup, CredentialsLookup } from "@passlock-sdk/contract/Lookup"
export type * from "@passlock-sdk/contract/Passkey"
export type * from "@passlock-sdk/contract/Principal"
export type * from "@passlock-sdk/contract/Registration"
export type { Secret } from "@passlock-sdk/contract/Strings"
export type * from "@passlock-sdk/contract/WebAuthn"
export * as Authentication from "./Authentication.js"
export * as Challenges from "./Challenges.js"
export * as Lookups from "./Lookups.js"
export { MaxResponseSize } from "./MaxResponseSize.js"
export * as Passkeys from "./Passkeys.js"
export { PasslockConfig } from "./PasslockConfig.js"
export * from "./PasslockError.js"
export { PasslockTenancy } from "./PasslockTenancy.js"
export * as Principals from "./Principals.js"
export * as Registration from "./Registration.js"
export { RetryPolicy } from "./RetryPolicy.js"
export { Timeouts } from "./Timeouts.js"
export { TracePropagation } from "./TracePropagation.js"
