/** Checks values against the schemas in `wire.json`, with the same messages as the contract. */

import {
  closest,
  expected,
  type Issue,
  maximumIssues,
  missing,
  type Parsed,
  unreadable
} from "@passlock-sdk/contract/protocol/Issue"
import { isSegment } from "@passlock-sdk/contract/protocol/Url"
import wire from "./wire.json" with { type: "json" }

/** What a value must be: the name of a condition, or a structure of such values. */
export type ValueSchema =
  | Condition
  | { readonly is: Condition; readonly description: string }
  | { readonly oneOf: ReadonlyArray<unknown> }
  | { readonly list: ValueSchema; readonly description?: string }
  | { readonly fields: SchemaFields; readonly optional?: SchemaFields; readonly rest?: true }
  | { readonly either: ReadonlyArray<ValueSchema> }
  | { readonly nullable: ValueSchema }

export type SchemaFields = Readonly<Record<string, ValueSchema>>

export type Checked = Parsed<unknown>

const stringThat =
  (matches: (value: string) => boolean) =>
  (value: unknown): boolean =>
    typeof value === "string" && matches(value)

const conditions = {
  string: stringThat(() => true),
  nonEmpty: stringThat((value) => value !== ""),
  segment: stringThat(isSegment),
  listable: stringThat((value) => isSegment(value) && !value.includes(",")),
  base64url: stringThat((value) => /^[\w-]+$/.test(value)),
  number: (value: unknown) => Number.isFinite(value),
  boolean: (value: unknown) => typeof value === "boolean",
  duration: (value: unknown) => typeof value === "number" && value > 0 && Number.isFinite(value)
}

const descriptions: Readonly<Record<Condition, string>> = { ...wire.conditions, base64url: "a base64url string" }

type Condition = keyof typeof conditions

/** Reports a value that throws when it is read, such as a revoked proxy, as an issue. */
export const readSafely = <A>(read: () => A): A | { readonly issues: ReadonlyArray<Issue> } => {
  try {
    return read()
  } catch {
    return { issues: [unreadable] }
  }
}

/** Returns the value, with only the fields of its schema, or every issue. */
export const check = (schema: ValueSchema, value: unknown): Checked =>
  readSafely(() => {
    const checked = checkAt("", schema, value)
    return "issues" in checked ? { issues: checked.issues.slice(0, maximumIssues) } : checked
  })

const checkAt = (path: string, schema: ValueSchema, value: unknown): Checked => {
  const mismatch = (description: string): Checked => ({ issues: [{ path, message: expected(description, value) }] })
  if (typeof schema === "string") return conditions[schema](value) ? { value } : mismatch(descriptions[schema])
  if ("is" in schema) return conditions[schema.is](value) ? { value } : mismatch(schema.description)
  if ("oneOf" in schema) {
    const choices = schema.oneOf.map((choice) => JSON.stringify(choice)).join(", ")
    return schema.oneOf.includes(value) ? { value } : mismatch(choices.replace(/, ([^,]+)$/, " or $1"))
  }
  if ("nullable" in schema) return value === null ? { value } : checkAt(path, schema.nullable, value)
  if ("list" in schema) {
    if (!Array.isArray(value)) return mismatch("array")
    if (value.length === 0 && schema.description !== undefined)
      return { issues: [{ path, message: `expected ${schema.description}` }] }
    const issues: Array<Issue> = []
    const items: Array<unknown> = []
    for (const [index, item] of value.entries()) {
      const checked = checkAt(join(path, index), schema.list, item)
      if ("value" in checked) items.push(checked.value)
      else issues.push(...checked.issues)
      if (issues.length >= maximumIssues) break
    }
    return issues.length > 0 ? { issues } : { value: items }
  }
  if ("either" in schema) {
    const checks = schema.either.map((member) => checkAt(path, member, value))
    const match = checks.find((checked) => "value" in checked)
    return match ?? { issues: closest(checks.map((checked) => ("issues" in checked ? checked.issues : []))) }
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return mismatch("object")
  const parts = Object.entries({ ...schema.fields, ...schema.optional }).flatMap(
    ([name, field]): ReadonlyArray<Part> => {
      const part = (value as Readonly<Record<string, unknown>>)[name]
      const isOptional = schema.optional !== undefined && name in schema.optional
      if (isOptional && (part === undefined || (part === null && isNullable(field)))) return []
      const fieldPath = join(path, name)
      return [
        [name, name in value ? checkAt(fieldPath, field, part) : { issues: [{ path: fieldPath, message: missing }] }]
      ]
    }
  )
  const issues = parts.flatMap(([, checked]) => ("issues" in checked ? checked.issues : []))
  if (issues.length > 0) return { issues }
  if (schema.rest) return { value }
  return {
    value: Object.fromEntries(parts.map(([name, checked]) => [name, (checked as { readonly value: unknown }).value]))
  }
}

/** An optional field that is `null` counts as absent. */
const isNullable = (schema: ValueSchema): boolean => typeof schema === "object" && "nullable" in schema

type Part = readonly [name: string, checked: Checked]

const join = (path: string, name: string | number): string => (path === "" ? String(name) : `${path}.${name}`)
