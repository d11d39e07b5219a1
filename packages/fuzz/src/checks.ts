/** What every call must keep to, whatever the server sends. */
import { inspect, isDeepStrictEqual } from "node:util"
import * as Redacted from "effect/Redacted"
import type { Case } from "./Case.js"
import type { Client, Ended } from "./clients.js"
import { documentedOf, type Operation, secretsOf } from "./documented.js"
import { type Expectation, tagsOf } from "./oracle.js"
import { apiKey, forms } from "./secrets.js"
import type { Request, Server } from "./server.js"
import { isObject, unclear } from "./shapes.js"

/** A call that ended, with what was measured of it. */
export interface Call extends Ended {
  readonly input: Case
  readonly client: Client["name"]
  readonly requests: ReadonlyArray<Request>
  /** Virtual milliseconds; `undefined` over a socket. */
  readonly elapsed: number | undefined
  /** CPU time in milliseconds. */
  readonly cpu: number
}

interface Fields {
  readonly [name: string]: unknown
}

const isEqual = (one: unknown, other: unknown): boolean => {
  try {
    return isDeepStrictEqual(one, other)
  } catch {
    // Deeper than the stack.
    return true
  }
}

/** Everything that an error shows to a log or a screen. */
const textsOf = (error: object): ReadonlyArray<string> => {
  const { stack } = error as Error
  const inspected = [inspect(error, { depth: 8 }), inspect(error, { depth: 8, getters: true, showHidden: true })]
  return [String(error), String(stack), JSON.stringify(error), ...inspected]
}

/** The forms of an operation's secrets, in lower case. A cut must not leave half of a secret. */
const formsOf = (operation: Operation): ReadonlyArray<string> => {
  const known = shownForms.get(operation)
  if (known !== undefined) return known
  const all = secretsOf(operation).flatMap((secret) => [...forms(secret), secret.slice(0, 12)])
  const lowered = [...new Set(all.map((form) => form.toLowerCase()))]
  shownForms.set(operation, lowered)
  return lowered
}
const shownForms = new Map<Operation, ReadonlyArray<string>>()

const shownSecret = (operation: Operation, text: string): string | undefined => {
  const lowered = text.toLowerCase()
  return formsOf(operation).find((form) => lowered.includes(form))
}

/** Every part of a value, without recursion. */
function* parts(value: unknown): Generator<unknown> {
  const left = [value]
  while (left.length > 0) {
    const next = left.pop()
    const part = Redacted.isRedacted(next) ? Redacted.value(next) : next
    yield part
    if (typeof part === "object" && part !== null && !(part instanceof Uint8Array)) {
      for (const inner of Object.values(part)) left.push(inner)
    }
  }
}

const valueViolations = function* (value: unknown): Generator<string> {
  for (const part of parts(value)) {
    if (typeof part === "number" && !Number.isFinite(part)) yield `the value has the number ${part}`
    if (typeof part !== "object" || part === null) continue
    const prototype = Object.getPrototypeOf(part)
    if (![Object.prototype, Array.prototype, Uint8Array.prototype, Buffer.prototype].includes(prototype)) {
      yield "a part of the value has another prototype"
    }
    if (Object.hasOwn(part, "__proto__")) yield "a part of the value has the key __proto__"
  }
}

/** A secret in a response: it may be a value, and never a part of an error. */
const planted = "3f9c2a7be1d04856"

