/** Writes the licenses of all bundled packages to a file beside the bundle, as they require. Runs in a package's folder. */
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { pathToFileURL } from "node:url"

const dist = pathToFileURL(join(process.cwd(), "dist/"))
const metafiles = readdirSync(dist)
  .filter((name) => /^metafile-\w+\.json$/.test(name))
  .map((name) => new URL(name, dist))
const [{ inputs }] = Object.values(JSON.parse(readFileSync(metafiles[0], "utf8")).outputs)

const bundled = Object.keys(inputs).filter((file) => inputs[file].bytesInOutput > 0)
const folders = new Set(bundled.flatMap((file) => file.match(/^.*\/node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/)?.[0] ?? []))
const notices = Array.from(folders, (folder) => {
  const { license, name, version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"))
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry))
  if (file === undefined) throw new Error(`${name} has no license file`)
  return `${name} ${version} (${license})\n\n${readFileSync(join(folder, file), "utf8").trim()}\n`
}).sort()

writeFileSync(new URL("NOTICES.txt", dist), notices.join(`\n${"-".repeat(80)}\n\n`))
for (const file of metafiles) rmSync(file)
