/** What the user is told of each error of a ceremony. Every sentence says what to do next. */
import type { PasslockError } from "@passlock-sdk/browser"
import { inTime } from "../wire/waits.js"
import type { Failure } from "./server.js"

const ours = "Something is wrong on our side. Log in with a mailed code, or try again later."
const late = "That took too long. Please try again."

/** An error without a sentence does not compile. */
const sentences: {
  readonly [Tag in PasslockError["_tag"]]: string | ((error: Extract<PasslockError, { readonly _tag: Tag }>) => string)
} = {
  PasskeysUnsupported: "This browser has no passkeys. Use a mailed code, or another browser.",
  PasskeyAlreadyRegistered: "This device has a passkey for your account already. You can add one on another device.",
  CeremonyCancelled: ({ by, operation }) =>
    by === "user"
      ? `No passkey was ${operation === "Ceremony.register" ? "created" : "used"}. Try again when you are ready.`
      : "You have begun something else with your passkeys. Finish that, or try this again.",
  CeremonyTimeout: "Your device waited too long for you. Please try again.",
  OrphanedPasskey: "This passkey is still on your device, but no account here knows it any more.",
  AuthenticatorError: ({ code }) => `Your device could not do this (${code}). Try again, or use another device.`,
  Unsupported:
    "This browser cannot tell your device. Remove the passkey in the settings of your device or password manager.",

  // What was prepared for this ceremony lives for a few minutes.
  BadRequest: late,
  NotFound: late,
  TransportError: "We cannot reach our login service. Check your connection and try again.",
  RequestTimeout: "Our login service takes too long to answer. Try again in a moment.",
  RateLimited: ({ retryAfterSeconds }) =>
    `Too many people are logging in right now. Try again ${inTime(retryAfterSeconds)}.`,
  ServerError: "Our login service has a problem. Try again in a moment, or use a mailed code.",
  Unauthorized: ours,
  Forbidden: ours,
  InvalidTenancy: ours,
  InvalidRequest: ours,
  UnexpectedResponse: ours
}

export const failureOf = (error: PasslockError): Failure => {
  // Each entry takes exactly the error that it stands for, which the compiler cannot follow through the look-up.
  const sentence = sentences[error._tag] as string | ((error: PasslockError) => string)
  return {
    error: error._tag,
    sentence: typeof sentence === "string" ? sentence : sentence(error),
    ...(error._tag === "RateLimited" &&
      error.retryAfterSeconds !== undefined && { retryAfterSeconds: error.retryAfterSeconds })
  }
}
