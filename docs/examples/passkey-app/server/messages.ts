/** A status and a user-facing message for each error: what happened, and what to do. */
import type { PasslockError } from "@passlock-sdk/effect"
import type { ErrorResponse } from "../wire/responses.js"
import { formatRetryDelay } from "../wire/retryDelay.js"
import type { AppError } from "./errors.js"

export type Failure = PasslockError | AppError

interface Entry<E> {
  readonly status: number
  readonly message: string | ((error: E) => string)
}

const internalError = "Something went wrong on our side. We have been notified. Try again later."
const unreachable = "Our login service is unavailable. Try again in a moment."
const ceremonyExpired = "That took too long or was already used. Use your passkey again."

/** An error without an entry does not compile. */
const entries: { readonly [Tag in Failure["_tag"]]: Entry<Extract<Failure, { readonly _tag: Tag }>> } = {
  // Caused by our API key, tenancy or request: the user cannot fix it.
  Unauthorized: { status: 500, message: internalError },
  Forbidden: { status: 500, message: internalError },
  InvalidTenancy: { status: 500, message: internalError },
  InvalidInput: { status: 500, message: internalError },
  BadRequest: { status: 500, message: internalError },
  UnexpectedResponse: { status: 502, message: internalError },
  // Never occurs here: this server does not verify id_tokens or run ceremonies.
  InvalidIdToken: { status: 400, message: ceremonyExpired },
  PasskeyNotFound: { status: 404, message: "We do not recognize this passkey. Use another one, or an email code." },

  TransportError: { status: 502, message: unreachable },
  ServerError: { status: 502, message: unreachable },
  RequestTimeout: {
    status: 504,
    message: "Our login service did not respond in time. Try again in a moment."
  },
  RateLimited: {
    status: 503,
    message: ({ retryAfterSeconds }) =>
      `Too many people are logging in right now. Try again ${formatRetryDelay(retryAfterSeconds)}.`
  },

  NotFound: { status: 404, message: "This passkey was already removed. Reload the page to update the list." },
  InvalidCode: { status: 400, message: ceremonyExpired },

  InvalidChallengeCode: {
    status: 400,
    message: "That code is not correct. Check the latest email and try again."
  },
  InvalidChallenge: { status: 400, message: "That code was already used or replaced. Request a new one." },
  ChallengeExpired: { status: 400, message: "That code has expired. Request a new one." },
  ChallengeAttemptsExceeded: { status: 400, message: "Too many incorrect codes. Request a new one." },
  ChallengeRateLimited: {
    status: 429,
    message: ({ retryAfterSeconds }) =>
      `We sent too many emails to this address. Request a new code ${formatRetryDelay(retryAfterSeconds)}.`
  },

  AccountNotFound: { status: 404, message: "The account for this passkey no longer exists. Create a new account." },
  AlreadyLoggedIn: { status: 409, message: "You are already logged in. Go to your account." },
  BodyTooLarge: { status: 413, message: "This request is too large. Enter less text and try again." },
  CrossSiteRequest: {
    status: 403,
    message: "This request did not come from our website. Reload the page and try again."
  },
  EmailNotSent: { status: 502, message: "We could not send the email. Check the address and try again in a moment." },
  InvalidBody: { status: 400, message: ({ userMessage }) => userMessage },
  NoPendingCode: { status: 400, message: "This code is no longer valid. Request a new one." },
  NotLoggedIn: { status: 401, message: "You are no longer logged in. Log in again." },
  PasskeyNotInAccount: {
    status: 404,
    message: "This passkey is not in your account. Reload the page to update the list."
  },
  RecentLoginRequired: {
    status: 403,
    message: "To confirm it is you, log out, log in again with an email code, and try again."
  },
  StepUpRequired: { status: 403, message: "Use your passkey to confirm it is you." },
  TooManyCodes: {
    status: 429,
    message: ({ retryAfterSeconds }) =>
      `Too many codes were requested. Request a new code ${formatRetryDelay(retryAfterSeconds)}.`
  },
  UnknownPath: { status: 404, message: "This page does not exist. Go back and try again." },
  UserMismatch: {
    status: 403,
    message: "That passkey belongs to another account. Use one of yours, or log out first."
  },
  UserNotVerified: {
    status: 403,
    message:
      "Your device did not verify you. Set up a PIN, fingerprint or face recognition on it, or use another passkey."
  }
}

export const statusOf = ({ _tag }: Failure): number => entries[_tag].status

export const defectResponse: ErrorResponse = { error: "Defect", message: internalError }

export const errorResponse = (failure: Failure): ErrorResponse => {
  // TypeScript cannot see that the entry found by tag accepts this error.
  const { message } = entries[failure._tag] as Entry<Failure>
  return {
    error: failure._tag,
    message: typeof message === "string" ? message : message(failure),
    ...("retryAfterSeconds" in failure &&
      failure.retryAfterSeconds !== undefined && { retryAfterSeconds: failure.retryAfterSeconds })
  }
}
