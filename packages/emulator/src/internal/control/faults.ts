/** Injected faults: rules that delay, fail or damage the responses of the API. */
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Random from "effect/Random"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { json } from "../api/pipeline.js"
import { descriptors, type Operation } from "../api/router.js"
import * as Secret from "../state/secret.js"

const between = (minimum: number, maximum: number) =>
  Schema.Number.pipe(
    Schema.filter((value) => Number.isInteger(value) && value >= minimum && value <= maximum, {
      description: `an integer from ${minimum} to ${maximum}`
    })
  )

const Optional = <A, I>(schema: Schema.Schema<A, I>) => Schema.optionalWith(schema, { exact: true })

const Latency = Schema.Struct({ kind: Schema.Literal("latency"), milliseconds: between(0, 600_000) })

const Stall = Schema.Struct({ kind: Schema.Literal("stall"), where: Schema.Literal("headers", "body") })

const Status = Schema.Struct({
  kind: Schema.Literal("status"),
  status: between(400, 599),
  /** In seconds, or the value of the header. */
  retryAfter: Optional(
    Schema.Union(
      between(0, 1_000_000),
      Schema.String.pipe(
        Schema.pattern(/^[\x20-\x7e]+$/, { description: "a non-empty string of printable ASCII characters" })
      )
    )
  )
})

const Drop = Schema.Struct({ kind: Schema.Literal("drop"), when: Schema.Literal("before", "after") })

const Truncate = Schema.Struct({ kind: Schema.Literal("truncate") })

const Malform = Schema.Struct({ kind: Schema.Literal("malform") })

const Fault = Schema.Union(Latency, Stall, Status, Drop, Truncate, Malform)
export type Fault = FaultRule["fault"]

const operations = descriptors.map(({ operation }) => operation)

const OperationName = Schema.Literal(...operations).annotations({
  description: "the name of an operation such as Challenges.create"
})

/**
 * A fault, and the requests it applies to.
 *
 * @since 0.1.0
 * @category models
 */
export interface FaultRule {
  /**
   * Latencies add up. Of the other kinds, a request gets the fault that was injected first.
   *
   * - `latency`: delays the request by 0 to 600,000 milliseconds.
   * - `stall`: processes the request, but never sends the response, or never ends its body.
   * - `status`: does not process the request, and responds with a status from 400 to 599 and the tag
   *   `@error/InjectedFault`. `retryAfter` is a number of seconds, or the value of the header.
   * - `drop`: closes the connection without a response, before or after processing the request.
   * - `truncate`: processes the request, and closes the connection in the middle of the response body.
   * - `malform`: processes the request, and sends a response body that is not JSON.
   */
  readonly fault:
    | { readonly kind: "latency"; readonly milliseconds: number }
    | { readonly kind: "stall"; readonly where: "headers" | "body" }
    | { readonly kind: "status"; readonly status: number; readonly retryAfter?: number | string }
    | { readonly kind: "drop"; readonly when: "before" | "after" }
    | { readonly kind: "truncate" }
    | { readonly kind: "malform" }
  /** The operation, such as `Challenges.create`. Default: all. */
  readonly operation?: Operation
  /** The tenancy. Default: all. */
  readonly tenancyId?: string
  /** The probability that a matching request gets the fault, from 0 to 1. Default: 1. */
  readonly probability?: number
  /** The number of requests that get the fault, from 1 to 1,000,000. Default: all until the faults are cleared. */
  readonly times?: number
}

export const Rule: Schema.Schema<FaultRule> = Schema.Struct({
  fault: Fault,
  operation: Optional(OperationName),
  tenancyId: Optional(Schema.String),
  probability: Optional(Schema.Number.pipe(Schema.between(0, 1))),
  times: Optional(between(1, 1_000_000))
})

export interface InjectedRule extends FaultRule {
  readonly id: string
}

/** An injected fault closes the connection. */
export class Dropped extends Data.TaggedError("Dropped") {}

export interface Target {
  readonly operation: Operation
  readonly tenancyId: string | undefined
}

