import { defineConfig } from "vitest/config"

export default defineConfig({
  test: {
    name: "passkey app in Chromium",
    include: ["test/browser/*.test.ts"],
    // Each file launches its own browser.
    fileParallelism: false,
    expect: { poll: { timeout: 10_000 } },
    testTimeout: 60_000,
    hookTimeout: 60_000
  }
})
