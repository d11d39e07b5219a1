/**
 * For tests of a service that uses Passlock: answers without a network.
 *
 * @since 0.1.0
 */
export { type Mishap, mishaps } from "./testing/Mishap.js"
export * as StubHttpClient from "./testing/StubHttpClient.js"
