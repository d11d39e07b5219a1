/** The programs of the Effect package, as the facade shows them: their types and their documentation. */
import { Endpoints, Examples } from "@passlock-sdk/contract"
import ts from "typescript"
import { type Block, type Documentation, documentationOf } from "./comments.js"
import { type Module, shapes, sourceOf } from "./contract.js"
import { formatEach } from "./format.js"
import { examples, replacements, requestNames } from "./overrides.js"
import { nameOf } from "./types.js"

type Group = Exclude<Module, "WebAuthn">

export interface Program {
  readonly operation: string
  readonly name: string
  readonly documentation: Documentation
  /** The type of the request: a name, or an inline type. Not every program has one. */
  readonly request: { readonly type: string; readonly isOptional: boolean } | undefined
  readonly isStream: boolean
  readonly value: string
  readonly errors: string
  readonly isKeyless: boolean
}

const largestInline = 3

/** The number of fields of an inline object; infinite for a union. */
const sizeOf = (type: ts.TypeNode): number =>
  ts.isTypeLiteralNode(type) ? type.members.length : Number.POSITIVE_INFINITY

/** The name of the schema that has the whole request. */
const namedRequest = (operation: string, type: ts.TypeNode): string | undefined => {
  if (ts.isTypeReferenceNode(type)) return type.getText()
  const { body, path, query } = Endpoints.every.find((endpoint) => endpoint.operation === operation)?.request ?? {}
  const schemaName = body && !path && !query && sizeOf(type) > largestInline ? nameOf(body) : undefined
  return requestNames[operation] ?? schemaName
}

/** On one line, with the plain strings that promises take. */
const inline = (type: ts.TypeNode): string =>
  (ts.isTypeLiteralNode(type)
    ? `{ ${type.members.map((member) => member.getText()).join("; ")} }`
    : type.getText()
  ).replace(/\bSecret\b/g, "string")

const requestOf = (operation: string, parameter: ts.ParameterDeclaration | undefined): Program["request"] => {
  if (parameter?.type === undefined) return undefined
  const name = namedRequest(operation, parameter.type)
  return { type: name ?? inline(parameter.type), isOptional: parameter.initializer !== undefined }
}

const signatureOf = (operation: string, declaration: ts.VariableDeclaration) => {
  const signature = declaration.type ?? declaration.initializer
  if (signature === undefined || !(ts.isFunctionTypeNode(signature) || ts.isArrowFunction(signature))) return undefined
  const result = signature.type
  if (result === undefined || !ts.isTypeReferenceNode(result)) return undefined
  const [value = "", errors = "", requirements = ""] = result.typeArguments?.map((each) => each.getText()) ?? []
  return {
    request: requestOf(operation, signature.parameters[0]),
    isStream: result.typeName.getText() === "Stream.Stream",
    value,
    errors,
    isKeyless: !requirements.includes("PasslockConfig")
  }
}

const mapText = (block: Block, map: (text: string) => string): Block =>
  block.kind === "list" ? { ...block, items: block.items.map(map) } : { ...block, text: map(block.text) }

/** Applies the replacements of an operation or a module. Fails if one no longer applies. */
const replacing = (name: string, blocks: ReadonlyArray<Block>): ReadonlyArray<Block> =>
  (replacements[name] ?? []).reduce((current, [from, to]) => {
    const next = current.map((block) => mapText(block, (text) => text.replace(from, to)))
    if (JSON.stringify(next) === JSON.stringify(current)) throw new Error(`The documentation of ${name} lacks: ${from}`)
    return next
  }, blocks)

/** The words of Effect that have a plain counterpart. */
export const toPlain = (text: string): string =>
  text
    .replace(/ `\w+` is a string or `Redacted`\./g, "")
    .replace(/, a string or `Redacted`/g, "")
    .replace(
      new RegExp(`\\b(${groups.join("|")})\\.(?=\\w)`, "g"),
      (_, group: string) => `${group.charAt(0).toLowerCase()}${group.slice(1)}.`
    )

const effectWords = /Redacted|HttpClient|\bEffect\b|\blayer\b|the stream\b/

/** A list of the request's fields repeats their descriptions, unless a sentence introduces it. */
const withoutFields = (blocks: ReadonlyArray<Block>, request: string | undefined): ReadonlyArray<Block> => {
  const fields = shapes.get(request ?? "")?.fields
  if (fields === undefined) return blocks
  return blocks.filter((block, index) => {
    const before = blocks[index - 1]
    const isIntroduced = before !== undefined && before.kind !== "list" && before.text.endsWith(":")
    return (
      isIntroduced ||
      block.kind !== "list" ||
      !block.items.every((item) => (/^`(\w+)`/.exec(item)?.[1] ?? "") in fields)
    )
  })
}

const clientOf = (isKeyless: boolean) => ({
  name: isKeyless ? "PasslockTenancy" : "Passlock",
  constructed: isKeyless ? `new PasslockTenancy({ tenancyId: "my-tenancy" })` : "new Passlock()"
})

/** The example of the endpoint's request as a call. */
export const exampleFromRequest = (operation: string, isKeyless: boolean): string => {
  const client = clientOf(isKeyless)
  const { body, path, query }: { readonly [Part in "body" | "path" | "query"]?: object | undefined } =
    Examples.all[operation as Endpoints.Operation].request
  const input = JSON.stringify({ ...path, ...query, ...body })
  return [
    `import { ${client.name} } from "@passlock-sdk/promise"`,
    "",
    `const passlock = ${client.constructed}`,
    "",
    `console.log(await passlock.${toPlain(operation)}(${input}))`
  ].join("\n")
}

