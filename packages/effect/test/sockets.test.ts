import { once } from "node:events"
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from "node:http"
import type { AddressInfo, Socket } from "node:net"
import { createGzip } from "node:zlib"
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientError from "@effect/platform/HttpClientError"
import * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import { assert, describe, it } from "@effect/vitest"
import {
  Challenges,
  MaxResponseSize,
  Passkeys,
  PasslockConfig,
  type PasslockError,
  Principals,
  RetryPolicy,
  Timeouts
} from "@passlock-sdk/effect"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Schedule from "effect/Schedule"
import * as Scheduler from "effect/Scheduler"
import { fetch as undiciFetch, request as undiciRequest } from "undici"

/** An HTTP client that does not use fetch. */
const undiciLayer = Layer.succeed(
  HttpClient.HttpClient,
  HttpClient.make((request, url, signal) =>
    Effect.tryPromise({
      try: async () => {
        const body = request.body._tag === "Uint8Array" ? request.body.body : null
        const {
          body: stream,
          headers: fields,
          statusCode
        } = await undiciRequest(url, {
          method: request.method as "GET",
          headers: request.headers,
          body,
          signal
        })
        const headers = Object.entries(fields).map(([name, value]): [string, string] => [name, String(value)])
        const noBody = statusCode === 204 || statusCode === 304
        return HttpClientResponse.fromWeb(
          request,
          new Response(noBody ? null : (stream as unknown as ReadableStream), { status: statusCode, headers })
        )
      },
      catch: (cause) => new HttpClientError.RequestError({ request, reason: "Transport", cause })
    })
  )
)

const clients = {
  fetch: FetchHttpClient.layer,
  "fetch of undici": Layer.provide(
    FetchHttpClient.layer,
    Layer.succeed(FetchHttpClient.Fetch, undiciFetch as unknown as typeof fetch)
  ),
  undici: undiciLayer,
  "node:http": NodeHttpClient.layer,
  "undici of platform-node": NodeHttpClient.layerUndici
}

interface Listening {
  readonly server: Server
  readonly port: number
  /** The open sockets that carried a request. */
  readonly sockets: ReadonlySet<Socket>
}

const listen = (handler: RequestListener) =>
  Effect.acquireRelease(
    Effect.async<Listening>((resume) => {
      const sockets = new Set<Socket>()
      const server = createServer(handler)
      server.on("request", ({ socket }) => {
        sockets.add(socket)
        socket.on("close", () => sockets.delete(socket))
      })
      server.listen(0, "127.0.0.1", () =>
        resume(Effect.succeed({ server, port: (server.address() as AddressInfo).port, sockets }))
      )
    }),
    ({ server }) =>
      Effect.async<void>((resume) => {
        server.closeAllConnections()
        server.close(() => resume(Effect.void))
      })
  )

const config = (port: number) =>
  PasslockConfig.layer({ tenancyId: "t", apiKey: "key-never-sent-elsewhere", endpoint: `http://127.0.0.1:${port}` })

const json = { "content-type": "application/json" }

/** Waits for a condition, however busy the machine is. */
const until = (condition: () => boolean) =>
  Effect.suspend(() => (condition() ? Effect.void : Effect.fail("not yet"))).pipe(
    Effect.retry({ times: 4_000, schedule: Schedule.spaced(5) }),
    Effect.orDieWith(() => new Error(`not within 20 s: ${condition}`))
  )

const timers = () => process.getActiveResourcesInfo().filter((resource) => resource === "Timeout").length

