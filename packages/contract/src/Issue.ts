/**
 * What was wrong with a value, in words that never repeat the value.
 *
 * @since 0.1.0
 */
import * as Option from "effect/Option"
import type * as ParseResult from "effect/ParseResult"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import * as AST from "effect/SchemaAST"
import * as Fault from "./protocol/Issue.js"

/**
 * One thing that was wrong with a value.
 *
 * @since 0.1.0
 * @category models
 */
export const Issue = Schema.Struct({
  /** The field, with dots between the levels: `metadata` or `credential.publicKey`; empty for the whole value. */
  path: Schema.String,
  /** What was expected there, and what kind of value was found. */
  message: Schema.String
})

/**
 * @since 0.1.0
 * @category models
 */
export interface Issue extends Schema.Schema.Type<typeof Issue> {}

/** The kind of a value, also of a hidden one. */
const kindOf = (value: unknown): string => Fault.kindOf(Redacted.isRedacted(value) ? Redacted.value(value) : value)

const describe = (ast: AST.AST): string =>
  AST.getDescriptionAnnotation(ast).pipe(
    Option.orElse(() => AST.getIdentifierAnnotation(ast)),
    Option.getOrElse(() => (AST.isTypeLiteral(ast) ? "an object" : AST.isTupleType(ast) ? "a list" : String(ast)))
  )

const list = (issues: ParseResult.SingleOrNonEmpty<ParseResult.ParseIssue>): ReadonlyArray<ParseResult.ParseIssue> =>
  Array.isArray(issues) ? issues : [issues as ParseResult.ParseIssue]

const isDescribed = (ast: AST.AST): boolean => Option.isSome(AST.getDescriptionAnnotation(ast))

/** That a value could also have been left out is no news to who gave one. */
const isAbsence = (issue: ParseResult.ParseIssue): boolean => issue._tag === "Type" && AST.isUndefinedKeyword(issue.ast)

const collect = (issue: ParseResult.ParseIssue, path: ReadonlyArray<PropertyKey>): ReadonlyArray<Issue> => {
  const leaf = (message: string): ReadonlyArray<Issue> => [{ path: path.map(String).join("."), message }]
  const expected = (ast: AST.AST) => leaf(`expected ${describe(ast)}, got ${kindOf(issue.actual)}`)
  switch (issue._tag) {
    case "Pointer":
      return collect(issue.issue, path.concat(issue.path))
    case "Composite": {
      const hasFields = AST.isTypeLiteral(issue.ast) || AST.isTupleType(issue.ast)
      if (!hasFields && isDescribed(issue.ast)) return expected(issue.ast)
      const parts = list(issue.issues)
        .filter((part) => !isAbsence(part))
        .map((part) => collect(part, path))
      return AST.isUnion(issue.ast) ? Fault.closest(parts) : parts.flat()
    }
    case "Refinement":
      // What holds between the fields of an object is told by its description alone.
      if (issue.kind === "Predicate" && typeof issue.actual === "object") return leaf(`expected ${describe(issue.ast)}`)
      return issue.kind === "From" && !isDescribed(issue.ast.from) ? collect(issue.issue, path) : expected(issue.ast)
    case "Transformation":
      return isDescribed(issue.ast) ? expected(issue.ast) : collect(issue.issue, path)
    case "Missing":
      return leaf(Fault.missing)
    case "Unexpected":
      return leaf("is not a known field")
    default:
      return expected(issue.ast)
  }
}

/**
 * The faults of a value that a schema refused, each with the field it stands in.
 *
 * @since 0.1.0
 * @category constructors
 */
export const fromParseIssue = (issue: ParseResult.ParseIssue): ReadonlyArray<Issue> => collect(issue, [])

/**
 * One line for a list of issues; the first five stand for a longer one.
 *
 * @since 0.1.0
 * @category getters
 */
export const format: (issues: ReadonlyArray<Issue>) => string = Fault.format
