/** Prints the types of the contract as the facade has them: strings instead of `Redacted` and bytes. */
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as AST from "effect/SchemaAST"
import ts from "typescript"
import { comment, shortComment } from "./comments.js"
import { type Shape, shapes } from "./contract.js"

interface Printer {
  /** The name of a type, if it has one. */
  readonly nameOf: (ast: AST.AST) => string | undefined
  /** The description of the field at a path. */
  readonly describe: (path: string, owner: AST.AST) => string | undefined
}

/** Without names and descriptions, equal types are the same text. */
const anonymous: Printer = { nameOf: () => undefined, describe: () => undefined }

const plainUnion = (types: ReadonlyArray<string>): string => Array.from(new Set(types)).join(" | ")

const isRedacted = (ast: AST.Declaration): boolean =>
  (ast.annotations[AST.TypeConstructorAnnotationId] as { readonly _tag?: string } | undefined)?._tag ===
  "effect/Redacted"

const knownStrings = (ast: AST.AST): ReadonlyArray<string> =>
  Option.getOrElse(AST.getExamplesAnnotation(ast), () => []).map((example) => JSON.stringify(example))

const isUndefined = (ast: AST.AST): boolean => AST.isUndefinedKeyword(ast)

const print = (ast: AST.AST, printer: Printer, path: string): string => {
  const name = printer.nameOf(ast)
  if (name !== undefined) return name
  switch (ast._tag) {
    case "Transformation":
      return print(ast.to, printer, path)
    case "Refinement":
      return print(ast.from, printer, path)
    case "StringKeyword":
      return plainUnion([...knownStrings(ast), knownStrings(ast).length > 0 ? "(string & {})" : "string"])
    case "NumberKeyword":
      return "number"
    case "BooleanKeyword":
      return "boolean"
    case "UndefinedKeyword":
      return "undefined"
    case "Literal":
      return JSON.stringify(ast.literal)
    case "Union": {
      const types = ast.types.filter((type) => !isUndefined(type))
      if (types.length === ast.types.length) return plainUnion(types.map((type) => print(type, printer, path)))
      // An optional field of a named union.
      return plainUnion([print(AST.Union.make(types), printer, path), "undefined"])
    }
    case "TupleType": {
      const [item] = ast.rest
      if (item !== undefined && ast.elements.length === 0) return `ReadonlyArray<${print(item.type, printer, path)}>`
      break
    }
    case "TypeLiteral":
      return `{\n${ast.propertySignatures.map((field) => printMember(field, ast, printer, path)).join("\n")}\n}`
    case "Declaration": {
      const [inner] = ast.typeParameters
      if (inner !== undefined && isRedacted(ast)) return print(inner, printer, path)
      const identifier = Option.getOrUndefined(AST.getIdentifierAnnotation(ast))
      if (identifier === "Uint8ArrayFromSelf") return "string"
      if (identifier !== undefined) return identifier
    }
  }
  throw new Error(`The facade has no plain type for ${ast}: add it to packages/promise/scripts/types.ts.`)
}

const printMember = (
  { isOptional, name, type }: AST.PropertySignature,
  owner: AST.TypeLiteral,
  printer: Printer,
  prefix: string
): string => {
  const path = prefix === "" ? String(name) : `${prefix}.${String(name)}`
  const description = name === "_tag" ? undefined : printer.describe(path, owner)
  const indentation = "  ".repeat(path.split(".").length)
  return [
    ...(description === undefined ? [] : [shortComment(description, indentation)]),
    `readonly ${String(name)}${isOptional ? "?" : ""}: ${print(type, printer, path)}`
  ].join("\n")
}

const canonical = (ast: AST.AST): string => print(AST.typeAST(ast), anonymous, "")

const canonicalOf = ({ schema }: { readonly schema: Schema.Schema.AnyNoContext }): string => canonical(schema.ast)

