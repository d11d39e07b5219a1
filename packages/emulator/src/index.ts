/**
 * The Passlock REST API on your machine, with real WebAuthn verification.
 *
 * @since 0.1.0
 */
export * as OpenApi from "./OpenApi.js"
export * as PasslockEmulator from "./PasslockEmulator.js"
