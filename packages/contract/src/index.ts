/**
 * The Passlock REST API: schemas, errors and endpoint descriptors.
 *
 * @since 0.1.0
 */
export * as Authentication from "./Authentication.js"
export * as Challenge from "./Challenge.js"
export * as Codec from "./Codec.js"
export * as Endpoint from "./Endpoint.js"
export * as Endpoints from "./Endpoints.js"
export * as Examples from "./Examples.js"
export * as IdToken from "./IdToken.js"
export * as Json from "./Json.js"
export * as Lookup from "./Lookup.js"
export * as Numbers from "./Numbers.js"
export * as Passkey from "./Passkey.js"
export * as PasslockError from "./PasslockError.js"
export * as Principal from "./Principal.js"
export * as Registration from "./Registration.js"
export * as Strings from "./Strings.js"
export * as WebAuthn from "./WebAuthn.js"
