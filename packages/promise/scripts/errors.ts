/** Prints error classes from those of the contract: a type with the fields, and a class from the factory. */
import { PasslockError as Errors } from "@passlock-sdk/contract"
import type * as Schema from "effect/Schema"
import ts from "typescript"
import { comment, documentationOf, shortComment } from "./comments.js"
import { sourceOf } from "./contract.js"
import { format } from "./format.js"
import { printField } from "./types.js"

/** How the errors of a package differ from those of the contract. */
export interface Differences {
  /** The tags of the errors. */
  readonly tags: ReadonlyArray<string>
  /** Errors that are not about a request. */
  readonly hasOtherErrors: boolean
  /** The documentation of an error or, as `TransportError.sent` or `operation`, of a field. */
  readonly documentation: Readonly<Record<string, string>>
  /** The types of fields, such as `TransportError.sent`. */
  readonly types: Readonly<Record<string, string>>
  /** Fields that the package does not have, such as `TransportError.code`. */
  readonly omitted: ReadonlyArray<string>
}

interface ErrorClass {
  readonly fields: Schema.Struct.Fields
}

const classes = Errors as unknown as Readonly<Record<string, ErrorClass | undefined>>

const source = sourceOf("contract/src/PasslockError.ts")

/** The documentation of the properties in an object, by name. */
const propertiesIn = (node: ts.Node): ReadonlyArray<readonly [string, string]> => {
  const found: Array<readonly [string, string]> = []
  const visit = (each: ts.Node): void => {
    if (ts.isPropertyAssignment(each)) {
      const [block] = documentationOf(each).blocks
      if (block !== undefined && block.kind !== "list") found.push([each.name.getText(), block.text])
    } else ts.forEachChild(each, visit)
  }
  visit(node)
  return found
}

/** The fields that several errors have. */
const shared = new Map(
  source.statements.filter(ts.isVariableStatement).flatMap((statement) => {
    const [declaration] = statement.declarationList.declarations
    const [block] = documentationOf(statement).blocks
    const own =
      block !== undefined && block.kind !== "list" ? [[declaration?.name.getText() ?? "", block.text] as const] : []
    return declaration?.initializer === undefined ? [] : [...own, ...propertiesIn(declaration.initializer)]
  })
)

const declarations = new Map(
  source.statements.filter(ts.isClassDeclaration).map((declaration) => [declaration.name?.text ?? "", declaration])
)

/** The members of a union type. */
const membersOf = (name: string): ReadonlyArray<string> => {
  const alias = source.statements.filter(ts.isTypeAliasDeclaration).find((each) => each.name.text === name)
  if (alias === undefined || !ts.isUnionTypeNode(alias.type)) return [name]
  return alias.type.types.flatMap((type) => membersOf(type.getText()))
}

const callFields = ["operation", "attempts", "message"]
const responseFields = [...callFields, "status", "requestId"]

const isResponseError = (tag: string): boolean => "status" in (classes[tag]?.fields ?? {})

/** The comment of a type that is not an error. */
const model = (text: string): string =>
  comment({ blocks: [{ kind: "paragraph", text }], example: undefined }, ["@since 0.1.0", "@category models"])

const issue = `
${model("What is wrong with a field of an input.")}
export interface Issue {
  /** The path of the field, such as \`metadata.plan\`. Empty for the whole input. */
  readonly path: string
  /** What was expected, and the kind of value received: \`expected string, got number\`. */
  readonly message: string
}
`

