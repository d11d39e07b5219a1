/** Extracts the TypeScript snippets of the pages and the `@example`s of the packages into files that compile. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join, relative } from "node:path"
import { fileURLToPath } from "node:url"

const root = fileURLToPath(new URL("..", import.meta.url))

/** Ignored by git. Inside `docs`, so that imports resolve. */
export const folder = join(root, "docs", ".snippets")

export interface Snippet {
  readonly name: string
  readonly file: string
}

/** The files in a folder of the repository, without dependencies and build output, which are not even entered. */
const filesBelow = (folder: string, extension: string): ReadonlyArray<string> =>
  readdirSync(join(root, folder), { withFileTypes: true })
    .flatMap((entry): ReadonlyArray<string> => {
      const path = join(folder, entry.name)
      if (entry.isDirectory()) return /^(node_modules|dist|\..*)$/.test(entry.name) ? [] : filesBelow(path, extension)
      return path.endsWith(extension) ? [join(root, path)] : []
    })
    .sort()

/** The packages that snippets import. */
const packages = ["contract", "effect", "promise", "browser", "emulator"]

const fences = (text: string, language = "ts"): ReadonlyArray<string> =>
  [...text.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, "gms"))].map(([, code = ""]) => code)

/** Removes the leading `*` from comment lines. */
const stripStars = (text: string): string => text.replace(/^\s*\* ?/gm, "")

const write = (source: string, index: number, code: string): Snippet => {
  const name = `${relative(root, source)} ${index + 1}`
  const file = join(folder, `${name.replace(/[^\w]+/g, "-")}.ts`)
  // `export {}` makes each snippet a module, so that snippets do not share a scope.
  writeFileSync(file, `${code}\nexport {}\n`)
  return { name, file }
}

const collect = (sources: ReadonlyArray<string>, read: (text: string) => string): ReadonlyArray<Snippet> =>
  sources.flatMap((source) =>
    fences(read(readFileSync(source, "utf8"))).map((code, index) => write(source, index, code))
  )

/** The Markdown pages of the repository. */
export const pageFiles: ReadonlyArray<string> = [
  join(root, "README.md"),
  join(root, "CONTRIBUTING.md"),
  ...filesBelow("docs", ".md"),
  ...filesBelow("packages", ".md")
]

/** The source of the example applications. */
export const exampleFiles: ReadonlyArray<string> = filesBelow("docs/examples", ".ts").filter(
  (path) => !path.includes("/test/")
)

export const extract = (): { readonly pages: ReadonlyArray<Snippet>; readonly examples: ReadonlyArray<Snippet> } => {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder)
  const pages = collect(pageFiles, (text) => text)
  const sources = readdirSync(join(root, "packages")).flatMap((name) => filesBelow(`packages/${name}`, ".ts"))
  const examples = collect(sources, stripStars)
  writeFileSync(
    join(folder, "tsconfig.json"),
    JSON.stringify({
      extends: "../../tsconfig.base.json",
      compilerOptions: {
        composite: false,
        declarationMap: false,
        noEmit: true,
        types: ["node"],
        lib: ["ES2024", "DOM", "DOM.Iterable"]
      },
      include: ["*.ts"],
      references: packages.map((name) => ({ path: `../../packages/${name}` }))
    })
  )
  return { pages, examples }
}

/** Joins the shell snippets of a page that call an emulator into one script. */
export const scriptOf = (page: string): string =>
  fences(readFileSync(page, "utf8"), "sh")
    .filter((code) => code.includes("curl"))
    .join("\n")
