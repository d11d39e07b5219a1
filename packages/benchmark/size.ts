/** Measures the programs in a bundle, minified and gzipped: in an application that has Effect, and with Effect. */
import { gzipSync } from "node:zlib"
import { build } from "esbuild"

const everything = `
export { Authentication, Challenges, Passkeys, PasslockConfig, Principals, Registration } from "@passlock-sdk/effect"
export { layer } from "@effect/platform/FetchHttpClient"
export { gen, provide, runPromise } from "effect/Effect"
`

const oneProgram = `
export { get } from "@passlock-sdk/effect/Passkeys"
export { PasslockConfig } from "@passlock-sdk/effect"
`

const sizeOf = async (contents: string, external: Array<string>): Promise<string> => {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: import.meta.dirname },
    bundle: true,
    minify: true,
    format: "esm",
    platform: "node",
    mainFields: ["module", "main"],
    external,
    write: false
  })
  const bytes = outputFiles.reduce((sum, file) => sum + gzipSync(file.contents, { level: 9 }).length, 0)
  return `${(bytes / 1_000).toFixed(1)} KB`
}

const ceremonies = `
export * from "@passlock-sdk/browser/effect"
export { PasslockTenancy } from "@passlock-sdk/effect"
`

const effect = ["effect", "effect/*", "@effect/platform", "@effect/platform/*"]

console.log("size, minified and gzipped")
console.log(`  every program, in an application that has Effect   ${await sizeOf(everything, effect)}`)
console.log(`  one program, in an application that has Effect     ${await sizeOf(oneProgram, effect)}`)
console.log(`  the ceremonies, in a page that has Effect          ${await sizeOf(ceremonies, effect)}`)
console.log(`  every program, with Effect, platform and jose      ${await sizeOf(everything, [])}`)
