/** The emulator as an `HttpClient` without a socket. */
import * as HttpBody from "@effect/platform/HttpBody"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientError from "@effect/platform/HttpClientError"
import type * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { App } from "./app.js"
import { Dropped } from "./control/faults.js"

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

/** A web response of a server response; to a HEAD without its body. */
export const webResponseOf = (response: HttpServerResponse.HttpServerResponse, method: string): Response =>
  HttpServerResponse.toWeb(response, { withoutBody: method === "HEAD" })

/** Says how long the body is where that is known, as it would be said on a socket. */
export const withLength = (request: Request, body: RequestInit["body"] | undefined): Request => {
  if (typeof body === "string" && !request.headers.has("content-length"))
    request.headers.set("content-length", String(Buffer.byteLength(body)))
  return request
}

/** A body that comes bit by bit, if its reader is still there and the emulator too; it breaks as that of a `fetch`. */
export const until = (
  response: HttpServerResponse.HttpServerResponse,
  signal: AbortSignal | undefined,
  closed: Deferred.Deferred<void>
): HttpServerResponse.HttpServerResponse => {
  const { body } = response
  if (body._tag !== "Stream") return response
  const left = Effect.async<never, unknown>((resume) => {
    const leave = () => resume(Effect.fail(signal?.reason))
    // The body may be looked at long after it came.
    if (signal?.aborted === true) leave()
    signal?.addEventListener("abort", leave)
    return Effect.sync(() => signal?.removeEventListener("abort", leave))
  })
  const gone = Effect.zipRight(Deferred.await(closed), Effect.fail(new Error("The emulator was disposed of.")))
  const stream = body.stream.pipe(
    Stream.mapError((cause) => (cause instanceof Dropped ? fetchFailure(cause) : cause)),
    Stream.interruptWhen(Effect.raceFirst(left, gone))
  )
  return HttpServerResponse.setBody(response, HttpBody.stream(stream, body.contentType, body.contentLength))
}

/** What the global `fetch` rejects with where a connection breaks. */
export const fetchFailure = (cause: Dropped): TypeError =>
  new TypeError("fetch failed", {
    cause: Object.assign(new Error("read ECONNRESET", { cause }), { code: "ECONNRESET" })
  })

export const make = (app: App): HttpClient.HttpClient =>
  HttpClient.make((request, url) =>
    webRequestOf(request, url).pipe(
      Effect.flatMap((webRequest) => app.handle(HttpServerRequest.fromWeb(webRequest))),
      Effect.catchTag("Dropped", (cause) =>
        Effect.fail(new HttpClientError.RequestError({ request, reason: "Transport", cause }))
      ),
      Effect.map((response) => HttpClientResponse.fromWeb(request, webResponseOf(response, request.method)))
    )
  ).pipe(
    // Its span would carry the whole address, and an address may carry a code.
    HttpClient.withTracerDisabledWhen(() => true)
  )
