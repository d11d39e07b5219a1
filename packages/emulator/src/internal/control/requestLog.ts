/** Records the latest requests of the API, with secrets redacted, for the dashboard and the debug log. */
import type { HttpServerResponse } from "@effect/platform/HttpServerResponse"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as PubSub from "effect/PubSub"
import type { Operation } from "../api/router.js"

export interface LoggedRequest {
  readonly id: number
  /** When the request arrived: Unix time in milliseconds. */
  readonly at: number
  readonly tenancyId: string | undefined
  readonly operation: Operation | undefined
  readonly method: string
  /** The path with its secrets redacted. */
  readonly path: string
  /** The status of the response; `undefined` without one. */
  readonly status: number | undefined
  /** The tag of the error, or why there is no response. */
  readonly outcome: string | undefined
  /** In milliseconds. */
  readonly duration: number
  /** The faults injected into the request. */
  readonly fault: string | undefined
}

type RequestFacts = Pick<LoggedRequest, "fault" | "method" | "operation" | "path" | "tenancyId">

export interface RequestLog {
  /** Newest first. */
  readonly all: () => ReadonlyArray<LoggedRequest>
  /** Runs a request and records it when it ends. */
  readonly record: <E>(
    facts: RequestFacts,
    response: Effect.Effect<HttpServerResponse, E>
  ) => Effect.Effect<HttpServerResponse, E>
  readonly clear: () => void
}

const tagOf = (body: Uint8Array): string | undefined =>
  /"_tag":"(?:@error\/)?(\w+)"/.exec(new TextDecoder().decode(body))?.[1]

const outcomeOf = (exit: Exit.Exit<HttpServerResponse, unknown>): string | undefined => {
  if (Exit.isFailure(exit)) return Exit.isInterrupted(exit) ? "aborted" : "dropped"
  const { body, status } = exit.value
  return status < 400 || body._tag !== "Uint8Array" ? undefined : tagOf(body.body)
}

const lineOf = ({ duration, fault, method, outcome, path, status }: LoggedRequest): string =>
  [method, path, status, outcome, `${duration.toFixed(1)} ms`, fault === undefined ? fault : `(${fault})`]
    .filter((part) => part !== undefined)
    .join(" ")

const maximum = 500

/** @param changed is notified of every request: it may have changed the state, and is itself a change of the log */
export const make = (changed: PubSub.PubSub<void>): RequestLog => {
  const requests: Array<LoggedRequest> = []
  let id = 0
  return {
    all: () => [...requests].reverse(),
    record: (facts, response) =>
      Effect.gen(function* () {
        const at = yield* Clock.currentTimeMillis
        const start = yield* Clock.currentTimeNanos
        return yield* Effect.onExit(response, (exit) =>
          Effect.gen(function* () {
            const duration = Number((yield* Clock.currentTimeNanos) - start) / 1e6
            const status = Exit.isSuccess(exit) ? exit.value.status : undefined
            id += 1
            const request = { ...facts, id, at, status, outcome: outcomeOf(exit), duration }
            requests.push(request)
            if (requests.length > maximum) requests.shift()
            yield* PubSub.publish(changed, undefined)
            yield* Effect.logDebug(lineOf(request))
          })
        )
      }),
    clear: () => {
      requests.length = 0
    }
  }
}
