/** Calls an operation: runs the engine with promises, `fetch` and timers. */
import { type Event, type Send, start } from "@passlock-sdk/contract/protocol/Call"
import { makeBody } from "@passlock-sdk/contract/protocol/Response"
import { abortable } from "./abort.js"
import { errors } from "./errors.js"
import { operationOf, type Values } from "./operations.js"
import type { Settings } from "./settings.js"

/** Rejects with one of the classes of `PasslockError`, or with the signal's reason when the call is aborted. */
export const call = async <Name extends keyof Values>(
  settings: Settings,
  name: Name,
  input: unknown,
  signal: AbortSignal
): Promise<Values[Name]> => {
  const machine = start(operationOf(name), errors, settings, input, settings, {
    now: () => performance.now(),
    random: Math.random
  })
  let step = machine.next()
  while (!step.done) {
    const command = step.value
    step = machine.next(
      command.command === "send" ? await send(command, settings, signal) : await sleep(command.milliseconds, signal)
    )
  }
  if ("error" in step.value) throw step.value.error
  return step.value.value as Values[Name]
}

/** Sends one request and reads the whole response, within the attempt's timeout. */
const send = (
  { maxResponseSize, milliseconds, request: { url, body, ...init } }: Send,
  { fetch }: Settings,
  signal: AbortSignal
): Promise<Event> =>
  abortable(signal, (resolve) => {
    const controller = new AbortController()
    let phase: "headers" | "body" = "headers"
    const exchange = async (): Promise<Event> => {
      try {
        const response = await fetch(url, {
          ...init,
          ...(body !== undefined && { body }),
          redirect: "manual",
          // A lookup from the cache could send the browser outdated data.
          cache: "no-store",
          signal: controller.signal
        })
        phase = "body"
        const { status } = response
        const headers = Object.fromEntries(response.headers as unknown as Iterable<[string, string]>)
        const content = makeBody(headers, maxResponseSize)
        // A replaced `fetch` can be without streams.
        const reader = response.body?.getReader?.()
        if (!reader) content.add(new TextEncoder().encode(await response.text()))
        else for (let next = await reader.read(); !next.done && content.add(next.value); next = await reader.read());
        return { event: "response", response: { status, headers, receivedAt: Date.now(), ...content.end() } }
      } catch (cause) {
        // A browser does not say whether it sent the request.
        return { event: "failed", phase, sent: "unknown", detail: messageOf(cause) }
      }
    }
    const cancelTimer = after(milliseconds, () => resolve({ event: "timedOut", phase }))
    exchange().then(resolve)
    return () => {
      cancelTimer()
      controller.abort()
    }
  })

/** A replaced `fetch` can reject with anything, also with what throws when it is read. */
const messageOf = (cause: unknown): string => {
  try {
    return cause instanceof Error ? String(cause.message) : ""
  } catch {
    return ""
  }
}

const sleep = (milliseconds: number, signal: AbortSignal): Promise<undefined> =>
  abortable(signal, (resolve) => after(milliseconds, () => resolve(undefined)))

const longestTimer = 2 ** 31 - 1

/** Runs a callback later, unless the returned function is called first. A longer timer would fire at once. */
const after = (milliseconds: number, callback: () => void): (() => void) => {
  if (milliseconds > longestTimer) return () => {}
  const timer = setTimeout(callback, Math.max(0, milliseconds))
  return () => clearTimeout(timer)
}
