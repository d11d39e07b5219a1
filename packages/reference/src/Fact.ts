/** Facts about the API, and how each is known. No fact was checked against the live service. */
import type * as Endpoint from "@passlock-sdk/contract/Endpoint"
import type * as Endpoints from "@passlock-sdk/contract/Endpoints"
import type { ApiErrorClass, CommonApiError } from "@passlock-sdk/contract/PasslockError"
import type * as Schema from "effect/Schema"

/**
 * How a fact is known.
 *
 * - `documented`: by Passlock's documentation or release notes.
 * - `tested`: by the tests or the source of Passlock's own clients.
 * - `inferred`: derived from these, or assumed. It may be wrong, so the SDK never depends on it.
 */
export type Provenance = "documented" | "tested" | "inferred"

export interface Fact {
  readonly provenance: Provenance
  /** What the description of the field does not say. */
  readonly note?: string
  /** The encoding or the unit of a field. */
  readonly format?: Format
  /** JSON Schema keywords that the contract's schema expresses in code. */
  readonly keywords?: Readonly<Record<string, string | number>>
}

/** `time` is Unix time in milliseconds, `duration` a number of milliseconds above 0, `count` an integer of at least 0. */
export type Format = "base64url" | "time" | "duration" | "count" | "integer"

export const documented: Fact = { provenance: "documented" }
export const tested: Fact = { provenance: "tested" }
export const inferred: Fact = { provenance: "inferred" }

export const withNote = (fact: Fact, note: string): Fact => ({ ...fact, note })

export const withFormat = (fact: Fact, format: Format): Fact => ({ ...fact, format })

export const base64url = withFormat(documented, "base64url")
export const time = withFormat(documented, "time")
export const duration = withFormat(documented, "duration")

type Rest<A> =
  A extends ReadonlyArray<infer Item>
    ? Nested<NonNullable<Item>, "[]">
    : A extends object
      ? string extends keyof A
        ? never
        : `.${FieldPath<A>}`
      : never

type Nested<A, Prefix extends string> = Rest<A> extends infer Suffix extends string ? `${Prefix}${Suffix}` : never

/** The paths of a value's fields, such as `credential.id` or `records[].userId`. */
export type FieldPath<A> = A extends unknown
  ? { [Name in keyof A & string]-?: Name | Nested<NonNullable<A[Name]>, Name> }[keyof A & string]
  : never

/** A fact for every field. A missing field and an unknown field are type errors. */
export type Facts<A> = { readonly [Field in FieldPath<A>]: Fact }

export type Encoded<S> = S extends Schema.Schema.AnyNoContext ? Schema.Schema.Encoded<S> : never

type Part = "path" | "query" | "body"

/** What is known of an endpoint. The fields are described in the contract. */
export interface OperationReference<E extends Endpoint.Any> {
  /** One line about what it does. */
  readonly summary: string
  /** The method and the path. */
  readonly route: Fact
  /** How a request authenticates. */
  readonly authentication: Fact
  /** The fields of the path, the query and the body. */
  readonly request: Facts<{ [Name in Part]: Encoded<E["request"][Name]> }[Part]>
  /** The status of a successful response. */
  readonly status: Fact
  /** The fields of a successful response. */
  readonly response: Facts<Encoded<E["success"]["schema"]>>
  /** That the endpoint fails with each error. The statuses and fields are in `errors`. */
  readonly errors: { readonly [Tag in E["errors"][number]["_tag"] | CommonApiError["_tag"]]: Fact }
  /** What the emulator does where Passlock's behavior is unknown. */
  readonly emulator: ReadonlyArray<string>
}

/** The operations of a group, such as `Passkeys`. */
export type Operations<Group extends string> = {
  readonly [E in Endpoints.Descriptor as E["operation"] extends `${Group}.${string}`
    ? E["operation"]
    : never]: OperationReference<E>
}

/** What is known of an error, independent of the endpoint. */
export interface ErrorReference<Class extends ApiErrorClass> {
  readonly status: Fact
  /** The fields of the response body. */
  readonly fields: Facts<Encoded<Class["wire"]["schema"]>>
}

/** Prefixes the facts of a nested object with its path. */
export const prefixed = <const Prefix extends `${string}.`, const Shape extends Readonly<Record<string, Fact>>>(
  prefix: Prefix,
  shape: Shape
) =>
  Object.fromEntries(Object.entries(shape).map(([field, fact]) => [`${prefix}${field}`, fact])) as unknown as {
    readonly [Field in keyof Shape & string as `${Prefix}${Field}`]: Fact
  }

/** For endpoints without documented validation errors. */
export const commonErrors = {
  Unauthorized: inferred,
  Forbidden: documented,
  BadRequest: inferred,
  InvalidTenancy: inferred
}

export const withNotFound = { ...commonErrors, NotFound: documented }

export const documentedEndpoint = {
  route: documented,
  authentication: documented,
  status: documented,
  errors: commonErrors
}