const errorViolations = function* ({ client, input }: Call, error: object): Generator<string> {
  const { _tag: tag, attempts, message } = error as { _tag: string; attempts: number; message: unknown }
  if (!(error instanceof Error)) yield "the error is no Error"
  if (!tagsOf(input.operation).includes(tag)) yield `${input.operation} cannot fail with ${tag}`
  if (typeof message !== "string") return yield "the message is no string"
  if (client !== "browser" && !message.startsWith(`${input.operation}: `))
    yield `the message lacks the operation: ${message}`
  if (message.length > 3_000) yield `the message has ${message.length} characters`
  if (
    /\bundefined\b|\[object |NaN/.test(
      message.replace(/Passlock says: .*|\(status .*?\):|The connection was lost.*?\(.*\)/s, "")
    )
  ) {
    yield `the message is broken: ${message}`
  }
  const [, more] = /and (?:at least )?(\d+) more/.exec(message) ?? []
  if (Number(more ?? 0) > 15) yield `more than 20 issues: ${message}`
  if (!Number.isInteger(attempts) || attempts < 0) yield `attempts is ${attempts}`
  const text = textsOf(error).join("\n")
  if (text.length > 20_000) yield `the error shows ${text.length} characters`
  const shown = shownSecret(input.operation, text)
  if (shown !== undefined) yield `the error shows a secret: ${shown}`
  if (text.includes(planted) && !input.replies.some(hasInTheOpen)) yield "the error shows a secret of the response"
}

/** Whether the server put its secret where a client shows what it says. */
const hasInTheOpen = (reply: Case["replies"][number]): boolean => {
  if (reply.type !== "response") return false
  try {
    const body: unknown = JSON.parse(new TextDecoder().decode(reply.body))
    return (
      isObject(body) && ["_tag", "message", "credentialId", "rpId"].some((name) => String(body[name]).includes(planted))
    )
  } catch {
    return false
  }
}

const requestViolations = function* (call: Call, endpoint: string, isFetch: boolean): Generator<string> {
  const { input, requests } = call
  const [first] = requests
  if (requests.length > input.settings.maxRetries + 1) yield `${requests.length} requests`
  // A socket may be slower than a short time limit.
  if (first === undefined) return yield* call.elapsed === undefined ? [] : ["no request"]
  for (const request of requests) {
    if (!request.url.startsWith(`${endpoint}/v2/`)) yield `a request to ${request.url}`
    const { hasKey } = documentedOf(input.operation)
    if (request.headers.get("authorization") !== (hasKey ? `Bearer ${apiKey}` : null)) {
      yield hasKey ? "a request without the key" : "a request with the key"
    }
    if (isFetch && request.redirect !== "manual") yield `a request with redirect: ${request.redirect}`
    if (request.url !== first.url || request.method !== first.method || request.body !== first.body) {
      yield "a retry differs from its first attempt"
    }
  }
}

/** Each violation of a promise that holds for any response. */
export const violations = function* (call: Call, endpoint: string, isFetch: boolean): Generator<string> {
  const { cpu, logged, outcome, requests } = call
  yield* requestViolations(call, endpoint, isFetch)
  if ("defect" in outcome)
    yield `neither a value nor an error: ${inspect(outcome.defect, { depth: 4 }).slice(0, 2_000)}`
  if ("value" in outcome) yield* valueViolations("raw" in call ? call.raw : outcome.value)
  if ("error" in outcome) yield* errorViolations(call, outcome.error)
  const shown = shownSecret(call.input.operation, logged.join("\n"))
  if (shown !== undefined) yield `a log or span shows a secret: ${shown}`
  if (cpu > 1_000 * Math.max(1, requests.length)) yield `${Math.round(cpu)} ms of CPU`
  if (Object.keys(Object.prototype).length > 0) yield "Object.prototype is polluted"
}

/** Each byte that was read of a response that is too large. */
export const readViolations = function* ({ input }: Call, { bytesRead }: Server): Generator<string> {
  for (const [index, bytes] of bytesRead.entries() as Iterable<[number, number | undefined]>) {
    const reply = input.replies[Math.min(index, input.replies.length - 1)]
    if (reply?.type !== "response" || reply.form === "text" || bytes === undefined) continue
    const maximum = input.settings.maxResponseSize
    const ends = [...reply.cuts, reply.body.length].sort((one, other) => one - other)
    const allowed = ends.find((end) => end > maximum) ?? reply.body.length
    if (bytes > Math.min(allowed, reply.body.length)) yield `${bytes} bytes read, and the maximum is ${maximum}`
  }
}

const plainField = (value: unknown): unknown => (Redacted.isRedacted(value) ? Redacted.value(value) : value)

/** Texts of the server are redacted and cut, so they may differ. */
const isField = (name: string, expected: unknown, actual: unknown): boolean => {
  if (name === "credentialId" || name === "rpId") {
    return isEqual(actual, expected) || (typeof actual === "string" && actual.includes("<redacted>"))
  }
  return isEqual(actual, expected)
}

/** How a call differs from an expectation; `undefined` if it does not. */
const difference = (call: Call, { elapsed, requests, result }: Expectation): string | undefined => {
  const { outcome } = call
  const isCounted = call.requests.length > 0 || call.elapsed !== undefined
  if (isCounted && call.requests.length !== requests)
    return `${requests} requests expected, ${call.requests.length} sent`
  if (call.elapsed !== undefined && (call.elapsed < elapsed[0] || call.elapsed > elapsed[1])) {
    return `${elapsed.join(" to ")} ms expected, ${call.elapsed} ms taken`
  }
  if ("value" in result) {
    if (!("value" in outcome)) return `expected a value: ${inspect(result.value, { depth: 6 }).slice(0, 1_000)}`
    if (result.value === unclear || call.client === "browser") return undefined
    return isEqual(outcome.value, result.value)
      ? undefined
      : `expected ${inspect(result.value, { depth: 6 })}, got ${inspect(outcome.value, { depth: 6 })}`.slice(0, 2_000)
  }
  if (!("error" in outcome)) return `expected ${result.error}`
  const error = outcome.error as Fields
  if (error._tag !== result.error) return `expected ${result.error}, got ${String(error._tag)}`
  for (const [name, value] of Object.entries(result.fields)) {
    // The page's client names the signal instead, and a browser does not say whether a request was sent.
    if (call.client === "browser" && (name === "operation" || name === "sent")) continue
    // On a busy machine, a short time limit over a socket can pass at any point.
    if (call.elapsed === undefined && name === "phase") continue
    const actual = plainField(error[name])
    if (!isField(name, value, actual)) return `${name}: expected ${inspect(value)}, got ${inspect(actual)}`
  }
  return undefined
}

/** Why a call fits none of the expectations; `undefined` if it fits one. */
export const mismatch = (call: Call, expectations: ReadonlyArray<Expectation>): string | undefined => {
  const differences = expectations.map((expectation) => difference(call, expectation))
  if (differences.includes(undefined)) return undefined
  return [...new Set(differences)].slice(0, 4).join("; or ")
}

/** The part of an outcome that two clients share. */
const comparable = ({ outcome }: Call): unknown => {
  if (!("error" in outcome)) return outcome
  const { message, ...fields } = { ...outcome.error, message: (outcome.error as Error).message } as Fields
  const entries = Object.entries(fields).map(([name, value]) => [name, plainField(value)] as const)
  return { ...Object.fromEntries(entries.filter(([name]) => name !== "body" && name !== "name")), message }
}

/** How two clients differ that got the same responses. */
export const disagreement = (one: Call, other: Call): string | undefined =>
  isEqual(comparable(one), comparable(other))
    ? undefined
    : `${one.client} and ${other.client} disagree: ${inspect(comparable(one), { depth: 6 })} and ${inspect(comparable(other), { depth: 6 })}`.slice(
        0,
        3_000
      )
