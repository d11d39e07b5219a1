import type * as HttpClient from "@effect/platform/HttpClient"
import type * as HttpClientError from "@effect/platform/HttpClientError"
import type * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import type * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import type * as Endpoint from "@passlock-sdk/contract/Endpoint"
import { type PasslockError, RequestTimeout } from "@passlock-sdk/contract/PasslockError"
import type { Report } from "@passlock-sdk/contract/protocol/Response"
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import type { Timeouts } from "../Timeouts.js"
import { read } from "./answer.js"
import { send } from "./sending.js"
import { annotate } from "./span.js"
import { transportError } from "./transport.js"
import { within } from "./within.js"

/** One attempt, in at most `left` milliseconds, down to the value or the error that it gave. */
export const attempt = (
  endpoint: Endpoint.Any,
  request: HttpClientRequest.HttpClientRequest,
  report: Report,
  limits: Timeouts.Limits,
  left: number
): Effect.Effect<Either.Either<unknown, PasslockError>, never, HttpClient.HttpClient> =>
  Effect.suspend(() => {
    const { operation } = endpoint
    let phase: RequestTimeout["phase"] = "headers"
    const limit = limits.timeout <= left ? "timeout" : "totalTimeout"

    const answer = send(request).pipe(
      // A client that fails on a bad status has an answer all the same.
      Effect.catchIf(hasAnswer, (error) => Effect.succeed(error.response)),
      Effect.flatMap((response) => {
        phase = "body"
        return Effect.zipRight(annotate({ "http.response.status_code": response.status }), receive(response))
      }),
      Effect.map((answer) => read(endpoint, answer, report))
    )
    return Effect.flatMap(within(answer, Math.min(limits.timeout, left)), (exit) => {
      if (exit === undefined) {
        const { attempts } = report
        return Effect.succeed(Either.left(timedOut({ operation, attempts, phase, limit, milliseconds: limits[limit] })))
      }
      if (Exit.isSuccess(exit)) return Effect.succeed(exit.value)
      // It was the client that interrupted itself.
      if (Cause.isInterruptedOnly(exit.cause)) return Effect.failCause(exit.cause as Cause.Cause<never>)
      return Effect.succeed(Either.left(transportError(faultOf(exit.cause), { operation, ...report })))
    })
  })

const hasAnswer = (error: HttpClientError.HttpClientError): error is HttpClientError.ResponseError =>
  error._tag === "ResponseError" && error.reason === "StatusCode"

const receive = (response: HttpClientResponse.HttpClientResponse) =>
  Effect.zipWith(response.text, Clock.currentTimeMillis, (text, receivedAt) => ({
    status: response.status,
    headers: response.headers,
    text,
    receivedAt
  }))

const faultOf = (cause: Cause.Cause<HttpClientError.HttpClientError>) =>
  Option.getOrElse(Cause.failureOption(cause), () => ({ _tag: "Defect", cause: Cause.squash(cause) }) as const)

/** The end of a wait that was too long. */
export const timedOut = (
  told: Pick<RequestTimeout, "operation" | "attempts" | "phase" | "limit" | "milliseconds">
): RequestTimeout =>
  new RequestTimeout(
    {
      ...told,
      message: `${told.operation}: No whole answer within ${told.milliseconds} ms. The request may have had its effect: check before you repeat it.`
    },
    true
  )
