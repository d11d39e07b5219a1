import { defineProject } from "vitest/config"

export default defineProject({
  test: {
    name: "promise",
    include: ["test/**/*.test.ts"],
    // A busy machine needs longer than the default of 5 seconds.
    testTimeout: 30_000,
    hookTimeout: 60_000,
    typecheck: { enabled: true, tsconfig: "./tsconfig.test.json", include: ["test/**/*.test-d.ts"] }
  }
})
