/** What the bundles may cost, and what they do: their sizes, and the time that importing the facade takes. */
import { execFileSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { gzipSync } from "node:zlib"
import { median } from "./median.js"

/** Bytes, minified and gzipped, with everything in them. */
const largest = { promise: 96_000, browser: 12_000 }
const slowest = 1 / 5
const processes = 20

const bundleOf = (name: keyof typeof largest): string => join(import.meta.dirname, "..", name, "dist", "index.js")

/** Milliseconds that an import takes in a process that does nothing else. */
const importTime = (module: string): number => {
  const program = `const begun = performance.now(); await import(${JSON.stringify(module)}); console.log(performance.now() - begun)`
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

// In turn, so that both meet the same weather on a machine that others use too.
const times = Array.from({ length: processes }, () => ({
  facade: importTime(pathToFileURL(bundleOf("promise")).href),
  effect: importTime("effect")
}))
const facade = median(times.map((time) => time.facade))
const effect = median(times.map((time) => time.effect))
const ratio = facade / effect

const kilobytes = (count: number) => `${(count / 1_000).toFixed(1)} KB`
const milliseconds = (time: number) => `${time.toFixed(0)} ms`

console.log("minified and gzipped, with everything in it")
for (const { bytes, maximum, name } of sizes) {
  console.log(`  @passlock-sdk/${name.padEnd(10)}${kilobytes(bytes)}, at most ${kilobytes(maximum)}`)
}
console.log("import")
console.log(
  `  @passlock-sdk/promise   ${ratio.toFixed(3)} of import("effect"), at most ${slowest.toFixed(3)}; medians of ${processes} fresh processes: ${milliseconds(facade)}, ${milliseconds(effect)}`
)
if (sizes.some(({ bytes, maximum }) => bytes > maximum) || ratio > slowest) {
  console.error("over budget")
  process.exitCode = 1
}
