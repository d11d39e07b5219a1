/**
 * Endpoint descriptors: one endpoint as data.
 *
 * @since 0.1.0
 */
import type * as Schema from "effect/Schema"
import type { ApiErrorClass } from "./PasslockError.js"

/**
 * How a request authenticates: with the tenancy's API key in a header, with a token in the body, or not at all.
 *
 * @since 0.1.0
 * @category models
 */
export type Authentication = "apiKey" | "token" | "none"

/**
 * A generation of the API: `2.6`, or `2.9` for the releases 2.7 to 2.9.
 *
 * @since 0.1.0
 * @category models
 */
export type Release = "2.6" | "2.9"

/**
 * The releases of each generation, for readers.
 *
 * @since 0.1.0
 * @category constants
 */
export const releaseNames: { readonly [Name in Release]: string } = { "2.6": "2.6", "2.9": "2.7 to 2.9" }

/**
 * An endpoint descriptor: the single source for clients, the emulator, the OpenAPI document and the documentation.
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
  /** The operation's name, such as `Passkeys.get`. */
  readonly operation: Operation
  readonly method: "GET" | "POST" | "PATCH" | "DELETE"
  /** The path template, relative to the API's base URL. `{tenancyId}` comes from the configuration. */
  readonly path: `/v2/${string}`
  /** The releases whose documentation has this endpoint. */
  readonly releases: ReadonlyArray<Release>
  readonly authentication: Auth
  /** The input fields, by the part of the request that carries them. */
  readonly request: {
    readonly path: Path
    readonly query: Query
    readonly body: Body
  }
  /** The input fields to redact. */
  readonly secrets: ReadonlyArray<string>
  readonly success: { readonly status: 200 | 201 | 202; readonly schema: Success }
  /** The API errors of this endpoint, besides the common ones. */
  readonly errors: Errors
  /**
   * Whether sending the request twice has the same effect as sending it once. If not, clients retry it only if the API
   * never received it or rejected it with 429.
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
 * The input of an operation: one object with the fields of the path, the query and the body.
 *
 * @since 0.1.0
 * @category models
 */
export type Request<E extends Any> = Simplify<
  TypeOf<E["request"]["path"]> & TypeOf<E["request"]["query"]> & TypeOf<E["request"]["body"]>
>

/**
 * The value that an operation returns.
 *
 * @since 0.1.0
 * @category models
 */
export type Success<E extends Any> = Schema.Schema.Type<E["success"]["schema"]>

/**
 * The API errors of an endpoint, besides the common ones.
 *
 * @since 0.1.0
 * @category models
 */
export type OwnError<E extends Any> = InstanceType<E["errors"][number]>

type Encoded<S> = S extends Schema.Schema.AnyNoContext ? Schema.Schema.Encoded<S> : never

/**
 * An example of an endpoint's request and response, encoded as on the wire.
 *
 * @since 0.1.0
 * @category models
 */
export interface Example<E extends Any> {
  readonly request: {
    readonly [Part in keyof E["request"] as undefined extends E["request"][Part] ? never : Part]: Encoded<
      E["request"][Part]
    >
  } & { readonly [Part in keyof E["request"] as undefined extends E["request"][Part] ? Part : never]?: undefined }
  readonly response: Encoded<E["success"]["schema"]>
}

/**
 * An example of each endpoint.
 *
 * @since 0.1.0
 * @category models
 */
export type Examples<Endpoints extends ReadonlyArray<Any>> = {
  readonly [E in Endpoints[number] as E["operation"]]: Example<E>
}

/**
 * Creates an endpoint descriptor.
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
  readonly method: Any["method"]
  readonly path: Any["path"]
  /** Default: all. */
  readonly releases?: Any["releases"]
  readonly authentication: Auth
  readonly request?: { readonly path?: Path; readonly query?: Query; readonly body?: Body }
  readonly secrets?: ReadonlyArray<string>
  readonly success: { readonly status: Any["success"]["status"]; readonly schema: Success }
  readonly errors?: Errors
  readonly idempotent: boolean
}): Endpoint<Operation, Auth, Path, Query, Body, Success, Errors> => ({
  ...endpoint,
  releases: endpoint.releases ?? ["2.6", "2.9"],
  request: {
    path: endpoint.request?.path as Path,
    query: endpoint.request?.query as Query,
    body: endpoint.request?.body as Body
  },
  secrets: endpoint.secrets ?? [],
  errors: endpoint.errors ?? ([] as unknown as Errors)
})
