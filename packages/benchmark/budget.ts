/** What the facade may cost, and what it does: its size, and the time that importing it takes. */
import { execFileSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { gzipSync } from "node:zlib"
import { median } from "./median.js"

const largest = 96_000
const slowest = 1 / 5
const processes = 20

const bundle = join(import.meta.dirname, "..", "promise", "dist", "index.js")

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

const bytes = gzipSync(readFileSync(bundle), { level: 9 }).length

// In turn, so that both meet the same weather on a machine that others use too.
const times = Array.from({ length: processes }, () => ({
  facade: importTime(pathToFileURL(bundle).href),
  effect: importTime("effect")
}))
const facade = median(times.map((time) => time.facade))
const effect = median(times.map((time) => time.effect))
const ratio = facade / effect

const kilobytes = (count: number) => `${(count / 1_000).toFixed(1)} KB`
const milliseconds = (time: number) => `${time.toFixed(0)} ms`

console.log("@passlock-sdk/promise")
console.log(`  minified and gzipped   ${kilobytes(bytes)}, at most ${kilobytes(largest)}`)
console.log(
  `  import                 ${ratio.toFixed(3)} of import("effect"), at most ${slowest.toFixed(3)}; medians of ${processes} fresh processes: ${milliseconds(facade)}, ${milliseconds(effect)}`
)
if (bytes > largest || ratio > slowest) {
  console.error("over budget")
  process.exitCode = 1
}
