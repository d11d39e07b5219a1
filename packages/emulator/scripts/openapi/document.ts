/** The OpenAPI 3.1 document: the framework's document of the descriptors, completed with examples, errors and provenance. */
import * as HttpApi from "@effect/platform/HttpApi"
import * as HttpApiMiddleware from "@effect/platform/HttpApiMiddleware"
import * as HttpApiSecurity from "@effect/platform/HttpApiSecurity"
import * as OpenApi from "@effect/platform/OpenApi"
import type * as Endpoint from "@passlock-sdk/contract/Endpoint"
import type { AnyOperation } from "@passlock-sdk/contract/Endpoints"
import * as Examples from "@passlock-sdk/contract/Examples"
import type { Json, JsonObject } from "@passlock-sdk/contract/Json"
import { type ApiErrorClass, commonApiErrors } from "@passlock-sdk/contract/PasslockError"
import * as Reference from "@passlock-sdk/reference"
import * as Schema from "effect/Schema"
import { version } from "../../src/internal/version.js"
import * as Descriptions from "./descriptions.js"
import * as Api from "./httpApi.js"
import * as Wire from "./wire.js"

/** Optional, and ignored: the contract's clients send no such body. */
const DeleteUserPasskeys = Schema.Struct({
  userId: Schema.optionalWith(Schema.String, { exact: true }).annotations({ description: "The same as in the path." })
}).annotations({
  identifier: "DeleteUserPasskeys",
  description: "What Passlock's client sends. The API ignores it."
})

class ApiKey extends HttpApiMiddleware.Tag<ApiKey>()("@passlock-sdk/emulator/ApiKey", {
  security: {
    apiKey: HttpApiSecurity.annotate(HttpApiSecurity.bearer, OpenApi.Description, Descriptions.apiKey)
  }
}) {}

const operationOf = ({ operation }: Endpoint.Any): AnyOperation => operation as AnyOperation

const errorsOf = (descriptor: Endpoint.Any): ReadonlyArray<ApiErrorClass> => [...commonApiErrors, ...descriptor.errors]

const parameter = (name: string): Schema.Schema<string> =>
  Schema.String.annotations({
    description: Wire.plain(Reference.parameters[name] ?? name),
    jsonSchema: { minLength: 1 }
  })

const pathOf = ({ path }: Endpoint.Any): Schema.Schema.AnyNoContext =>
  Schema.Struct(Object.fromEntries(Array.from(path.matchAll(/\{(\w+)\}/g), ([, name = ""]) => [name, parameter(name)])))

const queryOf = (query: Schema.Schema.AnyNoContext): Schema.Schema.AnyNoContext =>
  Schema.Struct(
    Object.fromEntries(
      Reference.fieldsOf(query).map(({ path, isOptional }) => [
        path,
        isOptional ? Schema.optional(parameter(path)) : parameter(path)
      ])
    )
  )

const refTo = (name: string): JsonObject => ({ $ref: `#/components/schemas/${name}` })

const nameOf = (schema: Schema.Schema.AnyNoContext): string => {
  const component = Wire.componentOf(schema.ast)
  if (component === undefined) throw new Error("openapi: a body schema has no component")
  return component.name
}

const contentOf = (schema: JsonObject, examples: JsonObject): JsonObject => ({
  "application/json": { schema, examples }
})

const exampleOf = (value: unknown): JsonObject => ({ value: value as Json })

/** Several errors of one status are discriminated by their tags. */
const oneOf = (errors: ReadonlyArray<ApiErrorClass>): JsonObject => {
  const [first, ...others] = errors.map(({ _tag }) => refTo(_tag))
  return others.length === 0 && first !== undefined
    ? first
    : {
        oneOf: errors.map(({ _tag }) => refTo(_tag)),
        discriminator: {
          propertyName: "_tag",
          mapping: Object.fromEntries(errors.map(({ _tag, wire }) => [wire.tag, `#/components/schemas/${_tag}`]))
        }
      }
}

const retryAfter: JsonObject = {
  "Retry-After": { description: Descriptions.retryAfter, schema: { type: "integer", minimum: 0 } }
}

const failureOf = (errors: ReadonlyArray<ApiErrorClass>): JsonObject => ({
  description: errors.map(({ _tag, advice }) => `${_tag}: ${advice}`).join("\n"),
  ...(errors.some(({ wire }) => "retryAfterSeconds" in wire.fields) && { headers: retryAfter }),
  content: contentOf(
    oneOf(errors),
    Object.fromEntries(errors.map((error) => [error._tag, exampleOf(Examples.error(error))]))
  )
})

const successOf = (descriptor: Endpoint.Any): JsonObject => {
  const { schema } = descriptor.success
  const name = nameOf(schema)
  return {
    description: Wire.plain(Wire.componentOf(schema.ast)?.description ?? name),
    content: contentOf(refTo(name), { [name]: exampleOf(Examples.all[operationOf(descriptor)].response) })
  }
}

const responsesOf = (descriptor: Endpoint.Any): JsonObject => {
  const errors = errorsOf(descriptor)
  const statuses = [...new Set(errors.map(({ wire }) => wire.status))].sort()
  return {
    [descriptor.success.status]: successOf(descriptor),
    ...Object.fromEntries(
      statuses.map((status) => [status, failureOf(errors.filter(({ wire }) => wire.status === status))])
    )
  }
}

