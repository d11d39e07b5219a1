/**
 * A stub `HttpClient` for tests that returns the given responses and records the requests.
 *
 * @since 0.1.0
 */
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientError from "@effect/platform/HttpClientError"
import type * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import type * as Endpoints from "@passlock-sdk/contract/Endpoints"
import * as Examples from "@passlock-sdk/contract/Examples"
import * as PasslockError from "@passlock-sdk/contract/PasslockError"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { PasslockConfig } from "../PasslockConfig.js"
import type { PasslockTenancy } from "../PasslockTenancy.js"
import { RetryPolicy } from "../RetryPolicy.js"

/**
 * A request that the stub received.
 *
 * @since 0.1.0
 * @category models
 */
export interface Request {
  readonly method: string
  /** The full URL, with the query. */
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  /** The parsed JSON body; `undefined` without a body. */
  readonly body: unknown
}

/**
 * An effect that produces the web `Response` to a request.
 *
 * **Details**
 *
 * A failure becomes the cause of a connection error. Because it is an effect, a response can be delayed, or differ
 * between requests.
 *
 * @since 0.1.0
 * @category models
 */
export type ResponseEffect = Effect.Effect<Response, unknown>

/**
 * Records the requests that the stub receives.
 *
 * @since 0.1.0
 * @category services
 */
export class Recorder extends Context.Tag("@passlock-sdk/effect/testing/Recorder")<
  Recorder,
  { readonly requests: Effect.Effect<ReadonlyArray<Request>> }
>() {}

/**
 * Returns the requests that the stub has received so far, oldest first.
 *
 * @since 0.1.0
 * @category getters
 */
export const requests: Effect.Effect<ReadonlyArray<Request>, never, Recorder> = Effect.flatMap(
  Recorder,
  (recorder) => recorder.requests
)

/**
 * Provides an `HttpClient` that returns the responses of a list, one for each request, or the responses of a function.
 *
 * **Details**
 *
 * - `responses`: the responses in order, or a function from the request to its response.
 * - `retry`: the retry policy. By default nothing is retried.
 *
 * A request beyond the end of the list fails with `TransportError`.
 *
 * @example
 * ```ts
 * import { NotFound, Passkeys } from "@passlock-sdk/effect"
 * import { StubHttpClient } from "@passlock-sdk/effect/testing"
 * import * as Effect from "effect/Effect"
 *
 * export const test = Effect.gen(function* () {
 *   const error = yield* Effect.flip(Passkeys.get({ passkeyId: "passkey_01" }))
 *   const [request] = yield* StubHttpClient.requests
 *   return [error._tag, request?.url]
 * }).pipe(
 *   Effect.provide(StubHttpClient.layer([StubHttpClient.error(NotFound)])),
 *   Effect.provide(StubHttpClient.config)
 * )
 * ```
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = (
  responses: ReadonlyArray<ResponseEffect> | ((request: Request) => ResponseEffect),
  options: { readonly retry?: RetryPolicy.Policy | undefined } = {}
): Layer.Layer<HttpClient.HttpClient | Recorder> =>
  Layer.effectContext(
    Effect.sync(() => {
      const received: Array<Request> = []
      const respond =
        typeof responses === "function" ? responses : () => responses[received.length - 1] ?? exhausted(received)
      const client = HttpClient.make((request, url) =>
        Effect.suspend(() => {
          const captured = capture(request, url)
          received.push(captured)
          return Effect.mapBoth(respond(captured), {
            onFailure: (cause) => new HttpClientError.RequestError({ request, reason: "Transport", cause }),
            onSuccess: (response) => HttpClientResponse.fromWeb(request, response)
          })
        })
      )
      return Context.make(HttpClient.HttpClient, client).pipe(
        Context.add(Recorder, { requests: Effect.sync(() => [...received]) }),
        Context.add(RetryPolicy, options.retry ?? RetryPolicy.none)
      )
    })
  )

const exhausted = (received: ReadonlyArray<Request>): ResponseEffect =>
  Effect.fail(new Error(`StubHttpClient has no response for request ${received.length}`))

const capture = (request: HttpClientRequest.HttpClientRequest, url: URL): Request => {
  const { body } = request
  const text = body._tag === "Uint8Array" ? new TextDecoder().decode(body.body) : undefined
  return {
    method: request.method,
    url: url.href,
    headers: { ...request.headers },
    body: text === undefined ? undefined : JSON.parse(text)
  }
}

/**
 * Provides a made-up tenancy and key for use with the stub.
 *
 * @since 0.1.0
 * @category layers
 */
export const config: Layer.Layer<PasslockConfig | PasslockTenancy> = /*#__PURE__*/ PasslockConfig.layer({
  tenancyId: "tenancy_01",
  apiKey: "key_01"
})

/**
 * The status and headers of a response.
 *
 * @since 0.1.0
 * @category models
 */
