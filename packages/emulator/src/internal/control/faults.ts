/** Faults on request: what goes wrong on the way to the emulator, inside of it, and on the way back. */
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Random from "effect/Random"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import * as Answers from "../api/answers.js"
import type { Operation } from "../api/handlers.js"
import { descriptors } from "../api/httpApi.js"
import * as Secret from "../state/secret.js"

const between = (minimum: number, maximum: number) =>
  Schema.Number.pipe(
    Schema.filter((value) => Number.isInteger(value) && value >= minimum && value <= maximum, {
      description: `a whole number from ${minimum} to ${maximum}`
    })
  )

const Optional = <A, I>(schema: Schema.Schema<A, I>) => Schema.optionalWith(schema, { exact: true })

/** How much later everything happens. */
const Latency = Schema.Struct({ kind: Schema.Literal("latency"), milliseconds: between(0, 600_000) })

/** The request has its effect, and the answer never comes, or never ends. */
const Stall = Schema.Struct({ kind: Schema.Literal("stall"), where: Schema.Literal("headers", "body") })

/** The request has no effect and is answered with this status. */
const Status = Schema.Struct({
  kind: Schema.Literal("status"),
  status: between(400, 599),
  /** Seconds, or a text as it shall stand in the header. */
  retryAfter: Optional(Schema.Union(between(0, 1_000_000), Schema.String.pipe(Schema.pattern(/^[\x20-\x7e]+$/))))
})

/** The connection is closed without an answer, before or after the request had its effect. */
const Drop = Schema.Struct({ kind: Schema.Literal("drop"), when: Schema.Literal("before", "after") })

/** The request has its effect, and the connection is closed in the middle of the answer's body. */
const Truncate = Schema.Struct({ kind: Schema.Literal("truncate") })

/** The request has its effect, and the answer's body is whole but no JSON. */
const Malform = Schema.Struct({ kind: Schema.Literal("malform") })

const Fault = Schema.Union(Latency, Stall, Status, Drop, Truncate, Malform)
export type Fault = FaultRule["fault"]

const operations = descriptors.map(({ operation }) => operation)

const OperationName = Schema.Literal(...operations).annotations({
  description: "the name of a program, such as Challenges.create"
})

/**
 * What goes wrong, and with which requests.
 *
 * @since 0.1.0
 * @category models
 */
export interface FaultRule {
  /**
   * Latencies add up; of the others a request meets the first that was injected.
   *
   * - `latency`: everything happens later, by up to 600,000 milliseconds.
   * - `stall`: the request has its effect, but the answer never comes, or its body never ends.
   * - `status`: the request has no effect and is answered with a status from 400 to 599 and the tag
   *   `@error/InjectedFault`; `retryAfter` in seconds, or as the text of the header.
   * - `drop`: the connection breaks without an answer, before or after the request had its effect.
   * - `truncate`: the request has its effect, but the connection breaks in the middle of the answer's body.
   * - `malform`: the request has its effect, but the answer's body is no JSON.
   */
  readonly fault:
    | { readonly kind: "latency"; readonly milliseconds: number }
    | { readonly kind: "stall"; readonly where: "headers" | "body" }
    | { readonly kind: "status"; readonly status: number; readonly retryAfter?: number | string }
    | { readonly kind: "drop"; readonly when: "before" | "after" }
    | { readonly kind: "truncate" }
    | { readonly kind: "malform" }
  /** The name of the program, such as `Challenges.create`. Default: all. */
  readonly operation?: Operation
  /** Default: all. */
  readonly tenancyId?: string
  /** From 0 to 1. Default 1. */
  readonly probability?: number
  /** With how many requests, from the next one on, up to 1,000,000. Default: until the faults are cleared. */
  readonly times?: number
}

export const Rule: Schema.Schema<FaultRule> = Schema.Struct({
  fault: Fault,
  operation: Optional(OperationName),
  tenancyId: Optional(Schema.String),
  probability: Optional(Schema.Number.pipe(Schema.between(0, 1))),
  times: Optional(between(1, 1_000_000))
})

export interface Injected extends FaultRule {
  readonly id: string
}

/** The connection broke, as a fault asked. */
export class Dropped extends Data.TaggedError("Dropped") {}

export interface Target {
  readonly operation: Operation
  readonly tenancyId: string | undefined
}

export interface Faults {
  readonly all: () => ReadonlyArray<Injected>
  readonly inject: (rule: FaultRule) => Injected
  /** False where there is no such rule. */
  readonly remove: (id: string) => boolean
  readonly clear: () => void
  /** What meets this request. A rule that has met its last one is gone. */
  readonly draw: (target: Target) => Effect.Effect<Drawn>
}

