import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as HttpClient from "@effect/platform/HttpClient"
import type * as HttpClientError from "@effect/platform/HttpClientError"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import type * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import * as HttpTraceContext from "@effect/platform/HttpTraceContext"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { TracePropagation } from "../TracePropagation.js"
import { spanOf } from "./span.js"

type Sending = Effect.Effect<
  HttpClientResponse.HttpClientResponse,
  HttpClientError.HttpClientError,
  HttpClient.HttpClient
>

/** One sending of the request, with nothing around it that follows redirects or records the URL. */
export const send = (request: HttpClientRequest.HttpClientRequest): Sending =>
  Effect.contextWithEffect((context: Context.Context<HttpClient.HttpClient>) => {
    const span = Context.get(context, TracePropagation) ? spanOf(context) : Option.none()
    const traced = Option.match(span, {
      onNone: () => request,
      onSome: (span) => HttpClientRequest.setHeaders(request, HttpTraceContext.toHeaders(span))
    })
    const init = Option.getOrElse(Context.getOption(context, FetchHttpClient.RequestInit), () => ({}))
    return Context.get(context, HttpClient.HttpClient)
      .execute(traced)
      .pipe(
        Effect.provideService(FetchHttpClient.RequestInit, { ...init, redirect: "manual" }),
        // The client's own span holds the whole URL, and with that the code of an exchange.
        Effect.locally(HttpClient.currentTracerDisabledWhen, () => true)
      )
  })
