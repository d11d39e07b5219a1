import { availableParallelism } from "node:os"
import { configDefaults, defineConfig, type TestProjectInlineConfiguration } from "vitest/config"
// Chooses the seed for all test files, and prints it unless it is the usual one.
import "./packages/harness/src/property.js"

const tests = (suffix: string): Array<string> =>
  ["packages/*/test/**", "docs", "docs/examples/*/test/**"].map((folder) => `${folder}/*${suffix}`)

/** It replaces the timers of its process, which the connections of other tests use. Projects share no process. */
const ownProcess = "packages/fuzz/test/fuzz.test.ts"

const exclude = [...configDefaults.exclude, "**/test/browser/**"]

const projects: Readonly<Record<"long" | "usual", Array<TestProjectInlineConfiguration>>> = {
  usual: [
    {
      extends: true,
      test: { name: "node", include: tests(".test.ts"), exclude: [...exclude, ...tests(".long.test.ts"), ownProcess] }
    },
    { extends: true, test: { name: "fuzz", include: [ownProcess], exclude } }
  ],
  long: [{ extends: true, test: { name: "long", include: tests(".long.test.ts"), exclude } }]
}

/** `--mode long` runs the tests that are long by nature: kills, many requests, memory. */
export default defineConfig(({ mode }) => ({
  test: {
    projects: projects[mode === "long" ? "long" : "usual"],
    setupFiles: ["packages/harness/src/setup.ts"],
    // Files share the imported modules of their process, so a test puts back what it changes in them. The long tests
    // measure memory, so each file has its own process.
    isolate: mode === "long",
    restoreMocks: true,
    unstubEnvs: true,
    unstubGlobals: true,
    // Many tests wait for processes, so two files at once are faster even on two cores.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    minWorkers: 1,
    // A busy machine needs longer than the defaults. Only a test that hangs reaches these.
    testTimeout: mode === "long" ? 1_200_000 : 180_000,
    hookTimeout: 180_000,
    expect: { poll: { timeout: 60_000 } },
    reporters: ["default"]
  }
}))
