/** Every file of which a part or all is made from the contract. `pnpm generate` writes them, the test compares them. */
import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { OpenApi } from "@passlock-sdk/emulator"
import { withTable } from "./operations.js"
import { page } from "./supported.js"
import { wire } from "./wire.js"

interface Generated {
  /** Its path in the repository. */
  readonly name: string
  readonly file: string
  /** What it should hold, from what it holds. */
  readonly make: (present: string) => string
}

const generated = (name: string, make: Generated["make"]): Generated => ({
  name,
  file: fileURLToPath(new URL(`../${name}`, import.meta.url)),
  make
})

export const files: ReadonlyArray<Generated> = [
  generated("README.md", withTable),
  generated("docs/openapi.json", () => `${JSON.stringify(OpenApi.document(), null, 2)}\n`),
  generated("packages/emulator/SUPPORTED.md", () => page),
  generated("packages/browser/src/internal/wire.json", () => `${JSON.stringify(wire, null, 2)}\n`)
]

export const read = ({ file }: Generated): string => (existsSync(file) ? readFileSync(file, "utf8") : "")

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const each of files) writeFileSync(each.file, each.make(read(each)))
}
