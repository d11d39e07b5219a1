/** The documentation in the contract's source: a field is described once, where its schema is defined. */
import { readdirSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import ts from "typescript"

/** The documentation of an exported schema or interface. */
export interface Documentation {
  /** The first paragraph. */
  readonly description: string
  /** The description of each field by its path: dots separate the levels of inline objects, arrays add none. */
  readonly fields: Readonly<Record<string, string>>
  /** The declaration of an interface that lists its own members. */
  readonly type: ts.InterfaceDeclaration | undefined
}

const folder = new URL("../../contract/src/", import.meta.url)

const files = readdirSync(folder)
  .filter((name) => name.endsWith(".ts"))
  .map((name) => {
    const file = fileURLToPath(new URL(name, folder))
    return ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true)
  })

/** The text of a comment, on one line, without its tags. */
const textOf = (node: ts.Node): string => {
  const [comment] = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc)
  return (ts.getTextOfJSDocComment(comment?.comment) ?? "").replace(/\s+/g, " ").trim()
}

const firstParagraphOf = (node: ts.Node): string => {
  const [comment] = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc)
  const [first = ""] = (ts.getTextOfJSDocComment(comment?.comment) ?? "").split("\n\n")
  return first.replace(/\s+/g, " ").trim()
}

type Fields = Record<string, string>

interface Scope {
  readonly constants: ReadonlyMap<string, ts.Expression>
}

const constantsOf = (file: ts.SourceFile): ReadonlyMap<string, ts.Expression> =>
  new Map(
    file.statements
      .filter(ts.isVariableStatement)
      .flatMap(({ declarationList }) => [...declarationList.declarations])
      .flatMap(({ initializer, name }) => (initializer === undefined ? [] : [[name.getText(), initializer] as const]))
  )

/** The first object literal that a schema constructor such as `Schema.Struct` receives. */
const structureOf = (expression: ts.Node, scope: Scope): ts.ObjectLiteralExpression | undefined => {
  if (ts.isCallExpression(expression) && /Struct$|^checking/.test(expression.expression.getText())) {
    const [structure] = expression.arguments.flatMap((argument) => {
      const resolved = ts.isIdentifier(argument) ? scope.constants.get(argument.text) : argument
      return resolved !== undefined && ts.isObjectLiteralExpression(resolved) ? [resolved] : []
    })
    if (structure !== undefined) return structure
  }
  return ts.forEachChild(expression, (child) => structureOf(child, scope))
}

const addFields = (fields: Fields, expression: ts.Node, prefix: string, scope: Scope): void => {
  const structure = ts.isObjectLiteralExpression(expression) ? expression : structureOf(expression, scope)
  for (const property of structure?.properties ?? []) {
    if (ts.isSpreadAssignment(property)) {
      const [name = ""] = property.expression.getText().split(".")
      const constant = scope.constants.get(name)
      if (constant !== undefined) addFields(fields, constant, prefix, scope)
    } else {
      const path = `${prefix}${property.name?.getText().replaceAll('"', "") ?? ""}`
      const description = textOf(property)
      const [, wireName] = /fromKey\("(\w+)"\)/.exec(property.getText()) ?? []
      if (description !== "") {
        fields[path] = description
        if (wireName !== undefined) fields[`${prefix}${wireName}`] = description
      }
      if (ts.isPropertyAssignment(property)) addFields(fields, property.initializer, `${path}.`, scope)
    }
  }
}

const addMembers = (fields: Fields, members: ts.NodeArray<ts.TypeElement>, prefix: string): void => {
  for (const member of members) {
    if (!ts.isPropertySignature(member) || member.type === undefined) continue
    const path = `${prefix}${member.name.getText()}`
    const description = textOf(member)
    if (description !== "") fields[path] = description
    const inline = literalOf(member.type)
    if (inline !== undefined) addMembers(fields, inline.members, `${path}.`)
  }
}

/** The inline object of a type, or of the items of an array. */
const literalOf = (type: ts.Node): ts.TypeLiteralNode | undefined =>
  ts.isTypeLiteralNode(type) ? type : ts.forEachChild(type, literalOf)

const tag = "The type of the object."

const read = (): ReadonlyMap<string, Documentation> => {
  const found = new Map<string, Documentation>()
  for (const file of files) {
    const scope = { constants: constantsOf(file) }
    for (const statement of file.statements) {
      if (ts.isInterfaceDeclaration(statement) && statement.heritageClauses === undefined) {
        const fields: Fields = {}
        addMembers(fields, statement.members, "")
        found.set(statement.name.text, { description: firstParagraphOf(statement), fields, type: statement })
      }
      if (ts.isClassDeclaration(statement) && statement.name !== undefined) {
        const fields: Fields = {}
        // The call of `Schema.TaggedError` that the class extends.
        for (const { types } of statement.heritageClauses ?? []) {
          for (const { expression } of types) {
            const last = ts.isCallExpression(expression) ? expression.arguments.at(-1) : undefined
            const resolved = last !== undefined && ts.isIdentifier(last) ? scope.constants.get(last.text) : last
            if (resolved !== undefined) addFields(fields, resolved, "", scope)
          }
        }
        found.set(statement.name.text, { description: firstParagraphOf(statement), fields, type: undefined })
      }
      if (!ts.isVariableStatement(statement)) continue
      for (const { initializer, name } of statement.declarationList.declarations) {
        // An interface with members of its own describes more than the schema that checks some of them.
        if (initializer === undefined || found.get(name.getText())?.type !== undefined) continue
        const fields: Fields = initializer.getText().includes("TaggedStruct(") ? { _tag: tag } : {}
        addFields(fields, initializer, "", scope)
        found.set(name.getText(), { description: firstParagraphOf(statement), fields, type: undefined })
      }
    }
  }
  return found
}

/** By the name of the export. */
export const documentation: ReadonlyMap<string, Documentation> = read()
