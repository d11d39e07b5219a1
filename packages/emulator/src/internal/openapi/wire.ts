/** Converts a contract schema to its wire format, with names and descriptions for OpenAPI. */
import { JsonObject } from "@passlock-sdk/contract/Json"
import { Milliseconds, Timestamp } from "@passlock-sdk/contract/Numbers"
import { Email, NonEmpty, PathValue, RelyingPartyId, Secret, SecretPathValue } from "@passlock-sdk/contract/Strings"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as AST from "effect/SchemaAST"
import { type Component, componentOf, type FieldDescription } from "./components.js"

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

type Fields = Component["fields"]

const propertyOf = (property: AST.PropertySignature, fields: Fields, path: string): AST.PropertySignature => {
  const { isOptional, name, type } = property
  const field: FieldDescription | undefined = fields[path]
  const plain = wireOf(type, fields, `${path}.`)
  return new AST.PropertySignature(
    name,
    field?.keywords === undefined ? plain : keywords(plain, field.keywords),
    isOptional,
    true,
    field === undefined ? {} : { [AST.DescriptionAnnotationId]: field.description }
  )
}

const structureOf = (ast: AST.AST, fields: Fields, prefix: string): AST.AST => {
  switch (ast._tag) {
    case "Transformation":
    case "Refinement":
      return wireOf(ast.from, fields, prefix)
    case "Union":
      return AST.Union.make(
        ast.types.filter((type) => !AST.isUndefinedKeyword(type)).map((type) => wireOf(type, fields, prefix)),
        ast.annotations
      )
    case "TupleType":
      return new AST.TupleType(
        [],
        ast.rest.map(({ type }) => new AST.Type(wireOf(type, fields, prefix))),
        true
      )
    case "TypeLiteral":
      return ast.indexSignatures.length > 0
        ? JsonObject.ast
        : new AST.TypeLiteral(
            ast.propertySignatures.map((property) => propertyOf(property, fields, `${prefix}${String(property.name)}`)),
            []
          )
    default:
      return ast
  }
}

const named = ({ name, description, full, fields }: Component): AST.AST =>
  AST.annotations(structureOf(full.ast, fields, ""), {
    [AST.IdentifierAnnotationId]: name,
    [AST.DescriptionAnnotationId]: description
  })

const wireOf = (ast: AST.AST, fields: Fields, prefix: string): AST.AST => {
  const component = componentOf({ ast })
  if (component !== undefined) return named(component)
  const kind = kinds.get(ast)
  return kind === undefined ? structureOf(ast, fields, prefix) : keywords(Schema.String.ast, kind)
}

export const make = (schema: Schema.Schema.AnyNoContext): Schema.Schema.AnyNoContext =>
  Schema.make(wireOf(schema.ast, {}, ""))
