import { defineConfig } from "vitest/config"

export default defineConfig({
  test: {
    name: "emulator in Chromium",
    include: ["test/browser/*.test.ts"],
    expect: { poll: { timeout: 10_000 } },
    testTimeout: 60_000,
    hookTimeout: 60_000
  }
})
