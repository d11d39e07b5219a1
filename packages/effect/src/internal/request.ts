import * as HttpBody from "@effect/platform/HttpBody"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import type * as Endpoint from "@passlock-sdk/contract/Endpoint"
import type * as Issue from "@passlock-sdk/contract/Issue"
import * as Address from "@passlock-sdk/contract/protocol/Url"
import * as Either from "effect/Either"
import * as Redacted from "effect/Redacted"
import type * as Schema from "effect/Schema"
import type { PasslockConfig } from "../PasslockConfig.js"
import type { PasslockTenancy } from "../PasslockTenancy.js"
import * as Input from "./input.js"
import * as settings from "./settings.js"
import { version } from "./version.js"

/** A request that is ready to be sent, and the secrets in it that nothing may repeat. */
export interface Prepared {
  readonly request: HttpClientRequest.HttpClientRequest
  readonly secrets: ReadonlyArray<string>
}

type Encoded = Readonly<Record<string, unknown>>

// A page may not name its own browser, and trying to would only add a header to the preflight.
const userAgent: Readonly<Record<string, string>> =
  "document" in globalThis ? {} : { "user-agent": `passlock-sdk-effect/${version}` }

/** The request for an endpoint; or every fault of the configuration and the input, and then nothing is sent. */
export const prepare = (
  endpoint: Endpoint.Any,
  service: PasslockConfig["Type"] | PasslockTenancy["Type"],
  input: unknown
): Either.Either<Prepared, ReadonlyArray<Issue.Issue>> => {
  const issues: Array<Issue.Issue> = []
  const encode = (schema: Schema.Schema.AnyNoContext | undefined, value: unknown): Encoded => {
    if (schema === undefined) return {}
    const encoded = Input.encode(schema, value)
    if (Either.isRight(encoded)) return encoded.right as Encoded
    // Without any input, the path and the body have the same fault.
    issues.push(...encoded.left.filter(({ path }) => !issues.some((old) => old.path === path)))
    return {}
  }

  const withKey = endpoint.authentication === "apiKey"
  encode(withKey ? settings.Config : settings.Tenancy, service)
  const path: Encoded = { tenancyId: service.tenancyId, ...encode(endpoint.request.path, input) }
  const query = encode(endpoint.request.query, input)
  const body = encode(endpoint.request.body, input)
  if (issues.length > 0) return Either.left(issues)

  const json = endpoint.request.body === undefined ? undefined : stringify(body)
  if (json === null) return Either.left([{ path: "", message: "expected a value that JSON can carry" }])

  const apiKey = withKey && "apiKey" in service ? Redacted.value(service.apiKey) : undefined
  const secrets = endpoint.secrets
    .map((name) => path[name] ?? body[name])
    .concat(apiKey)
    .filter((secret): secret is string => typeof secret === "string")

  return Either.right({
    secrets,
    request: HttpClientRequest.make(endpoint.method)(Address.resolve(service.endpoint, endpoint.path, path), {
      acceptJson: true,
      headers: { ...userAgent, ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }) },
      urlParams: Object.entries(query).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, String(value)] as const]
      ),
      ...(json === undefined ? {} : { body: HttpBody.text(json, "application/json") })
    })
  })
}

/** `null` for what JSON cannot carry: a circle or a bigint among the fields that are passed on unread. */
const stringify = (value: unknown): string | null => {
  try {
    return JSON.stringify(value)
  } catch {
    return null
  }
}
