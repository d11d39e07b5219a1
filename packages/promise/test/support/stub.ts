import type { StubHttpClient } from "@passlock-sdk/effect/testing"
import { Passlock, type PasslockOptions } from "@passlock-sdk/promise"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"

export const apiKey = "api-key-never-shown"

/** A `fetch` that returns a stubbed response. */
export const fetchOf =
  (response: StubHttpClient.ResponseEffect, onRequest?: (url: URL, init: RequestInit) => void) =>
  async (url: URL, init: RequestInit): Promise<Response> => {
    onRequest?.(url, init)
    const exit = await Effect.runPromiseExit(response, init.signal ? { signal: init.signal } : {})
    if (Exit.isSuccess(exit)) return exit.value
    throw init.signal?.aborted ? init.signal.reason : Cause.squash(exit.cause)
  }

/** A client that gets the same response to every request. */
export const stubbed = (response: StubHttpClient.ResponseEffect, options: PasslockOptions = {}): Passlock =>
  new Passlock({ tenancyId: "t", apiKey, maxRetries: 0, fetch: fetchOf(response), ...options })
