/** Launches the installed Chromium. */
import { accessSync, constants } from "node:fs"
import { delimiter, join } from "node:path"
import { type Browser, chromium } from "playwright-core"

const names = ["chromium", "chromium-browser", "google-chrome"]

const isExecutable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

const find = (): string => {
  const { CHROMIUM_PATH = "", PATH = "" } = process.env
  const candidates =
    CHROMIUM_PATH === ""
      ? PATH.split(delimiter).flatMap((folder) => names.map((name) => join(folder, name)))
      : [CHROMIUM_PATH]
  const executable = candidates.find(isExecutable)
  if (executable !== undefined) return executable
  throw new Error(
    CHROMIUM_PATH === ""
      ? `The browser tests need Chromium: install it, or set CHROMIUM_PATH. Searched the PATH for ${names.join(", ")}.`
      : `CHROMIUM_PATH is ${CHROMIUM_PATH}, which is not executable.`
  )
}

// The sandbox does not run as root.
const sandbox = process.getuid?.() === 0 ? ["--no-sandbox"] : []

export const launch = async (): Promise<Browser> => chromium.launch({ executablePath: find(), args: sandbox })
