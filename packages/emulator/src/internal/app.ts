/** The emulator as an HTTP application: routes each request to the API, the control API or the OpenAPI document. */
import type { HttpServerRequest } from "@effect/platform/HttpServerRequest"
import type { HttpServerResponse } from "@effect/platform/HttpServerResponse"
import * as Endpoint from "@passlock-sdk/contract/Endpoint"
import * as Effect from "effect/Effect"
import * as Authentication from "./api/authentication.js"
import * as Challenges from "./api/challenges.js"
import type { Handlers } from "./api/handler.js"
import * as Jwks from "./api/jwks.js"
import * as Lookups from "./api/lookups.js"
import * as Passkeys from "./api/passkeys.js"
import * as Pipeline from "./api/pipeline.js"
import * as Principals from "./api/principals.js"
import * as Registration from "./api/registration.js"
import * as Router from "./api/router.js"
import * as Control from "./control/control.js"
import * as Faults from "./control/faults.js"
import * as Http from "./control/http.js"
import { loopbackOnly } from "./control/loopbackOnly.js"
import { isAllowed } from "./hosts.js"
import * as OpenApi from "./openapi.js"
import type { Config } from "./settings.js"
import * as Store from "./state/store.js"
import { type Journal, noJournal } from "./state/table.js"
import * as Time from "./state/time.js"

type Response = Effect.Effect<HttpServerResponse, Faults.Dropped>

export interface App {
  /**
   * Handles a request in the caller's fiber: with the caller's clock, and interrupted with the caller. Fails when an
   * injected fault closes the connection.
   */
  readonly handle: (request: HttpServerRequest) => Response
  readonly control: Control.Control
}

const makeHandlers = (keys: Jwks.SigningKeys, api: Config["api"]): Handlers => {
  const createPrincipal = Principals.makeCreatePrincipal(keys)
  return {
    ...Principals.handlers,
    ...Passkeys.handlers,
    ...Challenges.makeHandlers(api),
    ...Registration.makeHandlers(createPrincipal),
    ...Authentication.makeHandlers(createPrincipal, api),
    ...Jwks.makeHandlers(keys),
    ...Lookups.handlers
  }
}

/** Not a 404: a missing endpoint must not look like a missing passkey. */
const notEmulated = (method: string, path: string, hint = ""): HttpServerResponse =>
  Pipeline.json(
    { _tag: "@error/NotEmulated", message: `The emulator has no ${method} ${path.slice(0, 200)}.${hint}` },
    501
  )

/** @param api the generation without the endpoint */
const otherRelease = ({ method, path, releases }: Endpoint.Any, api: Endpoint.Release): HttpServerResponse => {
  const [release = api] = releases
  const message = [
    `Only Passlock ${Endpoint.releaseNames[release]} documents ${method} ${path}, and this emulator serves ${Endpoint.releaseNames[api]}.`,
    `Start it with --api ${release} (option \`api\`), or without it for both.`
  ].join(" ")
  return Pipeline.json({ _tag: "@error/NotEmulated", message }, 501)
}

const notRouted = (method: string, path: string, api: Config["api"]): HttpServerResponse => {
  const descriptors = Router.descriptorsOf(path)
  const [descriptor] = descriptors
  if (descriptor === undefined) return notEmulated(method, path, " The API's paths start with /v2/{tenancyId}/.")
  const served = descriptors.filter((other) => Router.isServed(other, api))
  if (api !== undefined && served.length === 0) return otherRelease(descriptor, api)
  const allowed = Array.from(new Set(served.map((other) => other.method))).join(", ")
  const message = `${path.slice(0, 200)} accepts ${allowed}, not ${method}.`
  return Pipeline.json({ _tag: "@error/MethodNotAllowed", message }, 405, { allow: allowed })
}

const storageFailed = Pipeline.json(
  { _tag: "@error/StorageFailed", message: "The emulator cannot write to its data folder. Check the free disk space." },
  500
)

