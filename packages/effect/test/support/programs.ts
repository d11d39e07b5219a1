import type * as HttpClient from "@effect/platform/HttpClient"
import { type Endpoint, Endpoints, Examples } from "@passlock-sdk/contract"
import type { PasslockConfig, PasslockError, PasslockTenancy } from "@passlock-sdk/effect"
import * as Programs from "@passlock-sdk/effect"
import type * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"

/** The secrets in the inputs below, by field. They must never appear in an error, log or span. */
export const secrets = Object.fromEntries(
  Endpoints.all.flatMap((endpoint) => endpoint.secrets.map((field) => [field, `${field}-4711-never-shown`]))
) as Readonly<Record<string, string>> & { readonly sessionToken: string }

/** A valid input: the example of the request, with the secrets above. */
const inputOf = ({ operation, secrets: fields }: (typeof Endpoints.all)[number]): object => {
  const {
    body,
    path,
    query
  }: {
    readonly path?: object | undefined
    readonly query?: object | undefined
    readonly body?: object | undefined
  } = Examples.all[operation].request
  const secret = (field: string) =>
    operation === "Principals.exchange" ? Redacted.make(secrets[field]) : secrets[field]
  return { ...path, ...query, ...body, ...Object.fromEntries(fields.map((field) => [field, secret(field)])) }
}

type Program = Effect.Effect<unknown, PasslockError, HttpClient.HttpClient | PasslockConfig | PasslockTenancy>

type Group = Readonly<Record<string, (input: object) => Program>>

const programOf = (operation: Endpoint.Any["operation"]) => {
  const [group = "", name = ""] = operation.split(".")
  const program = (Programs as unknown as Readonly<Record<string, Group>>)[group]?.[name]
  if (program === undefined) throw new Error(`no program for ${operation}`)
  return program
}

/** Every operation with a valid input. */
export const programs = Object.fromEntries(
  Endpoints.all.map((endpoint) => [endpoint.operation, programOf(endpoint.operation)(inputOf(endpoint))])
) as { readonly [Operation in Endpoints.Operation]: Program }
