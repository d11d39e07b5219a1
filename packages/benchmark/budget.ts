/** Measures the sizes of the bundles and the import time of the facade. Fails if one is over budget, or not as the README says. */
import { execFileSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { gzipSync } from "node:zlib"
import { median } from "./median.js"

/** Bytes, minified and gzipped, including dependencies. */
const largest = { promise: 100_000, browser: 14_000 }
/** The import time of the facade, relative to `import("effect")`. */
const slowest = 1 / 5
const processes = 20

const bundleOf = (name: keyof typeof largest): string => join(import.meta.dirname, "..", name, "dist", "index.js")

/** The import time in a new process, in milliseconds. */
const importTime = (module: string): number => {
  const program = `const start = performance.now(); await import(${JSON.stringify(module)}); console.log(performance.now() - start)`
  return Number(
    execFileSync(process.execPath, ["--input-type=module", "-e", program], {
      cwd: import.meta.dirname,
      encoding: "utf8"
    })
  )
}

const sizes = (["promise", "browser"] as const).map((name) => ({
  name,
  bytes: gzipSync(readFileSync(bundleOf(name)), { level: 9 }).length,
  maximum: largest[name]
}))

// Alternates, so that other load on the machine affects both alike.
const times = Array.from({ length: processes }, () => ({
  facade: importTime(pathToFileURL(bundleOf("promise")).href),
  effect: importTime("effect")
}))
const facade = median(times.map((time) => time.facade))
const effect = median(times.map((time) => time.effect))
const ratio = facade / effect

const kilobytes = (count: number) => `${(count / 1_000).toFixed(1)} KB`
const milliseconds = (time: number) => `${time.toFixed(0)} ms`

console.log("size, minified and gzipped, including dependencies")
for (const { bytes, maximum, name } of sizes) {
  console.log(`  @passlock-sdk/${name.padEnd(10)}${kilobytes(bytes)}, at most ${kilobytes(maximum)}`)
}
console.log(`import time, medians of ${processes} new processes`)
console.log(
  `  @passlock-sdk/promise   ${milliseconds(facade)}; effect ${milliseconds(effect)}; ratio ${ratio.toFixed(3)}, at most ${slowest.toFixed(3)}`
)
/** The README states the sizes, to about half a kilobyte. */
const readme = readFileSync(join(import.meta.dirname, "..", "..", "README.md"), "utf8")
for (const { bytes, name } of sizes) {
  const [, stated = "none"] = new RegExp(`\\(packages/${name}\\) .*\\| ([\\d.]+) KB`).exec(readme) ?? []
  if (Math.abs(Number(stated) * 1_000 - bytes) > 500) {
    console.error(`README.md: the size of ${name} is ${kilobytes(bytes)}, not ${stated} KB`)
    process.exitCode = 1
  }
}
if (sizes.some(({ bytes, maximum }) => bytes > maximum) || ratio > slowest) {
  console.error("over budget")
  process.exitCode = 1
}
