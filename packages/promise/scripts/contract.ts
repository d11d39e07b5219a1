/** The types that the contract exports by name: their modules, their schemas and their documentation. */
import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import * as Contract from "@passlock-sdk/contract"
import { documentation } from "@passlock-sdk/reference"
import * as Schema from "effect/Schema"
import ts from "typescript"
import { type Documentation, documentationOf } from "./comments.js"

export interface Shape {
  readonly name: string
  /** The facade's module. */
  readonly module: Module
  readonly documentation: Documentation
  /** The description of each field, by its path: dots separate the levels of inline objects. */
  readonly fields: Readonly<Record<string, string>>
  readonly schema: Schema.Schema.AnyNoContext | undefined
  /** A type that is written by hand, because no schema has it. */
  readonly declaration: ts.InterfaceDeclaration | ts.TypeAliasDeclaration | undefined
  /** Whether the contract exports it as a type, so that other types name it. */
  readonly isType: boolean
}

/** The contract's modules in each module of the facade. */
const modules = {
  Principals: ["Principal", "IdToken"],
  Passkeys: ["Passkey"],
  Challenges: ["Json", "Challenge"],
  Registration: ["Registration"],
  Authentication: ["Authentication"],
  WebAuthn: ["WebAuthn"]
} as const satisfies Record<string, ReadonlyArray<keyof typeof Contract>>

const contract: { readonly [Name in keyof typeof Contract]: object } = Contract

export type Module = keyof typeof modules

export const moduleNames = Object.keys(modules) as ReadonlyArray<Module>

export const sourceOf = (path: string): ts.SourceFile => {
  const file = fileURLToPath(new URL(`../../${path}`, import.meta.url))
  return ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true)
}

const isExported = (statement: ts.Statement): boolean =>
  ts.canHaveModifiers(statement) &&
  (ts.getModifiers(statement) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)

type TypeDeclaration = ts.InterfaceDeclaration | ts.TypeAliasDeclaration

const isTypeDeclaration = (statement: ts.Statement): statement is TypeDeclaration =>
  ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement)

/** Whether a declaration only names the type of a schema. */
const isDerived = (declaration: TypeDeclaration): boolean => declaration.getText().includes("Schema.Schema.Type<")

const shapesIn = (module: Module, contractModule: keyof typeof Contract): ReadonlyArray<Shape> => {
  const statements = sourceOf(`contract/src/${contractModule}.ts`).statements.filter(isExported)
  const values: Readonly<Record<string, unknown>> = { ...contract[contractModule] }
  const types = new Map(statements.filter(isTypeDeclaration).map((type) => [type.name.text, type]))
  const named = new Map<string, Array<ts.Statement>>()
  for (const statement of statements) {
    const name = isTypeDeclaration(statement)
      ? statement.name.text
      : ts.isVariableStatement(statement)
        ? statement.declarationList.declarations[0]?.name.getText()
        : undefined
    if (name !== undefined) named.set(name, [...(named.get(name) ?? []), statement])
  }
  return Array.from(named).flatMap(([name, declarations]): ReadonlyArray<Shape> => {
    const type = types.get(name)
    const value = values[name]
    if (type === undefined && !Schema.isSchema(value)) return []
    const documentations = declarations.map(documentationOf)
    return [
      {
        name,
        module,
        documentation: documentations.find(({ blocks }) => blocks.length > 0) ?? { blocks: [], example: undefined },
        fields: documentation.get(name)?.fields ?? {},
        schema: Schema.isSchema(value) ? (value as Schema.Schema.AnyNoContext) : undefined,
        declaration: type === undefined || isDerived(type) ? undefined : type,
        isType: type !== undefined
      }
    ]
  })
}

export const shapes: ReadonlyMap<string, Shape> = new Map(
  moduleNames.flatMap((module) =>
    modules[module].flatMap((contractModule) =>
      shapesIn(module, contractModule).map((shape): [string, Shape] => [shape.name, shape])
    )
  )
)
