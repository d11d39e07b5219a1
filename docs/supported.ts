/** Generates SUPPORTED.md: what the emulator supports, with the provenance of each part. */
import {
  Challenge,
  type Endpoint,
  Endpoints,
  IdToken,
  Lookup,
  Passkey,
  PasslockError,
  Provenance,
  Summaries,
  WebAuthn
} from "@passlock-sdk/contract"
import { PasslockEmulator } from "@passlock-sdk/emulator"
import { choices, protocol, settings } from "./choices.js"

const table = (head: ReadonlyArray<string>, rows: ReadonlyArray<ReadonlyArray<string>>): string =>
  [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n")

const code = (text: string): string => `\`${text}\``

const link = (name: string): string => `[${code(name)}](#${name.toLowerCase().replace(/[^\w-]/g, "")})`

const shapes = {
  Passkey: Passkey.Passkey,
  PasskeySummary: Passkey.PasskeySummary,
  Challenge: Challenge.Challenge,
  CreationOptionsJSON: WebAuthn.CreationOptionsJSON,
  RequestOptionsJSON: WebAuthn.RequestOptionsJSON,
  RegistrationResponseJSON: WebAuthn.RegistrationResponseJSON,
  AuthenticationResponseJSON: WebAuthn.AuthenticationResponseJSON
} satisfies { readonly [Name in keyof typeof Provenance.shapes]: Endpoint.Any["success"]["schema"] }

type Ast = Provenance.Field["ast"]

const shapeNames = new Map(Object.entries(shapes).map(([name, { ast }]): [Ast, string] => [ast, name]))

/** The shape of a field or of its array elements. */
const shapeOf = (ast: Ast): string | undefined =>
  shapeNames.get(ast) ?? (ast._tag === "TupleType" ? shapeNames.get(ast.rest[0]?.type ?? ast) : undefined)

type Facts = Readonly<Record<string, Provenance.Fact>>

/** One row per field; shapes with their own section are linked. */
const fieldTable = (facts: Facts, fields: ReadonlyArray<Provenance.Field>): string => {
  const known = new Map(fields.map((field) => [field.path, field]))
  const shaped = fields.flatMap(({ path, ast }) => (shapeOf(ast) === undefined ? [] : [path]))
  const isInside = (path: string) =>
    shaped.some((outer) => path.startsWith(`${outer}.`) || path.startsWith(`${outer}[]`))
  const rows = Object.entries(facts)
    .filter(([path]) => !isInside(path))
    .map(([path, { provenance, note }]) => {
      const field = known.get(path)
      const shape = field === undefined ? undefined : shapeOf(field.ast)
      const remarks = [shape === undefined ? undefined : link(shape), note].filter((remark) => remark !== undefined)
      return [`${code(path)}${field?.isOptional === true ? " (optional)" : ""}`, provenance, remarks.join("; ")]
    })
  return table(["field", "provenance", ""], rows)
}

const fieldsOf = (schema: Endpoint.Any["request"]["body"]): ReadonlyArray<Provenance.Field> =>
  schema === undefined ? [] : Provenance.fields(schema)

const requestOf = ({ operation, request }: Endpoints.Descriptor): string => {
  const facts: Facts = Provenance.operations[operation].request
  const fields = [request.path, request.query, request.body].flatMap(fieldsOf)
  return fields.length === 0 ? "" : `**Request**\n\n${fieldTable(facts, fields)}\n`
}

const responseOf = ({ operation, success }: Endpoints.Descriptor): string => {
  const { response, status } = Provenance.operations[operation]
  const shape = shapeNames.get(success.schema.ast)
  const body =
    shape === undefined ? fieldTable(response, Provenance.fields(success.schema)) : `The body is a ${link(shape)}.`
  return `**Response: ${success.status}**, ${status.provenance}\n\n${body}\n`
}

const errorsOf = ({ operation, errors }: Endpoints.Descriptor): string => {
  const facts: Facts = Provenance.operations[operation].errors
  const classes: ReadonlyArray<PasslockError.ApiErrorClass> = [...errors, ...PasslockError.commonApiErrors]
  const rows = classes.map(({ _tag, wire }) => {
    const fact = facts[_tag]
    return [
      code(_tag),
      fact?.provenance ?? "",
      `${wire.status}, ${Provenance.errors[_tag].status.provenance}`,
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
  const known = Provenance.operations[operation]
  const head = [
    `### ${operation}`,
    `${Summaries.summaries[operation]}.`,
    table(
      ["route", "authentication"],
      [
        [
          `${code(`${method} ${path}`)}, ${known.route.provenance}`,
          `${authentications[authentication]}, ${known.authentication.provenance}`
        ]
      ]
    )
  ]
  return [...head, requestOf(descriptor), responseOf(descriptor), errorsOf(descriptor), bullets(choices[operation])]
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .join("\n\n")
}

const shapeSections = Object.entries(Provenance.shapes).map(
  ([name, facts]) => `### ${name}\n\n${fieldTable(facts, Provenance.fields(shapes[name as keyof typeof shapes]))}`
)

const errorClasses = new Map(
  Object.values(PasslockError).flatMap(
    (value): ReadonlyArray<[string, PasslockError.ApiErrorClass]> =>
      typeof value === "function" && "wire" in value ? [[value._tag, value]] : []
  )
)

const remark = ({ provenance, note }: Provenance.Fact): string =>
  note === undefined ? provenance : `${provenance} (${note})`

const errorRow = (name: string, { fields, status }: { readonly fields: Facts; readonly status: Provenance.Fact }) => [
  code(`@error/${name}`),
  `${errorClasses.get(name)?.wire.status}, ${remark(status)}`,
  Object.entries(fields)
    .filter(([field]) => field !== "_tag")
    .map(([field, fact]) => `${code(field)} ${remark(fact)}`)
    .join("<br>")
]

const errorTable = table(
  ["error", "status", "fields besides `_tag`"],
  Object.entries(Provenance.errors).map(([name, known]) => errorRow(name, known))
)

const minute = 60_000

const defaultOf = (name: keyof typeof settings): string => {
  const value = PasslockEmulator.defaultSettings[name]
  const minutes = typeof value === "number" && value % minute === 0 ? value / minute : undefined
  return minutes === undefined ? code(String(value)) : `${code(String(value))}, ${minutes} min`
}

/** The operations that a setting affects. */
const operationsOf = (setting: string): string => {
  const mentions = (texts: ReadonlyArray<string>) => texts.some((text) => text.includes(code(setting)))
  const everywhere = mentions(protocol.map(({ emulator }) => emulator)) ? ["[every endpoint](#every-endpoint)"] : []
  const operations = Object.entries(choices).filter(([, texts]) => mentions(texts))
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

const claimTable = fieldTable(Provenance.claims, Provenance.fields(IdToken.Claims))

const sections = (descriptors: ReadonlyArray<Endpoints.Descriptor>): string => descriptors.map(endpointOf).join("\n\n")

const contents = Endpoints.every.map(({ operation }) => link(operation)).join(" · ")

export const page = `# What the emulator supports

<!-- Generated by \`pnpm generate\`. -->

The emulator supports every endpoint of release 2.6 of Passlock's API. It was never checked against the live service. This page
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

There are three more options. \`tenancies\` lists the tenancies and their API keys. \`origins\` limits the origins that may run
ceremonies, and \`relyingParties\` limits the relying parties, for all tenancies or for one.

## Principals, passkeys, challenges and ceremonies

${sections(Endpoints.all)}

## The key set

${sections([IdToken.getKeySet])}

An id_token is signed with RS256 and has these claims. \`iss\` is \`passlock.dev\` and \`aud\` is the tenancy ID; both are
documented:

${claimTable}

## Lookups

Passlock does not document these two. Its browser client calls them before it signals to an authenticator.

${sections([Lookup.findCredential, Lookup.findCredentials])}

## Shared schemas

WebAuthn defines the last four: which of their fields are optional, and further fields that are not listed here.

${shapeSections.join("\n\n")}

## Errors

Every error is a JSON object with a \`_tag\`. Responses with 429 have a \`Retry-After\` header.

${errorTable}
`
