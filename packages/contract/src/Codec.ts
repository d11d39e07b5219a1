/**
 * What the engine needs of Effect's Schema: it encodes and decodes with the contract's schemas and makes its errors. The
 * result is a value or every issue; nothing is thrown.
 *
 * @since 0.1.0
 */
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as ParseResult from "effect/ParseResult"
import * as Redacted from "effect/Redacted"
import type * as Schema from "effect/Schema"
import * as AST from "effect/SchemaAST"
import type * as Endpoint from "./Endpoint.js"
import * as Errors from "./PasslockError.js"
import type { Operation } from "./protocol/Call.js"
import { closest, expected, type Issue, maximumIssues, missing, type Parsed, unreadable } from "./protocol/Issue.js"
import { type Configuration, checkApiKey, checkSecure, type Encode } from "./protocol/Request.js"
import type * as Response from "./protocol/Response.js"

/**
 * An endpoint as the engine takes it.
 *
 * @since 0.1.0
 * @category engine
 */
export const operationOf = ({ request, success, ...endpoint }: Endpoint.Any): Operation<Errors.ApiErrorClass> => ({
  ...endpoint,
  encodePath: encoder(request.path),
  encodeQuery: encoder(request.query),
  encodeBody: encoder(request.body),
  decode: (body) => decode(success.schema, body)
})

/**
 * The configuration as the engine takes it. A value that throws when it is read, such as a wiped key, becomes `undefined`,
 * which the engine reports.
 *
 * @since 0.1.0
 * @category engine
 */
export const configurationOf = (service: {
  readonly tenancyId: string
  readonly endpoint: string
  readonly apiKey?: Redacted.Redacted<string>
  readonly allowInsecureEndpoint?: boolean | undefined
}): Configuration => {
  const endpoint = readable(() => service.endpoint)
  const allowInsecureEndpoint = readable(() => service.allowInsecureEndpoint)
  return {
    tenancyId: readable(() => service.tenancyId),
    endpoint,
    secure: checkSecure({ endpoint, allowInsecureEndpoint }),
    apiKey: checkApiKey(readable(() => reveal(service.apiKey)))
  }
}

/**
 * The value in a `Redacted`; `undefined` if it was wiped, or if the given value is no `Redacted`.
 *
 * @since 0.1.0
 * @category getters
 */
export const reveal = (redacted: unknown): unknown => readable(() => Redacted.value(redacted as Redacted.Redacted))

const readable = (read: () => unknown): unknown => {
  try {
    return read()
  } catch {
    return undefined
  }
}

const encoder = (schema: Schema.Schema.AnyNoContext | undefined): Encode | undefined => {
  if (schema === undefined) return undefined
  const names = namesOf(AST.typeAST(schema.ast))
  return (input) => encode(schema, withInherited(input, names))
}

const namesOf = (ast: AST.AST): ReadonlyArray<PropertyKey> =>
  AST.isUnion(ast) ? ast.types.flatMap(namesOf) : AST.getPropertySignatures(ast).map(({ name }) => name)

/** Schema does not see an optional field that an input inherits, such as a getter of its class: it would be lost. */
const withInherited = (input: unknown, names: ReadonlyArray<PropertyKey>): unknown => {
  if (typeof input !== "object" || input === null || Array.isArray(input)) return input
  const prototype = Object.getPrototypeOf(input)
  if (prototype === null || prototype === Object.prototype) return input
  return Object.fromEntries(names.flatMap((name) => (name in input ? [[name, Reflect.get(input, name)]] : [])))
}

const clientErrors = {
  InvalidInput: Errors.InvalidInput,
  RateLimited: Errors.RateLimited,
  RequestTimeout: Errors.RequestTimeout,
  ServerError: Errors.ServerError,
  TransportError: Errors.TransportError,
  UnexpectedResponse: Errors.UnexpectedResponse
}

/**
 * The error classes as the engine takes them.
 *
 * @since 0.1.0
 * @category engine
 */
export const errors: Response.Errors<Errors.ApiErrorClass, Errors.PasslockError> = {
  common: Errors.commonApiErrors,
  decode: ({ wire }, body) => decode(wire.schema as unknown as Schema.Schema<Response.Fields>, body),
  make: (error, fields) => {
    const ErrorClass: unknown = typeof error === "string" ? clientErrors[error] : error
    // The engine made the fields, so they are not checked again. An excerpt of a body can hold a secret.
    return new (ErrorClass as new (fields: unknown, trusted: true) => Errors.PasslockError)(
      "body" in fields ? { ...fields, body: Redacted.make(fields.body) } : fields,
      true
    )
  }
}

/**
 * What the wire carries for a value, or its first 20 issues.
 *
 * @since 0.1.0
 * @category codecs
 */
export const encode = <A, I>(schema: Schema.Schema<A, I>, value: unknown): Parsed<I> => {
  try {
    return parse(ParseResult.encodeUnknownEither(schema), value)
  } catch {
    return { issues: [unreadable] }
  }
}

/**
 * The value that the wire carries, or its first 20 issues.
 *
 * @since 0.1.0
 * @category codecs
 */
export const decode = <A, I>(schema: Schema.Schema<A, I>, value: unknown): Parsed<A> =>
  parse(ParseResult.decodeUnknownEither(schema), value)

/**
 * The first pass stops at the first issue. The second looks for others, in an excerpt: to check all of a long list takes
 * seconds if each item has issues.
 */
