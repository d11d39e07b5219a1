import type * as HttpClient from "@effect/platform/HttpClient"
import type * as Endpoint from "@passlock-sdk/contract/Endpoint"
import type { CommonError } from "@passlock-sdk/contract/PasslockError"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Random from "effect/Random"
import { PasslockConfig } from "../PasslockConfig.js"
import { PasslockTenancy } from "../PasslockTenancy.js"
import { RetryPolicy } from "../RetryPolicy.js"
import { Timeouts } from "../Timeouts.js"
import { attempt } from "./attempt.js"
import * as Backoff from "./backoff.js"
import * as Input from "./input.js"
import * as Request from "./request.js"
import * as settings from "./settings.js"
import { annotate } from "./span.js"

export type Failure<E extends Endpoint.Any> = Endpoint.OwnError<E> | CommonError

export type Requirements<E extends Endpoint.Any> =
  | HttpClient.HttpClient
  | (E["authentication"] extends "apiKey" ? PasslockConfig : PasslockTenancy)

export type Call<E extends Endpoint.Any> = Effect.Effect<Endpoint.Success<E>, Failure<E>, Requirements<E>>

/** The program of an endpoint, with a span that is named after it. */
export const make = <E extends Endpoint.Any>(endpoint: E): ((request: Endpoint.Request<E>) => Call<E>) =>
  Effect.fn(endpoint.operation, { kind: "client" })((request: Endpoint.Request<E>) => call(endpoint, request))

/** One call: the request, as many attempts as the policy allows, and what the last answer said. */
export const call = <E extends Endpoint.Any>(endpoint: E, input: Endpoint.Request<E>): Call<E> =>
  interpret(endpoint, input) as Call<E>

const interpret = Effect.fnUntraced(function* (endpoint: Endpoint.Any, input: unknown) {
  const { operation, idempotent } = endpoint
  const service = endpoint.authentication === "apiKey" ? yield* PasslockConfig : yield* PasslockTenancy
  const policy = yield* RetryPolicy
  const limits = yield* Timeouts
  const clock = yield* Effect.clock
  yield* annotate({ "url.template": endpoint.path, "http.request.method": endpoint.method })

  const prepared = Request.prepare(endpoint, service, input)
  const issues = [...settings.faults(policy, limits), ...(Either.isLeft(prepared) ? prepared.left : [])]
  if (Either.isLeft(prepared) || issues.length > 0) return yield* Input.refuse(operation, issues)

  const { request, secrets } = prepared.right
  const startedAt = clock.unsafeCurrentTimeNanos()
  const elapsed = (): number => Number(clock.unsafeCurrentTimeNanos() - startedAt) / 1e6

  for (let attempts = 1; ; attempts++) {
    yield* annotate({ "passlock.attempts": attempts })
    const left = limits.totalTimeout - Math.floor(elapsed())
    const outcome = yield* attempt(endpoint, request, { attempts, secrets }, limits, left)
    if (Either.isRight(outcome)) return outcome.right

    const error = outcome.left
    const delay = Backoff.delay(policy, { operation, idempotent, error }, yield* Random.next)
    // What has just gone wrong says more than a totalTimeout that would pass during the wait.
    if (delay === undefined || elapsed() + delay >= limits.totalTimeout) return yield* Effect.fail(error)
    yield* Effect.logDebug(`${operation}: ${error._tag}, trying again in ${delay} ms`)
    yield* Effect.sleep(delay)
  }
})
