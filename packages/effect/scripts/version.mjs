import { readFileSync, writeFileSync } from "node:fs"

const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"))
const file = new URL("../src/internal/version.ts", import.meta.url)
writeFileSync(file, readFileSync(file, "utf8").replace(/"[^"]+"/, `"${version}"`))
