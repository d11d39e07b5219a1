/** What the page asks its own server. */
import type { PasslockError } from "@passlock-sdk/browser"
import type { Refused } from "../wire/answers.js"

/** What did not work, as the user is told of it. */
export interface Failure {
  readonly error: Refused["error"] | PasslockError["_tag"] | "Unreachable"
  readonly sentence: string
  readonly retryAfterSeconds?: number
}

export type Outcome<A> =
  | { readonly success: true; readonly value: A }
  | { readonly success: false; readonly failure: Failure }

const unreachable: Failure = {
  error: "Unreachable",
  sentence: "We cannot be reached right now. Nothing is lost: check your connection and try again."
}

// Longer than the server waits for Passlock.
const limit = 20_000

/** Where the user belongs who is in the wrong place. */
const elsewhere: { readonly [Tag in Failure["error"]]?: string } = {
  AlreadyLoggedIn: "/account",
  NotLoggedIn: "/login?because=expired"
}

type Method = "GET" | "POST" | "PATCH" | "DELETE"

export const ask = async <A>(method: Method, path: string, body: object = {}): Promise<Outcome<A>> => {
  try {
    const response = await fetch(`/api${path}`, {
      method,
      // The server takes changes as JSON alone, which no form of another site can send.
      ...(method !== "GET" && { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(limit)
    })
    const answer: unknown = await response.json()
    if (response.ok) return { success: true, value: answer as A }
    const failure = answer as Refused
    const place = elsewhere[failure.error]
    if (place === undefined) return { success: false, failure }
    location.replace(place)
    // The page is left: nothing more happens on it.
    return await new Promise(() => {})
  } catch {
    return { success: false, failure: unreachable }
  }
}
