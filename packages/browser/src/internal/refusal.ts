/** Why a browser did not do what it was asked: every rejection with a name. */
import { redact } from "@passlock-sdk/contract/protocol/Redaction"
import type { Refusal, RefusalOf } from "../Refusal.js"

/** A refusal on its way through promises; an abort comes as the signal's reason instead. */
export class Refused {
  constructor(readonly refusal: Refusal) {}
}

/** Another ceremony took this one's place. */
export const replaced: RefusalOf<"CeremonyCancelled"> = {
  _tag: "CeremonyCancelled",
  by: "ceremony",
  message: "Another ceremony took the place of this one."
}

/** The end of a question that the user did not answer. */
export const timedOut = (milliseconds: number): RefusalOf<"CeremonyTimeout"> => ({
  _tag: "CeremonyTimeout",
  milliseconds,
  message: `The user did not answer within ${milliseconds} ms. Offer to try again.`
})

/** A browser's own timer may be a little ahead of ours. */
const slack = 250

/** Why a browser rejected a question, after so many milliseconds of those that it had been given. */
export const refusalOf = (error: unknown, isCreation: boolean, elapsed = 0, timeout = Infinity): Refusal => {
  const name = nameOf(error)
  // Only a later question cancels this one without having told its caller before.
  if (name === "AbortError") return replaced
  if (name === "InvalidStateError" && isCreation) {
    return {
      _tag: "PasskeyAlreadyRegistered",
      message: "The device holds a passkey of this user already. Let the user log in with it."
    }
  }
  if (name !== "NotAllowedError") return authenticatorError(error)
  return elapsed >= timeout - slack
    ? timedOut(timeout)
    : {
        _tag: "CeremonyCancelled",
        by: "user",
        message: "The user cancelled, or the device has no passkey that fits. Offer to try again."
      }
}

/** An extension's errors may have anything for a name and for a message. */
const textOf = (error: unknown, name: "name" | "message"): string => {
  const text: unknown = error instanceof Error ? error[name] : ""
  return typeof text === "string" ? redact(text, []) : ""
}

const nameOf = (error: unknown): string => textOf(error, "name") || "UnknownError"

/** A refusal that is not the user's. */
export const authenticatorError = (error: unknown): RefusalOf<"AuthenticatorError"> => {
  const message = textOf(error, "message")
  const said = message === "" ? "" : ` The browser says: ${message}`
  return { _tag: "AuthenticatorError", code: nameOf(error), message: `The browser or the device refused.${said}` }
}
