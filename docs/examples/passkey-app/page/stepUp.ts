/** Step-up authentication: the user confirms with a passkey before a sensitive action. */
import type { AuthorizedAuthentication } from "../wire/responses.js"
import { type Result, request } from "./api.js"
import { failureOf } from "./messages.js"
import { passlock } from "./passlock.js"

type ShowStatus = (message: string) => void

const confirm = async (showStatus: ShowStatus): Promise<Result<unknown>> => {
  const authorized = await request<AuthorizedAuthentication>("POST", "/step-up/authorize")
  if (!authorized.success) return authorized
  showStatus("Confirm with your passkey…")
  const authenticated = await passlock.safe.authenticate(authorized.value)
  showStatus("")
  return authenticated.success
    ? request("POST", "/step-up", { code: authenticated.value.code })
    : { success: false, failure: failureOf(authenticated.error) }
}

/** Runs the request. If the server requires a step-up, the user confirms with a passkey, and the request runs again. */
export const withStepUp = async <A>(attempt: () => Promise<Result<A>>, showStatus: ShowStatus): Promise<Result<A>> => {
  const first = await attempt()
  if (first.success || first.failure.error !== "StepUpRequired") return first
  const confirmed = await confirm(showStatus)
  return confirmed.success ? attempt() : confirmed
}
