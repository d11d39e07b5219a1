/** The application as a layer. Provide an HTTP client, a Passlock configuration and a mailer. */
import { createServer } from "node:http"
import type * as HttpClient from "@effect/platform/HttpClient"
import * as HttpRouter from "@effect/platform/HttpRouter"
import * as HttpServer from "@effect/platform/HttpServer"
import type { ServeError } from "@effect/platform/HttpServerError"
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import type { PasslockConfig, PasslockTenancy } from "@passlock-sdk/effect"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { Accounts } from "./accounts.js"
import * as Api from "./api.js"
import { ReverseProxy } from "./clientAddress.js"
import { CodeLimits } from "./codeLimits.js"
import * as Csrf from "./csrf.js"
import { CrossSiteRequest } from "./errors.js"
import type { Mailer } from "./mailer.js"
import * as Pages from "./pages.js"
import * as RequestBody from "./requestBody.js"
import * as Responses from "./responses.js"
import { withSecurityHeaders } from "./securityHeaders.js"
import { Sessions } from "./sessions.js"
import { Site } from "./site.js"

const routes = HttpRouter.concat(Pages.routes, Api.routes)

/** The requested URL on our origin. A target such as `//evil.example/` names another host: it leads to the start page. */
const onOurOrigin = (target: string, origin: string): string => {
  const url = URL.canParse(target, origin) ? new URL(target, origin) : undefined
  return url?.origin === origin ? url.href : `${origin}/`
}

const httpApp = Effect.gen(function* () {
  const request = yield* HttpServerRequest.HttpServerRequest
  const site = yield* Site
  // Reading every body before routing leaves no request without the limit.
  const body = yield* RequestBody.read
  if (!Csrf.isAllowed(request, site.origin)) return Responses.fromFailure(new CrossSiteRequest())
  // Local passkeys are bound to `localhost`, so they do not work on 127.0.0.1.
  if (!site.isSecure && request.headers.host !== site.host) {
    return HttpServerResponse.redirect(onOurOrigin(request.url, site.origin))
  }
  return yield* routes.pipe(
    Effect.provideService(RequestBody.RequestBody, body),
    Effect.catchTag("RouteNotFound", () => Pages.notFound)
  )
}).pipe(
  // Closing the connection stops the client from sending the rest.
  Effect.catchTag("BodyTooLarge", (failure) =>
    Effect.succeed(HttpServerResponse.setHeader(Responses.fromFailure(failure), "connection", "close"))
  ),
  Effect.flatMap(withSecurityHeaders)
)

export interface Options {
  /** 0 selects a free port. */
  readonly port: number
  /** The host to listen on. Default: `127.0.0.1`. */
  readonly host?: string | undefined
  /** The public origin of the application, such as its URL behind a proxy. Default: `http://localhost` with the port. */
  readonly origin?: URL | undefined
  /**
   * The header in which a reverse proxy puts the client's address as the last value, in lower case. Default: none, the
   * address of the connection.
   */
  readonly clientAddressHeader?: string | undefined
}

type Requirements = HttpClient.HttpClient | PasslockConfig | PasslockTenancy | Mailer

export const layer = ({
  clientAddressHeader: addressHeader,
  host = "127.0.0.1",
  origin,
  port
}: Options): Layer.Layer<Site, ServeError, Requirements> => {
  const node = createServer()
  // Browsers preconnect, and the server would wait for these idle connections to close.
  const closeConnections = Layer.scopedDiscard(
    Effect.addFinalizer(() => Effect.sync(() => setTimeout(() => node.closeAllConnections(), 1_000).unref()))
  )
  return HttpServer.serve(httpApp).pipe(
    Layer.provideMerge(closeConnections),
    Layer.provide(Pages.Pages.layer),
    Layer.provide(Layer.mergeAll(Accounts.layerMemory, Sessions.layerMemory(), CodeLimits.layerMemory())),
    Layer.provide(Layer.succeed(ReverseProxy, { addressHeader })),
    Layer.provideMerge(Site.layer(origin)),
    Layer.provide(NodeHttpServer.layer(() => node, { port, host }))
  )
}
