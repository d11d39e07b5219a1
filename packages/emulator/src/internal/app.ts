/** The emulator as an HTTP application: everything between a request and its answer. */
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
import * as Admission from "./api/admission.js"
import * as Answers from "./api/answers.js"
import * as Authentication from "./api/authentication.js"
import type { Handlers, Visitor } from "./api/handlers.js"
import * as Api from "./api/httpApi.js"
import * as Lookups from "./api/lookups.js"
import * as Mailbox from "./api/mailbox.js"
import * as Principals from "./api/principals.js"
import type { Refusal } from "./api/refusal.js"
import * as Registration from "./api/registration.js"
import * as Signing from "./api/signing.js"
import * as Vault from "./api/vault.js"
import type { Config } from "./settings.js"
import * as Store from "./state/store.js"

type Request = HttpServerRequest.HttpServerRequest
type Response = HttpServerResponse.HttpServerResponse

export interface App {
  /** Answers a request, in the fiber of whoever asks: with their clock, and for as long as they wait. */
  readonly handle: (request: Request) => Effect.Effect<Response>
  /** Signs id_tokens with a new key from now on. */
  readonly rotateKeys: Effect.Effect<void>
}

const makeHandlers = (config: Config, signing: Signing.Signing): Handlers => {
  const issue = Principals.makeIssue(config.settings, signing)
  return {
    ...Principals.make(config.settings),
    ...Vault.make(config.settings),
    ...Mailbox.make(config.settings),
    ...Registration.make(config, issue),
    ...Authentication.make(config, issue),
    ...Signing.handlers(signing),
    ...Lookups.handlers
  }
}

/** Only a name and where it happened: a message may quote what it was about. */
const report = (operation: string, defect: unknown): Effect.Effect<void> => {
  const [name, frames] =
    defect instanceof Error ? [defect.name, defect.stack?.split("\n").filter((line) => /^\s+at /.test(line))] : []
  return Effect.logError("A handler of the emulator failed", { operation, error: name ?? typeof defect, frames })
}

/** Admits, handles and answers. A defect becomes an answer too. */
const serve = (descriptor: Endpoint.Any, handlers: Handlers, store: Store.Store, { settings }: Config) => {
  const handle = handlers[descriptor.operation as keyof Handlers] as (
    request: object,
    caller: Visitor
  ) => Effect.Effect<unknown, Refusal>
  return Admission.admit(descriptor, store, settings).pipe(
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

const makeRoutes = (handlers: Handlers, store: Store.Store, config: Config) =>
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
                all.handleRaw(descriptor.operation, () => serve(descriptor, handlers, store, config)) as typeof group,
              group
            ) as unknown as Handled
      )
    )
    .reduce((all, group) => Layer.merge(all, group))

/** Ids are opaque and may be long, and two slashes in a row hold an empty one. */
const routing = { caseSensitive: true, ignoreDuplicateSlashes: false, maxParamLength: 1_000_000 }

const isDecodable = (path: string): boolean => {
  try {
    decodeURIComponent(path)
    return true
  } catch {
    return false
  }
}

/**
 * The path below the API's address, whatever stands before it. Older documentation has the key set outside of `/v2`. The
 * router takes a semicolon for the start of the query; nobody else does.
 */
const locate = (url: string): { readonly path: string; readonly search: string } => {
  // Put together, not resolved: a path that begins with two slashes would pass for a host.
  const { pathname, search } = new URL(`http://localhost${url}`)
  const start = pathname.indexOf("/v2/")
  const path = start === -1 ? pathname.replace(/^.*(?=\/\.well-known\/)/, "/v2") : pathname.slice(start)
  return { path: path.replaceAll(";", "%3B"), search }
}

const patterns = Api.descriptors.map(({ method, path }) => ({
  method,
  pattern: new RegExp(
    `^${path
      .replace(/\./g, "\\.")
      .replace(/\{\w+\}/g, "[^/]*")
      .replace(/\/$/, "")}/?$`
  )
}))

const unknown = (method: string, path: string): Response => {
  const allowed = new Set(patterns.flatMap((route) => (route.pattern.test(path) ? [route.method] : [])))
  const shown = path.slice(0, 200)
  return allowed.size === 0
    ? Answers.notEmulated(method, shown)
    : Answers.methodNotAllowed(method, shown, Array.from(allowed))
}

const preflight = ({ headers }: Request): Response =>
  HttpServerResponse.empty({
    status: 204,
    headers: {
      "access-control-allow-origin": headers.origin ?? "*",
      "access-control-allow-methods": "GET, POST, PATCH, DELETE",
      "access-control-allow-headers": "content-type, authorization",
      "access-control-max-age": "600",
      vary: "Origin",
      // A page on the internet may talk to an emulator on this machine.
      ...(headers["access-control-request-private-network"] === "true" && {
        "access-control-allow-private-network": "true"
      })
    }
  })

/** Lets the page that asked read the answer. */
const allowOrigin = (response: Response, origin: string | undefined): Response =>
  origin === undefined
    ? response
    : HttpServerResponse.setHeaders(response, {
        "access-control-allow-origin": origin,
        "access-control-expose-headers": "retry-after",
        vary: "Origin"
      })

export const make = (config: Config): Effect.Effect<App, never, Scope.Scope> =>
  Effect.gen(function* () {
    const signing = Signing.make()
    const store = Store.make(config)
    const routes = makeRoutes(makeHandlers(config, signing), store, config)
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

    const route = (request: Request): Effect.Effect<Response> => {
      const { path, search } = locate(request.url)
      if (!isDecodable(path)) return Effect.succeed(Answers.badRequest("path: expected valid percent-encoding"))
      if (Number(request.headers["content-length"] ?? 0) > Admission.maximumBody) {
        return Effect.succeed(Admission.tooLarge)
      }
      // The router answers HEAD like GET, and a GET may consume a code.
      if (request.method === "HEAD") return Effect.succeed(unknown(request.method, path))
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
          Cause.squash(cause) instanceof RouteNotFound
            ? Effect.succeed(unknown(request.method, path))
            : Effect.failCause(cause)
        )
      )
    }

    const answer = (request: Request): Effect.Effect<Response> =>
      Effect.suspend(() => route(request)).pipe(
        Effect.catchAllDefect((defect) => Effect.as(report("routing", defect), Answers.internalError)),
        Effect.map((response) => allowOrigin(response, request.headers.origin))
      )

    return {
      handle: (request) => (request.method === "OPTIONS" ? Effect.succeed(preflight(request)) : answer(request)),
      rotateKeys: signing.rotate
    }
  })
