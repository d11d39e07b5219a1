import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as HttpBody from "@effect/platform/HttpBody"
import * as HttpClient from "@effect/platform/HttpClient"
import type * as HttpClientError from "@effect/platform/HttpClientError"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import type * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import * as HttpTraceContext from "@effect/platform/HttpTraceContext"
import type { Event, Send } from "@passlock-sdk/contract/protocol/Call"
import * as Connection from "@passlock-sdk/contract/protocol/Connection"
import { makeBody } from "@passlock-sdk/contract/protocol/Response"
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Fiber from "effect/Fiber"
import { identity } from "effect/Function"
import * as Option from "effect/Option"
import * as Runtime from "effect/Runtime"
import * as Stream from "effect/Stream"
import * as Tracer from "effect/Tracer"
import { TracePropagation } from "../TracePropagation.js"

/** Sends one request and reads the whole response, within the attempt's timeout. */
export const execute = ({
  maxResponseSize,
  milliseconds,
  request
}: Send): Effect.Effect<Event, never, HttpClient.HttpClient> =>
  Effect.suspend(() => {
    let phase: "headers" | "body" = "headers"
    let abort = () => {}
    const exchange = send(request).pipe(
      // A client with a status filter fails, and yet there is a response.
      Effect.catchTag("ResponseError", (error) =>
        error.reason === "StatusCode" ? Effect.succeed(error.response) : Effect.fail(error)
      ),
      Effect.flatMap((response) => {
        phase = "body"
        // A stream that is slow to end would keep the socket open: the client's own controller closes it.
        const { controller, original = response } = response as Interruptible
        abort = () => controller?.abort()
        return annotate({ "http.response.status_code": response.status }).pipe(
          // At the end of its stream, the response of `HttpClient.make` aborts the request, and then `fetch` refuses to read
          // the text of a response without a body. So the inner response is read first.
          Effect.zipRight(receive(original, maxResponseSize)),
          Effect.ensuring(Effect.sync(abort))
        )
      }),
      Effect.catchAll((error) => Effect.succeed(failed(phaseOf(error), error.cause))),
      // A stream that fails does so in a fiber of its own, and Effect would log its error, with the URL in it.
      Effect.withUnhandledErrorLogLevel(Option.none())
    )
    return Effect.flatMap(
      within(exchange, milliseconds, () => abort()),
      (exit): Effect.Effect<Event> => {
        if (exit === undefined) return Effect.succeed({ event: "timedOut", phase })
        if (Exit.isSuccess(exit)) return Effect.succeed(exit.value)
        // The client failed with a defect, interrupted itself or gave no cause. An interruption of the call does not get here.
        return Effect.succeed(
          failed("unknown", Cause.isInterruptedOnly(exit.cause) ? undefined : Cause.squash(exit.cause))
        )
      }
    )
  })

/** What `HttpClient.make` makes of a response. */
interface Interruptible extends HttpClientResponse.HttpClientResponse {
  readonly controller?: AbortController
  readonly original?: HttpClientResponse.HttpClientResponse
}

/** Sends the request as it is: no redirect is followed, and no span of the client records the URL, which can hold a code. */
const send = ({ body, headers, method, url }: Send["request"]) =>
  Effect.contextWithEffect((context: Context.Context<HttpClient.HttpClient>) => {
    const span = Context.get(context, TracePropagation) ? spanOf(context) : undefined
    const request = HttpClientRequest.make(method as "POST")(url, {
      headers: { ...headers, ...(span && HttpTraceContext.toHeaders(span)) },
      body: body === undefined ? HttpBody.empty : HttpBody.text(body, "application/json")
    })
    const init = Option.getOrUndefined(Context.getOption(context, FetchHttpClient.RequestInit))
    return Context.get(context, HttpClient.HttpClient)
      .execute(request)
      .pipe(
        Effect.provideService(FetchHttpClient.RequestInit, { ...init, redirect: "manual" }),
        Effect.locally(HttpClient.currentTracerDisabledWhen, () => true)
      )
  })

/** Reads the body chunk by chunk, so that a client stops at the maximum, whatever the server sends. */
const receive = (response: HttpClientResponse.HttpClientResponse, maximum: number) => {
  const { headers, status } = response
  const body = makeBody(headers, maximum)
  return Stream.runFoldWhile(response.stream, true, identity, (_, bytes) => body.add(bytes)).pipe(
    // No body, or a replaced `fetch` without streams.
    Effect.catchIf(
      ({ reason }) => reason === "EmptyBody",
      () => Effect.map(response.text, (text) => body.add(new TextEncoder().encode(text)))
    ),
    Effect.zipRight(Clock.currentTimeMillis),
    Effect.map((receivedAt): Event => ({ event: "response", response: { status, headers, receivedAt, ...body.end() } }))
  )
}

const failed = (phase: Connection.Phase, cause: unknown): Event =>
  Object.assign(Connection.read(phase, cause), { event: "failed" as const })

/** A client can also fail with an error of its own, such as a timeout, which does not say whether the request was sent. */
const phaseOf = (error: HttpClientError.HttpClientError): Connection.Phase =>
  error._tag === "ResponseError" ? "body" : error._tag !== "RequestError" ? "unknown" : requestPhases[error.reason]
const requestPhases = { Transport: "headers", Encode: "request", InvalidUrl: "request" } as const

/**
 * How an effect ended, or `undefined` if it takes longer.
 *
 * It runs in a fiber of its own, and so does the timer: a client that is slow to stop delays neither the timeout nor an
 * interruption, not even in an uninterruptible region.
 */
export const within = <A, E, R>(
  self: Effect.Effect<A, E, R>,
  milliseconds: number,
  onStop = () => {}
): Effect.Effect<Exit.Exit<A, E> | undefined, never, R> =>
  Effect.uninterruptibleMask((restore) =>
    Effect.flatMap(Effect.runtime<R>(), (runtime) => {
      const fork = Runtime.runFork(runtime)
      // The outer fiber succeeds whatever happens: Effect would log a failure as unhandled, with the request in it.
      const work = fork(Effect.exit(Effect.interruptible(self)))
      const timer = fork(Effect.interruptible(Effect.sleep(milliseconds)))
      const stop = () => {
        onStop()
        interrupt(work)
      }
      const first = Effect.async<Exit.Exit<A, E> | undefined>((resume) => {
        work.addObserver((exit) => {
          interrupt(timer)
          resume(Effect.as(work.inheritAll, Exit.flatten(exit)))
        })
        timer.addObserver((exit) => {
          if (Exit.isFailure(exit)) return
          stop()
          resume(Effect.succeed(undefined))
        })
      })
      return Effect.onInterrupt(restore(first), () =>
        Effect.sync(() => {
          interrupt(timer)
          stop()
        })
      )
    })
  )

const interrupt = (fiber: Fiber.RuntimeFiber<unknown, unknown>): void => fiber.unsafeInterruptAsFork(fiber.id())

/** Adds attributes to the call's span. */
export const annotate = (attributes: Readonly<Record<string, unknown>>): Effect.Effect<void> =>
  Effect.contextWith((context: Context.Context<never>) => {
    const span = spanOf(context)
    for (const [name, value] of Object.entries(attributes)) span?.attribute(name, value)
  })

/** The call's span; `undefined` if tracing is off, or if the span belongs to another process. */
const spanOf = (context: Context.Context<never>): Tracer.Span | undefined => {
  const span = Option.getOrUndefined(Context.getOption(context, Tracer.ParentSpan))
  return span?._tag === "Span" ? span : undefined
}