/** The example of a program, if it only calls the program, as the same call of the method. */
export const exampleFromProgram = (code: string, isKeyless: boolean): string | undefined => {
  const client = clientOf(isKeyless)
  const source = ts.createSourceFile("example.ts", code, ts.ScriptTarget.Latest, true)
  const [imports, ...statements] = source.statements
  if (imports === undefined || !ts.isImportDeclaration(imports)) return undefined
  const bindings = imports.importClause?.namedBindings
  const types =
    bindings !== undefined && ts.isNamedImports(bindings)
      ? bindings.elements.filter(({ isTypeOnly }) => isTypeOnly).map((each) => each.getText())
      : []
  const methods = statements.map((statement) => {
    const [declaration] = ts.isVariableStatement(statement) ? statement.declarationList.declarations : []
    const value = declaration?.initializer
    const call = value !== undefined && ts.isArrowFunction(value) ? value.body : value
    if (value === undefined || call === undefined || !ts.isCallExpression(call)) return undefined
    if (!/^[A-Z]\w+\.\w+$/.test(call.expression.getText())) return undefined
    const head = code.slice(statement.getStart(), call.getStart())
    return `${head}${call === value ? "() => " : ""}passlock.${toPlain(call.getText())}`
  })
  if (methods.length === 0 || methods.includes(undefined)) return undefined
  const names = [client.name, ...types].sort((one, other) =>
    one.replace("type ", "").localeCompare(other.replace("type ", ""))
  )
  return [
    `import { ${names.join(", ")} } from "@passlock-sdk/promise"`,
    `const passlock = ${client.constructed}`,
    ...methods
  ].join("\n\n")
}

const describe = (
  operation: string,
  { blocks, example }: Documentation,
  request: string | undefined,
  isKeyless: boolean
): Documentation => {
  const plain = replacing(
    operation,
    withoutFields(blocks, request).map((block) => mapText(block, toPlain))
  )
  const [foreign] = effectWords.exec(JSON.stringify(plain)) ?? []
  if (foreign !== undefined) {
    throw new Error(
      `The documentation of ${operation} has "${foreign}": replace it in packages/promise/scripts/overrides.ts.`
    )
  }
  return {
    blocks: plain,
    example:
      examples[operation]?.trim() ??
      exampleFromProgram(example ?? "", isKeyless) ??
      exampleFromRequest(operation, isKeyless)
  }
}

/** The groups of the documented operations. */
export const groups = Array.from(new Set(Endpoints.all.map(({ operation }) => operation.split(".")[0] as Group)))

const sources = new Map(groups.map((group) => [group, sourceOf(`effect/src/${group}.ts`)]))

/** The documentation of a module. */
export const moduleDocumentation = (module: Module): Documentation => {
  const source = module === "WebAuthn" ? sourceOf("contract/src/WebAuthn.ts") : sources.get(module)
  const [first] = source?.statements ?? []
  if (first === undefined) throw new Error(`no module ${module}`)
  return { blocks: replacing(module, documentationOf(first).blocks), example: undefined }
}

const programsIn = (group: Group): ReadonlyArray<Program> => {
  const declarations = new Map<string, ts.VariableDeclaration>()
  return (sources.get(group)?.statements ?? []).flatMap((statement): ReadonlyArray<Program> => {
    const program = (name: string, local: string, documented: ts.Node): ReadonlyArray<Program> => {
      const operation = `${group}.${name}`
      const declaration = declarations.get(local)
      const signature = declaration && signatureOf(operation, declaration)
      if (signature === undefined) throw new Error(`${operation} has no declared type`)
      const documentation = documentationOf(documented)
      const { isKeyless, request } = signature
      return [
        { ...signature, operation, name, documentation: describe(operation, documentation, request?.type, isKeyless) }
      ]
    }
    if (ts.isVariableStatement(statement)) {
      const [declaration] = statement.declarationList.declarations
      if (declaration === undefined) return []
      const name = declaration.name.getText()
      declarations.set(name, declaration)
      const isExported = statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) === true
      return isExported ? program(name, name, statement) : []
    }
    // A name that is a reserved word.
    if (!ts.isExportDeclaration(statement) || !statement.exportClause || !ts.isNamedExports(statement.exportClause)) {
      return []
    }
    return statement.exportClause.elements.flatMap((element) =>
      program(element.name.text, (element.propertyName ?? element.name).text, element)
    )
  })
}

const withoutFormat = groups.map((group) => [group, programsIn(group)] as const)

const formatted = formatEach(
  withoutFormat.flatMap(([, members]) => members.map(({ documentation }) => documentation.example ?? ""))
)

/** The programs of each group, in the order of their modules. */
export const programs: ReadonlyMap<Group, ReadonlyArray<Program>> = new Map(
  withoutFormat.map(([group, members], index) => {
    const before = withoutFormat.slice(0, index).flatMap(([, earlier]) => earlier).length
    const withExample = (program: Program, position: number): Program => ({
      ...program,
      documentation: { ...program.documentation, example: formatted[before + position] }
    })
    return [group, members.map(withExample)]
  })
)
