/** Runs cases, one after another. */
import * as FC from "effect/FastCheck"
import type { Case } from "./Case.js"
import { cases } from "./cases.js"
import { type Call, disagreement, mismatch, readViolations, violations } from "./checks.js"
import { browser, type Client, effect, hasFacade, hasPage, promise } from "./clients.js"
import type { Operation } from "./documented.js"
import { expectations } from "./oracle.js"
import * as Server from "./server.js"
import { runOverSocket } from "./sockets.js"
import * as Time from "./time.js"

const endpoint = "https://api.example.test/base"

/** Errors that reached no caller. */
const unexpectedEvents: Array<string> = []

/** No call of a case may print, or leave an error that nobody handles. */
const watch = (): (() => void) => {
  const names = ["log", "info", "warn", "error", "debug"] as const
  const methods = names.map((name) => console[name])
  for (const name of names)
    console[name] = (...given) => void unexpectedEvents.push(`console.${name}: ${given.map(String).join(" ")}`)
  const onUnexpected = (error: unknown) => void unexpectedEvents.push(`unhandled: ${String(error)}`)
  process.on("unhandledRejection", onUnexpected).on("uncaughtException", onUnexpected)
  return () => {
    for (const [index, name] of names.entries()) console[name] = methods[index] as never
    process.off("unhandledRejection", onUnexpected).off("uncaughtException", onUnexpected)
  }
}

/** A call that takes longer, in real time, is one that hangs. */
const defaultPatience = 20_000

/** Lets virtual time pass until the promise settles; `undefined` if it never does. */
const settle = async <A>(promise: Promise<A>, server: Server.Server, limit: number): Promise<A | undefined> => {
  let settled: { readonly value: A } | undefined
  const waiting = promise.then((value) => {
    settled = { value }
  })
  const startedAt = Time.realNow()
  for (let idle = 1; settled === undefined; idle++) {
    await Time.turn()
    if (settled !== undefined) break
    // The turns let a client react that only looks idle.
    if (idle >= 6 && server.isQuiet() && Time.pending() > 0) {
      Time.advance()
      idle = 0
    } else if (idle > 200) {
      if (Time.realNow() - startedAt > limit) return undefined
      await Time.realSleep(1)
    }
  }
  await waiting
  return (settled as { readonly value: A }).value
}

const callInProcess = async (
  input: Case,
  client: Client,
  limit: number
): Promise<{ readonly call: Call | undefined; readonly reasons: ReadonlyArray<string> }> => {
  const server = Server.make(input)
  const uninstall = Time.install()
  const before = process.cpuUsage()
  try {
    const ended = await settle(client.call(input, server.fetch, endpoint), server, limit)
    const { system, user } = process.cpuUsage(before)
    const elapsed = Time.now()
    if (ended === undefined) return { call: undefined, reasons: ["the call hangs"] }
    for (let turns = 0; turns < 50 && (Time.pending() > 0 || server.open() > 0); turns++) await Time.turn()
    const call: Call = {
      ...ended,
      input,
      client: client.name,
      requests: server.requests,
      elapsed,
      cpu: (system + user) / 1_000
    }
    return {
      call,
      reasons: [
        ...violations(call, endpoint, true),
        ...readViolations(call, server),
        ...(Time.pending() > 0 ? ["a timer is left"] : []),
        ...(server.open() > 0 ? ["a response is left open"] : [])
      ]
    }
  } finally {
    uninstall()
  }
}

const effectClient = effect()

const clientsOf = (operation: Operation): ReadonlyArray<Client> => [
  effectClient,
  ...(hasFacade(operation) ? [promise] : []),
  ...(hasPage(operation) ? [browser] : [])
]

const runInProcess = async (
  input: Case,
  clients: ReadonlyArray<Client>,
  limit: number
): Promise<ReadonlyArray<string>> => {
  const expected = expectations(input, Time.epoch)
  const { settings } = input
  const ofPage = { ...input, settings: { ...settings, maxResponseSize: 10 * 2 ** 20 } }
  const reasons: Array<string> = []
  const calls: Array<Call> = []
  for (const client of clients) {
    const result = await callInProcess(client === browser ? ofPage : input, client, limit)
    const { call } = result
    const allowed = client === browser ? expectations(ofPage, Time.epoch) : expected
    const different = call === undefined || "defect" in call.outcome ? undefined : mismatch(call, allowed)
    reasons.push(...result.reasons.concat(different ?? []).map((reason) => `${client.name}: ${reason}`))
    if (call !== undefined) calls.push(call)
  }
  const [one, other] = calls
  // Several ends may be allowed, and then chance decides. What a broken client throws is said by its own code.
  const isBroken = input.replies.some(
    (reply) => reply.type === "failure" && /no response|empty object/.test(reply.cause)
  )
  if (expected.length === 1 && !isBroken && one && other?.client === "promise") {
    const difference = disagreement(one, other)
    if (difference !== undefined) reasons.push(difference)
  }
  return reasons
}

/** Every reason why a case fails. */
export const runCase = async (
  input: Case,
  clients: ReadonlyArray<Client> = clientsOf(input.operation),
  limit = defaultPatience
): Promise<ReadonlyArray<string>> => {
  unexpectedEvents.length = 0
  const unwatch = watch()
  try {
    const reasons = await (input.wire === undefined
      ? runInProcess(input, clients, limit)
      : runOverSocket(input, input.wire))
    return [...reasons, ...unexpectedEvents]
  } finally {
    unwatch()
  }
}

/** Each case has its own seed, so that it can be made without those before it. */
const seedOf = (seed: number, index: number): number => {
  let mixed = Math.imul(seed ^ (seed >>> 16), 0x21f0aaad) ^ Math.imul(index + 1, 0x9e3779b1)
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97)
  return mixed ^ (mixed >>> 15)
}

const parametersOf = (seed: number, index: number) => ({ seed: seedOf(seed, index), numRuns: 1, unbiased: true })

/** Which cases to run. */
export interface Selection {
  readonly seed: number
  readonly only: ReadonlyArray<Operation>
}

/** Makes the case with a number. */
export const makeCases = ({ only, seed }: Selection): ((index: number) => Case) => {
  const arbitrary = cases(only)
  return (index) => FC.sample(arbitrary, parametersOf(seed, index))[0] as Case
}

/** The simplest case that fails too, by a search of so many milliseconds. */
export const simplest = async (
  { only, seed }: Selection,
  index: number,
  milliseconds: number,
  run: (input: Case) => Promise<ReadonlyArray<string>> = (input) => runCase(input)
): Promise<Case | undefined> => {
  const fails = FC.asyncProperty(cases(only), async (input) => (await run(input)).length === 0)
  const limits = { interruptAfterTimeLimit: milliseconds, markInterruptAsFailure: true }
  const { counterexample } = await FC.check(fails, { ...parametersOf(seed, index), ...limits })
  return counterexample?.[0]
}
