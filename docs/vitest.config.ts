import { defineProject } from "vitest/config"

export default defineProject({
  test: {
    name: "docs",
    include: ["*.test.ts"],
    // A busy machine needs longer than the default of 5 seconds.
    testTimeout: 60_000,
    hookTimeout: 60_000
  }
})
