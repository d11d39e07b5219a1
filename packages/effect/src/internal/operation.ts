import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as HttpClient from "@effect/platform/HttpClient"
import type * as HttpClientError from "@effect/platform/HttpClientError"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import type * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import * as HttpTraceContext from "@effect/platform/HttpTraceContext"
import type { Report } from "@passlock-sdk/contract/Answer"
import type * as Endpoint from "@passlock-sdk/contract/Endpoint"
import { type CommonError, type PasslockError, RequestTimeout } from "@passlock-sdk/contract/PasslockError"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import * as Random from "effect/Random"
import { PasslockConfig } from "../PasslockConfig.js"
import { PasslockTenancy } from "../PasslockTenancy.js"
import { RetryPolicy } from "../RetryPolicy.js"
import { Timeouts } from "../Timeouts.js"
import { TracePropagation } from "../TracePropagation.js"
import { read } from "./answer.js"
import * as Backoff from "./backoff.js"
import * as Input from "./input.js"
import * as Request from "./request.js"
import * as settings from "./settings.js"
import { transportError } from "./transport.js"

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
  const service = endpoint.authentication === "apiKey" ? yield* PasslockConfig : yield* PasslockTenancy
  const policy = yield* RetryPolicy
  const limits = yield* Timeouts
  yield* Effect.annotateCurrentSpan({ "url.template": endpoint.path, "http.request.method": endpoint.method })

  const prepared = Request.prepare(endpoint, service, input)
  const issues = [...settings.faults(policy, limits), ...(Either.isLeft(prepared) ? prepared.left : [])]
  if (Either.isLeft(prepared) || issues.length > 0) return yield* Input.refuse(endpoint.operation, issues)

  const send = yield* sender(prepared.right.request)
  const startedAt = yield* Clock.currentTimeNanos
  const elapsed = Effect.map(Clock.currentTimeNanos, (now) => Number(now - startedAt) / 1e6)

  for (let attempts = 1; ; attempts++) {
    const report = { attempts, secrets: prepared.right.secrets }
    yield* Effect.annotateCurrentSpan("passlock.attempts", attempts)
    const outcome = yield* attempt(endpoint, send, report, limits, limits.deadline - Math.floor(yield* elapsed))
    if (Either.isRight(outcome)) return outcome.right

    const { operation, repeatable } = endpoint
    const error = outcome.left
    const delay = Backoff.delay(policy, { operation, repeatable, error }, yield* Random.next)
    // What has just gone wrong says more than a deadline that would pass during the wait.
    if (delay === undefined || (yield* elapsed) + delay >= limits.deadline) return yield* Effect.fail(error)
    yield* Effect.logDebug(`${operation}: ${error._tag}, trying again in ${delay} ms`)
    yield* Effect.sleep(delay)
  }
})

type Send = Effect.Effect<HttpClientResponse.HttpClientResponse, HttpClientError.HttpClientError>

/** One sending of the request, with nothing around it that follows redirects or records the URL. */
const sender = Effect.fnUntraced(function* (request: HttpClientRequest.HttpClientRequest) {
  // The client's own span holds the whole URL, and with that the code of an exchange.
  const client = HttpClient.withTracerDisabledWhen(yield* HttpClient.HttpClient, () => true)
  const init = Option.getOrElse(yield* Effect.serviceOption(FetchHttpClient.RequestInit), () => ({}))
  const trace = (yield* TracePropagation) ? yield* Effect.option(Effect.currentSpan) : Option.none()
  const traced = Option.match(trace, {
    onNone: () => request,
    onSome: (span) => HttpClientRequest.setHeaders(request, HttpTraceContext.toHeaders(span))
  })
  const send: Send = client
    .execute(traced)
    .pipe(Effect.provideService(FetchHttpClient.RequestInit, { ...init, redirect: "manual" }))
  return send
})

/** One attempt, in at most `left` milliseconds, down to the value or the error that it gave. */
const attempt = (
  endpoint: Endpoint.Any,
  send: Send,
  report: Report,
  limits: Timeouts.Limits,
  left: number
): Effect.Effect<Either.Either<unknown, PasslockError>> =>
  Effect.suspend(() => {
    const { operation } = endpoint
    let phase: RequestTimeout["phase"] = "headers"
    const limit = limits.timeout <= left ? "timeout" : "deadline"
    return send.pipe(
      // A client that fails on a bad status has an answer all the same.
      Effect.catchIf(hasAnswer, (error) => Effect.succeed(error.response)),
      Effect.flatMap((response) => {
        phase = "body"
        return Effect.zip(response.text, Clock.currentTimeMillis).pipe(
          Effect.map(([text, receivedAt]) => ({ status: response.status, headers: response.headers, text, receivedAt }))
        )
      }),
      Effect.mapError((error) => transportError(error, { operation, ...report })),
      Effect.tap((answer) => Effect.annotateCurrentSpan("http.response.status_code", answer.status)),
      Effect.map((answer) => read(endpoint, answer, report)),
      Effect.catchAllDefect((cause) =>
        Effect.fail(transportError({ _tag: "Defect", cause }, { operation, ...report }))
      ),
      within(Math.min(limits.timeout, left), () =>
        timedOut({ operation, attempts: report.attempts, phase, limit, milliseconds: limits[limit] })
      ),
      Effect.match({ onFailure: Either.left, onSuccess: (read) => read })
    )
  })

const hasAnswer = (error: HttpClientError.HttpClientError): error is HttpClientError.ResponseError =>
  error._tag === "ResponseError" && error.reason === "StatusCode"

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

/**
 * In two fibers of their own, the work and the timer: a client that is slow to let go holds nobody up, neither after a
 * timeout nor after an interruption. Both can be interrupted even where the caller cannot, and neither outlives the call.
 */
export const within =
  <E2>(milliseconds: number, onTimeout: () => E2) =>
  <A, E, R>(self: Effect.Effect<A, E, R>): Effect.Effect<A, E | E2, R> =>
    Effect.uninterruptibleMask((restore) =>
      Effect.gen(function* () {
        // Its failure is told to the caller; a fiber that fails would log it as one that nobody handled.
        const work = yield* Effect.forkDaemon(Effect.exit(Effect.interruptible(self)))
        const timer = yield* Effect.forkDaemon(Effect.interruptible(Effect.sleep(milliseconds)))
        const end = () => {
          work.unsafeInterruptAsFork(work.id())
          timer.unsafeInterruptAsFork(timer.id())
        }
        const first = Effect.async<A, E | E2>((resume) => {
          work.addObserver((exit) => {
            end()
            resume(Effect.zipRight(work.inheritAll, Exit.flatten(exit)))
          })
          timer.addObserver((exit) => {
            if (Exit.isFailure(exit)) return
            end()
            resume(Effect.fail(onTimeout()))
          })
        })
        return yield* Effect.onInterrupt(restore(first), () => Effect.sync(end))
      })
    )
