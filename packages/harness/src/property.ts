/**
 * The seed and the number of runs of property tests.
 *
 * The seed is fixed. With `FUZZ_RUNS=10`, each property runs ten times as often, and with a fresh seed; `FUZZ_SEED`
 * chooses the seed. A failure prints it.
 */
import * as FastCheck from "effect/FastCheck"

const { FUZZ_RUNS, FUZZ_SEED } = process.env

const numberOf = (name: string, text: string): number => {
  const number = Number(text)
  if (text.trim() !== "" && Number.isSafeInteger(number)) return number
  throw new Error(`${name}: expected an integer, got ${JSON.stringify(text)}`)
}

const factor = FUZZ_RUNS === undefined ? 1 : numberOf("FUZZ_RUNS", FUZZ_RUNS)

const chosen = (): number => {
  if (FUZZ_SEED !== undefined) return numberOf("FUZZ_SEED", FUZZ_SEED)
  if (FUZZ_RUNS === undefined) return 20_261_124
  const fresh = Math.floor(Math.random() * 2 ** 31)
  // The processes that this one starts use the same seed.
  process.env.FUZZ_SEED = String(fresh)
  console.log(`FUZZ_SEED=${fresh}`)
  return fresh
}

export const seed: number = chosen()

/** How often a property runs that usually runs so often. */
export const runs = (usual: number): number => usual * factor

FastCheck.configureGlobal({ seed, numRuns: runs(100) })

export interface Random {
  /** An integer from 0 to below the limit. */
  readonly below: (limit: number) => number
  readonly pick: <A>(values: ReadonlyArray<A>) => A
}

/** A random number generator for tests that are no FastCheck properties. Each stream of a seed has its own numbers. */
export const makeRandom = (stream = 0): Random => {
  let current = seed + stream
  const next = (): number => {
    current = (current + 0x6d2b79f5) | 0
    let mixed = Math.imul(current ^ (current >>> 15), 1 | current)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const below = (limit: number) => Math.floor(next() * limit)
  return { below, pick: <A>(values: ReadonlyArray<A>): A => values[below(values.length)] as A }
}