describe.each(Object.entries(clients))("over %s", (_, client) => {
  const fail = (port: number, limits = { timeout: 15_000, totalTimeout: 20_000 }) =>
    Passkeys.get({ passkeyId: "p" }).pipe(
      Effect.flip,
      Effect.provide(config(port)),
      Effect.provide(client),
      Effect.provideService(RetryPolicy, RetryPolicy.none),
      Effect.provideService(Timeouts, limits)
    )

  const failWith = (handler: (request: IncomingMessage, response: ServerResponse) => void) =>
    Effect.flatMap(listen(handler), ({ port }) => fail(port))

  const assertFields = (error: PasslockError, expected: Readonly<Record<string, unknown>>) => {
    for (const [field, value] of Object.entries(expected)) {
      assert.deepStrictEqual(Reflect.get(error, field), value, `${field} of ${error.message}`)
    }
  }

  it.scopedLive("fails with sent: no when the connection is refused", () =>
    Effect.gen(function* () {
      const port = yield* Effect.scoped(
        Effect.map(
          listen(() => {}),
          (listening) => listening.port
        )
      )
      assertFields(yield* fail(port), { _tag: "TransportError", sent: "no", code: "ECONNREFUSED" })
    })
  )

  it.live("fails with sent: no when the host is unknown", () =>
    Effect.gen(function* () {
      const error = yield* Passkeys.get({ passkeyId: "p" }).pipe(
        Effect.flip,
        Effect.provide(PasslockConfig.layer({ tenancyId: "t", apiKey: "k", endpoint: "https://host.invalid" })),
        Effect.provide(client),
        Effect.provideService(RetryPolicy, RetryPolicy.none)
      )
      assertFields(error, { _tag: "TransportError", sent: "no" })
    })
  )

  it.scopedLive("fails with sent: unknown when the connection is reset before the headers", () =>
    Effect.gen(function* () {
      assertFields(yield* failWith((request) => request.socket.resetAndDestroy()), {
        _tag: "TransportError",
        sent: "unknown"
      })
    })
  )

  it.scopedLive("fails with sent: unknown when the connection is reset in the body", () =>
    Effect.gen(function* () {
      const error = yield* failWith((request, response) => {
        response.writeHead(200, { ...json, "content-length": "100" })
        response.write('{"_tag":')
        setTimeout(() => request.socket.resetAndDestroy(), 20)
      })
      assertFields(error, { _tag: "TransportError", sent: "unknown" })
    })
  )

  it.scopedLive("fails with sent: unknown when the body is shorter than its content-length", () =>
    Effect.gen(function* () {
      const error = yield* failWith((request, response) => {
        response.writeHead(200, { ...json, "content-length": "100" })
        response.write('{"_tag":')
        setTimeout(() => request.socket.end(), 20)
      })
      assertFields(error, { _tag: "TransportError", sent: "unknown" })
    })
  )

  it.scopedLive("fails with sent: unknown when the response is not HTTP", () =>
    Effect.gen(function* () {
      assertFields(yield* failWith((request) => request.socket.end("hello\r\n\r\n")), {
        _tag: "TransportError",
        sent: "unknown"
      })
    })
  )

  it.scopedLive.each([204, 304])("fails with UnexpectedResponse when status %i comes without a body", (status) =>
    Effect.gen(function* () {
      const error = yield* failWith((_, response) => response.writeHead(status).end())
      assertFields(error, { _tag: "UnexpectedResponse", status })
    })
  )

  it.scopedLive.each([301, 302, 303, 307, 308])("does not follow a redirect with status %i", (status) =>
    Effect.gen(function* () {
      let elsewhere = 0
      const other = yield* listen((_, response) => {
        elsewhere++
        response.end()
      })
      const { port } = yield* listen((_, response) =>
        response.writeHead(status, { location: `http://127.0.0.1:${other.port}/` }).end()
      )
      const error = yield* Challenges.verify({ challengeId: "c", secret: "s", code: "123456" }).pipe(
        Effect.flip,
        Effect.provide(config(port)),
        Effect.provide(client)
      )
      assertFields(error, { _tag: "UnexpectedResponse", status })
      assert.strictEqual(elsewhere, 0)
    })
  )

  describe("a response of 300 MB", () => {
    const megabyte = 2 ** 20
    const spaces = Buffer.alloc(megabyte, " ")

    /** Sends a body in pieces, as fast as the client reads it, and counts the pieces. */
    const endless = (send: (response: ServerResponse) => NodeJS.WritableStream) => {
      const sent = { megabytes: 0 }
      const handler = async (_: IncomingMessage, response: ServerResponse) => {
        const body = send(response)
        const closed = once(response, "close").then(() => "closed")
        for (; sent.megabytes < 300; sent.megabytes++) {
          if (body.write(spaces)) continue
          if ((await Promise.race([once(body, "drain"), closed])) === "closed") return
        }
        body.end()
      }
      return { handler, sent }
    }

    const encodings = {
      "with chunks": (response: ServerResponse) => response.writeHead(200, json),
      "with a content-length": (response: ServerResponse) =>
        response.writeHead(200, { ...json, "content-length": String(300 * megabyte) }),
      "with gzip": (response: ServerResponse) => {
        response.writeHead(200, { ...json, "content-encoding": "gzip" })
        const gzip = createGzip({ level: 1 })
        gzip.pipe(response)
        return gzip
      }
    }

    it.scopedLive.each(Object.entries(encodings))(
      "%s fails with UnexpectedResponse, and is neither read further nor requested again",
      ([name, send]) =>
        Effect.gen(function* () {
          const { handler, sent } = endless(send)
          let requests = 0
          const { port, sockets } = yield* listen((request, response) => {
            requests++
            handler(request, response)
          })
          const error = yield* Passkeys.list().pipe(
            Effect.flip,
            Effect.provide(config(port)),
            Effect.provide(client),
            Effect.provideService(MaxResponseSize, 5 * megabyte)
          )
          assertFields(error, { _tag: "UnexpectedResponse", status: 200, attempts: 1 })
          // A client that does not decompress reads the compressed body to its end.
          if (name === "with gzip" && !error.message.includes("too large")) return
          assert.include(error.message, `more than ${5 * megabyte} bytes): the body is too large`)
          yield* until(() => sockets.size === 0)
          assert.strictEqual(requests, 1)
          if (name !== "with gzip") assert.isBelow(sent.megabytes, 100)
        })
    )
  })

  const stalls: Record<string, { readonly phase: string; readonly handler: RequestListener }> = {
    "before the headers": { phase: "headers", handler: () => {} },
    "in the body": {
      phase: "body",
      handler: (_, response) => {
        response.writeHead(200, json)
        response.write('{"_tag":')
      }
    },
    "in the body of an error": {
      phase: "body",
      handler: (_, response) => {
        response.writeHead(404, json)
        response.write('{"_tag":"@error/NotFound"')
      }
    },
    "with a body that trickles in": {
      phase: "body",
      handler: (_, response) => {
        response.writeHead(200, json)
        const timer = setInterval(() => response.write(" "), 20)
        response.on("close", () => clearInterval(timer))
      }
    }
  }

  describe.concurrent("with a timeout of one second", () => {
    it.scopedLive.each(Object.entries(stalls))(
      "fails with RequestTimeout and closes the socket when the response stalls %s",
      ([, { handler, phase }]) =>
        Effect.gen(function* () {
          const { port, sockets } = yield* listen(handler)
          const startedAt = performance.now()
          const error = yield* fail(port, { timeout: 1_000, totalTimeout: 60_000 })
          const elapsed = performance.now() - startedAt
          assertFields(error, { _tag: "RequestTimeout", phase, limit: "timeout", milliseconds: 1_000 })
          assert.isAtLeast(elapsed, 990)
          // The documented tolerance is 25 ms; a busy machine needs more.
          assert.isAtMost(elapsed, 15_000)
          yield* until(() => sockets.size === 0)
        })
    )
  })

  it.scopedLive.each(Object.entries(stalls))(
    "closes the socket when it is interrupted while the response stalls %s",
    ([, { handler }]) =>
      Effect.gen(function* () {
        const { port, sockets } = yield* listen(handler)
        const before = timers()
        const fiber = yield* Effect.fork(fail(port, { timeout: 60_000, totalTimeout: 60_000 }))
        yield* until(() => sockets.size === 1)
        // The client reads the first part of the response.
        yield* Effect.sleep(40)
        const startedAt = performance.now()
        const exit = yield* Fiber.interrupt(fiber)
        assert.isTrue(Exit.isInterrupted(exit))
        assert.isAtMost(performance.now() - startedAt, 15_000)
        yield* until(() => sockets.size === 0)
        assert.isAtMost(timers(), before + 1, "only the one timer of undici itself remains")
      })
  )

  it.scopedLive("fails with RequestTimeout and closes the socket in an uninterruptible region", () =>
    Effect.gen(function* () {
      const { port, sockets } = yield* listen(() => {})
      const error = yield* Effect.uninterruptible(fail(port, { timeout: 100, totalTimeout: 60_000 }))
      assertFields(error, { _tag: "RequestTimeout" })
      yield* until(() => sockets.size === 0)
    })
  )

  it.scopedLive("leaves no timer after a response in an uninterruptible region", () =>
    Effect.gen(function* () {
      const { port } = yield* listen((_, response) => response.writeHead(404, json).end("{}"))
      yield* fail(port)
      const before = timers()
      for (let call = 0; call < 10; call++) {
        yield* Effect.uninterruptible(fail(port, { timeout: 60_000, totalTimeout: 60_000 }))
      }
      yield* Effect.sleep(20)
      assert.isAtMost(timers(), before + 1)
    })
  )

  it.scopedLive("fails with the last ServerError when the next retry would exceed totalTimeout", () =>
    Effect.gen(function* () {
      let count = 0
      const { port } = yield* listen((_, response) => {
        const retryAfter = count++ === 0 ? "0" : "50"
        response.writeHead(503, { ...json, "retry-after": retryAfter }).end("{}")
      })
      const startedAt = performance.now()
      const error = yield* Passkeys.get({ passkeyId: "p" }).pipe(
        Effect.flip,
        Effect.provide(config(port)),
        Effect.provide(client),
        Effect.provideService(Timeouts, { timeout: 30_000, totalTimeout: 40_000 })
      )
      assertFields(error, { _tag: "ServerError", status: 503, attempts: 2 })
      assert.isAtMost(performance.now() - startedAt, 30_000)
    })
  )
})

