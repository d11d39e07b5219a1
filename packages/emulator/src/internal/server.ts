/** The emulator on a socket. */
import { createServer } from "node:http"
import type { Socket } from "node:net"
import * as HttpBody from "@effect/platform/HttpBody"
import type { ServeError } from "@effect/platform/HttpServerError"
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as NodeHttpServerRequest from "@effect/platform-node/NodeHttpServerRequest"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Schedule from "effect/Schedule"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { App } from "./app.js"

export interface Address {
  readonly host: string
  /** 0 selects a free port. */
  readonly port: number
}

export interface Serving extends Address {
  /** Without a trailing slash. */
  readonly url: string
}

/** How long requests in flight may take when the server closes, in milliseconds. */
const grace = 5_000

/** Longer than clients keep idle connections, so that the server closes none while a request is under way. */
const keepAliveTimeout = 65_000

/** Closes the connection, which interrupts the fiber that waits here. */
const close = (end: () => void): Effect.Effect<never> => Effect.zipRight(Effect.sync(end), Effect.never)

/** Ends a streamed response with the server, and closes the connection when the stream fails. */
const endWith = (
  response: HttpServerResponse.HttpServerResponse,
  socket: Socket,
  closing: Deferred.Deferred<void>
): HttpServerResponse.HttpServerResponse => {
  const { body } = response
  if (body._tag !== "Stream") return response
  const stream = body.stream.pipe(
    Stream.interruptWhenDeferred(closing),
    // `destroySoon` sends pending writes first.
    Stream.catchAll(() => Stream.fromEffect(close(() => socket.destroySoon())))
  )
  return HttpServerResponse.setBody(response, HttpBody.stream(stream, body.contentType, body.contentLength))
}

const httpApp = (app: App, closing: Deferred.Deferred<void>) =>
  Effect.flatMap(HttpServerRequest.HttpServerRequest, (request) => {
    const { socket } = NodeHttpServerRequest.toIncomingMessage(request)
    // A closed connection has no address, and requests without an address count as requests of this process.
    const remoteAddress = socket.remoteAddress ?? "closed"
    return app.handle(request.modify({ remoteAddress })).pipe(
      Effect.map((response) => endWith(response, socket, closing)),
      Effect.catchTag("Dropped", () => close(() => socket.destroy())),
      // The framework runs handlers uninterruptibly unless they opt in to client aborts.
      Effect.interruptible
    )
  })

const urlOf = (host: string, port: number): string => {
  const name = host === "0.0.0.0" || host === "::" ? "localhost" : host.includes(":") ? `[${host}]` : host
  return `http://${name}:${port}`
}

/** Why the server cannot listen. */
export const reasonOf = ({ cause }: ServeError, { host, port }: Address): string => {
  const isTaken = cause instanceof Error && "code" in cause && cause.code === "EADDRINUSE"
  return isTaken
    ? `port ${port} on ${host} is already in use`
    : `cannot listen on ${host}: ${cause instanceof Error ? cause.message : String(cause)}`
}

/** Serves until its scope closes; requests in flight then have a grace period. */
export const serve = (app: App, { host, port }: Address): Effect.Effect<Serving, ServeError, Scope.Scope> =>
  Effect.gen(function* () {
    const node = createServer({ keepAliveTimeout })
    const server = yield* NodeHttpServer.make(() => node, { host, port })
    const closing = yield* Deferred.make<void>()
    // Ends the wait of the server's own finalizer, which runs after this one.
    yield* Effect.addFinalizer(() =>
      Deferred.succeed(closing, undefined).pipe(
        Effect.zipRight(
          Effect.sync(() => node.closeIdleConnections()).pipe(
            Effect.repeat(Schedule.spaced("20 millis").pipe(Schedule.upTo(grace))),
            Effect.zipRight(Effect.sync(() => node.closeAllConnections())),
            // Finalizers are uninterruptible; this daemon must not be.
            Effect.interruptible,
            Effect.forkDaemon
          )
        ),
        Effect.tap((fiber) => Effect.sync(() => node.once("close", () => Effect.runFork(Fiber.interrupt(fiber)))))
      )
    )
    yield* server.serve(httpApp(app, closing))
    // Ignores protocol upgrades: such a request gets an ordinary HTTP/1.1 response.
    node.removeAllListeners("upgrade")
    const bound = server.address._tag === "TcpAddress" ? server.address.port : port
    return { host, port: bound, url: urlOf(host, bound) }
  })
