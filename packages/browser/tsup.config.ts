import { defineConfig } from "tsup"

export default defineConfig([
  {
    // One file with everything in it, for pages without a bundler and for those without Effect.
    entry: ["src/index.ts"],
    format: "esm",
    platform: "browser",
    // Passkeys are older than the newest syntax.
    target: "es2020",
    noExternal: [/./],
    minify: "terser",
    terserOptions: { module: true, ecma: 2020, compress: { passes: 3 } },
    metafile: true,
    clean: true
  },
  {
    // Beside Effect, which the application brings.
    entry: ["src/effect.ts", "src/testing.ts"],
    format: "esm",
    platform: "neutral",
    target: "es2022",
    noExternal: ["@passlock-sdk/contract"],
    sourcemap: true
  }
])
