import { defineConfig } from "tsup"

export default defineConfig([
  {
    // One self-contained file, for pages without a bundler or without Effect.
    entry: ["src/index.ts"],
    format: "esm",
    platform: "browser",
    // Some browsers with passkeys lack newer syntax.
    target: "es2020",
    noExternal: [/./],
    minify: "terser",
    terserOptions: { module: true, ecma: 2020, compress: { passes: 3 } },
    metafile: true,
    clean: true
  },
  {
    // The application provides Effect.
    entry: ["src/effect.ts", "src/testing.ts"],
    format: "esm",
    platform: "neutral",
    target: "es2022",
    noExternal: ["@passlock-sdk/contract"],
    sourcemap: true
  }
])
