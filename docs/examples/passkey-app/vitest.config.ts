import { defineProject } from "vitest/config"

export default defineProject({
  test: { name: "passkey app", include: ["server/**/*.test.ts"] }
})
