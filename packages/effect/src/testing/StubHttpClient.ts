/**
 * An `HttpClient` that answers what a test says, and remembers what it was asked.
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
 * A request that reached the stub.
 *
 * @since 0.1.0
 * @category models
 */
export interface Request {
  readonly method: string
  /** The whole address, with the query. */
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  /** The JSON of the body, parsed; `undefined` without one. */
  readonly body: unknown
}

/**
 * What the stub answers: a web `Response`, or a failure, which is what the connection then failed with. Being an
 * effect, an answer can be delayed, or can differ from one request to the next.
 *
 * @since 0.1.0
 * @category models
 */
export type Answer = Effect.Effect<Response, unknown>

/**
 * The requests that reached the stub.
 *
 * @since 0.1.0
 * @category services
 */
export class Recorder extends Context.Tag("@passlock-sdk/effect/testing/Recorder")<
  Recorder,
  { readonly requests: Effect.Effect<ReadonlyArray<Request>> }
>() {}

/**
 * The requests that have reached the stub so far, oldest first.
 *
 * @since 0.1.0
 * @category getters
 */
export const requests: Effect.Effect<ReadonlyArray<Request>, never, Recorder> = Effect.flatMap(
  Recorder,
  (recorder) => recorder.requests
)

/**
 * An `HttpClient` that gives the answers of a list, one for each request, or those of a function.
 *
 * **Details**
 *
 * Nothing is sent again unless a `retry` policy is given. A request beyond the end of the list fails with
 * `TransportError`.
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
  answers: ReadonlyArray<Answer> | ((request: Request) => Answer),
  options: { readonly retry?: RetryPolicy.Policy | undefined } = {}
): Layer.Layer<HttpClient.HttpClient | Recorder> =>
  Layer.effectContext(
    Effect.sync(() => {
      const received: Array<Request> = []
      const answer = typeof answers === "function" ? answers : () => answers[received.length - 1] ?? exhausted(received)
      const client = HttpClient.make((request, url) =>
        Effect.suspend(() => {
          const captured = capture(request, url)
          received.push(captured)
          return Effect.mapBoth(answer(captured), {
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

const exhausted = (received: ReadonlyArray<Request>): Answer =>
  Effect.fail(new Error(`the stub has no answer for request ${received.length}`))

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
 * A tenancy and a key that mean nothing, for use with the stub.
 *
 * @since 0.1.0
 * @category layers
 */
export const config: Layer.Layer<PasslockConfig | PasslockTenancy> = /*#__PURE__*/ PasslockConfig.layer({
  tenancyId: "tenancy_01",
  apiKey: "key_01"
})

/**
 * How an answer is sent.
 *
 * @since 0.1.0
 * @category models
 */
export interface Sending {
  /** Default 200. */
  readonly status?: number | undefined
  readonly headers?: Readonly<Record<string, string>> | undefined
}

/**
 * Any text.
 *
 * @since 0.1.0
 * @category answers
 */
export const text = (body: string, { headers, status = 200 }: Sending = {}): Answer =>
  Effect.sync(() => new Response(body === "" ? null : body, { status, headers: { ...headers } }))

/**
 * Any JSON.
 *
 * @since 0.1.0
 * @category answers
 */
export const json = (body: unknown, sending: Sending = {}): Answer =>
  text(JSON.stringify(body), { ...sending, headers: { "content-type": "application/json", ...sending.headers } })

/**
 * The example of an operation's success, with some fields replaced.
 *
 * @since 0.1.0
 * @category answers
 */
export const success = (
  operation: Endpoints.Operation,
  changes: Readonly<Record<string, unknown>> = {},
  sending?: Sending
): Answer => json({ ...Examples.successes[operation], ...changes }, sending)

/**
 * An error of the API, with some fields replaced, on its documented status.
 *
 * @since 0.1.0
 * @category answers
 */
export const error = (
  ErrorClass: PasslockError.ApiErrorClass,
  changes: Readonly<Record<string, unknown>> = {},
  sending: Sending = {}
): Answer => {
  const body = { ...Examples.error(ErrorClass), ...changes }
  const wait =
    ErrorClass === PasslockError.ChallengeRateLimited ? { "retry-after": String(body.retryAfterSeconds) } : {}
  return json(body, { status: ErrorClass.wire.status, ...sending, headers: { ...wait, ...sending.headers } })
}

/**
 * A page that a gateway answers with while the API behind it is down.
 *
 * @since 0.1.0
 * @category answers
 */
export const html = (sending: Sending = {}): Answer =>
  text("<html><body><h1>Bad Gateway</h1></body></html>", {
    status: 502,
    ...sending,
    headers: { "content-type": "text/html", ...sending.headers }
  })

/**
 * A 429 that is not about challenges.
 *
 * @since 0.1.0
 * @category answers
 */
export const rateLimited = (
  options: {
    /** The header: seconds, an HTTP date, or anything else. Without it there is none. */
    readonly retryAfter?: string | number | undefined
  } = {}
): Answer =>
  json(
    { message: "slow down" },
    {
      status: 429,
      headers: options.retryAfter === undefined ? {} : { "retry-after": String(options.retryAfter) }
    }
  )

/**
 * A redirect.
 *
 * @since 0.1.0
 * @category answers
 */
export const redirect = (location: string, status = 307): Answer => text("", { status, headers: { location } })

/**
 * JSON that ends in the middle, as a whole answer.
 *
 * @since 0.1.0
 * @category answers
 */
export const truncated = (operation: Endpoints.Operation): Answer => {
  const whole = JSON.stringify(Examples.successes[operation])
  return text(whole.slice(0, whole.length / 2), { headers: { "content-type": "application/json" } })
}

/**
 * No connection: by default because nothing listens there.
 *
 * @since 0.1.0
 * @category answers
 */
export const unreachable = (code = "ECONNREFUSED"): Answer =>
  Effect.suspend(() => Effect.fail(systemError(`connect ${code}`, code)))

/**
 * A connection that is lost: before the headers, or in the middle of the body.
 *
 * @since 0.1.0
 * @category answers
 */
export const lost = (phase: "headers" | "body" = "headers", sending: Sending = {}): Answer =>
  phase === "headers"
    ? Effect.suspend(() => Effect.fail(systemError("socket hang up", "ECONNRESET")))
    : partial(sending, (controller) => controller.error(systemError("terminated", "UND_ERR_SOCKET")))

/**
 * No answer, or none that ends: nothing at all, or the beginning of a body.
 *
 * @since 0.1.0
 * @category answers
 */
export const stalled = (phase: "headers" | "body" = "headers", sending: Sending = {}): Answer =>
  phase === "headers" ? Effect.never : partial(sending, () => {})

const partial = (sending: Sending, end: (controller: ReadableStreamDefaultController) => void): Answer =>
  Effect.sync(() => {
    let begun = false
    const body = new ReadableStream({
      pull(controller) {
        if (begun) return end(controller)
        begun = true
        controller.enqueue(new TextEncoder().encode('{"_tag":'))
      }
    })
    return new Response(body, {
      status: sending.status ?? 200,
      headers: { "content-type": "application/json", ...sending.headers }
    })
  })

const systemError = (message: string, code: string): Error =>
  new TypeError("fetch failed", { cause: Object.assign(new Error(message), { code }) })
