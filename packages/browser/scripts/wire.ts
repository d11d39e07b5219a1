/**
 * What the page's client needs of the contract, as plain data: a tenth of the size of Effect's Schema.
 *
 * Generation fails on a schema that has no plain form, so no part of the contract is lost.
 */
import {
  Codec,
  type Endpoint,
  Endpoints,
  IdToken,
  Numbers,
  PasslockError,
  Strings,
  WebAuthn
} from "@passlock-sdk/contract"
import * as Option from "effect/Option"
import * as AST from "effect/SchemaAST"

/** What a value must be: the name of a condition, or a structure of such values. */
type ValueSchema =
  | Condition
  | { readonly is: Condition; readonly description: string }
  | { readonly oneOf: ReadonlyArray<unknown> }
  | { readonly list: ValueSchema; readonly description?: string }
  | { readonly fields: Fields; readonly optional?: Fields; readonly rest?: true }
  | { readonly either: ReadonlyArray<ValueSchema> }
  | { readonly nullable: ValueSchema }

type Fields = Readonly<Record<string, ValueSchema>>

/** What messages say of each condition. The code of a condition is in the page's client. */
const conditions = {
  string: Codec.describe(AST.stringKeyword),
  number: Codec.describe(Numbers.JsonNumber.ast),
  boolean: Codec.describe(AST.booleanKeyword),
  nonEmpty: Codec.describe(Strings.NonEmpty.ast),
  segment: Codec.describe(Strings.PathValue.ast),
  listable: `${Codec.describe(Strings.PathValue.ast)}, without commas`,
  duration: Codec.describe(Numbers.Milliseconds.ast)
}

type Condition = keyof typeof conditions

/** Schemas with a condition that only code can check. */
const named = new Map<AST.AST, Condition>([
  [Strings.NonEmpty.ast, "nonEmpty"],
  [Strings.Secret.ast, "nonEmpty"],
  [Strings.PathValue.ast, "segment"],
  [Numbers.Milliseconds.ast, "duration"],
  [Numbers.JsonNumber.ast, "number"]
])

/** The side of a transformation that is decoded from a response, or encoded into a request. */
type Side = "from" | "to"

const primitive = (condition: "string" | "boolean", ast: AST.AST): ValueSchema => {
  const description = Codec.describe(ast)
  return description === conditions[condition] ? condition : { is: condition, description }
}

const schemaOf = (ast: AST.AST, side: Side): ValueSchema => {
  const condition = named.get(ast)
  if (condition !== undefined) return condition
  if (ast === Strings.PathValues.ast) return { list: "listable", description: Codec.describe(typeOf(ast)) }
  if (ast === WebAuthn.UserVerification.ast) return { oneOf: ["required", "preferred", "discouraged"] }
  if (AST.isStringKeyword(ast)) return primitive("string", ast)
  if (AST.isBooleanKeyword(ast)) return primitive("boolean", ast)
  if (AST.isLiteral(ast)) return { oneOf: [ast.literal] }
  if (AST.isTupleType(ast) && ast.elements.length === 0 && ast.rest.length === 1 && ast.rest[0] !== undefined) {
    return { list: schemaOf(ast.rest[0].type, side) }
  }
  if (AST.isTypeLiteral(ast) && ast.indexSignatures.length === 0) {
    const preserves = Option.exists(
      AST.getParseOptionsAnnotation(ast),
      ({ onExcessProperty }) => onExcessProperty === "preserve"
    )
    const fieldsOf = (isOptional: boolean): Fields =>
      Object.fromEntries(
        ast.propertySignatures
          .filter((field) => field.isOptional === isOptional)
          .map((field) => [field.name, fieldOf(field, side)])
      )
    const optional = fieldsOf(true)
    return {
      fields: fieldsOf(false),
      ...(Object.keys(optional).length > 0 && { optional }),
      ...(preserves && { rest: true })
    }
  }
  if (AST.isUnion(ast)) return { either: ast.types.map((type) => schemaOf(type, side)) }
  if (AST.isTransformation(ast)) return schemaOf(ast[side], side)
  throw new Error(`The page's client cannot check ${String(ast)}`)
}

const typeOf = (ast: AST.AST): AST.AST => (AST.isTransformation(ast) ? ast.to : ast)

const fieldOf = ({ type }: AST.PropertySignature, side: Side): ValueSchema => {
  const members = AST.isUnion(type) && !named.has(type) && type !== WebAuthn.UserVerification.ast ? type.types : [type]
  const present = members.filter((member) => !AST.isUndefinedKeyword(member) && !isNull(member))
  const [only] = present
  const schema = schemaOf(only !== undefined && present.length === 1 ? only : type, side)
  return members.some(isNull) ? { nullable: schema } : schema
}

const isNull = (ast: AST.AST): boolean => AST.isLiteral(ast) && ast.literal === null

/** A page has no API key, and verifies no id_token. */
const endpoints: ReadonlyArray<Endpoint.Any> = Endpoints.every.filter(
  (endpoint) => endpoint.authentication !== "apiKey" && endpoint !== IdToken.getKeySet
)

/** The page's client sends the input in the body or in the path. */
const inputOf = ({ body, path, query }: Endpoint.Any["request"]): ValueSchema => {
  const [input, ...others] = [path, query, body].filter((part) => part !== undefined)
  if (input === undefined || others.length > 0 || input === query) throw new Error("The page's client cannot send this")
  return schemaOf(input.ast, "to")
}

const endpointOf = ({ errors, idempotent, method, path, request, secrets, success }: Endpoint.Any) => ({
  method,
  path,
  idempotent,
  secrets,
  input: inputOf(request),
  success: schemaOf(success.schema.ast, "from"),
  errors: errors.map(({ _tag }) => _tag)
})

const errorOf = ({ advice, wire }: PasslockError.ApiErrorClass) => ({
  advice,
  status: wire.status,
  fields: Object.fromEntries(
    Object.entries<{ readonly ast: AST.AST }>(wire.fields).map(([name, { ast }]) => [name, schemaOf(ast, "from")])
  )
})

const errors = [...PasslockError.commonApiErrors, ...endpoints.flatMap(({ errors }) => [...errors])]

export const wire = {
  conditions,
  endpoints: Object.fromEntries(endpoints.map((endpoint) => [endpoint.operation, endpointOf(endpoint)])),
  common: PasslockError.commonApiErrors.map(({ _tag }) => _tag),
  errors: Object.fromEntries(errors.map((error) => [error._tag, errorOf(error)]))
}