const withSchema = Array.from(shapes.values()).flatMap((shape) =>
  shape.schema === undefined ? [] : [{ ...shape, schema: shape.schema }]
)

const types = new Map(withSchema.filter(({ isType }) => isType).map((shape) => [canonicalOf(shape), shape]))
const byCanonical = new Map(withSchema.map((shape) => [canonicalOf(shape), shape]))
const byAst = new Map(withSchema.map((shape) => [shape.schema.ast, shape]))

/** The name of a schema that the contract exports. */
export const nameOf = (schema: Schema.Schema.AnyNoContext): string | undefined => byAst.get(schema.ast)?.name

/** The name of a nested type. The type side of a schema is another object, so equal types have the same name. */
const nameOfNested = (ast: AST.AST): string | undefined =>
  AST.isTypeLiteral(ast) || AST.isUnion(ast) || AST.isDeclaration(ast)
    ? types.get(print(ast, anonymous, ""))?.name
    : undefined

const printerOf = (shape: Shape, root: AST.AST): Printer => ({
  nameOf: (ast) => (ast === root ? undefined : nameOfNested(ast)),
  describe: (path, owner) => shape.fields[path] ?? byCanonical.get(print(owner, anonymous, ""))?.fields[path]
})

const rootOf = (ast: AST.AST): AST.AST => (AST.isRefinement(ast) ? rootOf(ast.from) : ast)

/** The members of a type that is written by hand, with the descriptions of the schema's fields. */
const withDescriptions = (declaration: ts.Node, fields: Shape["fields"]): string => {
  let text = declaration.getText()
  const insertions: Array<readonly [number, string]> = []
  const visit = (node: ts.Node): void => {
    if (ts.isPropertySignature(node) && ts.getJSDocCommentsAndTags(node).length === 0) {
      const description = fields[node.name.getText()]
      if (description !== undefined && node.type?.kind !== ts.SyntaxKind.UndefinedKeyword) {
        insertions.push([node.getStart() - declaration.getStart(), `\n${shortComment(description, "      ")}\n`])
      }
    } else ts.forEachChild(node, visit)
  }
  visit(declaration)
  for (const [at, inserted] of insertions.reverse()) text = text.slice(0, at) + inserted + text.slice(at)
  return text
}

/** The declaration of a type, with its documentation. */
export const printShape = (shape: Shape, category: "models" | "requests"): string => {
  const { declaration, documentation, name, schema } = shape
  const tags = ["@since 0.1.0", `@category ${category}`]
  const head = comment({ blocks: documentation.blocks, example: undefined }, tags)
  if (declaration !== undefined) return `${head}\n${withDescriptions(declaration, shape.fields)}`
  if (schema === undefined) throw new Error(`${name} has neither a schema nor a type`)
  const root = rootOf(AST.typeAST(schema.ast))
  const body = print(root, printerOf(shape, root), "")
  return AST.isTypeLiteral(root)
    ? `${head}\nexport interface ${name} ${body}`
    : `${head}\nexport type ${name} = ${body}`
}

/** What `protocol/Issue` calls `Issue`. */
const issue = canonical(Schema.Struct({ path: Schema.String, message: Schema.String }).ast)

/** The type of a field of an error. */
export const printField = (
  field: Schema.Struct.Fields[string]
): { readonly type: string; readonly isOptional: boolean; readonly isHidden: boolean } => {
  const root = AST.typeAST(Schema.Struct({ field }).ast)
  const [property] = AST.isTypeLiteral(root) ? root.propertySignatures : []
  if (property === undefined) throw new Error("The field has no type")
  const nameOf = (ast: AST.AST) => (AST.isTypeLiteral(ast) && print(ast, anonymous, "") === issue ? "Issue" : undefined)
  return {
    type: print(property.type, { ...anonymous, nameOf }, ""),
    isOptional: property.isOptional,
    isHidden: AST.isDeclaration(property.type) && isRedacted(property.type)
  }
}
