/** Checks values against the shapes that `wire.json` holds, in the words of the contract. */

import { closest, expected, type Issue, missing, unreadable } from "@passlock-sdk/contract/protocol/Issue"
import { isSegment } from "@passlock-sdk/contract/protocol/Url"

/** What a value must be. `says` is how a fault describes it. */
export type Shape =
  | { readonly is: Condition; readonly says: string }
  | { readonly oneOf: ReadonlyArray<unknown>; readonly says: string }
  | { readonly list: Shape; readonly says?: string }
  | { readonly fields: Readonly<Record<string, Field>>; readonly rest?: true }
  | { readonly either: ReadonlyArray<Shape> }

type Field = Shape & { readonly optional?: true; readonly nullable?: true }

export type Checked = { readonly value: unknown } | { readonly issues: ReadonlyArray<Issue> }

const text =
  (holds: (value: string) => boolean) =>
  (value: unknown): boolean =>
    typeof value === "string" && holds(value)

const conditions = {
  string: text(() => true),
  nonEmpty: text((value) => value !== ""),
  segment: text(isSegment),
  listable: text((value) => isSegment(value) && !value.includes(",")),
  base64url: text((value) => /^[\w-]+$/.test(value)),
  number: (value: unknown) => typeof value === "number" && !Number.isNaN(value),
  duration: (value: unknown) => typeof value === "number" && value > 0 && Number.isFinite(value)
}

type Condition = keyof typeof conditions

/** That a value throws when it is read is a fault of the value. */
export const reading = <A>(read: () => A): A | { readonly issues: ReadonlyArray<Issue> } => {
  try {
    return read()
  } catch {
    return { issues: [unreadable] }
  }
}

/** A value with the fields that its shape knows, or every fault of it. */
export const check = (shape: Shape, value: unknown): Checked => reading(() => checkAt("", shape, value))

const checkAt = (path: string, shape: Shape, value: unknown): Checked => {
  const refuse = (says: string): Checked => ({
    issues: [{ path, message: expected(says, value) }]
  })
  if ("is" in shape) return conditions[shape.is](value) ? { value } : refuse(shape.says)
  if ("oneOf" in shape) return shape.oneOf.includes(value) ? { value } : refuse(shape.says)
  if ("list" in shape) {
    if (!Array.isArray(value)) return refuse("array")
    if (value.length === 0 && shape.says !== undefined) return { issues: [{ path, message: `expected ${shape.says}` }] }
    return gather(value.map((item, index) => [String(index), checkAt(join(path, index), shape.list, item)])).map(
      (items) => Object.values(items)
    )
  }
  if ("either" in shape) {
    const attempts = shape.either.map((member) => checkAt(path, member, value))
    const fits = attempts.find((attempt) => "value" in attempt)
    return fits ?? { issues: closest(attempts.map((attempt) => ("issues" in attempt ? attempt.issues : []))) }
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return refuse("object")
  const parts = Object.entries(shape.fields).flatMap(([name, field]): ReadonlyArray<Part> => {
    const part = (value as Readonly<Record<string, unknown>>)[name]
    if ((part === undefined && field.optional) || (part === null && field.nullable)) return []
    const where = join(path, name)
    return [[name, name in value ? checkAt(where, field, part) : { issues: [{ path: where, message: missing }] }]]
  })
  return gather(parts).map((fields) => (shape.rest ? value : fields))
}

type Part = readonly [name: string, checked: Checked]

const gather = (parts: ReadonlyArray<Part>) => ({
  map: (whole: (fields: Readonly<Record<string, unknown>>) => unknown): Checked => {
    const issues = parts.flatMap(([, checked]) => ("issues" in checked ? checked.issues : []))
    if (issues.length > 0) return { issues }
    return {
      value: whole(Object.fromEntries(parts.map(([name, checked]) => [name, (checked as { value: unknown }).value])))
    }
  }
})

const join = (path: string, name: string | number): string => (path === "" ? String(name) : `${path}.${name}`)
