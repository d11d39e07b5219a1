/** Calls the application's own server. */
import type { PasslockError } from "@passlock-sdk/browser"
import type { ErrorResponse } from "../wire/responses.js"

/** An error with its user-facing message. */
export interface Failure {
  readonly error: ErrorResponse["error"] | PasslockError["_tag"] | "Unreachable"
  readonly message: string
  readonly retryAfterSeconds?: number
}

export type Result<A> =
  | { readonly success: true; readonly value: A }
  | { readonly success: false; readonly failure: Failure }

const unreachable: Failure = {
  error: "Unreachable",
  message: "We cannot reach the server. Check your connection and try again."
}

// Milliseconds. Longer than the server's total timeout for a Passlock call.
const timeout = 20_000

/** Errors that mean the user is on the wrong page, with the right one. */
const redirects: { readonly [Tag in Failure["error"]]?: string } = {
  AlreadyLoggedIn: "/account",
  NotLoggedIn: "/login?reason=expired"
}

type Method = "GET" | "POST" | "PATCH" | "DELETE"

export const request = async <A>(method: Method, path: string, body: object = {}): Promise<Result<A>> => {
  try {
    const response = await fetch(`/api${path}`, {
      method,
      // The server requires JSON, which a form on another site cannot send.
      ...(method !== "GET" && { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(timeout)
    })
    const json: unknown = await response.json()
    if (response.ok) return { success: true, value: json as A }
    const failure = json as ErrorResponse
    const redirect = redirects[failure.error]
    if (redirect === undefined) return { success: false, failure }
    location.replace(redirect)
    // Never resolve, so that the caller does not update a page that is unloading.
    return await new Promise(() => {})
  } catch {
    return { success: false, failure: unreachable }
  }
}