export interface ResponseOptions {
  /** Default: 200. */
  readonly status?: number | undefined
  readonly headers?: Readonly<Record<string, string>> | undefined
}

/**
 * Responds with a text body.
 *
 * @since 0.1.0
 * @category responses
 */
export const text = (body: string, { headers, status = 200 }: ResponseOptions = {}): ResponseEffect =>
  Effect.sync(() => new Response(body === "" ? null : body, { status, headers: { ...headers } }))

/**
 * Responds with a JSON body.
 *
 * @since 0.1.0
 * @category responses
 */
export const json = (body: unknown, options: ResponseOptions = {}): ResponseEffect =>
  text(JSON.stringify(body), { ...options, headers: { "content-type": "application/json", ...options.headers } })

/**
 * Responds with the example success of an operation, with some fields replaced.
 *
 * @since 0.1.0
 * @category responses
 */
export const success = (
  operation: Endpoints.Operation,
  changes: Readonly<Record<string, unknown>> = {},
  options?: ResponseOptions
): ResponseEffect => json({ ...Examples.all[operation].response, ...changes }, options)

/**
 * Responds with an error of the API, with its documented status and some fields replaced.
 *
 * @since 0.1.0
 * @category responses
 */
export const error = (
  ErrorClass: PasslockError.ApiErrorClass,
  changes: Readonly<Record<string, unknown>> = {},
  options: ResponseOptions = {}
): ResponseEffect => {
  const body = { ...Examples.error(ErrorClass), ...changes }
  const wait =
    ErrorClass === PasslockError.ChallengeRateLimited ? { "retry-after": String(body.retryAfterSeconds) } : {}
  return json(body, { status: ErrorClass.wire.status, ...options, headers: { ...wait, ...options.headers } })
}

/**
 * Responds with the HTML page of a gateway whose API is down. The default status is 502.
 *
 * @since 0.1.0
 * @category responses
 */
export const html = (options: ResponseOptions = {}): ResponseEffect =>
  text("<html><body><h1>Bad Gateway</h1></body></html>", {
    status: 502,
    ...options,
    headers: { "content-type": "text/html", ...options.headers }
  })

/**
 * Responds with a 429 that is not `ChallengeRateLimited`.
 *
 * @since 0.1.0
 * @category responses
 */
export const rateLimited = (
  options: {
    /** The `Retry-After` header: seconds, an HTTP date, or an invalid value. By default there is no header. */
    readonly retryAfter?: string | number | undefined
  } = {}
): ResponseEffect =>
  json(
    { message: "slow down" },
    {
      status: 429,
      headers: options.retryAfter === undefined ? {} : { "retry-after": String(options.retryAfter) }
    }
  )

/**
 * Responds with a redirect to `location`.
 *
 * @since 0.1.0
 * @category responses
 */
export const redirect = (location: string, status = 307): ResponseEffect => text("", { status, headers: { location } })

/**
 * Responds with the first half of an operation's example success: a complete response whose JSON is cut short.
 *
 * @since 0.1.0
 * @category responses
 */
export const truncated = (operation: Endpoints.Operation): ResponseEffect => {
  const whole = JSON.stringify(Examples.all[operation].response)
  return text(whole.slice(0, whole.length / 2), { headers: { "content-type": "application/json" } })
}

/**
 * Fails to connect, with the error code of the system. By default the connection is refused.
 *
 * @since 0.1.0
 * @category responses
 */
export const unreachable = (code = "ECONNREFUSED"): ResponseEffect =>
  Effect.suspend(() => Effect.fail(systemError(`connect ${code}`, code)))

/**
 * Loses the connection before the headers or in the middle of the body.
 *
 * @since 0.1.0
 * @category responses
 */
export const lost = (phase: "headers" | "body" = "headers", options: ResponseOptions = {}): ResponseEffect =>
  phase === "headers"
    ? Effect.suspend(() => Effect.fail(systemError("socket hang up", "ECONNRESET")))
    : partial(options, (controller) => controller.error(systemError("terminated", "UND_ERR_SOCKET")))

/**
 * Never completes the response: sends nothing, or only the headers and the start of the body.
 *
 * @since 0.1.0
 * @category responses
 */
export const stalled = (phase: "headers" | "body" = "headers", options: ResponseOptions = {}): ResponseEffect =>
  phase === "headers" ? Effect.never : partial(options, () => {})

const partial = (
  options: ResponseOptions,
  end: (controller: ReadableStreamDefaultController) => void
): ResponseEffect =>
  Effect.sync(() => {
    let started = false
    const body = new ReadableStream({
      pull(controller) {
        if (started) return end(controller)
        started = true
        controller.enqueue(new TextEncoder().encode('{"_tag":'))
      }
    })
    return new Response(body, {
      status: options.status ?? 200,
      headers: { "content-type": "application/json", ...options.headers }
    })
  })

const systemError = (message: string, code: string): Error =>
  new TypeError("fetch failed", { cause: Object.assign(new Error(message), { code }) })
