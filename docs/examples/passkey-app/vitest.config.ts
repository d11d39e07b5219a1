import { defineProject } from "vitest/config"

export default defineProject({
  test: { name: "passkey app", include: ["test/*.test.ts"] }
})
