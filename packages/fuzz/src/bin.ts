/**
 * `pnpm fuzz`: random hostile responses through the packages, and the property tests with another seed.
 *
 * It prints its seed first. A case that fails is printed with the command that runs it again.
 */
import { fork, spawn } from "node:child_process"
import { once } from "node:events"
import { readdirSync, readFileSync } from "node:fs"
import { availableParallelism } from "node:os"
import { fileURLToPath } from "node:url"
import { inspect, parseArgs } from "node:util"
import type { Case } from "./Case.js"
import { operations } from "./clients.js"
import type { Operation } from "./documented.js"
import { makeCases, runCase, type Selection, simplest } from "./run.js"
import { close } from "./sockets.js"

const usage = `Usage: pnpm fuzz [options]

  --count <number>       how many cases; without it, as many as run in 40 seconds
  --seed <number>        the seed; without it, a fresh one
  --only <operation>     cases of this operation, such as Passkeys.get
  --case <number>        runs one case of a seed again
  --jobs <number>        how many processes; without it, one for each processor
`

interface Options extends Selection {
  readonly count: number | undefined
  readonly case: number | undefined
  readonly jobs: number
}

/** How long cases run without a count, and how long the simplest case is searched for. */
const milliseconds = { cases: 40_000, search: 20_000 }

const maximumFailures = 10

const optionsOf = (args: ReadonlyArray<string>): Options => {
  const names = ["count", "seed", "only", "case", "jobs"] as const
  const config = Object.fromEntries(names.map((name) => [name, { type: "string" as const }]))
  const values: { readonly [name: string]: unknown } = parseArgs({ args: [...args], options: config }).values
  const integer = (name: (typeof names)[number]): number | undefined => {
    if (values[name] === undefined) return undefined
    const number = Number(values[name])
    if (Number.isSafeInteger(number) && number >= 0 && values[name] !== "") return number
    throw new Error(`--${name}: expected an integer, 0 or more`)
  }
  const only = values.only as Operation | undefined
  if (only !== undefined && !operations.includes(only)) {
    throw new Error(`--only: expected one of ${operations.join(", ")}`)
  }
  return {
    count: integer("count"),
    case: integer("case"),
    seed: integer("seed") ?? Math.floor(Math.random() * 2 ** 31),
    jobs: Math.max(1, integer("jobs") ?? availableParallelism()),
    only: only === undefined ? operations : [only]
  }
}

const shown = (input: Case): string => {
  const replies = input.replies.map((reply) => {
    if (reply.type !== "response") return reply
    const body = JSON.stringify(Buffer.from(reply.body).toString("latin1"))
    return { ...reply, body: body.length > 2_000 ? `${body.slice(0, 2_000)}… (${reply.body.length} bytes)` : body }
  })
  return inspect({ ...input, replies }, { depth: 6, maxStringLength: 3_000, breakLength: 120 })
}

const commandOf = ({ only, seed }: Selection, index: number): string =>
  `pnpm fuzz --seed ${seed} --case ${index}${only.length === 1 ? ` --only ${only[0]}` : ""}`

/** What a job tells its parent. */
type Message =
  | { readonly failed: { readonly index: number; readonly reasons: ReadonlyArray<string> } }
  | { readonly done: number; readonly megabytes: number }

const say = (message: Message): Promise<void> =>
  new Promise((resolve) => process.send?.(message, undefined, undefined, () => resolve()))

/** Runs every n-th case. */
const work = async (options: Options, job: number, until: number): Promise<void> => {
  const makeCase = makeCases(options)
  let done = 0
  for (let index = job; index < (options.count ?? Infinity) && Date.now() < until; index += options.jobs) {
    const reasons = await runCase(makeCase(index))
    done++
    if (reasons.length > 0) await say({ failed: { index, reasons } })
  }
  await close()
  await say({ done, megabytes: Math.round(process.resourceUsage().maxRSS / 1_024) })
  // Connections that a client keeps for later would keep the process.
  process.exit()
}

