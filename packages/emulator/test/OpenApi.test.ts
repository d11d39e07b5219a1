import { describe, expect, it } from "@effect/vitest"
import * as Challenge from "@passlock-sdk/contract/Challenge"
import * as Endpoints from "@passlock-sdk/contract/Endpoints"
import type { Json, JsonObject } from "@passlock-sdk/contract/Json"
import { commonApiErrors } from "@passlock-sdk/contract/PasslockError"
import * as Reference from "@passlock-sdk/reference"
import { Validator } from "@seriousme/openapi-schema-validator"
import { Ajv2020 } from "ajv/dist/2020.js"
import { OpenApi } from "../src/index.js"
import { version } from "../src/internal/version.js"

interface Content {
  readonly "application/json": {
    readonly schema: JsonObject
    readonly examples: Readonly<Record<string, { readonly value: Json }>>
  }
}

interface Operation {
  readonly operationId: string
  readonly tags: ReadonlyArray<string>
  readonly summary: string
  readonly description: string
  readonly security: ReadonlyArray<JsonObject>
  readonly parameters: ReadonlyArray<{
    readonly name: string
    readonly in: string
    readonly required: boolean
    readonly description: string
    readonly schema: JsonObject
    readonly example: string
  }>
  readonly requestBody?: { readonly required: boolean; readonly content: Content }
  readonly responses: Readonly<
    Record<string, { readonly description: string; readonly headers?: JsonObject; readonly content: Content }>
  >
  readonly "x-provenance": JsonObject
}

interface Document {
  readonly openapi: string
  readonly info: Readonly<Record<string, string>>
  readonly servers: ReadonlyArray<{ readonly url: string }>
  readonly tags: ReadonlyArray<{ readonly name: string; readonly description: string }>
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: { readonly schemas: Readonly<Record<string, JsonObject>>; readonly securitySchemes: JsonObject }
}

const document = OpenApi.document() as unknown as Document

const descriptors: ReadonlyArray<Endpoints.Descriptor> = Endpoints.every

const operationOf = ({ path, method }: Endpoints.Descriptor): Operation => {
  const operation = document.paths[path]?.[method.toLowerCase()]
  if (operation === undefined) throw new Error(`${method} ${path} is missing`)
  return operation
}

const isObject = (value: Json): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** Every object in the document. */
const objects = (value: Json): ReadonlyArray<JsonObject> =>
  Array.isArray(value)
    ? value.flatMap(objects)
    : isObject(value)
      ? [value, ...Object.values(value).flatMap(objects)]
      : []