const parse = <A>(
  run: (value: unknown, options?: AST.ParseOptions) => Either.Either<A, ParseResult.ParseIssue>,
  value: unknown
): Parsed<A> => {
  const result = run(value)
  if (Either.isRight(result)) return { value: result.right }
  const path = pathOf(result.left)
  const excerpt = excerptOf(value, path)
  const more = excerpt === undefined ? result : run(excerpt, { errors: "all" })
  const issues = Either.isLeft(more) && more !== result ? collect(more.left, [], path) : []
  return { issues: issues.length > 0 ? issues.slice(0, maximumIssues) : collect(result.left, []) }
}

/** The path of the first issue. */
const pathOf = (issue: ParseResult.ParseIssue): Path => {
  if (issue._tag === "Pointer") return [...listOf(issue.path), ...pathOf(issue.issue)]
  if (issue._tag === "Composite") return listOf(issue.issues).slice(0, 1).flatMap(pathOf)
  return "issue" in issue ? pathOf(issue.issue) : []
}

/**
 * A copy in which each array has at most 20 items: the first ones, or those from the first issue on. `undefined` if it
 * still has too many values.
 */
const excerptOf = (value: unknown, path: Path): unknown => {
  let left = 5_000
  // No schema has a list below level 8; circular input ends there.
  const copy = (value: unknown, [key, ...rest]: Path, levels = 8): unknown => {
    if (left < 0 || levels === 0 || typeof value !== "object" || value === null) return value
    if (Array.isArray(value)) {
      const start = typeof key === "number" ? key : 0
      const items = value.slice(start, start + maximumIssues)
      left -= items.length
      return items.map((item, index) => copy(item, index === 0 ? rest : [], levels - 1))
    }
    if (Object.getPrototypeOf(value) !== Object.prototype) return value
    const names = Object.keys(value)
    left -= names.length
    if (left < 0) return value
    return Object.fromEntries(
      names.map((name) => [name, copy(Reflect.get(value, name), name === key ? rest : [], levels - 1)])
    )
  }
  const excerpt = copy(value, path)
  return left < 0 ? undefined : excerpt
}

type Path = ReadonlyArray<PropertyKey>

/**
 * Every issue of a value that a schema rejects, each with its field.
 *
 * @since 0.1.0
 * @category getters
 */
export const issuesOf = (issue: ParseResult.ParseIssue): ReadonlyArray<Issue> => collect(issue, [])

/**
 * What a schema expects, for messages: its description, or else the kind of its values.
 *
 * @since 0.1.0
 * @category getters
 */
export const describe = (ast: AST.AST): string =>
  AST.getDescriptionAnnotation(ast).pipe(
    Option.orElse(() => AST.getIdentifierAnnotation(ast)),
    Option.getOrElse(() => (AST.isTypeLiteral(ast) ? "object" : AST.isTupleType(ast) ? "array" : String(ast))),
    // Effect's own descriptions of the primitives have an article.
    (description) => description.replace(/^a (string|number|boolean)$/, "$1")
  )

const isDescribed = (ast: AST.AST): boolean => Option.isSome(AST.getDescriptionAnnotation(ast))

/** Whether the schema is an object with a rule between its fields. An object may have several rules. */
const isRule = (ast: AST.AST): boolean => AST.isRefinement(ast) && (AST.isTypeLiteral(ast.from) || isRule(ast.from))

const listOf = <A>(items: ParseResult.SingleOrNonEmpty<A>): ReadonlyArray<A> =>
  Array.isArray(items) ? items : [items as A]

/** A value was given, so it does not help that it could have been left out. */
const isAbsence = (issue: ParseResult.ParseIssue): boolean => issue._tag === "Type" && AST.isUndefinedKeyword(issue.ast)

/** `start` is the path where the arrays of an excerpt begin. */
const collect = (issue: ParseResult.ParseIssue, path: Path, start: Path = []): ReadonlyArray<Issue> => {
  const leaf = (message: string): ReadonlyArray<Issue> => [{ path: shift(path, start).map(String).join("."), message }]
  const mismatch = (ast: AST.AST) => {
    const { actual } = issue
    return leaf(expected(describe(ast), Redacted.isRedacted(actual) ? Redacted.value(actual) : actual))
  }
  switch (issue._tag) {
    case "Pointer":
      return collect(issue.issue, path.concat(issue.path), start)
    case "Composite": {
      const hasFields = AST.isTypeLiteral(issue.ast) || AST.isTupleType(issue.ast)
      if (!hasFields && isDescribed(issue.ast)) return mismatch(issue.ast)
      const parts = listOf(issue.issues).flatMap((part) => (isAbsence(part) ? [] : [collect(part, path, start)]))
      return AST.isUnion(issue.ast) ? closest(parts) : parts.flat()
    }
    case "Refinement":
      // A rule between the fields of an object: its description says it all.
      if (issue.kind === "Predicate" && typeof issue.actual === "object") return leaf(`expected ${describe(issue.ast)}`)
      return issue.kind === "From" && (isRule(issue.ast.from) || !isDescribed(issue.ast.from))
        ? collect(issue.issue, path, start)
        : mismatch(issue.ast)
    case "Transformation":
      return isDescribed(issue.ast) ? mismatch(issue.ast) : collect(issue.issue, path, start)
    case "Missing":
      return leaf(missing)
    case "Unexpected":
      return leaf("is not a known field")
    default:
      return mismatch(issue.ast)
  }
}

/** The path in the value of a path in its excerpt. */
const shift = ([key, ...keys]: Path, [first, ...firsts]: Path): Path => {
  if (key === undefined) return []
  const index = typeof key === "number" && typeof first === "number" ? key + first : key
  return [index, ...shift(keys, index === first ? firsts : [])]
}
