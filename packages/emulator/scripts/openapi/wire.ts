/** Converts a contract schema to its wire format, with names and descriptions for OpenAPI. */
import { JsonObject } from "@passlock-sdk/contract/Json"
import { Milliseconds, Timestamp } from "@passlock-sdk/contract/Numbers"
import * as PasslockError from "@passlock-sdk/contract/PasslockError"
import {
  Email,
  NonEmpty,
  openSet,
  PathValue,
  RelyingPartyId,
  Secret,
  SecretPathValue
} from "@passlock-sdk/contract/Strings"
import { documentation, errors, type Fact, type Shape, shapeOf } from "@passlock-sdk/reference"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as AST from "effect/SchemaAST"
import ts from "typescript"

const keywords = (ast: AST.AST, jsonSchema: object): AST.AST =>
  AST.annotations(ast, {
    [AST.JSONSchemaAnnotationId]: { ...Option.getOrUndefined(AST.getJSONSchemaAnnotation(ast)), ...jsonSchema }
  })

/** JSON Schema keywords for the contract's predicates. */
const kinds: ReadonlyMap<AST.AST, object> = new Map<AST.AST, object>([
  ...[NonEmpty, PathValue, RelyingPartyId, Secret, SecretPathValue].map(({ ast }): [AST.AST, object] => [
    ast,
    { type: "string", minLength: 1 }
  ]),
  [Email.ast, { type: "string", pattern: "^[^\\s@]+@[^\\s@]+\\.[^\\s@]+$" }],
  [Timestamp.ast, { type: "integer", format: "int64" }],
  [Milliseconds.ast, { type: "number", exclusiveMinimum: 0 }]
])

/** JSON Schema keywords for the units and encodings of fields. */
const formats: { readonly [Name in NonNullable<Fact["format"]>]: object } = {
  base64url: { contentEncoding: "base64url" },
  time: {},
  duration: { exclusiveMinimum: 0 },
  count: { type: "integer", minimum: 0 },
  integer: { type: "integer" }
}

/** Documents of the API call a user's application "the application". */
export const plain = (text: string): string => text.replaceAll("your application", "the application")

type Described = Pick<Shape, "facts" | "fields">

const nothing: Described = { fields: {}, facts: {} }

const described = (
  name: PropertyKey,
  type: AST.AST,
  isOptional: boolean,
  { facts, fields }: Described,
  path: string
): AST.PropertySignature => {
  const description = fields[path]
  const { format, keywords: own } = facts[path] ?? {}
  const words = { ...(format && formats[format]), ...own }
  // Of an array, the format belongs to its items.
  const isPlain = Object.keys(words).length === 0 || (own === undefined && AST.isTupleType(type))
  return new AST.PropertySignature(
    name,
    isPlain ? type : keywords(type, words),
    isOptional,
    true,
    description === undefined ? {} : { [AST.DescriptionAnnotationId]: plain(description) }
  )
}

const structureOf = (ast: AST.AST, shape: Described, prefix: string): AST.AST => {
  switch (ast._tag) {
    case "Transformation":
    case "Refinement":
      return wireOf(ast.from, shape, prefix)
    case "Union":
      return AST.Union.make(
        ast.types.filter((type) => !AST.isUndefinedKeyword(type)).map((type) => wireOf(type, shape, prefix)),
        ast.annotations
      )
    case "TupleType":
      return new AST.TupleType(
        [],
        ast.rest.map(({ type }) => new AST.Type(wireOf(type, shape, prefix))),
        true
      )
    case "TypeLiteral":
      return ast.indexSignatures.length > 0
        ? JsonObject.ast
        : new AST.TypeLiteral(
            ast.propertySignatures.map(({ isOptional, name, type }) => {
              const path = `${prefix}${String(name)}`
              return described(name, wireOf(type, shape, `${path}.`), isOptional, shape, path)
            }),
            []
          )
    default:
      return ast
  }
}

// --- Interfaces. Their schemas check only what a client needs.

const arrayOf = (items: AST.AST): AST.AST => new AST.TupleType([], [new AST.Type(items)], true)

const isAbsent = (type: ts.TypeNode): boolean => type.kind === ts.SyntaxKind.UndefinedKeyword

const isNull = (type: ts.TypeNode): boolean =>
  ts.isLiteralTypeNode(type) && type.literal.kind === ts.SyntaxKind.NullKeyword

/** The strings of a type such as `"RSA" | (string & {})`. */
const stringsOf = (types: ReadonlyArray<ts.TypeNode>): ReadonlyArray<string> =>
  types.flatMap((type) => (ts.isLiteralTypeNode(type) && ts.isStringLiteral(type.literal) ? [type.literal.text] : []))

/** A set of strings is open: browsers may know more values. */
const openSetOf = (types: ReadonlyArray<ts.TypeNode>): AST.AST | undefined => {
  const [first, ...others] = stringsOf(types)
  return first === undefined ? undefined : openSet(first, ...others).ast
}

const aliases: Readonly<Record<string, AST.AST>> = {
  UserVerification: openSet("required", "preferred", "discouraged").ast
}