describe("an interruption", () => {
  it("aborts the request and leaves no fiber or timer at any step of a call", async () => {
    const before = timers()
    let isPaused = true
    let step = 0
    while (isPaused) {
      step++
      isPaused = false
      const signals: Array<AbortSignal> = []
      const stalled = HttpClient.make((_, __, signal) => {
        signals.push(signal)
        return Effect.never
      })
      const tasks: Array<() => void> = []
      let steps = 0
      // Counts the steps of the caller's fiber and pauses it at one of them.
      const scheduler = Scheduler.make(
        (task) => tasks.push(task),
        (current) => {
          if (current !== fiber || ++steps !== step) return false
          isPaused = true
          return 0
        }
      )
      const call = Passkeys.get({ passkeyId: "p" }).pipe(
        Effect.provide(config(1)),
        Effect.provideService(HttpClient.HttpClient, stalled)
      )
      const fiber: Fiber.RuntimeFiber<unknown, unknown> = Effect.runFork(call, { scheduler, immediate: false })
      while (!isPaused && tasks.length > 0) tasks.shift()?.()
      fiber.unsafeInterruptAsFork(fiber.id())
      while (tasks.length > 0) tasks.shift()?.()
      assert.isNotNull(fiber.unsafePoll(), `a fiber after step ${step}`)
      assert.isTrue(
        signals.every((signal) => signal.aborted),
        `a request after step ${step}`
      )
      assert.isAtMost(timers(), before, `a timer after step ${step}`)
    }
    assert.isAbove(step, 50)
  })
})