export interface Faults {
  /** By ID, in the order of injection. */
  readonly rules: ReadonlyMap<string, InjectedRule>
  readonly all: () => ReadonlyArray<InjectedRule>
  readonly inject: (rule: FaultRule) => InjectedRule
  /** Returns false when there is no such rule. */
  readonly remove: (id: string) => boolean
  readonly clear: () => void
  /** Draws the faults of a request: counts them, and removes the rules that are used up. */
  readonly draw: (target: Target) => Effect.Effect<Drawn>
}

/** The total latency, and at most one other fault. */
export interface Drawn {
  readonly latency: number
  readonly fault: Exclude<Fault, { readonly kind: "latency" }> | undefined
}

/** A short description for the request log. */
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

const matches = ({ operation, tenancyId }: FaultRule, target: Target): boolean =>
  (operation === undefined || operation === target.operation) &&
  (tenancyId === undefined || tenancyId === target.tenancyId)

export const make = (): Faults => {
  const rules = new Map<string, InjectedRule>()
  const use = ({ times, ...rule }: InjectedRule) => {
    if (times === undefined) return
    if (times === 1) rules.delete(rule.id)
    else rules.set(rule.id, { ...rule, times: times - 1 })
  }
  return {
    rules,
    all: () => Array.from(rules.values()),
    inject: (rule) => {
      const injected = { ...rule, id: Secret.makeId() }
      rules.set(injected.id, injected)
      return injected
    },
    remove: (id) => rules.delete(id),
    clear: () => rules.clear(),
    draw: (target) =>
      Effect.map(Effect.replicateEffect(Random.next, rules.size), (chances) => {
        let latency = 0
        let fault: Drawn["fault"]
        // Choosing and counting are one synchronous step, so no rule is used too often.
        for (const [index, rule] of [...rules.values()].entries()) {
          const chance = chances[index] ?? 1
          if (!matches(rule, target) || chance >= (rule.probability ?? 1)) continue
          if (rule.fault.kind === "latency") latency += rule.fault.milliseconds
          else if (fault === undefined) fault = rule.fault
          else continue
          use(rule)
        }
        return { latency, fault }
      })
  }
}

const bytesOf = ({ body }: HttpServerResponse.HttpServerResponse): Uint8Array =>
  body._tag === "Uint8Array" ? body.body : new Uint8Array()

const half = (bytes: Uint8Array): Uint8Array => bytes.subarray(0, Math.ceil(bytes.length / 2))

/** The response with the first half of its body, followed by `rest`. */
const withHalfBody = (
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

const damage = (
  fault: Drawn["fault"],
  response: HttpServerResponse.HttpServerResponse
): Effect.Effect<HttpServerResponse.HttpServerResponse, Dropped> => {
  switch (fault?.kind) {
    case "drop":
      return Effect.fail(new Dropped())
    case "stall":
      return fault.where === "headers" ? Effect.never : Effect.succeed(withHalfBody(response, Stream.never))
    case "truncate":
      return Effect.succeed(withHalfBody(response, Stream.fail(new Dropped())))
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

const injectedStatus = (status: number, retryAfter: number | string | undefined) =>
  json(
    { _tag: "@error/InjectedFault", message: "This response was injected as a fault." },
    status,
    retryAfter === undefined ? {} : { "retry-after": String(retryAfter) }
  )

/** Applies the faults of a request to its processing. */
export const apply = <E, R>(
  { fault, latency }: Drawn,
  response: Effect.Effect<HttpServerResponse.HttpServerResponse, E, R>
): Effect.Effect<HttpServerResponse.HttpServerResponse, E | Dropped, R> => {
  const faulty =
    fault?.kind === "status"
      ? Effect.succeed(injectedStatus(fault.status, fault.retryAfter))
      : fault?.kind === "drop" && fault.when === "before"
        ? Effect.fail(new Dropped())
        : Effect.flatMap(response, (complete) => damage(fault, complete))
  return latency === 0 ? faulty : Effect.delay(faulty, latency)
}
