/** Formats generated TypeScript like the rest of the repository. */
import { execFileSync } from "node:child_process"
import { createRequire } from "node:module"
import { fileURLToPath } from "node:url"

const root = fileURLToPath(new URL("../../../", import.meta.url))
const biome = createRequire(import.meta.url).resolve("@biomejs/biome/bin/biome")

const run = (code: string, ...command: ReadonlyArray<string>): string =>
  execFileSync(process.execPath, [biome, ...command], { cwd: root, encoding: "utf8", input: code })

/** Formats a module and sorts its imports. */
export const format = (path: string, code: string): string => run(code, "check", "--write", `--stdin-file-path=${path}`)

const separator = "// ------\n"

/** Formats examples for comments, which are narrower. All at once: each start of the formatter takes time. */
export const formatEach = (examples: ReadonlyArray<string>): ReadonlyArray<string> =>
  run(examples.join(`\n${separator}`), "format", "--line-width=113", "--stdin-file-path=example.ts")
    .split(separator)
    .map((example) => example.trim())