const hostNotAllowed = Pipeline.json(
  {
    _tag: "@error/HostNotAllowed",
    message: "Host: expected localhost, an IP address, or a name that the emulator allows. See --allowed-host."
  },
  403
)

const isControl = ({ path }: Router.RequestUrl): boolean =>
  path === "/" || path === "/_emulator" || path.startsWith("/_emulator/")

export const make = (config: Config, journal: Journal = noJournal): Effect.Effect<App> =>
  Effect.gen(function* () {
    const store = Store.make(config, journal)
    const keys = Jwks.make(store.tables)
    const time = Time.make(store.tables)
    const control = yield* Control.make(store, time, keys)
    const controlApi = yield* Http.make(control)
    const { api } = config
    const handlers = makeHandlers(keys, api)

    /** Responds only when all changes are durable. */
    const persisted = (response: Effect.Effect<HttpServerResponse>): Effect.Effect<HttpServerResponse> =>
      Effect.zipLeft(response, control.flush).pipe(
        Effect.catchTag("StorageFailure", ({ cause }) => Effect.as(Pipeline.logDefect("storage", cause), storageFailed))
      )

    const handleApi = Effect.fnUntraced(function* (request: HttpServerRequest, requestUrl: Router.RequestUrl) {
      const { method } = request
      const { path, search } = Router.normalize(requestUrl)
      const route = Router.match(method, path)
      const isServed = route !== undefined && Router.isServed(route.descriptor, api)
      const operation = isServed ? route.descriptor.operation : undefined
      const tenancyId = Router.tenancyIdOf(path, route)
      const respond = persisted(
        Effect.suspend(() => {
          if (Pipeline.isTooLarge(request)) return Effect.succeed(Pipeline.tooLarge)
          if (route === undefined) return Effect.succeed(notRouted(method, path, api))
          if (api !== undefined && !isServed) return Effect.succeed(otherRelease(route.descriptor, api))
          return Pipeline.handle(route, search, request, handlers, store)
        })
      )
      const faults =
        operation === undefined || control.faults.rules.size === 0
          ? undefined
          : yield* control.faults.draw({ operation, tenancyId })
      // Unknown tenancy IDs are not logged.
      const loggedTenancyId = tenancyId !== undefined && store.tenancies.has(tenancyId) ? tenancyId : undefined
      return yield* control.log.record(
        {
          tenancyId: loggedTenancyId,
          operation,
          method,
          path: Router.redact(path, loggedTenancyId, route),
          fault: faults === undefined ? undefined : Faults.describe(faults)
        },
        faults === undefined ? respond : Faults.apply(faults, respond)
      )
    })

    const handleControl = (request: HttpServerRequest, url: Router.RequestUrl): Effect.Effect<HttpServerResponse> =>
      controlApi(request, url).pipe(
        Effect.map((response) => response ?? notEmulated(request.method, url.path)),
        Pipeline.catchDefects("control"),
        persisted,
        (response) => loopbackOnly(request, response)
      )

    const handle = (request: HttpServerRequest): Response => {
      const url = Router.parseUrl(request.url)
      if (url !== undefined && isControl(url)) return handleControl(request, url)
      if (!isAllowed(request, config.allowedHosts)) return Effect.succeed(hostNotAllowed)
      if (url === undefined) {
        return Effect.succeed(
          Pipeline.allowOrigin(Pipeline.badRequest("path: expected valid percent-encoding"), request)
        )
      }
      if (url.path === "/openapi.json" && request.method === "GET") {
        return Effect.sync(() => Pipeline.allowOrigin(Pipeline.json(OpenApi.served(), 200), request))
      }
      if (request.method === "OPTIONS") return Effect.succeed(Pipeline.preflight(request, config.apiKeyOrigins))
      const response = handleApi(request, url)
      return Effect.map(time.offset === 0 ? response : time.within(response), (apiResponse) =>
        Pipeline.allowOrigin(apiResponse, request)
      )
    }

    return { handle, control }
  })