const at = (pointer: string): Json | undefined =>
  pointer
    .replace(/^#\//, "")
    .split("/")
    .reduce<Json | undefined>(
      (value, name) => (value !== undefined && isObject(value) ? value[name] : undefined),
      OpenApi.document()
    )

const ajv = new Ajv2020({ strict: false, formats: { int64: Number.isSafeInteger } })
ajv.addSchema({ $id: "openapi", components: document.components })

const validate = (schema: JsonObject, value: Json) => {
  const relocated = JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"openapi#/'))
  const isValid = ajv.validate(relocated, value)
  return isValid ? [] : (ajv.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`)
}

/** The same schema without additional properties. */
const closed = (value: Json): Json =>
  Array.isArray(value)
    ? value.map(closed)
    : isObject(value)
      ? {
          ...Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, closed(inner)])),
          ...("properties" in value && isObject(value.properties ?? null) && { additionalProperties: false })
        }
      : value

const strict = new Ajv2020({ strict: false, formats: { int64: Number.isSafeInteger } })
strict.addSchema({ $id: "openapi", components: closed(document.components as unknown as Json) as object })

/** Where every JSON value is allowed: the application's own data, and what WebAuthn adds for browsers. */
const open = /(^|\.)(metadata|extensions|clientExtensionResults)\./

/** The value, with one of its parts replaced by one of another type, for each part whose type is known. */
const altered = (value: Json, path = ""): ReadonlyArray<readonly [path: string, value: Json]> => [
  ...(open.test(path) ? [] : [[path, typeof value === "boolean" ? "another type" : true] as const]),
  ...(typeof value !== "object" || value === null
    ? []
    : Object.entries(value).flatMap(([name, inner]) =>
        altered(inner as Json, path === "" ? name : `${path}.${name}`).map(([at, next]): readonly [string, Json] => [
          at,
          Array.isArray(value)
            ? value.map((item, index) => (String(index) === name ? next : item))
            : { ...value, [name]: next }
        ])
      ))
]

const isComplete = (schema: JsonObject, value: Json): boolean =>
  strict.validate(JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"openapi#/')), value)

describe("the document", () => {
  it("is valid OpenAPI 3.1 for an independent validator", async () => {
    const { errors, valid } = await new Validator().validate(structuredClone(OpenApi.document()))
    expect(errors).toBeUndefined()
    expect(valid).toBe(true)
    expect(document.openapi).toBe("3.1.0")
  })

  it("is rejected by the validator without a version", async () => {
    const broken = { ...OpenApi.document(), info: { title: "no version" } }
    expect((await new Validator().validate(structuredClone(broken))).valid).toBe(false)
  })

  it("is plain JSON, generated once", () => {
    expect(JSON.parse(JSON.stringify(document))).toEqual(document)
    expect(OpenApi.document()).toBe(OpenApi.document())
  })

  it("has a title, a version, servers and a security scheme", () => {
    expect(document.info).toMatchObject({ title: "Passlock", version, license: { name: "MIT" } })
    expect(document.info.description).toContain("x-provenance")
    expect(document.servers.map(({ url }) => url)).toEqual(["https://api.passlock.dev", "http://localhost:{port}"])
    expect(document.components.securitySchemes).toMatchObject({ apiKey: { type: "http", scheme: "bearer" } })
  })

  it("describes every group", () => {
    const groups = new Set(descriptors.map(({ operation }) => operation.split(".")[0]))
    expect(document.tags.map(({ name }) => name).sort()).toEqual([...groups].sort())
    for (const { description } of document.tags) expect(description).toMatch(/\.$/)
  })

  it("has exactly the operations of the contract", () => {
    const operations = Object.values(document.paths).flatMap((path) => Object.values(path))
    expect(operations.map(({ operationId }) => operationId).sort()).toEqual(
      descriptors.map(({ operation }) => operation).sort()
    )
  })

  it("has no dangling references and no unused schemas", () => {
    const refs = objects(OpenApi.document()).flatMap(({ $ref }) => (typeof $ref === "string" ? [$ref] : []))
    expect(refs.filter((ref) => at(ref) === undefined)).toEqual([])
    const used = new Set(refs.map((ref) => ref.replace("#/components/schemas/", "")))
    expect(Object.keys(document.components.schemas).filter((name) => !used.has(name))).toEqual([])
  })

  it("has no schemas or names of the framework", () => {
    const names = new Set([...Reference.documentation.keys(), "DeleteUserPasskeys"])
    expect(Object.keys(document.components.schemas).filter((name) => !names.has(name))).toEqual([])
    for (const object of objects(OpenApi.document())) {
      expect(object).not.toHaveProperty("$id")
      expect(object).not.toHaveProperty("$comment")
    }
    expect(JSON.stringify(document)).not.toMatch(/Redacted|HttpApi|Effect/)
  })
})

describe.each(Object.entries(document.components.schemas))("the component %s", (_, schema) => {
  /** The field paths with their descriptions, through arrays and unions but not through references. */
  const described = (value: JsonObject, prefix = ""): ReadonlyArray<readonly [string, Json | undefined]> => [
    ...Object.entries((value.properties ?? {}) as Readonly<Record<string, JsonObject>>).flatMap(([field, property]) => [
      [`${prefix}${field}`, property.description] as const,
      ...described(property, `${prefix}${field}.`)
    ]),
    ...[value.items, ...((value.anyOf ?? []) as ReadonlyArray<Json>)].flatMap((inner) =>
      inner !== undefined && isObject(inner) ? described(inner, prefix) : []
    )
  ]

  it("has a description, and so has every field", () => {
    expect(schema.description).toMatch(/^[A-Z`].*\.$/)
    for (const [field, description] of described(schema)) expect(description, field).toMatch(/^[A-Z`].*\.$/)
  })
})

describe.each(descriptors.map((descriptor) => [descriptor.operation, descriptor] as const))("%s", (_, descriptor) => {
  const { operation, path, request, errors, success, authentication } = descriptor
  const { summary } = Reference.operations[operation]
  const described = operationOf(descriptor)
  const facts = Reference.operations[operation]
  const responses = Object.entries(described.responses)

  it("has its name, summary, description and group", () => {
    expect(described).toMatchObject({ operationId: operation, summary, tags: [operation.split(".")[0]] })
    expect(described.description).toMatch(/\.$/)
  })

  it("describes its authentication", () => {
    expect(described.security).toEqual(authentication === "apiKey" ? [{ apiKey: [] }] : [])
    const [secret] = descriptor.secrets
    if (authentication === "token")
      expect(described.description).toContain(`the \`${secret}\` in the body authenticates the request`)
  })

  it("has the parameters of its path and its query", () => {
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({ name, in: "path", required: true }))
    const inQuery = request.query === undefined ? [] : [{ name: "cursor", in: "query", required: false }]
    expect(described.parameters.map(({ name, in: place, required }) => ({ name, in: place, required }))).toEqual([
      ...inPath,
      ...inQuery
    ])
    for (const { description, example, schema } of described.parameters) {
      expect(description).toMatch(/\.$/)
      expect(validate(schema, example)).toEqual([])
      expect(validate(schema, "")).not.toEqual([])
    }
  })

  it("has the request body of the contract, with a valid example", () => {
    // Passlock's client sends a body that the API does not need.
    const isOptional = operation === "Passkeys.deleteForUser"
    expect(described.requestBody === undefined).toBe(request.body === undefined && !isOptional)
    if (described.requestBody === undefined) return
    const { required, content } = described.requestBody
    const { schema, examples } = content["application/json"]
    expect(required).toBe(!isOptional)
    expect(Object.keys(content)).toEqual(["application/json"])
    expect(schema).toEqual({ $ref: expect.stringMatching("^#/components/schemas/") })
    expect(Object.keys(examples)).not.toEqual([])
    for (const { value } of Object.values(examples)) {
      expect(validate(schema, value)).toEqual([])
      expect(isComplete(schema, value)).toBe(true)
    }
    const isEmptyAllowed = isOptional || operation === "Passkeys.update"
    if (!isEmptyAllowed) expect(validate(schema, {})).not.toEqual([])
  })

  it("has all statuses of its responses", () => {
    const failures = [...commonApiErrors, ...errors]
    const statuses = new Set([success.status, ...failures.map(({ wire }) => wire.status)].map(String))
    expect(responses.map(([status]) => status).sort()).toEqual([...statuses].sort())
    const examples = responses.flatMap(([, { content }]) => Object.keys(content["application/json"].examples))
    expect(examples).toEqual(expect.arrayContaining(failures.map(({ _tag }) => _tag)))
  })

  it.each(responses)("has valid and complete examples for status %s", (_, { content, description }) => {
    const { schema, examples } = content["application/json"]
    expect(Object.keys(content)).toEqual(["application/json"])
    expect(description).not.toBe("")
    expect(Object.keys(examples)).not.toEqual([])
    for (const { value } of Object.values(examples)) {
      expect(validate(schema, value)).toEqual([])
      expect(isComplete(schema, value)).toBe(true)
      expect(validate(schema, {})).not.toEqual([])
    }
  })

  it("rejects its examples with a value of another type", () => {
    const { requestBody } = described
    const contents = [...(requestBody === undefined ? [] : [requestBody]), ...responses.map(([, each]) => each)]
    const values = contents.flatMap(({ content }) => {
      const { schema, examples } = content["application/json"]
      return Object.entries(examples).flatMap(([name, { value }]) =>
        altered(value).map(([path, other]) => ({
          path: `${name} ${path}`,
          isValid: validate(schema, other).length === 0
        }))
      )
    })
    expect(values.filter(({ isValid }) => isValid).map(({ path }) => path)).toEqual([])
    expect(values.length).toBeGreaterThan(contents.length)
  })

  it("has a Retry-After header for 429 only", () => {
    for (const [status, { headers }] of responses) {
      expect(Object.keys(headers ?? {})).toEqual(status === "429" ? ["Retry-After"] : [])
    }
  })

  it("has the provenance of every fact", () => {
    const provenances = (facts: Readonly<Record<string, Reference.Fact>>) =>
      Object.fromEntries(Object.entries(facts).map(([name, { provenance }]) => [name, provenance]))
    expect(described["x-provenance"]).toEqual({
      route: facts.route.provenance,
      authentication: facts.authentication.provenance,
      status: facts.status.provenance,
      request: provenances(facts.request),
      response: provenances(facts.response),
      errors: provenances(facts.errors)
    })
  })
})

