/** Documentation comments: reads them from a source file, and prints them with another width. */
import ts from "typescript"

/** A heading such as `**Details**`, a paragraph, or a list. */
export type Block =
  | { readonly kind: "heading" | "paragraph"; readonly text: string }
  | { readonly kind: "list"; readonly items: ReadonlyArray<string> }

export interface Documentation {
  readonly blocks: ReadonlyArray<Block>
  /** The code of the `@example`. */
  readonly example: string | undefined
}

const width = 120

const onOneLine = (text: string): string => text.replace(/\s+/g, " ").trim()

const blockOf = (text: string): Block => {
  if (text.startsWith("- ")) return { kind: "list", items: text.slice(2).split("\n- ").map(onOneLine) }
  return { kind: /^\*\*\w+\*\*$/.test(text) ? "heading" : "paragraph", text: onOneLine(text) }
}

/** The documentation of a declaration or an export specifier. */
export const documentationOf = (node: ts.Node): Documentation => {
  const source = node.getSourceFile().text
  const comment = ts
    .getLeadingCommentRanges(source, node.getFullStart())
    ?.map(({ pos, end }) => source.slice(pos, end))
    .findLast((text) => text.startsWith("/**"))
  const text = (comment ?? "").replace(/^\/\*\*|\*\/$/g, "").replace(/^ *\* ?/gm, "")
  const [description = ""] = text.split(/^@/m)
  const blocks = description
    .trim()
    .split(/\n{2,}/)
    .filter((block) => block !== "")
  return { blocks: blocks.map(blockOf), example: /^@example\n```ts\n(.*?)\n```$/ms.exec(text)?.[1] }
}

/** Breaks a text into lines, but not inside code. */
const wrap = (text: string, columns: number, hanging = ""): ReadonlyArray<string> => {
  const lines: Array<string> = []
  let line = ""
  for (const word of text.match(/(?:`[^`]*`|[^\s`])+/g) ?? []) {
    if (line.trim() !== "" && line.length + 1 + word.length > columns) {
      lines.push(line)
      line = `${hanging}${word}`
    } else line = line === "" ? word : `${line} ${word}`
  }
  return [...lines, line]
}

const linesOf = (block: Block, columns: number): ReadonlyArray<string> =>
  block.kind === "list" ? block.items.flatMap((item) => wrap(`- ${item}`, columns, "  ")) : wrap(block.text, columns)

/** A comment of several lines. `indentation` is that of the code below it. */
export const comment = (
  { blocks, example }: Documentation,
  tags: ReadonlyArray<string>,
  indentation: "" | "  " = ""
): string => {
  const columns = width - indentation.length - " * ".length
  const parts = [
    ...blocks.map((block) => linesOf(block, columns)),
    ...(example === undefined ? [] : [["@example", "```ts", ...example.split("\n"), "```"]]),
    ...(tags.length === 0 ? [] : [tags])
  ]
  const lines = parts.flatMap((part, index) => (index === 0 ? part : ["", ...part]))
  return [`${indentation}/**`, ...lines.map((line) => `${indentation} * ${line}`.trimEnd()), `${indentation} */`].join(
    "\n"
  )
}

/** A comment of one paragraph, on one line if it fits. */
export const shortComment = (text: string, indentation = ""): string => {
  const line = `${indentation}/** ${text} */`
  if (line.length <= width) return line
  const lines = wrap(text, width - indentation.length - " * ".length)
  return [`${indentation}/**`, ...lines.map((each) => `${indentation} * ${each}`), `${indentation} */`].join("\n")
}
