/** The API behind its routes: everything between a request of one of its endpoints and the answer. */
import * as HttpApiBuilder from "@effect/platform/HttpApiBuilder"
import * as HttpRouter from "@effect/platform/HttpRouter"
import * as HttpServer from "@effect/platform/HttpServer"
import { RouteNotFound } from "@effect/platform/HttpServerError"
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import type * as Endpoint from "@passlock-sdk/contract/Endpoint"
import * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import { report } from "../mistakes.js"
import type { Store } from "../state/store.js"
import * as Admission from "./admission.js"
import * as Answers from "./answers.js"
import * as Authentication from "./authentication.js"
import type { Handlers, Visitor } from "./handlers.js"
import * as Api from "./httpApi.js"
import * as Lookups from "./lookups.js"
import * as Mailbox from "./mailbox.js"
import * as Principals from "./principals.js"
import type { Refusal } from "./refusal.js"
import * as Registration from "./registration.js"
import type { Place } from "./routes.js"
import * as Signing from "./signing.js"
import * as Vault from "./vault.js"

type Request = HttpServerRequest.HttpServerRequest
type Response = HttpServerResponse.HttpServerResponse

const makeHandlers = (signing: Signing.Signing): Handlers => {
  const issue = Principals.makeIssue(signing)
  return {
    ...Principals.handlers,
    ...Vault.handlers,
    ...Mailbox.handlers,
    ...Registration.make(issue),
    ...Authentication.make(issue),
    ...Signing.handlers(signing),
    ...Lookups.handlers
  }
}

/** Admits, handles and answers. A defect becomes an answer too. */
const serve = (descriptor: Endpoint.Any, handlers: Handlers, store: Store) => {
  const handle = handlers[descriptor.operation as keyof Handlers] as (
    request: object,
    caller: Visitor
  ) => Effect.Effect<unknown, Refusal>
  return Admission.admit(descriptor, store).pipe(
    Effect.flatMap(({ request, caller }) => handle(request, caller)),
    Effect.flatMap((value) => Answers.success(descriptor, value)),
    Effect.catchAll((refusal) =>
      Effect.succeed(HttpServerResponse.isServerResponse(refusal) ? refusal : Answers.failure(refusal))
    ),
    Effect.catchAllDefect((defect) => Effect.as(report(descriptor.operation, defect), Answers.internalError))
  )
}

/** To the types one name stands for all of a group, so what is left to handle has to be said. */
type Handled = HttpApiBuilder.Handlers<never, never, never>

const makeRoutes = (handlers: Handlers, store: Store) =>
  Object.keys(Api.served.groups)
    .map((name) =>
      HttpApiBuilder.group(
        Api.served,
        name,
        (group) =>
          Api.descriptors
            .filter((descriptor) => Api.groupOf(descriptor) === name)
            .reduce(
              (all, descriptor) =>
                all.handleRaw(descriptor.operation, () => serve(descriptor, handlers, store)) as typeof group,
              group
            ) as unknown as Handled
      )
    )
    .reduce((all, group) => Layer.merge(all, group))

/** Ids are opaque and may be long, and two slashes in a row hold an empty one. */
export const routing = { caseSensitive: true, ignoreDuplicateSlashes: false, maxParamLength: 1_000_000 }

/** Answers a request of the API, in the fiber of whoever asks; `undefined` where nothing is routed to this place. */
export type Router = (request: Request, place: Place) => Effect.Effect<Response | undefined>

export const make = (store: Store, signing: Signing.Signing): Effect.Effect<Router, never, Scope.Scope> =>
  Effect.gen(function* () {
    const routes = makeRoutes(makeHandlers(signing), store)
    // Built on its own, so that neither another emulator nor the caller's own server shares its router.
    const services = yield* Layer.build(
      Layer.mergeAll(
        HttpApiBuilder.api(Api.served).pipe(Layer.provide(routes)),
        HttpApiBuilder.Router.Live,
        HttpApiBuilder.Middleware.layer,
        HttpServer.layerContext
      )
    )
    const httpApp = yield* HttpApiBuilder.httpApp.pipe(HttpRouter.withRouterConfig(routing), Effect.provide(services))

    return (request, { path, search }) => {
      const context = Context.add(
        services,
        HttpServerRequest.HttpServerRequest,
        request.modify({ url: `${path}${search}` })
      )
      return httpApp.pipe(
        // Nothing of the caller's context is seen, least of all a span that would learn the path.
        Effect.mapInputContext((_: Context.Context<never>) => context),
        Effect.withTracerEnabled(false),
        Effect.scoped,
        // To the types, nothing fails: the router's own failure is hidden from them.
        Effect.catchAllCause((cause) =>
          Cause.squash(cause) instanceof RouteNotFound ? Effect.succeed(undefined) : Effect.failCause(cause)
        )
      )
    }
  })
