import { defineConfig } from "tsup"

export default defineConfig({
  entry: ["src/*.ts", "!src/*.test.ts", "!src/*.test-d.ts"],
  format: "esm",
  target: "es2022",
  dts: { compilerOptions: { composite: false, incremental: false } },
  clean: true,
  sourcemap: true
})