const run = async (options: Options, args: ReadonlyArray<string>): Promise<boolean> => {
  const startedAt = Date.now()
  const until = options.count === undefined ? startedAt + milliseconds.cases : Infinity
  let done = 0
  let failures = 0
  let megabytes = 0
  const jobs = Array.from({ length: options.jobs }, (_, job) => {
    const env = { ...process.env, FUZZ_JOB: `${job} ${until} ${options.seed}` }
    return fork(fileURLToPath(import.meta.url), [...args], { env })
  })
  const ended = jobs.map(async (job) => {
    let isDone = false
    job.on("message", (message: Message) => {
      if ("done" in message) {
        isDone = true
        done += message.done
        megabytes = Math.max(megabytes, message.megabytes)
        return
      }
      const { index, reasons } = message.failed
      failures++
      console.log(`\n${reasons.join("\n")}\n${commandOf(options, index)}`)
      if (failures >= maximumFailures) for (const each of jobs) each.kill()
    })
    const [code, signal] = await once(job, "exit")
    if (isDone || failures >= maximumFailures) return
    failures++
    console.log(`\nA process ended early: exit code ${code}, signal ${signal}.`)
  })
  await Promise.all(ended)
  const seconds = (Date.now() - startedAt) / 1_000
  const rate = `${done.toLocaleString("en")} cases in ${seconds.toFixed(1)} s (${Math.round(done / seconds)} per second, ${megabytes} MB)`
  const count = failures >= maximumFailures ? `Stopped after ${seconds.toFixed(1)} s` : rate
  console.log(`${count}, ${failures} failed, seed ${options.seed}`)
  return failures === 0
}

const root = fileURLToPath(new URL("../../../", import.meta.url))

/** The test files that take their seed and their number of runs from the harness. */
const propertyTests = (): ReadonlyArray<string> =>
  readdirSync(`${root}packages`).flatMap((name) => {
    const folder = `packages/${name}/test`
    try {
      const files = readdirSync(`${root}${folder}`, { recursive: true }).map((file) => `${folder}/${String(file)}`)
      const isProperty = (file: string) =>
        file.endsWith(".test.ts") &&
        !file.endsWith(".long.test.ts") &&
        readFileSync(`${root}${file}`, "utf8").includes('"@passlock-sdk/harness/property"')
      return files.filter(isProperty)
    } catch {
      // A package without tests.
      return []
    }
  })

const runPropertyTests = async (seed: number): Promise<boolean> => {
  const env = { ...process.env, FUZZ_SEED: String(seed) }
  const args = ["exec", "vitest", "run", "--config", "vitest.workspace.ts", "--reporter=dot", ...propertyTests()]
  const [code] = await once(spawn("pnpm", args, { cwd: root, env, stdio: "inherit" }), "exit")
  return code === 0
}

/** Runs one case again, and searches for a simpler one that fails. */
const runAgain = async (options: Options, index: number): Promise<boolean> => {
  const input = makeCases(options)(index)
  const reasons = await runCase(input)
  console.log(`${shown(input)}\n${reasons.join("\n") || "passed"}`)
  if (reasons.length > 0) {
    const simple = await simplest(options, index, milliseconds.search)
    if (simple !== undefined)
      console.log(`\nThe simplest case found:\n${shown(simple)}\n${(await runCase(simple)).join("\n")}`)
  }
  await close()
  return reasons.length === 0
}

const main = async (args: ReadonlyArray<string>): Promise<void> => {
  // Positions in the sources would cost more than the calls.
  process.setSourceMapsEnabled(false)
  let options: Options
  try {
    options = optionsOf(args)
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${usage}`)
    process.exitCode = 2
    return
  }
  const { FUZZ_JOB } = process.env
  if (FUZZ_JOB !== undefined) {
    const [job = 0, until = 0, seed = 0] = FUZZ_JOB.split(" ").map(Number)
    return work({ ...options, seed }, job, until)
  }
  console.log(`seed ${options.seed}`)
  const isGood =
    options.case === undefined
      ? [await run(options, args), options.only.length === 1 || (await runPropertyTests(options.seed))].every(Boolean)
      : await runAgain(options, options.case)
  process.exitCode = isGood ? 0 : 1
}

await main(process.argv.slice(2))
