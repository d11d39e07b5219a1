import { type Endpoint, Endpoints, Examples } from "@passlock-sdk/contract"
import type { CallOptions } from "@passlock-sdk/promise"

/** The secrets in the inputs below, by field. No error or log entry may contain them. */
export const secrets: Readonly<Record<string, string>> = Object.fromEntries(
  Endpoints.all.flatMap((endpoint) => endpoint.secrets.map((field) => [field, `${field}-4711-never-shown`]))
)

/** A valid input: the example of the request, with the secrets above. */
const inputOf = ({ operation, secrets: fields }: (typeof Endpoints.all)[number]): object => {
  const { body, path, query }: { readonly [Part in keyof Endpoint.Any["request"]]?: object | undefined } =
    Examples.all[operation].request
  return { ...path, ...query, ...body, ...Object.fromEntries(fields.map((field) => [field, secrets[field]])) }
}

type Call = (methods: object, options?: CallOptions) => Promise<unknown>

const callOf = (endpoint: (typeof Endpoints.all)[number]): Call => {
  const [group = "", name = ""] = endpoint.operation.split(".")
  return (methods, options) => Reflect.get(Reflect.get(methods, group.toLowerCase()), name)(inputOf(endpoint), options)
}

/** Calls each operation with a valid input, in any variant of the methods of any client that has it. */
export const calls = Object.fromEntries(Endpoints.all.map((endpoint) => [endpoint.operation, callOf(endpoint)])) as {
  readonly [Operation in Endpoints.Operation]: Call
}
