/** Turns the result of a program into an HTTP response with a JSON body. */
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import { isPasslockError } from "@passlock-sdk/effect"
import * as Effect from "effect/Effect"
import { defectResponse, errorResponse, type Failure, statusOf } from "./messages.js"

type Response = HttpServerResponse.HttpServerResponse

export const fromFailure = (failure: Failure): Response => {
  const body = errorResponse(failure)
  return HttpServerResponse.unsafeJson(body, {
    status: statusOf(failure),
    ...(body.retryAfterSeconds !== undefined && { headers: { "retry-after": String(body.retryAfterSeconds) } })
  })
}

/** Logs 5xx failures. Messages of Passlock errors never contain secrets. */
const log = (failure: Failure): Effect.Effect<void> =>
  Effect.when(
    Effect.logError(isPasslockError(failure) ? `${failure._tag}: ${failure.message}` : failure._tag),
    () => statusOf(failure) >= 500
  )

/** Responds with the program's value. A failure becomes its message and status, a defect a 500. */
export const respond = <E extends Failure, R>(
  program: Effect.Effect<unknown, E, R>
): Effect.Effect<Response, never, R> =>
  program.pipe(
    Effect.map((value) => HttpServerResponse.unsafeJson(value ?? {})),
    Effect.catchAll((failure) => Effect.as(log(failure), fromFailure(failure))),
    Effect.catchAllDefect((cause) =>
      Effect.as(Effect.logError("Defect", cause), HttpServerResponse.unsafeJson(defectResponse, { status: 500 }))
    )
  )
