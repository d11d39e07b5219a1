import { defineConfig } from "tsup"

export default defineConfig({
  // One file per module, so that a bundler can drop the modules that an application does not use.
  entry: ["src/**/*.ts"],
  bundle: false,
  format: "esm",
  target: "es2022",
  clean: true,
  sourcemap: true
})
