import { defineConfig } from "tsup"

export default defineConfig({
  // One file for each module, so that a bundler can leave out what an application does not use.
  entry: ["src/**/*.ts", "!src/**/*.test.ts"],
  bundle: false,
  format: "esm",
  target: "es2022",
  clean: true,
  sourcemap: true
})
