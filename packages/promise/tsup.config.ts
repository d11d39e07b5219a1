import { readFile } from "node:fs/promises"
import { sep } from "node:path"
import { defineConfig, type Options } from "tsup"

type Plugin = NonNullable<Options["esbuildPlugins"]>[number]

/** How often each module reads or writes a key of `globalThis`. */
const globals: Readonly<Record<string, number>> = {
  "effect/dist/esm/GlobalValue.js": 2,
  "effect/dist/esm/internal/fiber.js": 1,
  "effect/dist/esm/internal/fiberRuntime.js": 7
}

/**
 * Moves Effect's global state into the bundle. On `globalThis`, the application's own Effect and every other copy of the
 * facade would share it: Effect warns on each operation of another version, and one copy takes the other's defaults.
 */
const island: Plugin = {
  name: "island",
  setup: (build) => {
    const found: Record<string, number> = {}
    build.onResolve({ filter: /^island$/ }, () => ({ path: "island", namespace: "island" }))
    build.onLoad({ filter: /./, namespace: "island" }, () => ({ contents: "export const island = {}" }))
    build.onLoad({ filter: /[\\/]node_modules[\\/].*\.js$/ }, async ({ path }) => {
      const contents = await readFile(path, "utf8")
      const uses = contents.match(/\bglobalThis\s*\[/g)?.length ?? 0
      if (uses === 0) return undefined
      found[path.split(`${sep}node_modules${sep}`).pop()?.replaceAll(sep, "/") ?? path] = uses
      return { contents: `import { island } from "island"\n${contents.replace(/\bglobalThis\s*\[/g, "island[")}` }
    })
    build.onEnd(() => {
      const differs = Object.keys({ ...globals, ...found }).filter((module) => globals[module] !== found[module])
      if (differs.length === 0) return undefined
      const text = `${differs.join(", ")}: the use of globalThis has changed. Check that the bundle shares no state, then update tsup.config.ts.`
      return { errors: [{ text }] }
    })
  }
}

export default defineConfig({
  // One file with all dependencies, so that the application's version of Effect does not matter.
  entry: ["src/index.ts"],
  esbuildPlugins: [island],
  format: ["esm", "cjs"],
  platform: "neutral",
  target: "es2022",
  minify: "terser",
  terserOptions: { module: true, ecma: 2020, compress: { passes: 3, pure_getters: true } },
  dts: {
    compilerOptions: { composite: false },
    // Provides the types of `await using`, whichever libraries the application compiles with.
    banner: '/// <reference lib="esnext.disposable" />'
  },
  metafile: true,
  clean: true
})