const bodyOf = (descriptor: Endpoint.Any): JsonObject => {
  if (descriptor.operation === "Passkeys.deleteForUser") {
    const name = "DeleteUserPasskeys"
    const content = contentOf(refTo(name), { [name]: exampleOf({ userId: exampleOfParameter(descriptor, "userId") }) })
    return { requestBody: { required: false, content } }
  }
  const { body } = descriptor.request
  if (body === undefined) return {}
  const name = nameOf(body)
  const example = exampleOf(Examples.all[operationOf(descriptor)].request.body)
  return { requestBody: { required: true, content: contentOf(refTo(name), { [name]: example }) } }
}

const exampleOfParameter = (descriptor: Endpoint.Any, name: string): Json => {
  const { path, query } = Examples.all[operationOf(descriptor)].request
  const examples: { readonly [name: string]: string | undefined } = { tenancyId: "tenancy_01", ...path, ...query }
  return examples[name] ?? null
}

const factsOf = (facts: Readonly<Record<string, Reference.Fact>>): JsonObject =>
  Object.fromEntries(Object.entries(facts).map(([field, { provenance }]) => [field, provenance]))

const provenanceOf = (descriptor: Endpoint.Any): JsonObject => {
  const { authentication, errors, request, response, route, status } = Reference.operations[operationOf(descriptor)]
  return {
    ...factsOf({ route, authentication, status }),
    request: factsOf(request),
    response: factsOf(response),
    errors: factsOf(errors)
  }
}

interface GeneratedOperation extends JsonObject {
  readonly operationId: string
  readonly tags: ReadonlyArray<string>
  readonly summary: string
  readonly description: string
  readonly security: ReadonlyArray<JsonObject>
  readonly parameters: ReadonlyArray<JsonObject & { readonly name: string; readonly schema: JsonObject }>
}

const complete = (descriptor: Endpoint.Any, generated: GeneratedOperation): JsonObject => ({
  operationId: generated.operationId,
  tags: generated.tags,
  summary: generated.summary,
  description: generated.description,
  security: generated.security,
  parameters: generated.parameters.map(({ schema: { description: _, ...schema }, ...each }) => ({
    ...each,
    schema,
    example: exampleOfParameter(descriptor, each.name)
  })),
  ...bodyOf(descriptor),
  responses: responsesOf(descriptor),
  "x-releases": [...descriptor.releases],
  "x-provenance": provenanceOf(descriptor)
})

const endpointOf = (descriptor: Endpoint.Any): Api.AnyEndpoint => {
  const { authentication, operation, request } = descriptor
  const described = Api.bareEndpoint(descriptor)
    .setPath(pathOf(descriptor))
    .annotate(OpenApi.Identifier, operation)
    .annotate(OpenApi.Summary, Reference.operations[operationOf(descriptor)].summary)
    .annotate(OpenApi.Description, Descriptions.operation(descriptor))
    .annotate(OpenApi.Transform, (generated) =>
      complete(descriptor, generated as GeneratedOperation)
    ) as Api.AnyEndpoint
  const { query } = request
  const withQuery = query === undefined ? described : described.setUrlParams(queryOf(query))
  return authentication === "apiKey" ? withQuery.middleware(ApiKey) : withQuery
}

const describeGroup = (group: Api.Group): Api.Group =>
  group.annotate(OpenApi.Description, Descriptions.tags[group.identifier as keyof typeof Descriptions.tags])

/** These keywords state the default: additional properties are allowed, and no property is required. */
const isRedundant = (name: string, value: Json, holder: JsonObject): boolean =>
  (name === "additionalProperties" && "properties" in holder) ||
  (name === "required" && Array.isArray(value) && value.length === 0)

const isObject = (value: Json): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const tidy = (value: Json): Json => {
  if (Array.isArray(value)) return value.map(tidy)
  if (!isObject(value)) return value
  const entries = Object.entries(value).filter(([name, inner]) => !isRedundant(name, inner, value))
  return Object.fromEntries(entries.map(([name, inner]) => [name, tidy(inner)]))
}

/** The names of the schemas that a part of the document refers to, also indirectly. */
const reachable = (part: Json, schemas: JsonObject, found = new Set<string>()): ReadonlySet<string> => {
  for (const [, name = ""] of JSON.stringify(part).matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
    if (found.has(name)) continue
    found.add(name)
    reachable(schemas[name] ?? null, schemas, found)
  }
  return found
}

/** Makes the document. */
export const make = (): JsonObject => {
  const api = Api.make(endpointOf, describeGroup)
    .annotate(OpenApi.Title, Descriptions.title)
    .annotate(OpenApi.Version, version)
    .annotate(OpenApi.Summary, Descriptions.summary)
    .annotate(OpenApi.Description, Descriptions.description)
    .annotate(OpenApi.License, { name: "MIT", url: "https://opensource.org/license/mit" })
    .annotate(OpenApi.Servers, Descriptions.servers)
    .annotate(HttpApi.AdditionalSchemas, [
      ...[...Reference.shapes.map(({ schema }) => schema), ...Wire.errorSchemas]
        .filter(({ ast }) => Wire.componentOf(ast) !== undefined)
        .map(Wire.make),
      DeleteUserPasskeys
    ])
  const {
    openapi,
    info,
    servers,
    tags,
    paths,
    components: generated
  } = OpenApi.fromApi(api, { additionalPropertiesStrategy: "allow" })
  const used = reachable(paths as unknown as Json, generated.schemas as unknown as JsonObject)
  const schemas = Object.entries(generated.schemas)
    .filter(([name]) => used.has(name))
    .map(([name, schema]) => [name, { ...schema, ...Reference.rules[name] }] as const)
    .sort(([one], [other]) => (one < other ? -1 : 1))
  return tidy({
    openapi,
    info,
    servers,
    tags,
    paths,
    components: { schemas: Object.fromEntries(schemas), securitySchemes: generated.securitySchemes }
  } as unknown as JsonObject) as JsonObject
}
