/**
 * The wire of the Passlock REST API.
 *
 * @since 0.1.0
 */
export * as Address from "./Address.js"
export * as Answer from "./Answer.js"
export * as Authentication from "./Authentication.js"
export * as Challenge from "./Challenge.js"
export * as Endpoint from "./Endpoint.js"
export * as Endpoints from "./Endpoints.js"
export * as Evidence from "./Evidence.js"
export * as Examples from "./Examples.js"
export * as Fault from "./Fault.js"
export * as IdToken from "./IdToken.js"
export * as Issue from "./Issue.js"
export * as Json from "./Json.js"
export * as Passkey from "./Passkey.js"
export * as PasslockError from "./PasslockError.js"
export * as Principal from "./Principal.js"
export * as Registration from "./Registration.js"
export * as Repetition from "./Repetition.js"
export * as Secrecy from "./Secrecy.js"
export * as Text from "./Text.js"
export * as Timestamp from "./Timestamp.js"
export * as WebAuthn from "./WebAuthn.js"
