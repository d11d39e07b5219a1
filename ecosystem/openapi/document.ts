/** The OpenAPI document, as far as the checks read it. */
import assert from "node:assert/strict"
import { readFileSync } from "node:fs"

export type Json = null | boolean | number | string | ReadonlyArray<Json> | { readonly [name: string]: Json }
export type JsonObject = { readonly [name: string]: Json }

export interface Operation {
  readonly path: string
  readonly method: string
  readonly operationId: string
  readonly security: ReadonlyArray<object>
  readonly parameters: ReadonlyArray<{ readonly name: string; readonly in: "path" | "query"; readonly example: string }>
  readonly requestBody?: { readonly required: boolean; readonly content: Content }
  readonly responses: { readonly [status: string]: { readonly content: Content } }
}

interface Content {
  readonly "application/json": { readonly examples: { readonly [name: string]: { readonly value: JsonObject } } }
}

interface Document {
  readonly paths: { readonly [path: string]: { readonly [method: string]: Omit<Operation, "path" | "method"> } }
}

export const file = "openapi.json"

const document = JSON.parse(readFileSync(file, "utf8")) as Document

export const operations: ReadonlyArray<Operation> = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ ...operation, path, method: method.toUpperCase() }))
)

export const operationOf = (path: string, method: string): Operation => {
  const operation = operations.find((each) => each.path === path && each.method === method)
  return operation ?? assert.fail(`the document has no ${method} ${path}`)
}

export const exampleOf = ({ requestBody }: Operation): JsonObject => {
  const [example] = Object.values(requestBody?.content["application/json"].examples ?? {})
  return example?.value ?? {}
}

/** The examples of an operation's parameters. */
export const parametersOf = ({ parameters }: Operation, tenancy: string): { readonly path: object } => {
  const valuesIn = (place: string) =>
    Object.fromEntries(
      parameters.filter((each) => each.in === place).map(({ example, name }) => [name, example] as const)
    )
  const path = valuesIn("path")
  return { path: { ...path, ...("tenancyId" in path && { tenancyId: tenancy }) } }
}

export const tagOf = (body: Json): string => String((body as JsonObject | null)?._tag ?? "")
