import { defineConfig } from "vitest/config"

export default defineConfig({
  test: {
    name: "emulator in Chromium",
    include: ["test/browser/*.test.ts"],
    testTimeout: 30_000,
    hookTimeout: 30_000
  }
})
