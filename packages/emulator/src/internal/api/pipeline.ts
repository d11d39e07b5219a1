/** Runs a handler: checks the API key, reads and decodes the request, encodes the response, adds the CORS headers. */
import type { RequestError } from "@effect/platform/HttpServerError"
import type { HttpServerRequest } from "@effect/platform/HttpServerRequest"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Challenge from "@passlock-sdk/contract/Challenge"
import { issuesOf } from "@passlock-sdk/contract/Codec"
import type * as Endpoint from "@passlock-sdk/contract/Endpoint"
import * as PasslockError from "@passlock-sdk/contract/PasslockError"
import { BadRequest, Forbidden, Unauthorized } from "@passlock-sdk/contract/PasslockError"
import { expected, format } from "@passlock-sdk/contract/protocol/Issue"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import type { Settings } from "../settings.js"
import * as Secret from "../state/secret.js"
import type { Store } from "../state/store.js"
import { type ApiError, fail, type Handlers, type RequestContext, type TenancyContext } from "./handler.js"
import type { Operation, Route } from "./router.js"

type Response = HttpServerResponse.HttpServerResponse

export const json = (body: unknown, status: number, headers: Readonly<Record<string, string>> = {}): Response =>
  HttpServerResponse.unsafeJson(body, { status, headers, contentType: "application/json" })

const statuses: ReadonlyMap<string, number> = new Map(
  Object.values(PasslockError).flatMap((value) =>
    typeof value === "function" && "wire" in value ? [[value.wire.tag, value.wire.status] as const] : []
  )
)

export const encodeError = (error: ApiError): Response =>
  json(
    error,
    statuses.get(error._tag) ?? 400,
    "retryAfterSeconds" in error ? { "retry-after": String(error.retryAfterSeconds) } : {}
  )

/** A value that does not encode with its own schema is a defect of the emulator. */
const encodeSuccess = ({ success: { schema, status } }: Endpoint.Any, value: unknown): Effect.Effect<Response> =>
  Schema.encode(schema as Schema.Schema<unknown>)(value).pipe(
    Effect.orDie,
    Effect.map((body) => json(body, status))
  )

const internalError = json(
  { _tag: "@error/InternalError", message: "The emulator failed with a defect. Please report it." },
  500
)

/** Logs the name and the stack frames only: the message of an error may quote the request. */
export const logDefect = (operation: string, defect: unknown): Effect.Effect<void> => {
  const [name, frames] =
    defect instanceof Error ? [defect.name, defect.stack?.split("\n").filter((line) => /^\s+at /.test(line))] : []
  return Effect.logError("The emulator failed with a defect", { operation, error: name ?? typeof defect, frames })
}

/** Turns a defect into a logged `InternalError` response. */
export const catchDefects =
  (operation: string) =>
  <E, R>(response: Effect.Effect<Response, E, R>): Effect.Effect<Response, E, R> =>
    Effect.catchAllDefect(response, (defect) => Effect.as(logDefect(operation, defect), internalError))

/** Hides the caller's context and spans from a request: span attributes would contain the path and its codes. */
export const isolate = <E>(response: Effect.Effect<Response, E>): Effect.Effect<Response, E> =>
  response.pipe(
    Effect.mapInputContext((_: Context.Context<never>) => Context.empty()),
    Effect.withTracerEnabled(false)
  )

// --- API key

// Compared with the key when the tenancy does not exist, so that both cases take the same time.
const dummyKey = Secret.digest(Secret.make())

/** HTTP trims the header, so an empty key is `Bearer` alone. */
const bearerTokenOf = ({ headers }: HttpServerRequest): string | undefined => {
  const match = /^bearer(?: +(\S*))? *$/i.exec(headers.authorization ?? "")
  return match === null ? undefined : (match[1] ?? "")
}

const contextOf = ({ headers, remoteAddress }: HttpServerRequest): RequestContext => ({
  origin: headers.origin,
  userAgent: headers["user-agent"],
  // Never from X-Forwarded-For, which any client can set.
  ipAddress: Option.getOrUndefined(remoteAddress)
})

const authenticate = Effect.fnUntraced(function* (
  { authentication }: Endpoint.Any,
  tenancyId: string,
  request: HttpServerRequest,
  store: Store
) {
  const tenancy = store.tenancies.get(tenancyId)
  const forbidden = Effect.suspend(() =>
    fail(Forbidden, "The tenancy does not exist, or the API key belongs to another one.")
  )
  if (authentication === "apiKey") {
    const key = bearerTokenOf(request)
    if (key === undefined) {
      const message = "The request needs the header `Authorization: Bearer <API key>`."
      return yield* (tenancy?.settings ?? store.settings).missingApiKey === "Unauthorized"
        ? fail(Unauthorized, message)
        : fail(Forbidden, message)
    }
    if (!Secret.matches(key, tenancy?.apiKey ?? dummyKey)) return yield* forbidden
  }
  return tenancy === undefined ? yield* forbidden : { ...contextOf(request), tenancy }
})

