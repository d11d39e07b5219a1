/** The control API over HTTP below `/_emulator`, and the dashboard at `/`. */
import * as HttpRouter from "@effect/platform/HttpRouter"
import { RouteNotFound } from "@effect/platform/HttpServerError"
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import { issuesOf } from "@passlock-sdk/contract/Codec"
import { Passkey } from "@passlock-sdk/contract/Passkey"
import { BadRequest, NotFound } from "@passlock-sdk/contract/PasslockError"
import { format } from "@passlock-sdk/contract/protocol/Issue"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { type ApiError, fail } from "../api/handler.js"
import { Rotation } from "../api/jwks.js"
import * as Pipeline from "../api/pipeline.js"
import type { RequestUrl } from "../api/router.js"
import * as Dashboard from "../dashboard/page.js"
import type { Tenancy } from "../state/store.js"
import * as Time from "../state/time.js"
import type { Control } from "./control.js"
import * as Faults from "./faults.js"
import * as Seed from "./seed.js"

type Request = HttpServerRequest.HttpServerRequest
type Response = HttpServerResponse.HttpServerResponse

const Advance = Schema.Struct({ advance: Time.Advance })

const Seeds = Schema.Struct({
  users: Schema.Array(Seed.User).pipe(Schema.maxItems(100, { description: "an array of at most 100 users" }))
})

const Seeded = Schema.Struct({ passkeys: Schema.Array(Schema.Struct({ passkey: Passkey, privateKey: Schema.String })) })

/** Decodes the body. Unlike the API, rejects unknown fields. */
const bodyOf = <A, I>(schema: Schema.Schema<A, I>, empty?: I) =>
  Effect.gen(function* () {
    const body = (yield* Pipeline.readJson(yield* HttpServerRequest.HttpServerRequest)) ?? empty
    return yield* Schema.decodeUnknown(schema)(body, { errors: "all", onExcessProperty: "error" }).pipe(
      Effect.catchAll(({ issue }) =>
        fail(
          BadRequest,
          format(issuesOf(issue).map(({ path, message }) => ({ path: path === "" ? "body" : path, message })))
        )
      )
    )
  })

const json = (body: unknown, status = 200): Response =>
  HttpServerResponse.unsafeJson(body, { status, headers: { "cache-control": "no-store" } })

const noContent = HttpServerResponse.empty({ status: 204 })

/** Server-sent events: one per change, at most ten per second. */
const events = (control: Control): Response => {
  const changes = Stream.fromPubSub(control.changed).pipe(
    Stream.map(() => "event: change\ndata: {}\n\n"),
    Stream.tap(() => Effect.sleep("100 millis"))
  )
  // Detects closed connections.
  const heartbeats = Stream.repeatValue(": alive\n\n").pipe(Stream.schedule(Schedule.spaced("15 seconds")))
  return HttpServerResponse.stream(
    Stream.make("retry: 500\n\n").pipe(
      Stream.concat(Stream.merge(changes, heartbeats, { haltStrategy: "left" })),
      Stream.encodeText
    ),
    { contentType: "text/event-stream", headers: { "cache-control": "no-store" } }
  )
}

const parameter = (name: string) => Effect.map(HttpRouter.params, (params) => params[name] ?? "")

