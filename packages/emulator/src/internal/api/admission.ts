/** What stands before every handler: who asks, and whether the request is one. */
import * as HttpRouter from "@effect/platform/HttpRouter"
import type { RequestError } from "@effect/platform/HttpServerError"
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import type { HttpServerResponse } from "@effect/platform/HttpServerResponse"
import { issuesOf } from "@passlock-sdk/contract/Codec"
import type * as Endpoint from "@passlock-sdk/contract/Endpoint"
import { BadRequest, Forbidden, Unauthorized } from "@passlock-sdk/contract/PasslockError"
import { format } from "@passlock-sdk/contract/protocol/Issue"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import * as Secret from "../state/secret.js"
import type { Store } from "../state/store.js"
import * as Answers from "./answers.js"
import type { Caller, Visitor } from "./handlers.js"
import * as Api from "./httpApi.js"
import { type CommonRefusal, type Refusal, refuse } from "./refusal.js"

type Request = HttpServerRequest.HttpServerRequest

/** The largest body that is read, in bytes. */
export const maximumBody = 64 * 1024

const maximumDiscarded = 16 * maximumBody

/** Whether a body says that it is larger. */
export const isTooLong = ({ headers }: Request): boolean => Number(headers["content-length"] ?? 0) > maximumBody

export const tooLarge = Answers.badRequest(`body: expected at most ${maximumBody} bytes`, 413)

// The dummy that a key is compared with where the tenancy does not exist, so that both take as long.
const noKey = Secret.digest(Secret.make())

const bearerOf = ({ headers }: Request): string | undefined =>
  /^bearer +([^\s]+) *$/i.exec(headers.authorization ?? "")?.[1]

const visitorOf = ({ headers, remoteAddress }: Request): Visitor => ({
  origin: headers.origin,
  userAgent: headers["user-agent"],
  // Not from x-forwarded-for, which anybody can send.
  ipAddress: Option.getOrUndefined(remoteAddress)
})

/** The tenancy, opened with its key where the endpoint asks for one. */
const authenticate = (
  { authentication }: Endpoint.Any,
  tenancyId: string,
  request: Request,
  store: Store
): Effect.Effect<Caller, Refusal<typeof Unauthorized | typeof Forbidden>> =>
  Effect.gen(function* () {
    const tenancy = store.tenancy(tenancyId)
    const forbidden = refuse(Forbidden, "The tenancy does not exist, or this is not its API key.")
    if (authentication === "apiKey") {
      const key = bearerOf(request)
      if (key === undefined) {
        const message = "The request needs the header Authorization: Bearer and the API key."
        return yield* (tenancy?.settings ?? store.settings).missingApiKey === "Unauthorized"
          ? refuse(Unauthorized, message)
          : refuse(Forbidden, message)
      }
      if (!Secret.matches(key, tenancy?.apiKey ?? noKey)) return yield* forbidden
    }
    return tenancy === undefined ? yield* forbidden : { ...visitorOf(request), tenancy }
  })

const isRequestError = (error: HttpServerResponse | RequestError): error is RequestError => "reason" in error

/** Of a body that is as long as it says, or shorter. */
const readWhole = (request: Request) => Effect.map(request.arrayBuffer, (bytes): Uint8Array => new Uint8Array(bytes))

/** Of a body that may never end. */
const readBounded = Effect.fnUntraced(function* (request: Request) {
  const chunks: Array<Uint8Array> = []
  let size = 0
  yield* Stream.runForEachWhile(request.stream, (chunk) =>
    Effect.sync(() => {
      size += chunk.length
      if (size <= maximumBody) chunks.push(chunk)
      // A little more is read and thrown away: who is still sending would not see the answer.
      return size <= maximumDiscarded
    })
  ).pipe(
    // A request without a body fails here too: its schema then says what is missing.
    Effect.catchAll((error) => (size === 0 ? Effect.void : Effect.fail(error)))
  )
  return size > maximumBody ? yield* Effect.fail(tooLarge) : Buffer.concat(chunks)
})

const readText = Effect.fnUntraced(function* (request: Request) {
  if (isTooLong(request)) return yield* Effect.fail(tooLarge)
  const read: Effect.Effect<Uint8Array, HttpServerResponse | RequestError> =
    request.headers["content-length"] === undefined ? readBounded(request) : readWhole(request)
  const bytes = yield* Effect.catchIf(read, isRequestError, () => refuse(BadRequest, "body: ended before its end"))
  return yield* Effect.try(() => new TextDecoder("utf-8", { fatal: true }).decode(bytes)).pipe(
    Effect.catchAll(() => refuse(BadRequest, "body: expected UTF-8"))
  )
})

/** The body as JSON; `undefined` where there is none. */
export const readJson = Effect.fnUntraced(function* (request: Request) {
  const text = yield* readText(request)
  if (text === "") return undefined
  if (!/^application\/(?:[\w.+-]+\+)?json\b/i.test(request.headers["content-type"] ?? "application/json")) {
    return yield* refuse(BadRequest, "content-type: expected application/json")
  }
  const json = yield* Effect.try((): unknown => JSON.parse(text)).pipe(
    Effect.catchAll(() => refuse(BadRequest, "body: expected JSON"))
  )
  // To a schema without required fields a list would pass for an object.
  return Array.isArray(json) ? yield* refuse(BadRequest, "body: expected an object, got a list") : json
})

/** One value for a field that is given once; several are a list, which no field is. */
const queryOf = ({ url }: Request): Record<string, unknown> => {
  const query = new URLSearchParams(url.includes("?") ? url.slice(url.indexOf("?")) : "")
  return Object.fromEntries(
    Array.from(query.keys(), (name): [string, unknown] => {
      const values = query.getAll(name)
      return [name, values.length === 1 ? values[0] : values]
    })
  )
}

const decodePart = (place: string, schema: Endpoint.Any["request"]["path"], value: unknown) =>
  schema === undefined
    ? Either.right({})
    : Schema.decodeUnknownEither(schema as Schema.Schema<object, unknown>)(value, { errors: "all" }).pipe(
        Either.mapLeft(({ issue }) =>
          issuesOf(issue).map(({ path, message }) => ({ path: path === "" ? place : path, message }))
        )
      )

/** All faults of all parts at once, each with its field. */
const decode = Effect.fnUntraced(function* (
  { request: schemas }: Endpoint.Any,
  params: Readonly<Record<string, string | undefined>>,
  request: Request
) {
  const body = schemas.body === undefined ? undefined : yield* readJson(request)
  const parts = [
    decodePart("path", schemas.path, params),
    decodePart("query", schemas.query, queryOf(request)),
    decodePart("body", schemas.body, body)
  ]
  const issues = parts.flatMap((part) => (Either.isLeft(part) ? part.left : []))
  return issues.length > 0
    ? yield* refuse(BadRequest, format(issues))
    : Object.assign({}, ...parts.map((part) => Either.getOrElse(part, () => ({}))))
})

/** The decoded request and its caller, or the reason why there is no handling it. */
export const admit = (
  descriptor: Endpoint.Any,
  store: Store
): Effect.Effect<
  { readonly request: object; readonly caller: Visitor },
  CommonRefusal | HttpServerResponse,
  Request | HttpRouter.RouteContext
> =>
  Effect.gen(function* () {
    const http = yield* HttpServerRequest.HttpServerRequest
    const { params } = yield* HttpRouter.RouteContext
    const caller = Api.hasTenancy(descriptor)
      ? yield* authenticate(descriptor, params.tenancyId ?? "", http, store)
      : visitorOf(http)
    return { request: yield* decode(descriptor, params, http), caller }
  })
