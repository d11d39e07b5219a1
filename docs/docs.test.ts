import { execFile } from "node:child_process"
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs"
import { createRequire } from "node:module"
import { tmpdir } from "node:os"
import { dirname, join, relative } from "node:path"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { Endpoints } from "@passlock-sdk/contract"
import { PasslockEmulator } from "@passlock-sdk/emulator"
import { run, start } from "@passlock-sdk/harness"
import { operations, releasesOf } from "@passlock-sdk/reference"
import { assert, describe, it, vi } from "vitest"
import { protocol } from "../packages/emulator/scripts/choices.js"
import { page } from "../packages/emulator/scripts/supported.js"
import { files, read } from "./generate.js"
import { exampleFiles, extract, folder, pageFiles, scriptOf } from "./snippets.js"

const here = dirname(fileURLToPath(import.meta.url))
const root = dirname(here)

const { examples, pages } = extract()

describe("TypeScript snippets", () => {
  it("are found in the pages and the docstrings", () => {
    assert.isAtLeast(pages.length, 3)
    assert.isAtLeast(examples.length, 25)
  })

  it("compile", async () => {
    const tsc = createRequire(import.meta.url).resolve("typescript/bin/tsc")
    try {
      // Asynchronous, so that the test runner can still report. With -b it uses the declarations of `pnpm check:types`.
      await promisify(execFile)(process.execPath, [tsc, "-b", folder])
    } catch (error) {
      assert.fail((error as { readonly stdout: string }).stdout)
    }
  })

  it.each(pages.map(({ name, file }) => [name, file] as const))("%s runs against the emulator", async (_, file) => {
    const emulator = PasslockEmulator.make()
    const { apiKey, tenancyId } = PasslockEmulator.defaultTenancy
    vi.stubEnv("PASSLOCK_TENANCY_ID", tenancyId)
    vi.stubEnv("PASSLOCK_API_KEY", apiKey)
    vi.stubGlobal("fetch", emulator.fetch)
    const log = vi.spyOn(console, "log").mockReturnValue()
    try {
      await import(file)
    } finally {
      log.mockRestore()
      vi.unstubAllGlobals()
      vi.unstubAllEnvs()
      await emulator.dispose()
    }
  })
})

describe("code that uses the email of a challenge", () => {
  const isSender = (code: string) => /\bchallenges\.create\(/i.test(code) && /\bmessage\b/.test(code)
  const files = [...pages, ...examples, ...exampleFiles.map((file) => ({ name: relative(root, file), file }))]
  const senders = files.filter(({ file }) => isSender(readFileSync(file, "utf8"))).map(({ name, file }) => [name, file])

  it("is found", () => {
    assert.isAtLeast(senders.length, 6)
  })

  // Passlock 2.9.3 and later sends the email itself otherwise, and users get two.
  it.each(senders)("%s keeps Passlock from sending it too", (_, file = "") => {
    assert.include(readFileSync(file, "utf8"), "sendEmail: false")
  })
})

describe("shell snippets", () => {
  it.each(["emulator.md", "testing.md"])("%s runs against the emulator's command", async (page) => {
    const emulator = await start()
    const directory = mkdtempSync(join(tmpdir(), "snippets-"))
    try {
      const { apiKey, tenancyId } = PasslockEmulator.defaultTenancy
      const { stdout } = await promisify(execFile)("bash", ["-euo", "pipefail", "-c", scriptOf(join(here, page))], {
        cwd: directory,
        env: {
          PATH: process.env.PATH,
          PASSLOCK_ENDPOINT: emulator.url,
          PASSLOCK_TENANCY_ID: tenancyId,
          PASSLOCK_API_KEY: apiKey
        }
      })
      for (const part of page === "emulator.md"
        ? ["ada@example.com", "ChallengeVerified", '"offset":600000', "privateKey"]
        : ["503"]) {
        assert.include(stdout, part)
      }
      assert.notInclude(stdout, "@error/")
    } finally {
      rmSync(directory, { recursive: true })
      await emulator.stop()
    }
  })
})

describe("emulator.md", () => {
  it("documents the flags and variables that --help prints", async () => {
    const { stdout } = await run({ args: ["--help"] }).ended
    const table = readFileSync(join(here, "emulator.md"), "utf8")
    const documented = [...table.matchAll(/^\| `(--[\w-]+)[^`]*` +\| `(\w+)`/gm)].map(([, flag, name]) => [flag, name])
    const printed = [...stdout.matchAll(/\[(PASSLOCK_EMULATOR_\w+)\]/g)].map(([, name = ""]) => [
      `--${name.replace("PASSLOCK_EMULATOR_", "").toLowerCase().replaceAll("_", "-")}`,
      name
    ])
    // --help does not print the variable of this flag.
    assert.sameDeepMembers(documented, [...printed, ["--log-level", "PASSLOCK_EMULATOR_LOG_LEVEL"]])
  })
})

describe("pnpm generate", () => {
  it.each(files.map((file) => [file.name, file] as const))("leaves %s unchanged", (_, file) => {
    const current = read(file)
    assert.strictEqual(current, file.update(current), "run `pnpm generate`")
  })
})

describe("the docstrings of the programs", () => {
  it.each(Endpoints.every.map((endpoint) => [endpoint.operation, endpoint] as const))(
    "of %s name the endpoint and its releases",
    (_, { method, operation, path, releases }) => {
      const [group = ""] = operation.split(".")
      const source = readFileSync(join(root, `packages/effect/src/${group}.ts`), "utf8").replace(/\n +\* /g, " ")
      assert.include(source, `Calls \`${method} ${path}\` (Passlock ${releasesOf({ releases })}`)
    }
  )
})

describe("SUPPORTED.md", () => {
  it.each(Object.keys(PasslockEmulator.defaultSettings))("lists the operations of the setting %s", (setting) => {
    const mentions = [
      ...protocol.map(({ emulator }) => emulator),
      ...Object.values(operations).flatMap(({ emulator }) => emulator)
    ]
    assert.isTrue(mentions.some((text) => text.includes(`\`${setting}\``)))
  })

  it("names existing settings only", () => {
    const names = [...page.matchAll(/settings? ((?:`\w+`(?:, | and )?)+)/g)].flatMap(([, list = ""]) =>
      [...list.matchAll(/`(\w+)`/g)].map(([, name = ""]) => name)
    )
    assert.isAbove(names.length, 10)
    for (const name of names) assert.property(PasslockEmulator.defaultSettings, name)
  })
})

/** The anchors that GitHub gives the headings of a page. */
const anchorsOf = (page: string): ReadonlyArray<string> =>
  [
    ...readFileSync(page, "utf8")
      .replace(/^```.*?^```$/gms, "")
      .matchAll(/^#+ (.*)$/gm)
  ].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/[^\w\- ]/g, "")
      .replaceAll(" ", "-")
  )

describe("relative links", () => {
  it.each(pageFiles.map((source) => [relative(root, source), source]))(
    "%s links to existing files and headings only",
    (_, source) => {
      const targets = [...readFileSync(source, "utf8").matchAll(/\]\((?!https?:)([^)]+)/g)].map(
        ([, target = ""]) => target
      )
      for (const target of targets) {
        const [path = "", anchor] = target.split("#")
        const file = path === "" ? source : join(dirname(source), path)
        assert.isTrue(existsSync(file), target)
        if (anchor !== undefined) assert.include(anchorsOf(file), anchor, target)
      }
    }
  )
})