describe("the schemas", () => {
  const schema = (name: string) => ({ $ref: `#/components/schemas/${name}` })
  const success = (operation: Endpoints.AnyOperation) => {
    const descriptor = descriptors.find((each) => each.operation === operation)
    if (descriptor === undefined) throw new Error(operation)
    const { content } = operationOf(descriptor).responses[descriptor.success.status] ?? {}
    const [example] = Object.values(content?.["application/json"].examples ?? {})
    return structuredClone(example?.value) as never as Record<string, Json> & { credential: Record<string, Json> }
  }

  it("accept unknown values and fields", () => {
    const passkey = success("Passkeys.get")
    passkey.credential.deviceType = "threeDevices"
    passkey.credential.transports = ["pigeon"]
    expect(validate(schema("Passkey"), { ...passkey, another: 1 })).toEqual([])
    expect(
      validate(schema("ExtendedPrincipal"), { ...success("Principals.exchange"), authenticatorType: "x" })
    ).toEqual([])
    expect(validate(schema("AuthenticationOptions"), { ...success("Authentication.options"), mediation: "x" })).toEqual(
      []
    )
    expect(validate(schema("KeySet"), { keys: [{ kty: "EC", crv: "P-256" }] })).toEqual([])
  })

  it("have no anyOf beside properties, of which openapi-typescript makes unknown", () => {
    const isLost = (each: JsonObject) => "anyOf" in each && "properties" in each
    expect(
      Object.keys(document.components.schemas).filter((name) => isLost(document.components.schemas[name] ?? {}))
    ).toEqual([])
  })

  it("describe the wire format", () => {
    const passkey = success("Passkeys.get")
    expect(validate(schema("Passkey"), { ...passkey, createdAt: "2026-01-01" })).toEqual(["/createdAt must be integer"])
    expect(validate(schema("Passkey"), { ...passkey, lastUsed: null, userId: null })).toEqual([])
    expect(validate(schema("Passkey"), { ...passkey, _tag: "Other" })).not.toEqual([])
    expect(validate(schema("CreateChallenge"), { email: "a@b", purpose: "x" })).not.toEqual([])
    expect(validate(schema("CreateChallenge"), { email: "a@b.c", purpose: "x y" })).not.toEqual([])
    expect(validate(schema("CreateChallenge"), { email: "a@b.c", purpose: "x", metadata: { a: [1, null] } })).toEqual(
      []
    )
    expect(validate(schema("CreateChallenge"), { email: "a@b.c", purpose: "x", metadata: [] })).not.toEqual([])
    const authorized = { rpId: "example.com", discoverable: true, mediation: "conditional" }
    expect(validate(schema("AuthorizeAuthentication"), authorized)).toEqual([])
    for (const [field, value] of [
      ["discoverable", false],
      ["discoverable", undefined]
    ] as const) {
      const changed = JSON.parse(JSON.stringify({ ...authorized, userId: "user_01", [field]: value }))
      expect(validate(schema("AuthorizeAuthentication"), changed)).not.toEqual([])
      expect(validate(schema("AuthorizeAuthentication"), { ...changed, mediation: "required" })).toEqual([])
    }
    const registration = { rpId: "example.com", userId: "user_01", username: "ada" }
    expect(validate(schema("AuthorizeRegistration"), { ...registration, rpName: " Example " })).toEqual([])
    expect(validate(schema("AuthorizeRegistration"), { ...registration, rpName: " " })).not.toEqual([])
    expect(document.components.schemas.RegistrationSuccess?.properties).toHaveProperty("id_token")
    expect(document.components.schemas.Credential?.properties).toMatchObject({
      publicKey: { type: "string", contentEncoding: "base64url" }
    })
  })

  it("include every field of the WebAuthn types", () => {
    for (const name of [
      "CreationOptionsJSON",
      "RequestOptionsJSON",
      "RegistrationResponseJSON",
      "AuthenticationResponseJSON"
    ] as const) {
      const shape = Reference.shapes.find((each) => each.name === name)
      const fields = Object.keys(document.components.schemas[name]?.properties ?? {})
      const facts = Object.keys(shape?.facts ?? {}).filter((path) => !path.includes("."))
      expect(fields.length).toBeGreaterThan(4)
      expect(fields.sort()).toEqual(facts.sort())
    }
  })

  it("discriminate errors of one status by their tags", () => {
    const { responses } = operationOf(Challenge.verifyChallenge)
    const { discriminator, oneOf } = responses[400]?.content["application/json"].schema ?? {}
    expect(oneOf).toHaveLength(5)
    expect(discriminator).toMatchObject({
      propertyName: "_tag",
      mapping: { "@error/InvalidChallengeCode": "#/components/schemas/InvalidChallengeCode" }
    })
  })
})
