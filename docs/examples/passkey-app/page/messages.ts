/** A user-facing message for each error of a ceremony: what happened, and what to do. */
import type { PasslockError } from "@passlock-sdk/browser"
import { formatRetryDelay } from "../wire/retryDelay.js"
import type { Failure } from "./api.js"

const internalError = "Something went wrong on our side. Log in with an email code, or try again later."
const expired = "That took too long. Try again."

/** An error without a message does not compile. */
const messages: {
  readonly [Tag in PasslockError["_tag"]]: string | ((error: Extract<PasslockError, { readonly _tag: Tag }>) => string)
} = {
  PasskeysUnsupported: "This browser does not support passkeys. Use an email code or another browser.",
  PasskeyAlreadyRegistered: "This device already has a passkey for your account. You can add one on another device.",
  CeremonyCancelled: ({ by, operation }) =>
    by === "user"
      ? `No passkey was ${operation === "Ceremony.register" ? "created" : "used"}. Try again when you are ready.`
      : "Another passkey request started. Complete that one, or try again.",
  CeremonyTimeout: "Timed out. Try again.",
  OrphanedPasskey: "This passkey is still on your device, but it no longer belongs to an account.",
  AuthenticatorError: ({ code }) => `Your device reported an error (${code}). Try again, or use another device.`,
  Unsupported:
    "This browser cannot update your device. Remove the passkey in the settings of your device or password manager.",

  // The token or session of the ceremony expired after a few minutes.
  BadRequest: expired,
  NotFound: expired,
  TransportError: "We cannot reach our login service. Check your connection and try again.",
  RequestTimeout: "Our login service did not respond in time. Try again in a moment.",
  RateLimited: ({ retryAfterSeconds }) =>
    `Too many people are logging in right now. Try again ${formatRetryDelay(retryAfterSeconds)}.`,
  ServerError: "Our login service has a problem. Try again in a moment, or use an email code.",
  Unauthorized: internalError,
  Forbidden: internalError,
  InvalidTenancy: internalError,
  InvalidInput: internalError,
  UnexpectedResponse: internalError
}

export const failureOf = (error: PasslockError): Failure => {
  // TypeScript cannot see that the message found by tag accepts this error.
  const message = messages[error._tag] as string | ((error: PasslockError) => string)
  return {
    error: error._tag,
    message: typeof message === "string" ? message : message(error),
    ...(error._tag === "RateLimited" &&
      error.retryAfterSeconds !== undefined && { retryAfterSeconds: error.retryAfterSeconds })
  }
}
