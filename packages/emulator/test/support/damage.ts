/** Random damage to the files of a data folder. */
import { readFileSync, writeFileSync } from "node:fs"
import type { Random } from "@passlock-sdk/harness/property"

/** Replaces random bytes: one, a few, or a whole run. */
export const damage = (file: string, { below }: Random): void => {
  const bytes = readFileSync(file)
  const kind = below(4)
  const count = [1, 3, 20, 0][kind] ?? 0
  for (let i = 0; i < count; i++) bytes[below(bytes.length)] = below(256)
  if (kind === 3) {
    const start = below(bytes.length)
    for (let i = start; i < Math.min(start + 1 + below(600), bytes.length); i++) bytes[i] = below(256)
  }
  writeFileSync(file, below(12) === 0 ? bytes.subarray(0, below(bytes.length)) : bytes)
}
