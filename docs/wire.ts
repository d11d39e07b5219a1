/**
 * Generates the part of the contract that the browser client needs, as plain data: a tenth of the size of Effect's Schema.
 *
 * Generation fails on a schema that it does not support, so that no rule of the contract is lost.
 */
import { Codec, Endpoints, PasslockError, Strings, Timestamp, WebAuthn } from "@passlock-sdk/contract"
import * as Option from "effect/Option"
import * as AST from "effect/SchemaAST"

/** What a value must be. Messages quote its `description`. */
type ValueSchema =
  | { readonly is: string; readonly description: string }
  | { readonly oneOf: ReadonlyArray<unknown>; readonly description: string }
  | { readonly list: ValueSchema; readonly description?: string }
  | { readonly fields: Readonly<Record<string, Field>>; readonly rest?: true }
  | { readonly either: ReadonlyArray<ValueSchema> }

type Field = ValueSchema & { readonly optional?: true; readonly nullable?: true }

/** Conditions that only code can check, by their names in the browser client. */
const conditions = new Map<AST.AST, string>([
  [Strings.NonEmpty.ast, "nonEmpty"],
  [Strings.Secret.ast, "nonEmpty"],
  [Strings.PathValue.ast, "segment"],
  [Timestamp.Milliseconds.ast, "duration"]
])

/** The side of a transformation: `from` for the encoded value of a response, `to` for the input of a caller. */
type Side = "from" | "to"

const schemaOf = (ast: AST.AST, side: Side): ValueSchema => {
  const condition = conditions.get(ast)
  if (condition !== undefined) return { is: condition, description: Codec.describe(ast) }
  if (ast === Strings.PathValues.ast) {
    return {
      list: { is: "listable", description: `${Codec.describe(Strings.PathValue.ast)}, without commas` },
      description: Codec.describe(typeOf(ast))
    }
  }
  if (ast === WebAuthn.UserVerification.ast) {
    return { oneOf: ["required", "preferred", "discouraged"], description: Codec.describe(ast) }
  }
  if (AST.isStringKeyword(ast)) return { is: "string", description: Codec.describe(ast) }
  if (AST.isNumberKeyword(ast)) return { is: "number", description: Codec.describe(ast) }
  if (AST.isLiteral(ast)) return { oneOf: [ast.literal], description: Codec.describe(ast) }
  if (AST.isTupleType(ast) && ast.elements.length === 0 && ast.rest.length === 1 && ast.rest[0] !== undefined) {
    return { list: schemaOf(ast.rest[0].type, side) }
  }
  if (AST.isTypeLiteral(ast) && ast.indexSignatures.length === 0) {
    const preserves = Option.exists(
      AST.getParseOptionsAnnotation(ast),
      ({ onExcessProperty }) => onExcessProperty === "preserve"
    )
    const fields = Object.fromEntries(ast.propertySignatures.map((field) => [field.name, fieldOf(field, side)]))
    return preserves ? { fields, rest: true } : { fields }
  }
  if (AST.isUnion(ast)) return { either: ast.types.map((type) => schemaOf(type, side)) }
  if (AST.isTransformation(ast)) return schemaOf(ast[side], side)
  throw new Error(`The browser client cannot check ${String(ast)}`)
}

const typeOf = (ast: AST.AST): AST.AST => (AST.isTransformation(ast) ? ast.to : ast)

const fieldOf = ({ isOptional, type }: AST.PropertySignature, side: Side): Field => {
  const members =
    AST.isUnion(type) && !conditions.has(type) && type !== WebAuthn.UserVerification.ast ? type.types : [type]
  const present = members.filter((member) => !AST.isUndefinedKeyword(member) && !isNull(member))
  const [only] = present
  const shape = only !== undefined && present.length === 1 ? schemaOf(only, side) : schemaOf(type, side)
  return { ...shape, ...(isOptional && { optional: true }), ...(members.some(isNull) && { nullable: true }) }
}

const isNull = (ast: AST.AST): boolean => AST.isLiteral(ast) && ast.literal === null

const endpoints = [
  Endpoints.registrationOptions,
  Endpoints.verifyRegistration,
  Endpoints.authenticationOptions,
  Endpoints.verifyAuthentication,
  Endpoints.findCredential,
  Endpoints.findCredentials
] as const

type OneOf = (typeof endpoints)[number]

const endpointOf = ({
  authentication,
  errors,
  method,
  operation,
  path,
  idempotent,
  request,
  secrets,
  success
}: OneOf) => ({
  operation,
  authentication,
  method,
  path,
  idempotent,
  secrets,
  input: schemaOf((request.body ?? request.path).ast, "to"),
  success: schemaOf(success.schema.ast, "from"),
  errors: errors.map(({ _tag }) => _tag)
})

const errorOf = ({ _tag, advice, wire }: PasslockError.ApiErrorClass) => ({
  name: _tag,
  advice,
  wire: {
    tag: wire.tag,
    status: wire.status,
    fields: Object.fromEntries(Object.keys(wire.fields).map((name) => [name, true]))
  },
  body: schemaOf(wire.schema.ast, "from")
})

const errors = [...PasslockError.commonApiErrors, PasslockError.NotFound, PasslockError.PasskeyNotFound]

export const wire = {
  endpoints: Object.fromEntries(endpoints.map((endpoint) => [endpoint.operation, endpointOf(endpoint)])),
  common: PasslockError.commonApiErrors.map(({ _tag }) => _tag),
  errors: Object.fromEntries(errors.map((error) => [error._tag, errorOf(error)]))
}
