import { defineConfig } from "vitest/config"

export default defineConfig({
  test: {
    projects: ["packages/*/vitest.config.ts", "docs/vitest.config.ts", "docs/examples/*/vitest.config.ts"],
    reporters: ["default"]
  }
})
