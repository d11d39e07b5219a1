/** Classifies what the browser rejects with, and maps it to the error classes. */
import { redact } from "@passlock-sdk/contract/protocol/Redaction"
import type { CeremonyFailure, CeremonyFailureOf } from "../CeremonyFailure.js"
import * as Errors from "../PasslockError.js"

/** Carries a failure through promise rejections. An abort rejects with the signal's reason instead. */
export class CeremonyFailed {
  constructor(readonly failure: CeremonyFailure) {}
}

/** A later ceremony cancelled this one. */
export const superseded: CeremonyFailureOf<"CeremonyCancelled"> = {
  _tag: "CeremonyCancelled",
  by: "ceremony",
  message: "Another ceremony started."
}

export const timedOut = (milliseconds: number): CeremonyFailureOf<"CeremonyTimeout"> => ({
  _tag: "CeremonyTimeout",
  milliseconds,
  message: `No response from the user within ${milliseconds} ms.`
})

/** The browser's own timer may fire this much earlier than ours, in milliseconds. */
const timerTolerance = 250

/** Classifies a rejection that came `elapsed` milliseconds into a WebAuthn request with this timeout. */
export const classify = (error: unknown, isCreation: boolean, elapsed = 0, timeout = Infinity): CeremonyFailure => {
  const name = nameOf(error)
  // Every other abort has already rejected the caller's promise.
  if (name === "AbortError") return superseded
  if (name === "InvalidStateError" && isCreation) {
    return {
      _tag: "PasskeyAlreadyRegistered",
      message: "The device already has a passkey for this user."
    }
  }
  if (name !== "NotAllowedError") return authenticatorError(error)
  return elapsed >= timeout - timerTolerance
    ? timedOut(timeout)
    : {
        _tag: "CeremonyCancelled",
        by: "user",
        message: "The user cancelled, or no passkey on the device matches."
      }
}

/** A browser extension may throw an error whose name or message is not a string, or throws when it is read. */
const stringOf = (error: unknown, property: "name" | "message"): string => {
  try {
    const value: unknown = error instanceof Error ? error[property] : ""
    return typeof value === "string" ? redact(value, []) : ""
  } catch {
    return ""
  }
}

const nameOf = (error: unknown): string => stringOf(error, "name") || "UnknownError"

export const authenticatorError = (error: unknown): CeremonyFailureOf<"AuthenticatorError"> => {
  const message = stringOf(error, "message")
  const code = nameOf(error)
  return {
    _tag: "AuthenticatorError",
    code,
    message: `The browser or the device failed with ${code}${message === "" ? "." : `: ${message}`}`
  }
}

type CeremonyError = Extract<Errors.PasslockError, { readonly _tag: CeremonyFailure["_tag"] }>

const classes: { readonly [Tag in CeremonyFailure["_tag"]]: new (fields: never) => CeremonyError } = {
  PasskeysUnsupported: Errors.PasskeysUnsupported,
  Unsupported: Errors.Unsupported,
  PasskeyAlreadyRegistered: Errors.PasskeyAlreadyRegistered,
  CeremonyCancelled: Errors.CeremonyCancelled,
  CeremonyTimeout: Errors.CeremonyTimeout,
  AuthenticatorError: Errors.AuthenticatorError
}

const errorOf = (operation: string, { _tag, message, ...fields }: CeremonyFailure): CeremonyError =>
  new classes[_tag]({ ...fields, operation, message: `${operation}: ${message}` } as never)

/** Maps a rejection: a failure becomes the error of the same name, anything else stays as it is. */
export const toError = (operation: string, reason: unknown): unknown =>
  reason instanceof CeremonyFailed ? errorOf(operation, reason.failure) : reason
