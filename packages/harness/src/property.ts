/**
 * The seed and the number of runs of property tests.
 *
 * The seed is fixed. With `FUZZ_RUNS=10`, each property runs ten times as often, and with a fresh seed; `FUZZ_SEED`
 * chooses the seed. A failure prints it.
 */
import * as FastCheck from "effect/FastCheck"

const usualSeed = 20_261_124

const integer = (name: string, text: string): number => {
  const number = Number(text)
  if (text.trim() !== "" && Number.isSafeInteger(number)) return number
  throw new Error(`${name}: expected an integer, got ${JSON.stringify(text)}`)
}

export interface Choice {
  readonly seed: number
  /** How many times as often as usual each property runs. */
  readonly factor: number
}

/** The choice of the environment's variables. */
export const choose = ({ FUZZ_RUNS, FUZZ_SEED }: NodeJS.ProcessEnv, random: () => number): Choice => {
  const factor = FUZZ_RUNS === undefined ? 1 : integer("FUZZ_RUNS", FUZZ_RUNS)
  if (factor < 1) throw new Error("FUZZ_RUNS: expected an integer above 0")
  if (FUZZ_SEED !== undefined) return { factor, seed: integer("FUZZ_SEED", FUZZ_SEED) }
  return { factor, seed: FUZZ_RUNS === undefined ? usualSeed : Math.floor(random() * 2 ** 31) }
}

const { factor, seed } = choose(process.env, Math.random)

// The processes that this one starts use the same seed.
if (seed !== usualSeed && process.env.FUZZ_SEED === undefined) {
  process.env.FUZZ_SEED = String(seed)
  console.log(`FUZZ_SEED=${seed}`)
}

export { seed }

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