const typeOf = (type: ts.TypeNode, shape: Described, prefix: string): AST.AST => {
  if (ts.isUnionTypeNode(type)) {
    const present = type.types.filter((each) => !isAbsent(each) && !isNull(each))
    const [only] = present
    const set = openSetOf(present) ?? (only === undefined ? AST.stringKeyword : typeOf(only, shape, prefix))
    return type.types.some(isNull) ? AST.Union.make([set, Schema.Null.ast]) : set
  }
  if (ts.isArrayTypeNode(type)) return arrayOf(typeOf(type.elementType, shape, prefix))
  if (ts.isTypeReferenceNode(type)) {
    const name = type.typeName.getText()
    const [argument] = type.typeArguments ?? []
    if (/^(Readonly)?Array$/.test(name) && argument !== undefined) return arrayOf(typeOf(argument, shape, prefix))
    return aliases[name] ?? interfaceNamed(name)
  }
  if (ts.isTypeLiteralNode(type)) return membersOf(type.members, shape, prefix)
  switch (type.kind) {
    case ts.SyntaxKind.StringKeyword:
      return AST.stringKeyword
    case ts.SyntaxKind.NumberKeyword:
      return AST.numberKeyword
    case ts.SyntaxKind.BooleanKeyword:
      return AST.booleanKeyword
    case ts.SyntaxKind.ObjectKeyword:
      return named("JsonObject", JsonObject.ast)
    default: {
      const set = openSetOf([type])
      if (set === undefined) throw new Error(`openapi: no schema for ${type.getText()}`)
      return set
    }
  }
}

const membersOf = (members: ts.NodeArray<ts.TypeElement>, shape: Described, prefix: string): AST.AST =>
  new AST.TypeLiteral(
    members.filter(ts.isPropertySignature).map(({ name, questionToken, type }) => {
      const path = `${prefix}${name.getText()}`
      if (type === undefined) throw new Error(`openapi: ${path} has no type`)
      const isOptional = questionToken !== undefined
      return described(name.getText(), typeOf(type, shape, `${path}.`), isOptional, shape, path)
    }),
    []
  )

/** Facts are known where a schema has the interface as a field. */
const factsOfInterface: Readonly<Record<string, Described["facts"]>> = {
  CredentialDescriptorJSON: { id: { provenance: "documented", format: "base64url" } },
  Key: {
    n: { provenance: "documented", format: "base64url" },
    e: { provenance: "documented", format: "base64url" }
  }
}

const interfaceNamed = (name: string, facts = factsOfInterface[name] ?? {}): AST.AST => {
  const { fields = {}, type } = documentation.get(name) ?? {}
  if (type === undefined) throw new Error(`openapi: ${name} is not an interface of the contract`)
  return named(name, membersOf(type.members, { fields, facts }, ""))
}

// --- Names

const named = (name: string, ast: AST.AST, description = documentation.get(name)?.description ?? ""): AST.AST =>
  AST.annotations(ast, {
    [AST.IdentifierAnnotationId]: name,
    [AST.DescriptionAnnotationId]: plain(description)
  })

const isObject = (ast: AST.AST): boolean => {
  if (ast === JsonObject.ast) return true
  if (AST.isTransformation(ast) || AST.isRefinement(ast)) return isObject(ast.from)
  return AST.isUnion(ast) ? ast.types.every(isObject) : AST.isTypeLiteral(ast)
}

const errorClasses = Object.values(PasslockError).flatMap((value) =>
  typeof value === "function" && "wire" in value ? [value] : []
)

/** The response bodies of the errors. */
export const errorSchemas: ReadonlyArray<Schema.Schema.AnyNoContext> = errorClasses.map(({ wire }) => wire.schema)

const errorShapes: ReadonlyMap<AST.AST, Shape> = new Map(
  errorClasses.map(({ _tag, advice, wire: { schema } }) => {
    const fields = {
      ...documentation.get(_tag)?.fields,
      _tag: "The type of the error.",
      message: "A message for developers."
    }
    return [schema.ast, { name: _tag, description: advice, schema, fields, facts: errors[_tag].fields }]
  })
)

/** The named schema of a component of the document: an object with a name in the contract. */
export const componentOf = (ast: AST.AST): Shape | undefined => {
  const shape = errorShapes.get(ast) ?? shapeOf(ast)
  return shape !== undefined && isObject(ast) ? shape : undefined
}

const componentAst = ({ description, facts, fields, name, schema }: Shape): AST.AST =>
  documentation.get(name)?.type === undefined || schema.ast === JsonObject.ast
    ? named(name, structureOf(schema.ast, { facts, fields }, ""), description)
    : interfaceNamed(name, facts)

const wireOf = (ast: AST.AST, shape: Described, prefix: string): AST.AST => {
  const component = componentOf(ast)
  if (component !== undefined) return componentAst(component)
  const kind = kinds.get(ast)
  return kind === undefined ? structureOf(ast, shape, prefix) : keywords(Schema.String.ast, kind)
}

export const make = (schema: Schema.Schema.AnyNoContext): Schema.Schema.AnyNoContext =>
  Schema.make(wireOf(schema.ast, nothing, ""))
