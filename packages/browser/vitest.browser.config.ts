import { defineConfig } from "vitest/config"

export default defineConfig({
  test: {
    name: "browser in Chromium",
    include: ["test/browser/**/*.test.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000
  }
})
