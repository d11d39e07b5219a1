/** The files generated from the contract. `pnpm generate` writes them; `docs.test.ts` checks that they are up to date. */
import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { OpenApi } from "@passlock-sdk/emulator"
import { wire } from "../packages/browser/scripts/wire.js"
import { withTable } from "./operations.js"
import { page } from "./supported.js"

interface GeneratedFile {
  /** The path in the repository. */
  readonly name: string
  readonly file: string
  /** Returns the up-to-date content, given the current content. */
  readonly update: (current: string) => string
}

const generated = (name: string, update: GeneratedFile["update"]): GeneratedFile => ({
  name,
  file: fileURLToPath(new URL(`../${name}`, import.meta.url)),
  update
})

export const files: ReadonlyArray<GeneratedFile> = [
  generated("README.md", withTable),
  generated("docs/openapi.json", () => `${JSON.stringify(OpenApi.document(), null, 2)}\n`),
  generated("packages/emulator/SUPPORTED.md", () => page),
  generated("packages/browser/src/internal/wire.json", () => `${JSON.stringify(wire, null, 2)}\n`)
]

export const read = ({ file }: GeneratedFile): string => (existsSync(file) ? readFileSync(file, "utf8") : "")

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const each of files) writeFileSync(each.file, each.update(read(each)))
}