// --- Request body

/** In bytes. */
export const maximumBody = 64 * 1024

const maximumDiscarded = 16 * maximumBody

export const isTooLarge = ({ headers }: HttpServerRequest): boolean =>
  Number(headers["content-length"] ?? 0) > maximumBody

export const badRequest = (message: string, status = 400): Response =>
  json({ _tag: BadRequest.wire.tag, message }, status)

export const tooLarge = badRequest(`body: expected at most ${maximumBody} bytes`, 413)

const isRequestError = (error: Response | RequestError): error is RequestError => "reason" in error

/** Reads a body whose length is known. */
const readWhole = (request: HttpServerRequest) =>
  Effect.map(request.arrayBuffer, (bytes): Uint8Array => new Uint8Array(bytes))

/** Reads a body that may never end. */
const readBounded = Effect.fnUntraced(function* (request: HttpServerRequest) {
  const chunks: Array<Uint8Array> = []
  let size = 0
  yield* Stream.runForEachWhile(request.stream, (chunk) =>
    Effect.sync(() => {
      size += chunk.length
      if (size <= maximumBody) chunks.push(chunk)
      // Reads and discards a little more: a client that is still sending would not see the response.
      return size <= maximumDiscarded
    })
  ).pipe(
    // The stream of a request without a body fails; the schema then reports what is missing.
    Effect.catchAll((error) => (size === 0 ? Effect.void : Effect.fail(error)))
  )
  return size > maximumBody ? yield* Effect.fail(tooLarge) : Buffer.concat(chunks)
})

const readText = Effect.fnUntraced(function* (request: HttpServerRequest) {
  if (isTooLarge(request)) return yield* Effect.fail(tooLarge)
  const read: Effect.Effect<Uint8Array, Response | RequestError> =
    request.headers["content-length"] === undefined ? readBounded(request) : readWhole(request)
  const bytes = yield* Effect.catchIf(read, isRequestError, () =>
    fail(BadRequest, "body: ended before it was complete")
  )
  return yield* Effect.try(() => new TextDecoder("utf-8", { fatal: true }).decode(bytes)).pipe(
    Effect.catchAll(() => fail(BadRequest, "body: expected UTF-8"))
  )
})

/** The JSON body; `undefined` when the request has none. */
export const readJson = Effect.fnUntraced(function* (request: HttpServerRequest) {
  const text = yield* readText(request)
  if (text === "") return undefined
  if (!/^application\/(?:[\w.+-]+\+)?json\b/i.test(request.headers["content-type"] ?? "application/json")) {
    return yield* fail(BadRequest, "content-type: expected application/json")
  }
  const body = yield* Effect.try((): unknown => JSON.parse(text)).pipe(
    Effect.catchAll(() => fail(BadRequest, "body: expected JSON"))
  )
  // A schema without required fields accepts an array.
  return Array.isArray(body) ? yield* fail(BadRequest, `body: ${expected("object", body)}`) : body
})

// --- Decoding

/** A repeated parameter becomes an array, which every field rejects. */
const queryOf = (search: string): Record<string, unknown> => {
  const query = new URLSearchParams(search)
  return Object.fromEntries(
    Array.from(query.keys(), (name): [string, unknown] => {
      const values = query.getAll(name)
      return [name, values.length === 1 ? values[0] : values]
    })
  )
}

const decodePart = (part: string, schema: Endpoint.Any["request"]["path"], value: unknown) =>
  schema === undefined
    ? Either.right({})
    : Schema.decodeUnknownEither(schema as Schema.Schema<object, unknown>)(value, { errors: "all" }).pipe(
        Either.mapLeft(({ issue }) =>
          issuesOf(issue).map(({ path, message }) => ({ path: path === "" ? part : path, message }))
        )
      )

type Bodies = { readonly [Name in Operation]?: Schema.Schema.AnyNoContext }

/** Schemas that accept more than clients may send. */
const lenientBodies: Bodies = {
  // An empty code is a wrong code.
  "Challenges.verify": Schema.Struct({
    ...Challenge.verifyChallenge.request.body.fields,
    code: Schema.Redacted(Schema.String)
  })
}

/** Schemas of Passlock 2.6, which ignores the fields that later releases added. */
const earlierBodies: Bodies = {
  "Challenges.create": Challenge.CreateChallenge.pipe(Schema.omit("name", "sendEmail"))
}

