/**
 * A virtual authenticator for tests.
 *
 * @since 0.1.0
 */
export * as VirtualAuthenticator from "./testing/VirtualAuthenticator.js"
