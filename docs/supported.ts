/** The page that says what the emulator supports, and how each part of it is known. */
import {
  Challenge,
  type Endpoint,
  Endpoints,
  IdToken,
  Passkey,
  PasslockError,
  Provenance,
  WebAuthn
} from "@passlock-sdk/contract"
import { PasslockEmulator } from "@passlock-sdk/emulator"
import { choices, knobs, protocol } from "./choices.js"

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

/** The shape that stands in a field, or in the list in it. */
const shapeOf = (ast: Ast): string | undefined =>
  shapeNames.get(ast) ?? (ast._tag === "TupleType" ? shapeNames.get(ast.rest[0]?.type ?? ast) : undefined)

type Facts = Readonly<Record<string, Provenance.Fact>>

/** A row for each field; what has a section of its own is pointed to. */
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
  return table(["field", "known", ""], rows)
}

const fieldsOf = (schema: Endpoint.Any["request"]["body"]): ReadonlyArray<Provenance.Field> =>
  schema === undefined ? [] : Provenance.fields(schema)

const requestOf = ({ operation, request }: Endpoints.Descriptor): string => {
  const facts: Facts = Provenance.operations[operation].request
  const fields = [request.path, request.query, request.body].flatMap(fieldsOf)
  return fields.length === 0 ? "" : `**Request**\n\n${fieldTable(facts, fields)}\n`
}

const answerOf = ({ operation, success }: Endpoints.Descriptor): string => {
  const { response, status } = Provenance.operations[operation]
  const shape = shapeNames.get(success.schema.ast)
  const body =
    shape === undefined ? fieldTable(response, Provenance.fields(success.schema)) : `The body is a ${link(shape)}.`
  return `**Answer: ${success.status}**, ${status.provenance}\n\n${body}\n`
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
  return `**Errors**\n\n${table(["error", "comes here", "status", ""], rows)}\n`
}

const proofs: { readonly [Kind in Endpoint.Authentication]: string } = {
  apiKey: "API key",
  token: "a token in the body",
  none: "no proof"
}

const bullets = (lines: ReadonlyArray<string>): string =>
  lines.length === 0 ? "" : `**The emulator**\n\n${lines.map((line) => `- ${line}`).join("\n")}\n`

const endpointOf = (descriptor: Endpoints.Descriptor): string => {
  const { authentication, method, operation, path, summary } = descriptor
  const evidence = Provenance.operations[operation]
  const head = [
    `### ${operation}`,
    `${summary}.`,
    table(
      ["route", "proof"],
      [
        [
          `${code(`${method} ${path}`)}, ${evidence.route.provenance}`,
          `${proofs[authentication]}, ${evidence.authentication.provenance}`
        ]
      ]
    )
  ]
  return [...head, requestOf(descriptor), answerOf(descriptor), errorsOf(descriptor), bullets(choices[operation])]
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
  ["error", "status", "fields beside `_tag`"],
  Object.entries(Provenance.errors).map(([name, evidence]) => errorRow(name, evidence))
)

const minute = 60_000

const defaultOf = (name: keyof typeof knobs): string => {
  const value = PasslockEmulator.defaultSettings[name]
  const minutes = typeof value === "number" && value % minute === 0 ? value / minute : undefined
  return minutes === undefined ? code(String(value)) : `${code(String(value))}, ${minutes} min`
}

/** Where a knob matters. */
const placesOf = (knob: string): string => {
  const mentions = (texts: ReadonlyArray<string>) => texts.some((text) => text.includes(code(knob)))
  const everywhere = mentions(protocol.map(({ emulator }) => emulator)) ? ["[every endpoint](#every-endpoint)"] : []
  const operations = Object.entries(choices).filter(([, texts]) => mentions(texts))
  return [...everywhere, ...operations.map(([operation]) => link(operation))].join(" ")
}

const knobTable = table(
  ["knob", "default", "takes", "stands for", "of"],
  Object.entries(knobs).map(([name, { fact, strength, values }]) => [
    code(name),
    defaultOf(name as keyof typeof knobs),
    values,
    `${fact}, ${strength}`,
    placesOf(name)
  ])
)

const protocolTable = table(
  ["", "Passlock", "known", "the emulator"],
  protocol.map(({ topic, fact, strength, emulator }) => [topic, fact, strength === "unknown" ? "" : strength, emulator])
)

const claimTable = fieldTable(Provenance.claims, Provenance.fields(IdToken.Claims))

const sections = (descriptors: ReadonlyArray<Endpoints.Descriptor>): string => descriptors.map(endpointOf).join("\n\n")

const contents = [...Endpoints.all, Endpoints.getKeySet, Endpoints.findCredential, Endpoints.findCredentials]
  .map(({ operation }) => link(operation))
  .join(" · ")

export const page = `# What the emulator supports, and how it is known

<!-- Made by \`pnpm generate\`. -->

The emulator answers every endpoint of Passlock's API, release 2.6. Nothing in it was seen on the live service. Of each
fact this page says how it is known:

- **documented**: Passlock's documentation or its release notes say so.
- **tested**: the tests or the sources of Passlock's own clients show it.
- **inferred**: it follows from both, or had to be chosen. It may be different, so the SDK never depends on it, and where
  a program could notice, the emulator has a [knob](#knobs).

${contents}

## Every endpoint

${protocolTable}

## Knobs

\`PasslockEmulator.make({ settings: { … } })\` and \`PasslockEmulator.layer({ settings: { … } })\` take them, for all
tenancies or for one; on the command line it is \`--set name=value\`. The defaults are strict: a program that works with
them works with more lenient answers too.

${knobTable}

Beside them, \`tenancies\` names the tenancies and their API keys; \`origins\` says which origins ceremonies are accepted from, and
\`relyingParties\` which relying parties there are, for all tenancies or for one.

## The vault, the mailbox and the ceremonies

${sections(Endpoints.all)}

## The keys of id_tokens

${sections([Endpoints.getKeySet])}

The claims of an id_token, which is signed with RS256; \`iss\` is \`passlock.dev\`, and \`aud\` the id of the tenancy, both
documented:

${claimTable}

## The look-ups

Passlock does not document these two. Its browser client uses them before it signals to a device.

${sections([Endpoints.findCredential, Endpoints.findCredentials])}

## Shapes

Which fields of WebAuthn's four shapes may be missing is WebAuthn's business; so are fields that do not stand here.

${shapeSections.join("\n\n")}

## Errors

Each is a JSON object with its \`_tag\`. \`Retry-After\` comes with 429.

${errorTable}
`
