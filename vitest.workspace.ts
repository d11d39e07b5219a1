import { availableParallelism } from "node:os"
import { configDefaults, defineConfig } from "vitest/config"
// Chooses the seed for all test files, and prints it unless it is the usual one.
import "./packages/harness/src/property.js"

const tests = (suffix: string): Array<string> =>
  ["packages/*/test/**", "docs", "docs/examples/*/test/**"].map((folder) => `${folder}/*${suffix}`)

/** `--mode long` runs the tests that are long by nature: kills, many requests, memory. */
export default defineConfig(({ mode }) => ({
  test: {
    // Vitest looks for projects in a file of this name. All tests are one.
    projects: [{ extends: true, test: { name: "node" } }],
    include: tests(mode === "long" ? ".long.test.ts" : ".test.ts"),
    exclude: [...configDefaults.exclude, "**/test/browser/**", ...(mode === "long" ? [] : tests(".long.test.ts"))],
    setupFiles: ["packages/harness/src/setup.ts"],
    // Files share the imported modules of their process, so a test puts back what it changes in them. Where memory is
    // measured, each file has its own process.
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
