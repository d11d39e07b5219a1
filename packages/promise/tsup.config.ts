import { defineConfig } from "tsup"

export default defineConfig({
  // One file with all dependencies, so that the application's version of Effect does not matter.
  entry: ["src/index.ts"],
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
