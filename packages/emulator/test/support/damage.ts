/** Random damage to the files of a data folder. */
import { readFileSync, writeFileSync } from "node:fs"

/** A random number from 0 to below the limit: the same numbers for the same seed. */
export const makeRandom = (seed: number): ((limit: number) => number) => {
  let state = seed
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * limit)
  }
}

/** Replaces random bytes: one, a few, or a whole run. */
export const damage = (file: string, random: (limit: number) => number): void => {
  const bytes = readFileSync(file)
  const kind = random(4)
  const count = [1, 3, 20, 0][kind] ?? 0
  for (let i = 0; i < count; i++) bytes[random(bytes.length)] = random(256)
  if (kind === 3) {
    const start = random(bytes.length)
    for (let i = start; i < Math.min(start + 1 + random(600), bytes.length); i++) bytes[i] = random(256)
  }
  writeFileSync(file, random(12) === 0 ? bytes.subarray(0, random(bytes.length)) : bytes)
}
