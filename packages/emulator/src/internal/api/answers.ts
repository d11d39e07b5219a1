/** The answers: what a handler gives, as HTTP. */
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import type * as Endpoint from "@passlock-sdk/contract/Endpoint"
import * as PasslockError from "@passlock-sdk/contract/PasslockError"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Refusal } from "./refusal.js"

type Response = HttpServerResponse.HttpServerResponse

const json = (body: unknown, status: number, headers: Readonly<Record<string, string>> = {}): Response =>
  HttpServerResponse.unsafeJson(body, { status, headers, contentType: "application/json" })

/** A value that its own schema refuses is a mistake of the emulator, so it dies. */
export const success = ({ success: { schema, status } }: Endpoint.Any, value: unknown): Effect.Effect<Response> =>
  Schema.encode(schema as Schema.Schema<unknown>)(value).pipe(
    Effect.orDie,
    Effect.map((body) => json(body, status))
  )

const statuses: ReadonlyMap<string, number> = new Map(
  Object.values(PasslockError).flatMap((value) =>
    typeof value === "function" && "wire" in value ? [[value.wire.tag, value.wire.status] as const] : []
  )
)

export const failure = (refusal: Refusal): Response =>
  json(
    refusal,
    statuses.get(refusal._tag) ?? 400,
    "retryAfterSeconds" in refusal ? { "retry-after": String(refusal.retryAfterSeconds) } : {}
  )

/** A fault that is found before it is known what was asked for. */
export const badRequest = (message: string, status = 400): Response =>
  json({ _tag: PasslockError.BadRequest.wire.tag, message }, status)

/** Not a 404: a missing endpoint must never look like a missing passkey. */
export const notEmulated = (method: string, path: string): Response =>
  json({ _tag: "@error/NotEmulated", message: `The emulator has no ${method} ${path}.` }, 501)

export const methodNotAllowed = (method: string, path: string, allowed: ReadonlyArray<string>): Response =>
  json({ _tag: "@error/MethodNotAllowed", message: `${path} takes ${allowed.join(", ")}, not ${method}.` }, 405, {
    allow: allowed.join(", ")
  })

export const internalError = json(
  { _tag: "@error/InternalError", message: "The emulator made a mistake. Please report it." },
  500
)

/** A status that somebody asked for. */
export const injected = (status: number, retryAfter: number | string | undefined): Response =>
  json(
    { _tag: "@error/InjectedFault", message: "The emulator was asked to answer this." },
    status,
    retryAfter === undefined ? {} : { "retry-after": String(retryAfter) }
  )

/** The tag of an error, by the bytes of its body. */
export const tagOf = (body: Uint8Array): string | undefined => {
  const text = new TextDecoder().decode(body)
  return /"_tag":"(?:@error\/)?(\w+)"/.exec(text)?.[1]
}

/** The way to what only this machine may do. */
export const forbidden = (message: string): Response => json({ _tag: "@error/LoopbackOnly", message }, 403)

export const notFound = (message: string): Response => json({ _tag: PasslockError.NotFound.wire.tag, message }, 404)

/** A description of the API. */
export const document = (body: unknown): Response => json(body, 200)

/** What was asked for may be undone by the next start, so it is no success. */
export const notStored = json(
  { _tag: "@error/StorageFailed", message: "The emulator cannot write into its folder. Is the disk full?" },
  500
)