const bases = ({ documentation, hasOtherErrors }: Differences): string => {
  const field = (name: string, type: string) =>
    `${shortComment(documentation[name] ?? shared.get(name) ?? "", "  ")}\n  readonly ${name}: ${type}`
  return `
/** The constructor's fields. */
type Fields<E extends Error> = {
  readonly [Name in keyof E as Name extends keyof Error | "_tag" | "toJSON" ? never : Name]: E[Name]
} & { readonly message: string }

interface ErrorClass<E extends Error> {
  new (fields: Fields<E>): E
  /** The error's tag, unchanged by minifiers. */
  readonly name: string
  readonly prototype: E
}

interface BaseError extends Error {
  /** The name of the error class. */
  readonly _tag: string
  ${[field("operation", "string"), ...(hasOtherErrors ? [] : [field("attempts", "number")])].join("\n")}
  /** Returns the fields that are safe to log. */
  toJSON(): object
}
${
  hasOtherErrors
    ? `
/** A failed request to Passlock. */
interface RequestError extends BaseError {
  ${field("attempts", "number")}
}
`
    : ""
}
/** A response that is an error. */
interface ResponseError extends ${hasOtherErrors ? "RequestError" : "BaseError"} {
  ${field("status", "number")}
  ${field("requestId", "string").replace("requestId", "requestId?")}
}
`
}

const printError = (tag: string, differences: Differences): string => {
  const declaration = declarations.get(tag)
  const fields = classes[tag]?.fields
  if (declaration === undefined || fields === undefined) throw new Error(`the contract has no error ${tag}`)
  const { documentation, hasOtherErrors, omitted, types } = differences
  const inherited = ["_tag", ...(isResponseError(tag) ? responseFields : callFields)]
  const own = new Map(propertiesIn(declaration))
  const printed = Object.entries(fields).flatMap(([name, schema]) => {
    const path = `${tag}.${name}`
    if (inherited.includes(name) || omitted.includes(path)) return []
    const description = documentation[path] ?? own.get(name) ?? shared.get(name) ?? ""
    const { isHidden, isOptional, type } = printField(schema)
    return [
      {
        name,
        isHidden,
        text: `${shortComment(description, "  ")}\nreadonly ${name}${isOptional ? "?" : ""}: ${types[path] ?? type}`
      }
    ]
  })
  const { blocks } = documentationOf(declaration)
  const override = documentation[tag]
  const category = /@category (.*)/.exec(declaration.getFullText())?.[1] ?? ""
  const head = comment(
    { blocks: override === undefined ? blocks : [{ kind: "paragraph", text: override }], example: undefined },
    ["@since 0.1.0", `@category ${category}`]
  )
  const base = isResponseError(tag) ? "ResponseError" : hasOtherErrors ? "RequestError" : "BaseError"
  const hidden = printed.find(({ isHidden }) => isHidden)?.name
  const input = [tag, ...(hidden === undefined ? [] : [hidden])].map((each) => JSON.stringify(each)).join(", ")
  return `
${tag === "InvalidInput" ? issue : ""}
${head}
export interface ${tag} extends ${base} {
  readonly _tag: "${tag}"
  ${printed.map(({ text }) => text).join("\n")}
}
export const ${tag}: ErrorClass<${tag}> = make(${input})
`
}

const union = (name: string, description: string, members: ReadonlyArray<string>): string =>
  `${model(description)}\nexport type ${name} = ${members.join(" | ")}`

const unions = ({ documentation, hasOtherErrors, tags }: Differences): string => {
  const common = membersOf("CommonError")
  const description = documentation.CommonError ?? "The errors that every operation can fail with."
  const others = tags.filter((tag) => !common.includes(tag))
  return [
    union("CommonError", description, common),
    // A package with other errors names its own unions.
    ...(hasOtherErrors
      ? []
      : [union("PasslockError", "Every error of this package. `_tag` identifies it.", ["CommonError", ...others])])
  ].join("\n\n")
}

const start =
  "// Generated by `pnpm generate` from the contract's errors, until the end of the region.\n// #region errors\n"
const end = "// #endregion\n"

/** Updates the generated region of a module. */
export const withErrors =
  (path: string, differences: Differences) =>
  (current: string): string => {
    const [before, rest = ""] = current.split(start)
    const [, after] = rest.split(end)
    if (before === undefined || after === undefined) throw new Error(`${path} has no region of errors`)
    const region = [
      bases(differences),
      ...differences.tags.map((tag) => printError(tag, differences)),
      unions(differences)
    ].join("\n")
    return format(path, `${before}${start}\n${region}\n${end}${after}`)
  }

/** The tags of all errors, in the contract's order. */
export const everyTag = Array.from(declarations.keys())
