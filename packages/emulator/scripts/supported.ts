/** Generates SUPPORTED.md: what the emulator supports, with the provenance of each part. */
import type * as Endpoint from "@passlock-sdk/contract/Endpoint"
import * as Endpoints from "@passlock-sdk/contract/Endpoints"
import * as IdToken from "@passlock-sdk/contract/IdToken"
import * as Lookup from "@passlock-sdk/contract/Lookup"
import * as PasslockError from "@passlock-sdk/contract/PasslockError"
import * as Reference from "@passlock-sdk/reference"
import { defaultSettings } from "../src/internal/settings.js"
import { protocol, settings } from "./choices.js"
import { componentOf, plain } from "./openapi/wire.js"

const table = (head: ReadonlyArray<string>, rows: ReadonlyArray<ReadonlyArray<string>>): string =>
  [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n")

const code = (text: string): string => `\`${text}\``

const link = (name: string): string => `[${code(name)}](#${name.toLowerCase().replace(/[^\w-]/g, "")})`

type Ast = Reference.Field["ast"]

/** The named schema of a field or of its array elements. */
const shapeOf = (ast: Ast): Reference.Shape | undefined =>
  componentOf(ast) ?? (ast._tag === "TupleType" ? componentOf(ast.rest[0]?.type ?? ast) : undefined)

type Facts = Readonly<Record<string, Reference.Fact>>

interface Described {
  readonly facts: Facts
  /** The descriptions, by paths without `[]`. */
  readonly descriptions: Readonly<Record<string, string>>
  readonly fields: ReadonlyArray<Reference.Field>
}

/** One row per field. Shapes are linked: they have their own section. */
const fieldTable = ({ descriptions, facts, fields }: Described): string => {
  const known = new Map(fields.map((field) => [field.path, field]))
  const shaped = fields.flatMap(({ path, ast }) => (shapeOf(ast) === undefined ? [] : [path]))
  const isInside = (path: string) =>
    shaped.some((outer) => path.startsWith(`${outer}.`) || path.startsWith(`${outer}[]`))
  const rows = Object.entries(facts)
    .filter(([path]) => !isInside(path))
    .map(([path, { provenance, note }]) => {
      const field = known.get(path)
      const shape = field === undefined ? undefined : shapeOf(field.ast)
      const description = descriptions[path.replaceAll("[]", "")]
      const remarks = [
        description === undefined ? undefined : plain(description),
        shape === undefined ? undefined : `${link(shape.name)}.`,
        note === undefined ? undefined : `${note.charAt(0).toUpperCase()}${note.slice(1)}.`
      ]
      return [
        `${code(path)}${field?.isOptional === true ? " (optional)" : ""}`,
        provenance,
        remarks.filter((remark) => remark !== undefined).join(" ")
      ]
    })
  return table(["field", "provenance", ""], rows)
}

const fieldsOf = (schema: Endpoint.Any["request"]["body"]): ReadonlyArray<Reference.Field> =>
  schema === undefined ? [] : Reference.fieldsOf(schema)

const descriptionsOf = (schema: Endpoint.Any["request"]["body"]): Described["descriptions"] => {
  if (schema === undefined) return {}
  // A union has the fields of its members.
  const members = schema.ast._tag === "Union" ? schema.ast.types : [schema.ast]
  return Object.assign({}, ...members.map((ast) => Reference.shapeOf(ast)?.fields ?? {}))
}

const requestOf = ({ operation, request }: Endpoints.Descriptor): string => {
  const facts: Facts = Reference.operations[operation].request
  const fields = [request.path, request.query, request.body].flatMap(fieldsOf)
  const descriptions = { ...Reference.parameters, ...descriptionsOf(request.body) }
  return fields.length === 0 ? "" : `**Request**\n\n${fieldTable({ facts, fields, descriptions })}\n`
}

const responseOf = ({ operation, success }: Endpoints.Descriptor): string => {
  const { response, status } = Reference.operations[operation]
  const { schema } = success
  const shared = sharedShapes.find((shape) => shape.schema.ast === schema.ast)
  const body =
    shared === undefined
      ? fieldTable({ facts: response, fields: Reference.fieldsOf(schema), descriptions: descriptionsOf(schema) })
      : `The body is a ${link(shared.name)}.`
  return `**Response: ${success.status}**, ${status.provenance}\n\n${body}\n`
}

const errorsOf = ({ operation, errors }: Endpoints.Descriptor): string => {
  const facts: Facts = Reference.operations[operation].errors
  const classes: ReadonlyArray<PasslockError.ApiErrorClass> = [...errors, ...PasslockError.commonApiErrors]
  const rows = classes.map(({ _tag, wire }) => {
    const fact = facts[_tag]
    return [
      code(_tag),
      fact?.provenance ?? "",
      `${wire.status}, ${Reference.errors[_tag].status.provenance}`,
      fact?.note ?? ""
    ]
  })
  return `**Errors**\n\n${table(["error", "provenance", "status", ""], rows)}\n`
}

const authentications: { readonly [Kind in Endpoint.Authentication]: string } = {
  apiKey: "API key",
  token: "a token in the body",
  none: "none"
}

const bullets = (lines: ReadonlyArray<string>): string =>
  lines.length === 0 ? "" : `**The emulator**\n\n${lines.map((line) => `- ${line}`).join("\n")}\n`

const endpointOf = (descriptor: Endpoints.Descriptor): string => {
  const { authentication, method, operation, path } = descriptor
  const known = Reference.operations[operation]
  const head = [
    `### ${operation}`,
    `${known.summary}.`,
    table(
      ["route", "releases", "authentication"],
      [
        [
          `${code(`${method} ${path}`)}, ${known.route.provenance}`,
          Reference.releasesOf(descriptor),
          `${authentications[authentication]}, ${known.authentication.provenance}`
        ]
      ]
    )
  ]
  return [...head, requestOf(descriptor), responseOf(descriptor), errorsOf(descriptor), bullets(known.emulator)]
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .join("\n\n")
}

/** Shapes that several endpoints use, or that another shape contains. */
const sharedShapes = Reference.shapes.filter((shape) => {
  const uses = Endpoints.every.flatMap(({ request, success }) => [
    ...[request.body, success.schema].flatMap((schema: Endpoint.Any["request"]["body"]) =>
      schema?.ast === shape.schema.ast ? [schema.ast] : []
    ),
    ...[request.body, success.schema].flatMap(fieldsOf).flatMap(({ ast }) => (shapeOf(ast) === shape ? [ast] : []))
  ])
  const isNested = Endpoints.every.some(({ request, success }) =>
    [request.body, success.schema].flatMap(fieldsOf).some(({ ast }) => shapeOf(ast) === shape)
  )
  return componentOf(shape.schema.ast) !== undefined && (uses.length > 1 || isNested)
})

const shapeSections = sharedShapes.map(
  (shape) =>
    `### ${shape.name}\n\n${fieldTable({ facts: shape.facts, fields: Reference.fieldsOf(shape.schema), descriptions: shape.fields })}`
)

const errorClasses = new Map(
  Object.values(PasslockError).flatMap(
    (value): ReadonlyArray<[string, PasslockError.ApiErrorClass]> =>
      typeof value === "function" && "wire" in value ? [[value._tag, value]] : []
  )
)

const remark = ({ provenance, note }: Reference.Fact): string =>
  note === undefined ? provenance : `${provenance} (${note})`

const errorRow = (name: string, { fields, status }: { readonly fields: Facts; readonly status: Reference.Fact }) => [
  code(`@error/${name}`),
  `${errorClasses.get(name)?.wire.status}, ${remark(status)}`,
  Object.entries(fields)
    .filter(([field]) => field !== "_tag")
    .map(([field, fact]) => `${code(field)} ${remark(fact)}`)
    .join("<br>")
]

const errorTable = table(
  ["error", "status", "fields besides `_tag`"],
  Object.entries(Reference.errors).map(([name, known]) => errorRow(name, known))
)

const minute = 60_000

const defaultOf = (name: keyof typeof settings): string => {
  const value = defaultSettings[name]
  const minutes = typeof value === "number" && value % minute === 0 ? value / minute : undefined
  return minutes === undefined ? code(String(value)) : `${code(String(value))}, ${minutes} min`
}

/** The operations that a setting affects. */
const operationsOf = (setting: string): string => {
  const mentions = (texts: ReadonlyArray<string>) => texts.some((text) => text.includes(code(setting)))
  const everywhere = mentions(protocol.map(({ emulator }) => emulator)) ? ["[every endpoint](#every-endpoint)"] : []
  const operations = Object.entries(Reference.operations).filter(([, { emulator }]) => mentions(emulator))
  return [...everywhere, ...operations.map(([operation]) => link(operation))].join(" ")
}

const settingsTable = table(
  ["setting", "default", "values", "controls", "operations"],
  Object.entries(settings).map(([name, { fact, provenance, values }]) => [
    code(name),
    defaultOf(name as keyof typeof settings),
    values,
    `${fact}, ${provenance}`,
    operationsOf(name)
  ])
)

const protocolTable = table(
  ["", "Passlock", "provenance", "emulator"],
  protocol.map(({ topic, fact, provenance, emulator }) => [
    topic,
    fact,
    provenance === "unknown" ? "" : provenance,
    emulator
  ])
)

const claimTable = fieldTable({
  facts: Reference.claims,
  fields: Reference.fieldsOf(IdToken.Claims),
  descriptions: Reference.documentation.get("Claims")?.fields ?? {}
})

const sections = (descriptors: ReadonlyArray<Endpoints.Descriptor>): string => descriptors.map(endpointOf).join("\n\n")

const contents = Endpoints.every.map(({ operation }) => link(operation)).join(" · ")

export const page = `# What the emulator supports

<!-- Generated by \`pnpm generate\`. -->

The emulator supports every endpoint of the releases 2.6 to 2.9 of Passlock's API; the option \`api\` limits it to one of the two
generations, 2.6 and 2.7 to 2.9. It was never checked against the live service. This page
lists the provenance of each fact:

- **documented**: in Passlock's documentation or release notes.
- **tested**: in the tests or the sources of Passlock's own clients.
- **inferred**: derived from these, or assumed. Passlock may differ, so the SDK never depends on it, and the emulator has a
  [setting](#settings) where a program could notice the difference.

${contents}

## Every endpoint

${protocolTable}

## Settings

Set them with \`PasslockEmulator.make({ settings: { … } })\` or \`PasslockEmulator.layer({ settings: { … } })\`, and on the
command line with \`--set name=value\`. They apply to all tenancies; a tenancy in \`tenancies\` can have \`settings\` of its own.
The defaults are strict: a program that works with them also works with a more lenient server.

${settingsTable}

There are six more options. \`api\` selects one generation of the API. \`tenancies\` lists the tenancies and their API keys.
\`allowedHosts\` lists more host names of the emulator, and \`apiKeyOrigins\` the origins whose pages may send an API key.
\`origins\` limits the origins that may run ceremonies, and \`relyingParties\` limits the relying parties, for all tenancies or for one.

## Principals, passkeys, challenges and ceremonies

${sections(Endpoints.all)}

## The key set

${sections(IdToken.keySetEndpoints)}

An id_token is signed with RS256 and has these claims. \`iss\` is \`passlock.dev\` and \`aud\` is the tenancy ID; both are
documented:

${claimTable}

## Lookups

Passlock does not document these two. Its browser client calls them before it signals to an authenticator.

${sections(Lookup.lookupEndpoints)}

## Shared schemas

WebAuthn defines the last four: which of their fields are optional, and further fields that are not listed here.

${shapeSections.join("\n\n")}

## Errors

Every error is a JSON object with a \`_tag\`. Responses with 429 have a \`Retry-After\` header.

${errorTable}
`