const makeRouter = (control: Control) => {
  const withTenancy = <A, E, R>(use: (tenancy: Tenancy) => Effect.Effect<A, E, R>) =>
    Effect.gen(function* () {
      const tenancy = control.tenancies.get(yield* parameter("tenancyId"))
      return tenancy === undefined ? yield* fail(NotFound, "The emulator has no such tenancy.") : yield* use(tenancy)
    })

  const clock = Effect.suspend(() =>
    control.time.within(Effect.map(Clock.currentTimeMillis, (now) => json({ now, offset: control.time.offset })))
  )

  return HttpRouter.empty.pipe(
    HttpRouter.get("/", Dashboard.response),
    HttpRouter.get("/_emulator", Effect.succeed(HttpServerResponse.redirect("/", { status: 302 }))),
    HttpRouter.get("/_emulator/tenancies", Effect.succeed(json({ tenancies: [...control.tenancies.keys()] }))),
    HttpRouter.get(
      "/_emulator/tenancies/:tenancyId",
      withTenancy((tenancy) =>
        Effect.map(control.overview(tenancy), ({ passkeys, ...overview }) =>
          json({ ...overview, passkeys: Schema.encodeSync(Schema.Array(Passkey))(passkeys) })
        )
      )
    ),
    HttpRouter.get(
      "/_emulator/tenancies/:tenancyId/outbox",
      withTenancy((tenancy) =>
        Effect.map(HttpServerRequest.HttpServerRequest, ({ url }) => {
          const to = new URL(url, "http://localhost").searchParams.get("to")
          return json({
            mails: tenancy.outbox.mails().filter((mail) => to === null || mail.to.toLowerCase() === to.toLowerCase())
          })
        })
      )
    ),
    HttpRouter.post(
      "/_emulator/tenancies/:tenancyId/seed",
      withTenancy((tenancy) =>
        Effect.flatMap(bodyOf(Seeds), ({ users }) => {
          const issue = Seed.seedIssue(tenancy, users)
          return issue === undefined
            ? Effect.map(control.seed(tenancy, users), (passkeys) => json(Schema.encodeSync(Seeded)({ passkeys }), 201))
            : fail(BadRequest, `users.${issue}`)
        })
      )
    ),
    HttpRouter.get(
      "/_emulator/faults",
      Effect.sync(() => json({ faults: control.faults.all() }))
    ),
    HttpRouter.post(
      "/_emulator/faults",
      Effect.flatMap(bodyOf(Faults.Rule), (rule) => {
        const issue = control.ruleIssue(rule)
        return issue === undefined ? Effect.succeed(json(control.inject(rule), 201)) : fail(BadRequest, issue)
      })
    ),
    HttpRouter.del("/_emulator/faults", Effect.as(Effect.sync(control.clearFaults), noContent)),
    HttpRouter.del(
      "/_emulator/faults/:id",
      Effect.flatMap(parameter("id"), (id) =>
        control.removeFault(id) ? Effect.succeed(noContent) : fail(NotFound, "The emulator has no such fault.")
      )
    ),
    HttpRouter.get("/_emulator/clock", clock),
    HttpRouter.post(
      "/_emulator/clock",
      Effect.flatMap(bodyOf(Advance), ({ advance }) => {
        control.advance(advance)
        return clock
      })
    ),
    HttpRouter.post(
      "/_emulator/keys/rotate",
      Effect.flatMap(bodyOf(Rotation, {}), (rotation) => Effect.as(control.rotateKeys(rotation), noContent))
    ),
    HttpRouter.post("/_emulator/reset", Effect.as(control.reset, noContent)),
    HttpRouter.get(
      "/_emulator/events",
      Effect.sync(() => events(control))
    )
  )
}

const routing = { caseSensitive: true, ignoreDuplicateSlashes: false, maxParamLength: 1_000_000 }

/** Handles a request of the control API; `undefined` when it has no such route. */
export type Http = (request: Request, url: RequestUrl) => Effect.Effect<Response | undefined>

export const make = (control: Control): Effect.Effect<Http> =>
  Effect.map(
    HttpRouter.toHttpApp(makeRouter(control)).pipe(HttpRouter.withRouterConfig(routing)),
    (httpApp) =>
      (request, { path, search }) => {
        const url = `${path}${search}`
        const context = Context.make(HttpServerRequest.HttpServerRequest, request.modify({ url }))
        return httpApp.pipe(
          Effect.scoped,
          // Hides the caller's context, like `isolate` in the pipeline.
          Effect.mapInputContext((_: Context.Context<never>) => context),
          Effect.withTracerEnabled(false),
          Effect.catchAll((error: Response | ApiError | RouteNotFound) => {
            if (error instanceof RouteNotFound) return Effect.succeed(undefined)
            return Effect.succeed(HttpServerResponse.isServerResponse(error) ? error : Pipeline.encodeError(error))
          })
        )
      }
  )
