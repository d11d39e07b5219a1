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
  /** 0 for any that is free. */
  readonly port: number
}

export interface Serving extends Address {
  /** Without a slash at its end. */
  readonly url: string
}

/** How long requests that are in flight when the server ends may take, in milliseconds. */
const grace = 5_000

/** Idle connections stay open for longer than clients keep them, so that none is closed while a request is on its way. */
const keepAliveTimeout = 65_000

/** Once the connection is closed, whoever waits for this is interrupted. */
const close = (end: () => void): Effect.Effect<never> => Effect.zipRight(Effect.sync(end), Effect.never)

/** An answer that comes bit by bit ends with the server; one that breaks off takes the connection with it. */
const bounded = (
  response: HttpServerResponse.HttpServerResponse,
  socket: Socket,
  closing: Deferred.Deferred<void>
): HttpServerResponse.HttpServerResponse => {
  const { body } = response
  if (body._tag !== "Stream") return response
  const stream = body.stream.pipe(
    Stream.interruptWhenDeferred(closing),
    // What was written before goes out first.
    Stream.catchAll(() => Stream.fromEffect(close(() => socket.destroySoon())))
  )
  return HttpServerResponse.setBody(response, HttpBody.stream(stream, body.contentType, body.contentLength))
}

const httpApp = (app: App, closing: Deferred.Deferred<void>) =>
  Effect.flatMap(HttpServerRequest.HttpServerRequest, (request) => {
    const { socket } = NodeHttpServerRequest.toIncomingMessage(request)
    // A connection that is already gone has no address any more, and whoever has none would pass for this process.
    const remoteAddress = socket.remoteAddress ?? "gone"
    return app.handle(request.modify({ remoteAddress })).pipe(
      Effect.map((response) => bounded(response, socket, closing)),
      Effect.catchTag("Dropped", () => close(() => socket.destroy())),
      // The framework lets the application say what a client that leaves may interrupt.
      Effect.interruptible
    )
  })

const urlOf = (host: string, port: number): string => {
  const name = host === "0.0.0.0" || host === "::" ? "localhost" : host.includes(":") ? `[${host}]` : host
  return `http://${name}:${port}`
}

/** Why nobody can listen there. */
export const reasonOf = ({ cause }: ServeError, { host, port }: Address): string => {
  const isTaken = cause instanceof Error && "code" in cause && cause.code === "EADDRINUSE"
  return isTaken
    ? `the port ${port} of ${host} is taken`
    : `cannot listen on ${host}: ${cause instanceof Error ? cause.message : String(cause)}`
}

/** Serves until its scope is closed; requests in flight then have a while to finish. */
export const serve = (app: App, { host, port }: Address): Effect.Effect<Serving, ServeError, Scope.Scope> =>
  Effect.gen(function* () {
    const node = createServer({ keepAliveTimeout })
    const server = yield* NodeHttpServer.make(() => node, { host, port })
    const closing = yield* Deferred.make<void>()
    // What ends the wait of the server's own finalizer, which runs after this one.
    yield* Effect.addFinalizer(() =>
      Deferred.succeed(closing, undefined).pipe(
        Effect.zipRight(
          Effect.sync(() => node.closeIdleConnections()).pipe(
            Effect.repeat(Schedule.spaced("20 millis").pipe(Schedule.upTo(grace))),
            Effect.zipRight(Effect.sync(() => node.closeAllConnections())),
            // A finalizer cannot be interrupted; what it leaves behind can.
            Effect.interruptible,
            Effect.forkDaemon
          )
        ),
        Effect.tap((fiber) => Effect.sync(() => node.once("close", () => Effect.runFork(Fiber.interrupt(fiber)))))
      )
    )
    yield* server.serve(httpApp(app, closing))
    // Who offers another protocol is answered in this one, as if nothing had been offered.
    node.removeAllListeners("upgrade")
    const bound = server.address._tag === "TcpAddress" ? server.address.port : port
    return { host, port: bound, url: urlOf(host, bound) }
  })
