import { defineConfig } from "tsup"

export default defineConfig({
  // One file with everything in it, so that no other version of Effect in the application can come between.
  entry: ["src/index.ts"],
  format: ["esm", "cjs"],
  platform: "neutral",
  target: "es2022",
  minify: "terser",
  terserOptions: { module: true, ecma: 2020, compress: { passes: 3 } },
  dts: {
    compilerOptions: { composite: false },
    // For `await using`, whatever libraries the application compiles with.
    banner: '/// <reference lib="esnext.disposable" />'
  },
  metafile: true,
  clean: true
})
