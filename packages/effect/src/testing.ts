/**
 * Stub responses for testing a service that uses Passlock, without a network.
 *
 * @since 0.1.0
 */
export { type FailureMode, failureModes } from "./testing/FailureMode.js"
export * as StubHttpClient from "./testing/StubHttpClient.js"
