/** The whole application as a layer: what it needs is who answers for Passlock, and who sends its mail. */
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
import { refuse } from "./answers.js"
import * as Api from "./api.js"
import { isOurs } from "./guard.js"
import { protect } from "./headers.js"
import type { Mailer } from "./mailer.js"
import * as Pages from "./pages.js"
import { CrossSite } from "./refusals.js"
import { Sessions } from "./sessions.js"
import { Site } from "./site.js"

const routes = HttpRouter.concat(Pages.routes, Api.routes)

const httpApp = Effect.gen(function* () {
  const request = yield* HttpServerRequest.HttpServerRequest
  const site = yield* Site
  if (!isOurs(request, site.origin)) return refuse(new CrossSite())
  // Passkeys of this machine are bound to its name, and pages of 127.0.0.1 could not use them.
  if (!site.isSecure && request.headers.host !== site.host) {
    return HttpServerResponse.redirect(new URL(request.url, site.origin))
  }
  return yield* Effect.catchTag(routes, "RouteNotFound", () => Pages.lost)
}).pipe(Effect.flatMap(protect))

export interface Options {
  /** 0 for one that is free. */
  readonly port: number
  /** Where to listen. Default: for this machine alone. */
  readonly host?: string | undefined
  /** Where browsers find the application, where a proxy stands before it. Default: the port, on localhost. */
  readonly origin?: URL | undefined
}

type Needs = HttpClient.HttpClient | PasslockConfig | PasslockTenancy | Mailer

export const layer = ({ host = "127.0.0.1", origin, port }: Options): Layer.Layer<Site, ServeError, Needs> => {
  const node = createServer()
  // Browsers open connections in advance, and the server would wait for them to close.
  const closing = Layer.scopedDiscard(
    Effect.addFinalizer(() => Effect.sync(() => setTimeout(() => node.closeAllConnections(), 1_000).unref()))
  )
  return HttpServer.serve(httpApp).pipe(
    Layer.provideMerge(closing),
    Layer.provide(Pages.Pages.layer),
    Layer.provide(Layer.merge(Accounts.layerMemory, Sessions.layerMemory)),
    Layer.provideMerge(Site.layer(origin)),
    Layer.provide(NodeHttpServer.layer(() => node, { port, host }))
  )
}
