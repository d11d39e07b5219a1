/** Programs as answers: their values and their failures in JSON. */
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import { isPasslockError } from "@passlock-sdk/effect"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { InvalidForm } from "./refusals.js"
import { defect, type Failure, statusOf, tell } from "./sentences.js"

type Response = HttpServerResponse.HttpServerResponse

export const refuse = (failure: Failure): Response => {
  const body = tell(failure)
  return HttpServerResponse.unsafeJson(body, {
    status: statusOf(failure),
    ...(body.retryAfterSeconds !== undefined && { headers: { "retry-after": String(body.retryAfterSeconds) } })
  })
}

/** What is our fault. The message of a Passlock error holds no secret, so it can be logged. */
const log = (failure: Failure): Effect.Effect<void> =>
  Effect.when(
    Effect.logError(isPasslockError(failure) ? `${failure._tag}: ${failure.message}` : failure._tag),
    () => statusOf(failure) >= 500
  )

/** Answers what the program gives, a failure as its sentence, and a defect as ours. */
export const answer = <E extends Failure, R>(
  program: Effect.Effect<unknown, E, R>
): Effect.Effect<Response, never, R> =>
  program.pipe(
    Effect.map((value) => HttpServerResponse.unsafeJson(value ?? {})),
    Effect.catchAll((failure) => Effect.as(log(failure), refuse(failure))),
    Effect.catchAllDefect((cause) =>
      Effect.as(Effect.logError("Defect", cause), HttpServerResponse.unsafeJson(defect, { status: 500 }))
    )
  )

/** The request's body; `advice` tells the user what it lacks. */
export const body = <A, I>(
  schema: Schema.Schema<A, I>,
  advice: string
): Effect.Effect<A, InvalidForm, HttpServerRequest.HttpServerRequest> =>
  Effect.mapError(HttpServerRequest.schemaBodyJson(schema), () => new InvalidForm({ advice }))

/** The one-time code that a ceremony gave the page. Redacted, it shows in no log. */
export const ceremonyCode = Effect.map(
  body(
    Schema.Struct({ code: Schema.Redacted(Schema.String.pipe(Schema.minLength(1), Schema.maxLength(2_048))) }),
    "The answer of your passkey is missing. Please use it once more."
  ),
  ({ code }) => code
)
