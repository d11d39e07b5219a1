import type * as HttpClient from "@effect/platform/HttpClient"
import * as Codec from "@passlock-sdk/contract/Codec"
import type * as Endpoint from "@passlock-sdk/contract/Endpoint"
import type { ApiErrorClass, CommonError } from "@passlock-sdk/contract/PasslockError"
import * as Call from "@passlock-sdk/contract/protocol/Call"
import * as Effect from "effect/Effect"
import * as Random from "effect/Random"
import { MaxResponseSize } from "../MaxResponseSize.js"
import { PasslockConfig } from "../PasslockConfig.js"
import { PasslockTenancy } from "../PasslockTenancy.js"
import { RetryPolicy } from "../RetryPolicy.js"
import { Timeouts } from "../Timeouts.js"
import { annotate, execute } from "./execute.js"
import { version } from "./version.js"

type Failure<E extends Endpoint.Any> = Endpoint.OwnError<E> | CommonError

type Requirements<E extends Endpoint.Any> =
  | HttpClient.HttpClient
  | (E["authentication"] extends "apiKey" ? PasslockConfig : PasslockTenancy)

export type Program<E extends Endpoint.Any> = (
  request: Endpoint.Request<E>
) => Effect.Effect<Endpoint.Success<E>, Failure<E>, Requirements<E>>

/** The program of an endpoint, with a span named after it. */
export const make = <E extends Endpoint.Any>(endpoint: E): Program<E> =>
  Effect.fn(endpoint.operation, { kind: "client" })(makeUntraced(endpoint))

/** The program of an endpoint, without a span. */
export const makeUntraced = <E extends Endpoint.Any>(endpoint: E): Program<E> => {
  const operation = Codec.operationOf(endpoint)
  return (request) => run(operation, request) as ReturnType<Program<E>>
}

// A page cannot set this header, and trying to would only add it to the preflight.
const headers = "document" in globalThis ? undefined : { "user-agent": `passlock-sdk-effect/${version}` }

/** Runs the engine in the current fiber: its clock, its randomness, its HTTP client. */
const run = Effect.fnUntraced(function* (operation: Call.Operation<ApiErrorClass>, input: unknown) {
  const service = operation.authentication === "apiKey" ? yield* PasslockConfig : yield* PasslockTenancy
  yield* annotate({ "url.template": operation.path, "http.request.method": operation.method })
  const clock = yield* Effect.clock
  const startedAt = clock.unsafeCurrentTimeNanos()
  let random = 0
  const call = Call.start(
    operation,
    Codec.errors,
    Codec.configurationOf(service),
    input,
    {
      ...Call.fieldsOf(yield* RetryPolicy),
      ...Call.fieldsOf(yield* Timeouts),
      maxResponseSize: yield* MaxResponseSize
    },
    {
      now: () => Number(clock.unsafeCurrentTimeNanos() - startedAt) / 1e6,
      random: () => random,
      headers
    }
  )
  let step = call.next()
  while (!step.done) {
    const command = step.value
    if (command.command === "send") {
      yield* annotate({ "passlock.attempts": command.attempt })
      const event = yield* execute(command)
      random = yield* Random.next
      step = call.next(event)
    } else {
      yield* Effect.logDebug(command.message)
      yield* Effect.sleep(command.milliseconds)
      step = call.next()
    }
  }
  return "value" in step.value ? step.value.value : yield* Effect.fail(step.value.error)
})