const bodyOf = ({ operation, request }: Route["descriptor"], api: Store["api"]): Endpoint.Any["request"]["body"] =>
  (api === "2.6" ? earlierBodies[operation] : undefined) ?? lenientBodies[operation] ?? request.body

/** The first string of a JSON value that is too long: its path, and what was expected. */
const longStringIn = (json: unknown, maximum: number): string | undefined => {
  const expectation = `expected at most ${maximum} characters`
  // Not recursive: the value may be nested deeply.
  const rest: Array<readonly [path: string, value: unknown]> = [["", json]]
  for (let next = rest.pop(); next !== undefined; next = rest.pop()) {
    const [path, value] = next
    if (typeof value === "string" && value.length > maximum) return `${path}: ${expectation}`
    if (typeof value !== "object" || value === null) continue
    for (const [name, inner] of Object.entries(value)) {
      if (name.length > maximum) return `body: expected field names of at most ${maximum} characters`
      rest.push([path === "" ? name : `${path}.${name}`, inner])
    }
  }
  return undefined
}

/** What is too long in a request without an API key; `undefined` when nothing is. */
const longString = (
  parameters: Route["parameters"],
  { headers }: HttpServerRequest,
  body: unknown,
  maximum: number
): string | undefined =>
  longStringIn({ ...parameters, "User-Agent": headers["user-agent"], Origin: headers.origin }, maximum) ??
  longStringIn(body, maximum)

/** Collects the issues of path, query and body. */
const decode = Effect.fnUntraced(function* (
  { descriptor, parameters }: Route,
  search: string,
  request: HttpServerRequest,
  { stringLength }: Settings,
  api: Store["api"]
) {
  const schemas: Endpoint.Any["request"] = descriptor.request
  const body = schemas.body === undefined ? undefined : yield* readJson(request)
  const long = descriptor.authentication === "apiKey" ? undefined : longString(parameters, request, body, stringLength)
  if (long !== undefined) return yield* fail(BadRequest, long)
  const parts = [
    decodePart("path", schemas.path, parameters),
    decodePart("query", schemas.query, queryOf(search)),
    decodePart("body", bodyOf(descriptor, api), body)
  ]
  const issues = parts.flatMap((part) => (Either.isLeft(part) ? part.left : []))
  return issues.length > 0
    ? yield* fail(BadRequest, format(issues))
    : (Object.assign({}, ...parts.map((part) => Either.getOrElse(part, () => ({})))) as object)
})

/** Handles a request of an endpoint. The API key is checked before anything else. */
export const handle = (
  route: Route,
  search: string,
  request: HttpServerRequest,
  handlers: Handlers,
  store: Store
): Effect.Effect<Response> => {
  const { descriptor, parameters } = route
  const handler = handlers[descriptor.operation] as (
    request: object,
    context: RequestContext | TenancyContext
  ) => Effect.Effect<unknown, ApiError>
  return Effect.gen(function* () {
    const context =
      parameters.tenancyId === undefined
        ? contextOf(request)
        : yield* authenticate(descriptor, parameters.tenancyId, request, store)
    const { settings } = (context as Partial<TenancyContext>).tenancy ?? store
    const decoded = yield* decode(route, search, request, settings, store.api)
    return yield* encodeSuccess(descriptor, yield* handler(decoded, context))
  }).pipe(
    Effect.catchAll((error) =>
      Effect.succeed(HttpServerResponse.isServerResponse(error) ? error : encodeError(error as ApiError))
    ),
    catchDefects(descriptor.operation),
    isolate
  )
}

// --- CORS

/** @param apiKeyOrigins the origins whose pages may send an API key */
export const preflight = ({ headers }: HttpServerRequest, apiKeyOrigins: ReadonlyArray<string>): Response =>
  HttpServerResponse.empty({
    status: 204,
    headers: {
      "access-control-allow-origin": headers.origin ?? "*",
      "access-control-allow-methods": "GET, POST, PATCH, DELETE",
      "access-control-allow-headers":
        headers.origin !== undefined && apiKeyOrigins.includes(headers.origin)
          ? "content-type, authorization"
          : "content-type",
      "access-control-max-age": "600",
      vary: "Origin",
      // Lets a page on the internet call an emulator on this machine.
      ...(headers["access-control-request-private-network"] === "true" && {
        "access-control-allow-private-network": "true"
      })
    }
  })

/** Lets the page that sent the request read the response. */
export const allowOrigin = (response: Response, { headers: { origin } }: HttpServerRequest): Response =>
  origin === undefined
    ? response
    : HttpServerResponse.setHeaders(response, {
        "access-control-allow-origin": origin,
        "access-control-expose-headers": "retry-after",
        vary: "Origin"
      })
