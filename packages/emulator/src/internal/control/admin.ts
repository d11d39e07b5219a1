/** The control of a running emulator over HTTP, below `/_emulator`, and the dashboard that is made of it. */
import * as HttpRouter from "@effect/platform/HttpRouter"
import { RouteNotFound } from "@effect/platform/HttpServerError"
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import { issuesOf } from "@passlock-sdk/contract/Codec"
import { Passkey } from "@passlock-sdk/contract/Passkey"
import { BadRequest } from "@passlock-sdk/contract/PasslockError"
import { format } from "@passlock-sdk/contract/protocol/Issue"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import * as Admission from "../api/admission.js"
import * as Answers from "../api/answers.js"
import { type Refusal, refuse } from "../api/refusal.js"
import { routing } from "../api/router.js"
import type { Place } from "../api/routes.js"
import * as Dashboard from "../dashboard/page.js"
import type { Tenancy } from "../state/store.js"
import * as Time from "../state/time.js"
import type { Control } from "./control.js"
import * as Faults from "./faults.js"
import * as Seed from "./seed.js"

type Request = HttpServerRequest.HttpServerRequest
type Response = HttpServerResponse.HttpServerResponse

const Advance = Schema.Struct({ advance: Time.Advance })

const Seeds = Schema.Struct({ users: Schema.Array(Seed.User).pipe(Schema.maxItems(100)) })

const Seeded = Schema.Struct({ passkeys: Schema.Array(Schema.Struct({ passkey: Passkey, privateKey: Schema.String })) })

/** The body, if it is what the schema says; a field that nobody knows is a mistake too. */
const bodyOf = <A, I>(schema: Schema.Schema<A, I>) =>
  Effect.gen(function* () {
    const body = yield* Admission.readJson(yield* HttpServerRequest.HttpServerRequest)
    return yield* Schema.decodeUnknown(schema)(body, { errors: "all", onExcessProperty: "error" }).pipe(
      Effect.catchAll(({ issue }) =>
        refuse(
          BadRequest,
          format(issuesOf(issue).map(({ path, message }) => ({ path: path === "" ? "body" : path, message })))
        )
      )
    )
  })

const json = (body: unknown, status = 200): Response =>
  HttpServerResponse.unsafeJson(body, { status, headers: { "cache-control": "no-store" } })

const done = HttpServerResponse.empty({ status: 204 })

/** Tells a page that something changed, at most ten times a second. */
const events = (control: Control): Response => {
  const changes = Stream.fromPubSub(control.changed).pipe(
    Stream.map(() => "event: change\ndata: {}\n\n"),
    Stream.tap(() => Effect.sleep("100 millis"))
  )
  // Shows a connection that is gone for what it is.
  const beats = Stream.repeatValue(": alive\n\n").pipe(Stream.schedule(Schedule.spaced("15 seconds")))
  return HttpServerResponse.stream(
    Stream.make("retry: 500\n\n").pipe(
      Stream.concat(Stream.merge(changes, beats, { haltStrategy: "left" })),
      Stream.encodeText
    ),
    { contentType: "text/event-stream", headers: { "cache-control": "no-store" } }
  )
}

const notFound = (message: string) => Effect.fail(Answers.notFound(message))

const parameter = (name: string) => Effect.map(HttpRouter.params, (params) => params[name] ?? "")

const makeRouter = (control: Control) => {
  const withTenancy = <A, E, R>(use: (tenancy: Tenancy) => Effect.Effect<A, E, R>) =>
    Effect.gen(function* () {
      const tenancy = control.tenancy(yield* parameter("tenancyId"))
      return tenancy === undefined ? yield* notFound("There is no such tenancy.") : yield* use(tenancy)
    })

  const clock = Effect.suspend(() =>
    control.time.within(Effect.map(Clock.currentTimeMillis, (now) => json({ now, offset: control.time.offset() })))
  )

  return HttpRouter.empty.pipe(
    HttpRouter.get("/", Dashboard.response),
    HttpRouter.get("/_emulator", Effect.succeed(HttpServerResponse.redirect("/", { status: 302 }))),
    HttpRouter.get("/_emulator/tenancies", Effect.succeed(json({ tenancies: control.tenancies }))),
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
          const wrong = Seed.refusalOf(tenancy, users)
          return wrong === undefined
            ? Effect.map(control.seed(tenancy, users), (passkeys) => json(Schema.encodeSync(Seeded)({ passkeys }), 201))
            : refuse(BadRequest, `users.${wrong}`)
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
        const wrong = control.refusalOf(rule)
        return wrong === undefined ? Effect.succeed(json(control.faults.inject(rule), 201)) : refuse(BadRequest, wrong)
      })
    ),
    HttpRouter.del("/_emulator/faults", Effect.as(Effect.sync(control.faults.clear), done)),
    HttpRouter.del(
      "/_emulator/faults/:id",
      Effect.flatMap(parameter("id"), (id) =>
        control.faults.remove(id) ? Effect.succeed(done) : notFound("There is no such fault.")
      )
    ),
    HttpRouter.get("/_emulator/clock", clock),
    HttpRouter.post(
      "/_emulator/clock",
      Effect.flatMap(bodyOf(Advance), ({ advance }) => {
        control.time.advance(advance)
        return clock
      })
    ),
    HttpRouter.post("/_emulator/keys/rotate", Effect.as(control.rotateKeys, done)),
    HttpRouter.post("/_emulator/reset", Effect.as(control.reset, done)),
    HttpRouter.get(
      "/_emulator/events",
      Effect.sync(() => events(control))
    )
  )
}

export const owns = ({ path }: Place): boolean =>
  path === "/" || path === "/_emulator" || path.startsWith("/_emulator/")

export type Admin = (request: Request, place: Place) => Effect.Effect<Response>

export const make = (control: Control): Effect.Effect<Admin> =>
  Effect.map(
    HttpRouter.toHttpApp(makeRouter(control)).pipe(HttpRouter.withRouterConfig(routing)),
    (httpApp) =>
      (request, { path, search }) => {
        const context = Context.make(HttpServerRequest.HttpServerRequest, request.modify({ url: `${path}${search}` }))
        return httpApp.pipe(
          Effect.scoped,
          Effect.mapInputContext((_: Context.Context<never>) => context),
          Effect.withTracerEnabled(false),
          Effect.catchAll((failure: Response | Refusal | RouteNotFound) => {
            if (failure instanceof RouteNotFound)
              return Effect.succeed(Answers.notEmulated(request.method, path.slice(0, 200)))
            return Effect.succeed(HttpServerResponse.isServerResponse(failure) ? failure : Answers.failure(failure))
          })
        )
      }
  )
