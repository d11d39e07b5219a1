/** Checks values against the schemas in `wire.json`, with the same messages as the contract. */

import { closest, expected, type Issue, missing, unreadable } from "@passlock-sdk/contract/protocol/Issue"
import { isSegment } from "@passlock-sdk/contract/protocol/Url"

/** The constraints of a value. Messages quote its `description`. */
export type ValueSchema =
  | { readonly is: Condition; readonly description: string }
  | { readonly oneOf: ReadonlyArray<unknown>; readonly description: string }
  | { readonly list: ValueSchema; readonly description?: string }
  | { readonly fields: Readonly<Record<string, Field>>; readonly rest?: true }
  | { readonly either: ReadonlyArray<ValueSchema> }

type Field = ValueSchema & { readonly optional?: true; readonly nullable?: true }

export type Checked = { readonly value: unknown } | { readonly issues: ReadonlyArray<Issue> }

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
  number: (value: unknown) => typeof value === "number" && !Number.isNaN(value),
  duration: (value: unknown) => typeof value === "number" && value > 0 && Number.isFinite(value)
}

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
export const check = (schema: ValueSchema, value: unknown): Checked => readSafely(() => checkAt("", schema, value))

const checkAt = (path: string, schema: ValueSchema, value: unknown): Checked => {
  const mismatch = (description: string): Checked => ({
    issues: [{ path, message: expected(description, value) }]
  })
  if ("is" in schema) return conditions[schema.is](value) ? { value } : mismatch(schema.description)
  if ("oneOf" in schema) return schema.oneOf.includes(value) ? { value } : mismatch(schema.description)
  if ("list" in schema) {
    if (!Array.isArray(value)) return mismatch("array")
    if (value.length === 0 && schema.description !== undefined)
      return { issues: [{ path, message: `expected ${schema.description}` }] }
    return gather(value.map((item, index) => [String(index), checkAt(join(path, index), schema.list, item)])).map(
      (items) => Object.values(items)
    )
  }
  if ("either" in schema) {
    const checks = schema.either.map((member) => checkAt(path, member, value))
    const match = checks.find((checked) => "value" in checked)
    return match ?? { issues: closest(checks.map((checked) => ("issues" in checked ? checked.issues : []))) }
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return mismatch("object")
  const parts = Object.entries(schema.fields).flatMap(([name, field]): ReadonlyArray<Part> => {
    const part = (value as Readonly<Record<string, unknown>>)[name]
    if ((part === undefined && field.optional) || (part === null && field.nullable)) return []
    const fieldPath = join(path, name)
    return [
      [name, name in value ? checkAt(fieldPath, field, part) : { issues: [{ path: fieldPath, message: missing }] }]
    ]
  })
  return gather(parts).map((fields) => (schema.rest ? value : fields))
}

type Part = readonly [name: string, checked: Checked]

const gather = (parts: ReadonlyArray<Part>) => ({
  map: (build: (fields: Readonly<Record<string, unknown>>) => unknown): Checked => {
    const issues = parts.flatMap(([, checked]) => ("issues" in checked ? checked.issues : []))
    if (issues.length > 0) return { issues }
    return {
      value: build(Object.fromEntries(parts.map(([name, checked]) => [name, (checked as { value: unknown }).value])))
    }
  }
})

const join = (path: string, name: string | number): string => (path === "" ? String(name) : `${path}.${name}`)
