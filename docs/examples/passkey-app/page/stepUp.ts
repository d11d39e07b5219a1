/** Before what cannot be taken back, the user confirms with a passkey that it is really them. */
import type { PreparedAuthentication } from "../wire/answers.js"
import { passlock } from "./passlock.js"
import { failureOf } from "./sentences.js"
import { ask, type Outcome } from "./server.js"

type Tell = (sentence: string) => void

const confirm = async (tell: Tell): Promise<Outcome<unknown>> => {
  const prepared = await ask<PreparedAuthentication>("POST", "/step-up/prepare")
  if (!prepared.success) return prepared
  tell("Confirm on your device that it is you…")
  const verified = await passlock.safe.authenticate(prepared.value)
  tell("")
  return verified.success
    ? ask("POST", "/step-up", { code: verified.value.code })
    : { success: false, failure: failureOf(verified.error) }
}

/** Tries, and where the server wants to be sure of the user, has them confirm and tries again. */
export const withStepUp = async <A>(attempt: () => Promise<Outcome<A>>, tell: Tell): Promise<Outcome<A>> => {
  const first = await attempt()
  if (first.success || first.failure.error !== "StepUpRequired") return first
  const confirmed = await confirm(tell)
  return confirmed.success ? attempt() : confirmed
}
