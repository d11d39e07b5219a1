/**
 * What one endpoint is, as data.
 *
 * @since 0.1.0
 */
import type * as Schema from "effect/Schema"
import type { ApiErrorClass } from "./PasslockError.js"

/**
 * What proves that a request may be made: the tenancy's API key in a header, a token in the body, or nothing.
 *
 * @since 0.1.0
 * @category models
 */
export type Authentication = "apiKey" | "token" | "none"

/**
 * One endpoint: everything a client, a server, an OpenAPI document and a page of documentation need to know of it.
 *
 * @since 0.1.0
 * @category models
 */
export interface Endpoint<
  Operation extends string,
  Auth extends Authentication,
  Path,
  Query,
  Body,
  Success extends Schema.Schema.AnyNoContext,
  Errors extends ReadonlyArray<ApiErrorClass>
> {
  /** The program's name: `Passkeys.get`. */
  readonly operation: Operation
  /** What it does, in a few words. */
  readonly summary: string
  readonly method: "GET" | "POST" | "PATCH" | "DELETE"
  /** The path below the API's address, with its variables in braces. `{tenancyId}` is part of the configuration. */
  readonly path: `/v2/${string}`
  readonly authentication: Auth
  /** What the caller gives, by the place where it travels. */
  readonly request: {
    readonly path: Path
    readonly query: Query
    readonly body: Body
  }
  /** The request's fields that must never be shown. */
  readonly secrets: ReadonlyArray<string>
  readonly success: { readonly status: 200 | 201 | 202; readonly schema: Success }
  /** The API's errors that this endpoint gives beside the common ones. */
  readonly errors: Errors
  /**
   * Whether asking twice has the effect of asking once. Where it has not, a request is repeated only when it is certain
   * that the first one was refused or never arrived.
   */
  readonly idempotent: boolean
}

type AnySchema = Schema.Schema.AnyNoContext | undefined

/**
 * @since 0.1.0
 * @category models
 */
export interface Any
  extends Endpoint<
    string,
    Authentication,
    AnySchema,
    AnySchema,
    AnySchema,
    Schema.Schema.AnyNoContext,
    ReadonlyArray<ApiErrorClass>
  > {}

type Simplify<A> = A extends unknown ? { [K in keyof A]: A[K] } : never

type TypeOf<S> = S extends Schema.Schema.AnyNoContext ? Schema.Schema.Type<S> : unknown

/**
 * What the caller gives: one object with the fields of the path, the query and the body.
 *
 * @since 0.1.0
 * @category models
 */
export type Request<E extends Any> = Simplify<
  TypeOf<E["request"]["path"]> & TypeOf<E["request"]["query"]> & TypeOf<E["request"]["body"]>
>

/**
 * What the caller gets.
 *
 * @since 0.1.0
 * @category models
 */
export type Success<E extends Any> = Schema.Schema.Type<E["success"]["schema"]>

/**
 * The API's errors that this endpoint gives beside the common ones.
 *
 * @since 0.1.0
 * @category models
 */
export type OwnError<E extends Any> = InstanceType<E["errors"][number]>

/**
 * Makes a descriptor.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = <
  const Operation extends string,
  const Auth extends Authentication,
  Success extends Schema.Schema.AnyNoContext,
  Path extends AnySchema = undefined,
  Query extends AnySchema = undefined,
  Body extends AnySchema = undefined,
  const Errors extends ReadonlyArray<ApiErrorClass> = readonly []
>(endpoint: {
  readonly operation: Operation
  readonly summary: string
  readonly method: Any["method"]
  readonly path: Any["path"]
  readonly authentication: Auth
  readonly request?: { readonly path?: Path; readonly query?: Query; readonly body?: Body }
  readonly secrets?: ReadonlyArray<string>
  readonly success: { readonly status: Any["success"]["status"]; readonly schema: Success }
  readonly errors?: Errors
  readonly idempotent: boolean
}): Endpoint<Operation, Auth, Path, Query, Body, Success, Errors> => ({
  ...endpoint,
  request: {
    path: endpoint.request?.path as Path,
    query: endpoint.request?.query as Query,
    body: endpoint.request?.body as Body
  },
  secrets: endpoint.secrets ?? [],
  errors: endpoint.errors ?? ([] as unknown as Errors)
})
