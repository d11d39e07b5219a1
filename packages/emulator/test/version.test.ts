import { readFileSync } from "node:fs"
import { expect, it } from "@effect/vitest"
import { version } from "../src/internal/version.js"

it.each(["emulator", "contract"])("version equals the version in the package.json of %s", (name) => {
  const file = new URL(`../../${name}/package.json`, import.meta.url)
  expect(JSON.parse(readFileSync(file, "utf8")).version).toBe(version)
})