describe("over fetch", () => {
  it.scopedLive("keeps the RequestInit of the application except redirect", () =>
    Effect.gen(function* () {
      const seen: Array<string | undefined> = []
      const { port } = yield* listen((request, response) => {
        seen.push(request.headers["x-own"]?.toString())
        response.writeHead(307, { location: "/elsewhere" }).end()
      })
      const error = yield* Passkeys.list().pipe(
        Effect.flip,
        Effect.provide(config(port)),
        Effect.provide(FetchHttpClient.layer),
        Effect.provideService(FetchHttpClient.RequestInit, { headers: { "x-own": "1" }, redirect: "follow" })
      )
      assert.strictEqual(error._tag, "UnexpectedResponse")
      assert.deepStrictEqual(seen, ["1"])
    })
  )

  it.live("fails with UnexpectedResponse for a redirect that a browser hides behind status 0", () =>
    Effect.gen(function* () {
      const hidden = Object.defineProperty(new Response(null), "status", { value: 0 })
      const error = yield* Passkeys.list().pipe(
        Effect.flip,
        Effect.provide(config(1)),
        Effect.provide(FetchHttpClient.layer),
        Effect.provideService(FetchHttpClient.Fetch, () => Promise.resolve(hidden))
      )
      assert.strictEqual(error._tag, "UnexpectedResponse")
      assert.include(error.message, "redirect")
    })
  )
})

/**
 * What the platform does beneath the SDK. The Fetch Standard repeats a request after a 421, with which a server says that it
 * did not process it. `browser/test/browser/platform.test.ts` counts the requests of Chromium.
 */
describe.each([
  ["fetch", { 421: 2, 408: 1, "a lost connection": 1 }],
  ["fetch of undici", { 421: 2, 408: 1, "a lost connection": 1 }],
  ["undici", { 421: 1, 408: 1, "a lost connection": 1 }],
  ["node:http", { 421: 1, 408: 1, "a lost connection": 1 }],
  ["undici of platform-node", { 421: 1, 408: 1, "a lost connection": 1 }]
] as const)("without retries over %s, the platform", (name, counts) => {
  it.scopedLive.each(
    (["exchange", "create"] as const).flatMap((operation) =>
      ([421, 408, "a lost connection"] as const).map((failure) => [operation, counts[failure], failure] as const)
    )
  )("sends %s %i times on a reused connection after %s", ([operation, expected, failure]) =>
    Effect.gen(function* () {
      let count = 0
      const { port } = yield* listen((request, response) => {
        request.resume().on("end", () => {
          if (request.url?.endsWith("/passkeys/")) {
            return response.writeHead(200, json).end('{ "_tag": "FindAllPasskeys", "cursor": null, "records": [] }')
          }
          count++
          if (failure === "a lost connection") return request.socket.destroy()
          return response.writeHead(failure, json).end("{}")
        })
      })
      const program: Effect.Effect<unknown, PasslockError, HttpClient.HttpClient | PasslockConfig> = {
        exchange: Principals.exchange({ code: "code" }),
        create: Challenges.create({ email: "ada@example.com", purpose: "signup" })
      }[operation]
      const error = yield* Passkeys.list().pipe(
        Effect.zipRight(Effect.flip(program)),
        Effect.provide(config(port)),
        Effect.provide(clients[name]),
        Effect.provideService(RetryPolicy, RetryPolicy.none)
      )
      assert.strictEqual(error._tag, failure === "a lost connection" ? "TransportError" : "UnexpectedResponse")
      assert.strictEqual(error.attempts, 1)
      assert.strictEqual(count, expected)
    })
  )
})
