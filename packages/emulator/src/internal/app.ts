/** The emulator as an HTTP application: which part of it answers a request, and what goes wrong on request. */
import type { HttpServerRequest } from "@effect/platform/HttpServerRequest"
import type { HttpServerResponse } from "@effect/platform/HttpServerResponse"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Scope from "effect/Scope"
import * as Admission from "./api/admission.js"
import * as Answers from "./api/answers.js"
import * as Router from "./api/router.js"
import * as Routes from "./api/routes.js"
import * as Signing from "./api/signing.js"
import * as Admin from "./control/admin.js"
import * as Control from "./control/control.js"
import * as Faults from "./control/faults.js"
import { guard } from "./control/guard.js"
import * as RequestLog from "./control/requestLog.js"
import * as Cors from "./cors.js"
import { report } from "./mistakes.js"
import * as OpenApi from "./openapi/document.js"
import type { Config } from "./settings.js"
import * as Journal from "./state/journal.js"
import * as Store from "./state/store.js"
import * as Time from "./state/time.js"

type Answer = Effect.Effect<HttpServerResponse, Faults.Dropped>

export interface App {
  /**
   * Answers a request, in the fiber of whoever asks: with their clock, and for as long as they wait. Fails where a fault
   * wants the connection to break.
   */
  readonly handle: (request: HttpServerRequest) => Answer
  readonly control: Control.Control
}

const unrouted = (method: string, { path }: Routes.Place): HttpServerResponse => {
  const allowed = Routes.methodsOf(path)
  const shown = path.slice(0, 200)
  return allowed.length === 0 ? Answers.notEmulated(method, shown) : Answers.methodNotAllowed(method, shown, allowed)
}

/** Whatever goes wrong in here is the emulator's mistake, and an answer all the same. */
const answerMistakes = <R>(effect: Effect.Effect<HttpServerResponse, never, R>) =>
  Effect.catchAllDefect(effect, (defect) => Effect.as(report("routing", defect), Answers.internalError))

const outcomeOf = (exit: Exit.Exit<HttpServerResponse, Faults.Dropped>): string | undefined => {
  if (Exit.isFailure(exit)) return Exit.isInterrupted(exit) ? "aborted" : "dropped"
  const { body, status } = exit.value
  return status < 400 || body._tag !== "Uint8Array" ? undefined : Answers.tagOf(body.body)
}

/** Answers, and remembers when, how and how long it took. */
const logged = (
  log: RequestLog.RequestLog,
  answer: Answer,
  asked: Pick<RequestLog.LoggedRequest, "fault" | "method" | "operation" | "path" | "tenancyId">
): Answer =>
  Effect.gen(function* () {
    const at = yield* Clock.currentTimeMillis
    const start = yield* Clock.currentTimeNanos
    return yield* Effect.onExit(answer, (exit) =>
      Effect.flatMap(Clock.currentTimeNanos, (end) => {
        const entry = {
          ...asked,
          at,
          status: Exit.isSuccess(exit) ? exit.value.status : undefined,
          outcome: outcomeOf(exit),
          duration: Number(end - start) / 1e6
        }
        log.add(entry)
        return Effect.logDebug(RequestLog.lineOf(entry))
      })
    )
  })

const tenancyOf = (match: Routes.Match | undefined, { path }: Routes.Place): string | undefined => {
  const segment = match?.values.tenancyId ?? /^\/v2\/([^/]+)/.exec(path)?.[1]
  return segment === undefined ? undefined : decodeURIComponent(segment)
}

export const make = (config: Config, journal: Journal.Journal = Journal.none): Effect.Effect<App, never, Scope.Scope> =>
  Effect.gen(function* () {
    const store = Store.make(config, journal)
    const signing = Signing.make(store.tables)
    const time = Time.make(store.tables)
    const control = yield* Control.make(store, time, signing)
    const routed = yield* Router.make(store, signing)
    const admin = yield* Admin.make(control)

    /** Nobody hears of a change before it is durable. */
    const settled = (answer: Effect.Effect<HttpServerResponse>): Effect.Effect<HttpServerResponse> =>
      Effect.zipLeft(answer, control.settle).pipe(
        Effect.catchTag("StorageFailure", ({ cause }) => Effect.as(report("storage", cause), Answers.notStored))
      )

    const route = (request: HttpServerRequest, place: Routes.Place): Effect.Effect<HttpServerResponse> => {
      if (Admission.isTooLong(request)) return Effect.succeed(Admission.tooLarge)
      // The router answers HEAD like GET, and a GET may consume a code.
      if (request.method === "HEAD") return Effect.succeed(unrouted(request.method, place))
      return Effect.map(routed(request, place), (response) => response ?? unrouted(request.method, place))
    }

    const api = Effect.fnUntraced(function* (request: HttpServerRequest, found: Routes.Place) {
      const place = Routes.normalize(found)
      const match = Routes.match(request.method, place.path)
      const operation = match?.descriptor.operation
      const named = tenancyOf(match, place)
      // Nothing of a tenancy that there is not is remembered, its name included.
      const tenancyId = named === undefined ? undefined : control.tenancy(named)?.id
      const drawn = yield* operation === undefined
        ? Effect.succeed(Faults.nothing)
        : control.faults.draw({ operation, tenancyId: named })
      const answer = Faults.meet(drawn, settled(answerMistakes(Effect.suspend(() => route(request, place)))))
      return yield* logged(control.log, answer, {
        tenancyId,
        operation,
        method: request.method,
        path: Routes.shown(place, tenancyId, match),
        fault: Faults.describe(drawn)
      })
    })

    const handle = (request: HttpServerRequest): Answer => {
      const place = Routes.locate(request.url)
      if (place === undefined) {
        return Effect.succeed(Cors.allow(Answers.badRequest("path: expected valid percent-encoding"), request))
      }
      if (place.path === "/openapi.json" && request.method === "GET") {
        return Effect.sync(() => Cors.allow(Answers.document(OpenApi.served()), request))
      }
      if (Admin.owns(place)) return guard(request, settled(answerMistakes(admin(request, place))))
      return request.method === "OPTIONS"
        ? Effect.succeed(Cors.preflight(request))
        : Effect.map(time.within(api(request, place)), (response) => Cors.allow(response, request))
    }

    return { handle, control }
  })