/** Any latency, and at most one other fault: the first that was asked for. */
export interface Drawn {
  readonly latency: number
  readonly fault: Exclude<Fault, { readonly kind: "latency" }> | undefined
}

export const nothing: Drawn = { latency: 0, fault: undefined }

/** A few words on what was drawn, for whoever looks at the request afterwards. */
export const describe = ({ fault, latency }: Drawn): string | undefined =>
  latency === 0 && fault === undefined
    ? undefined
    : [latency === 0 ? [] : `latency ${latency} ms`, fault === undefined ? [] : nameOf(fault)].flat().join(", ")

const nameOf = (fault: NonNullable<Drawn["fault"]>): string => {
  switch (fault.kind) {
    case "stall":
      return `stall, ${fault.where}`
    case "status":
      return `status ${fault.status}`
    case "drop":
      return `drop, ${fault.when}`
    default:
      return fault.kind
  }
}

const isMet = ({ operation, tenancyId }: FaultRule, target: Target): boolean =>
  (operation === undefined || operation === target.operation) &&
  (tenancyId === undefined || tenancyId === target.tenancyId)

export const make = (): Faults => {
  const rules = new Map<string, Injected>()
  const spend = ({ times, ...rule }: Injected) => {
    if (times === undefined) return
    if (times === 1) rules.delete(rule.id)
    else rules.set(rule.id, { ...rule, times: times - 1 })
  }
  return {
    all: () => Array.from(rules.values()),
    inject: (rule) => {
      const injected = { ...rule, id: Secret.makeId() }
      rules.set(injected.id, injected)
      return injected
    },
    remove: (id) => rules.delete(id),
    clear: () => rules.clear(),
    draw: (target) =>
      rules.size === 0
        ? Effect.succeed(nothing)
        : Effect.map(Effect.replicateEffect(Random.next, rules.size), (chances) => {
            let latency = 0
            let fault: Drawn["fault"]
            // Choosing and spending are one step, so that no rule is spent twice.
            for (const [index, rule] of [...rules.values()].entries()) {
              const chance = chances[index] ?? 1
              if (!isMet(rule, target) || chance >= (rule.probability ?? 1)) continue
              if (rule.fault.kind === "latency") latency += rule.fault.milliseconds
              else if (fault === undefined) fault = rule.fault
              else continue
              spend(rule)
            }
            return { latency, fault }
          })
  }
}

const bytesOf = ({ body }: HttpServerResponse.HttpServerResponse): Uint8Array =>
  body._tag === "Uint8Array" ? body.body : new Uint8Array()

const half = (bytes: Uint8Array): Uint8Array => bytes.subarray(0, Math.ceil(bytes.length / 2))

/** The same answer, whose body begins as it should. */
const withBody = (
  response: HttpServerResponse.HttpServerResponse,
  rest: Stream.Stream<never, Dropped>
): HttpServerResponse.HttpServerResponse => {
  const bytes = bytesOf(response)
  return HttpServerResponse.stream(Stream.concat(Stream.succeed(half(bytes)), rest), {
    status: response.status,
    headers: { ...response.headers, "content-length": String(bytes.length) },
    contentType: "application/json"
  })
}

const spoil = (
  fault: Drawn["fault"],
  response: HttpServerResponse.HttpServerResponse
): Effect.Effect<HttpServerResponse.HttpServerResponse, Dropped> => {
  switch (fault?.kind) {
    case "drop":
      return Effect.fail(new Dropped())
    case "stall":
      return fault.where === "headers" ? Effect.never : Effect.succeed(withBody(response, Stream.never))
    case "truncate":
      return Effect.succeed(withBody(response, Stream.fail(new Dropped())))
    case "malform":
      return Effect.succeed(
        HttpServerResponse.uint8Array(half(bytesOf(response)), {
          status: response.status,
          contentType: "application/json"
        })
      )
    default:
      return Effect.succeed(response)
  }
}

/** Answers a request as it would be, but for the faults that meet it. */
export const meet = <E, R>(
  { fault, latency }: Drawn,
  answer: Effect.Effect<HttpServerResponse.HttpServerResponse, E, R>
): Effect.Effect<HttpServerResponse.HttpServerResponse, E | Dropped, R> => {
  const met =
    fault?.kind === "status"
      ? Effect.succeed(Answers.injected(fault.status, fault.retryAfter))
      : fault?.kind === "drop" && fault.when === "before"
        ? Effect.fail(new Dropped())
        : Effect.flatMap(answer, (response) => spoil(fault, response))
  return latency === 0 ? met : Effect.delay(met, latency)
}
