import { readFileSync, writeFileSync } from "node:fs"

// Both packages tell their version to others: one in a header, one in the API's description.
for (const name of ["effect", "emulator"]) {
  const folder = new URL(`../../${name}/`, import.meta.url)
  const { version } = JSON.parse(readFileSync(new URL("package.json", folder), "utf8"))
  const file = new URL("src/internal/version.ts", folder)
  writeFileSync(file, readFileSync(file, "utf8").replace(/"[^"]+"/, `"${version}"`))
}
