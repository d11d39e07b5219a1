import { readFileSync } from "node:fs"
import { assert, it } from "@effect/vitest"
import { version } from "../src/internal/version.js"

it("version equals the version in package.json", () => {
  const file = new URL("../package.json", import.meta.url)
  assert.strictEqual(version, JSON.parse(readFileSync(file, "utf8")).version)
})
