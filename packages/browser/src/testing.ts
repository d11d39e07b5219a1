/**
 * A device in software, for tests.
 *
 * @since 0.1.0
 */
export * as SoftwareAuthenticator from "./testing/SoftwareAuthenticator.js"
