import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as HttpClient from "@effect/platform/HttpClient"
import type * as HttpClientError from "@effect/platform/HttpClientError"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import type * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import * as HttpTraceContext from "@effect/platform/HttpTraceContext"
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Runtime from "effect/Runtime"
import { TracePropagation } from "../TracePropagation.js"
import { spanOf } from "./span.js"

/** How a request is sent, and where: each attempt in fibers of that runtime. */
export interface Sending {
  readonly send: Effect.Effect<HttpClientResponse.HttpClientResponse, HttpClientError.HttpClientError>
  readonly runtime: Runtime.Runtime<never>
}

/** With nothing around it that follows redirects or records the URL. */
export const make = (
  request: HttpClientRequest.HttpClientRequest,
  caller: Runtime.Runtime<HttpClient.HttpClient>
): Sending => {
  const { context } = caller
  const init = Option.getOrElse(Context.getOption(context, FetchHttpClient.RequestInit), () => ({}))
  const span = Context.get(context, TracePropagation) ? spanOf(context) : Option.none()
  const traced = Option.match(span, {
    onNone: () => request,
    onSome: (span) => HttpClientRequest.setHeaders(request, HttpTraceContext.toHeaders(span))
  })
  return {
    send: Context.get(context, HttpClient.HttpClient).execute(traced),
    runtime: caller.pipe(
      Runtime.provideService(FetchHttpClient.RequestInit, { ...init, redirect: "manual" }),
      // The client's own span holds the whole URL, and with that the code of an exchange.
      Runtime.setFiberRef(HttpClient.currentTracerDisabledWhen, () => true)
    )
  }
}
