/** The emulator as an `HttpClient` without a socket. */
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientError from "@effect/platform/HttpClientError"
import type * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { App } from "./app.js"

type Body = ConstructorParameters<typeof Response>[0]

const bodyOf = ({ body }: HttpClientRequest.HttpClientRequest): Effect.Effect<Body | undefined> => {
  switch (body._tag) {
    case "Empty":
      return Effect.succeed(undefined)
    case "FormData":
      return Effect.succeed(body.formData)
    case "Stream":
      return Stream.toReadableStreamEffect(Stream.orDie(body.stream))
    default:
      return Effect.succeed(body.body as Body)
  }
}

const webRequestOf = (request: HttpClientRequest.HttpClientRequest, url: URL) =>
  Effect.flatMap(bodyOf(request), (body) =>
    Effect.try({
      try: () => {
        const init = { method: request.method, headers: request.headers, duplex: "half" as const }
        return new Request(url, body === undefined ? init : { ...init, body })
      },
      catch: (cause) => new HttpClientError.RequestError({ request, reason: "Encode", cause })
    })
  )

export const make = (app: App): HttpClient.HttpClient =>
  HttpClient.make((request, url) =>
    webRequestOf(request, url).pipe(
      Effect.flatMap((webRequest) => app.handle(HttpServerRequest.fromWeb(webRequest))),
      Effect.catchTag("Dropped", (cause) =>
        Effect.fail(new HttpClientError.RequestError({ request, reason: "Transport", cause }))
      ),
      Effect.map((response) =>
        HttpClientResponse.fromWeb(
          request,
          HttpServerResponse.toWeb(response, { withoutBody: request.method === "HEAD" })
        )
      )
    )
  ).pipe(
    // The client's span would carry the URL, which may contain a code.
    HttpClient.withTracerDisabledWhen(() => true)
  )
