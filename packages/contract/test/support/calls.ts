/** Runs calls of the engine on events from a test: no Effect runtime, no clock, no socket. */
import * as Codec from "../../src/Codec.js"
import * as Endpoints from "../../src/Endpoints.js"
import * as Examples from "../../src/Examples.js"
import type { ApiErrorClass, PasslockError } from "../../src/PasslockError.js"
import * as Call from "../../src/protocol/Call.js"
import * as Connection from "../../src/protocol/Connection.js"
import { checkApiKey } from "../../src/protocol/Request.js"
import type { Result } from "../../src/protocol/Response.js"
import type * as Retry from "../../src/protocol/Retry.js"
import * as RetryDefaults from "../../src/protocol/Retry.js"

export const endpoints = Endpoints.every

export type Operation = Call.Operation<ApiErrorClass>

export const operations: ReadonlyArray<Operation> = endpoints.map(Codec.operationOf)

export const operationOf = (name: Endpoints.AnyOperation): Operation => {
  const found = operations.find(({ operation }) => operation === name)
  if (found === undefined) throw new Error(`no operation ${name}`)
  return found
}

/** A valid input of each operation: the example of its request, in one object. */
export const inputOf = (name: string): Readonly<Record<string, unknown>> => {
  const { body, path, query } = Examples.all[name as Endpoints.AnyOperation].request
  const input: Record<string, unknown> = { ...(path as object), ...(query as object), ...(body as object) }
  return typeof input.passkeyIds === "string" ? { ...input, passkeyIds: input.passkeyIds.split(",") } : input
}

export const successOf = (name: string): object =>
  name === "Principals.verifyIdToken" ? { keys: [] } : Examples.all[name as Endpoints.Operation].response

export const configuration = {
  tenancyId: "tenancy_01",
  endpoint: "https://api.example.com/base/",
  apiKey: checkApiKey("key-never-shown")
}

export const policy: Retry.Policy<PasslockError> = {
  ...RetryDefaults.defaults,
  shouldRetry: RetryDefaults.isRetryable
}

export interface Settings {
  readonly configuration?: Parameters<typeof Call.start>[2]
  readonly input?: unknown
  readonly policy?: Partial<Retry.Policy<PasslockError>>
  readonly limits?: Partial<Call.Limits & { readonly maxResponseSize: number }>
  readonly random?: () => number
}

/** What a test answers to a `send`, and how long that took. */
export interface Reply {
  readonly event: Call.Event | undefined
  readonly milliseconds?: number
}

export interface Trace {
  readonly commands: ReadonlyArray<Call.Command>
  readonly result: Result<PasslockError>
}

/** Runs a call to its end. The replies come in turn, the last one again and again; a sleep takes as long as it says. */
export const run = (operation: Operation, replies: ReadonlyArray<Reply>, settings: Settings = {}): Trace => {
  let clock = 1_000
  let sent = 0
  const call = Call.start(
    operation,
    Codec.errors,
    settings.configuration ?? configuration,
    "input" in settings ? settings.input : inputOf(operation.operation),
    {
      ...policy,
      ...settings.policy,
      ...Call.defaultLimits,
      maxResponseSize: Call.defaultMaxResponseSize,
      ...settings.limits
    },
    { now: () => clock, random: settings.random ?? (() => 0), headers: { "user-agent": "test" } }
  )
  const commands: Array<Call.Command> = []
  let step = call.next()
  while (!step.done) {
    const command = step.value
    commands.push(command)
    if (command.command === "sleep") {
      clock += command.milliseconds
      step = call.next()
    } else {
      const reply = replies[Math.min(sent++, replies.length - 1)]
      if (reply === undefined) throw new Error("a request without a reply")
      clock += reply.milliseconds ?? 0
      step = call.next(reply.event)
    }
  }
  return { commands, result: step.value }
}

export const sends = ({ commands }: Trace): ReadonlyArray<Call.Send> =>
  commands.filter((command) => command.command === "send")

export const sleeps = ({ commands }: Trace): ReadonlyArray<Call.Sleep> =>
  commands.filter((command) => command.command === "sleep")

export const errorOf = ({ result }: Trace): PasslockError => {
  if ("value" in result) throw new Error("the call succeeded")
  return result.error
}

/** A response. */
export const text = (
  text: string,
  status = 200,
  headers: Readonly<Record<string, string>> = {},
  receivedAt = 0
): Reply => ({ event: { event: "response", response: { status, headers, text, receivedAt } } })

export const json = (body: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): Reply =>
  text(JSON.stringify(body), status, { "content-type": "application/json", ...headers })

export const html = (status: number, headers: Readonly<Record<string, string>> = {}): Reply =>
  text("<html><body><h1>Bad Gateway</h1></body></html>", status, { "content-type": "text/html", ...headers })

export const failed = (phase: Connection.Phase, cause?: unknown): Reply => ({
  event: { event: "failed", ...Connection.read(phase, cause) }
})

export const systemError = (code: string, more: object = {}): Error =>
  new TypeError("fetch failed", { cause: Object.assign(new Error(`connect ${code}`), { code, ...more }) })

export const timedOut = (phase: "headers" | "body", milliseconds = 30_000): Reply => ({
  event: { event: "timedOut", phase },
  milliseconds
})

/** Every place in a value, as a path. */
export const pathsOf = (value: unknown, path: ReadonlyArray<string> = []): ReadonlyArray<ReadonlyArray<string>> =>
  typeof value === "object" && value !== null
    ? Object.entries(value).flatMap(([name, part]) => [[...path, name], ...pathsOf(part, [...path, name])])
    : []

/** A copy of a value that differs in one place. */
export const changed = (whole: unknown, [name, ...rest]: ReadonlyArray<string>, value: unknown): unknown => {
  if (name === undefined) return value
  const copy = Array.isArray(whole) ? [...whole] : { ...(whole as object) }
  Object.assign(copy, { [name]: changed(Reflect.get(whole as object, name), rest, value) })
  return copy
}
