/**
 * What is known of each endpoint, field and error of the API: its description, unit or encoding, provenance and note. The
 * OpenAPI document, SUPPORTED.md, the README's table and the facade's documentation are generated from it.
 */
import * as Contract from "@passlock-sdk/contract"
import * as Endpoint from "@passlock-sdk/contract/Endpoint"
import type * as Endpoints from "@passlock-sdk/contract/Endpoints"
import * as Schema from "effect/Schema"
import type * as AST from "effect/SchemaAST"
import * as Authentication from "./Authentication.js"
import * as Challenges from "./Challenges.js"
import type { Fact, OperationReference } from "./Fact.js"
import * as Lookups from "./Lookups.js"
import * as Passkeys from "./Passkeys.js"
import * as Principals from "./Principals.js"
import * as Registration from "./Registration.js"
import { documentation } from "./sources.js"

export { claims, errors } from "./Errors.js"
export type { Fact, FieldPath, Format, Provenance } from "./Fact.js"
export { parameters } from "./parameters.js"
export { rules } from "./rules.js"
export { type Documentation, documentation } from "./sources.js"

/** What is known of each operation. */
export const operations: {
  readonly [E in Endpoints.Descriptor as E["operation"]]: OperationReference<E>
} = {
  ...Principals.operations,
  ...Passkeys.operations,
  ...Challenges.operations,
  ...Registration.operations,
  ...Authentication.operations,
  ...Lookups.operations
}

/** The releases of a descriptor, as documents name them. */
export const releasesOf = ({ releases }: Pick<Endpoint.Any, "releases">): string => {
  const [first, ...others] = releases
  return first === undefined || others.length > 0 ? "2.6 to 2.9" : Endpoint.releaseNames[first]
}

/** A field of a schema's encoded side. */
export interface Field {
  /** Such as `credential.id` or `records[].userId`. */
  readonly path: string
  readonly isOptional: boolean
  readonly ast: AST.AST
}

const fieldsBelow = (ast: AST.AST, prefix: string): ReadonlyArray<Field> => {
  switch (ast._tag) {
    case "Transformation":
    case "Refinement":
      return fieldsBelow(ast.from, prefix)
    case "Union":
      return ast.types.flatMap((type) => fieldsBelow(type, prefix))
    case "TupleType":
      return ast.rest.flatMap(({ type }) => fieldsBelow(type, prefix.replace(/\.$/, "[].")))
    case "TypeLiteral":
      return ast.propertySignatures.flatMap(({ name, type, isOptional }): ReadonlyArray<Field> => {
        const path = `${prefix}${String(name)}`
        return [{ path, isOptional, ast: type }, ...fieldsBelow(type, `${path}.`)]
      })
    default:
      return []
  }
}

/** The fields of a schema's encoded side, in order, including those of nested objects and array items. */
export const fieldsOf = (schema: Schema.Schema.AnyNoContext): ReadonlyArray<Field> => fieldsBelow(schema.ast, "")

/** A schema that the contract exports by name. */
export interface Shape {
  readonly name: string
  readonly description: string
  readonly schema: Schema.Schema.AnyNoContext
  /** The description of each field, by its path: dots separate the levels of inline objects. */
  readonly fields: Readonly<Record<string, string>>
  /** What is known of each field, by the same paths. */
  readonly facts: Readonly<Record<string, Fact>>
}

type Facts = Readonly<Record<string, Fact>>

const schemas = new Map(
  Object.entries(Contract).flatMap(([group, module]) =>
    // Error classes are schemas too, but not those of their response bodies.
    (group === "PasslockError" ? [] : Object.entries(module)).flatMap(([name, value]: [string, unknown]) =>
      Schema.isSchema(value) && documentation.has(name)
        ? [[value.ast, { name, schema: value as Schema.Schema.AnyNoContext }] as const]
        : []
    )
  )
)

/** The fields of an operation that have a shape, with the facts below them. */
const nestedFacts = (schema: Schema.Schema.AnyNoContext | undefined, facts: Facts): ReadonlyArray<[AST.AST, Facts]> =>
  schema === undefined
    ? []
    : [
        [schema.ast, facts],
        ...fieldsOf(schema).flatMap(({ ast, path }): ReadonlyArray<[AST.AST, Facts]> => {
          const isArray = ast._tag === "TupleType"
          const prefix = isArray ? `${path}[].` : `${path}.`
          const below = Object.entries(facts).flatMap(([field, fact]) =>
            field.startsWith(prefix) ? [[field.slice(prefix.length), fact] as const] : []
          )
          return below.length === 0 ? [] : withAlternatives(ast).map((each) => [each, Object.fromEntries(below)])
        })
      ]

/** A schema, its items and its alternatives: any of them can be a shape. */
const withAlternatives = (ast: AST.AST): ReadonlyArray<AST.AST> => {
  if (ast._tag === "TupleType") return ast.rest.flatMap(({ type }) => withAlternatives(type))
  return ast._tag === "Union" ? [ast, ...ast.types.flatMap(withAlternatives)] : [ast]
}

const factsByAst = new Map(
  Contract.Endpoints.every
    .flatMap(({ operation, request, success }) => {
      const { request: input, response } = operations[operation]
      return [...nestedFacts(request.body, input), ...nestedFacts(success.schema, response)]
    })
    .flatMap(([ast, facts]) => withAlternatives(ast).map((each) => [each, facts] as const))
)

/** Every schema that the contract exports by name, in the order of the names. */
export const shapes: ReadonlyArray<Shape> = Array.from(schemas.values(), ({ name, schema }) => {
  const { description = "", fields = {} } = documentation.get(name) ?? {}
  const facts = Object.entries(factsByAst.get(schema.ast) ?? {})
  return {
    name,
    description,
    schema,
    fields,
    facts: Object.fromEntries(facts.map(([path, fact]) => [path.replaceAll("[]", ""), fact]))
  }
}).sort((one, other) => (one.name < other.name ? -1 : 1))

const byAst = new Map(shapes.map((shape) => [shape.schema.ast, shape]))

/** The shape of a schema, if the contract exports it by name. */
export const shapeOf = (ast: AST.AST): Shape | undefined => byAst.get(ast)
