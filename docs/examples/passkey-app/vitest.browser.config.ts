import { defineConfig } from "vitest/config"

export default defineConfig({
  test: {
    name: "passkey app in Chromium",
    include: ["test/**/*.test.ts"],
    // Each file has a browser of its own.
    fileParallelism: false,
    expect: { poll: { timeout: 10_000 } },
    testTimeout: 30_000,
    hookTimeout: 30_000
  }
})
