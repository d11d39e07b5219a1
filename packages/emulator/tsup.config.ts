import { defineConfig } from "tsup"

export default defineConfig({
  // One file per module, so that bundlers can drop unused modules.
  entry: ["src/**/*.ts"],
  bundle: false,
  format: "esm",
  target: "es2022",
  clean: true,
  sourcemap: true
})
