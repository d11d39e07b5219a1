/** What the options of a client come to. */

import type { Fault } from "@passlock-sdk/contract/protocol/Issue"
import { standard } from "@passlock-sdk/contract/protocol/Retry"
import {
  defaultEndpoint,
  endpointDescription,
  isEndpoint,
  isSegment,
  segmentDescription
} from "@passlock-sdk/contract/protocol/Url"
import type { PasslockOptions } from "../PasslockOptions.js"
import { invalidInput } from "./invalid.js"

/** Where requests go, and how patient they are. */
export interface Connection {
  readonly tenancyId: string
  readonly endpoint: string
  /** Milliseconds for one attempt. */
  readonly timeout: number
  /** Milliseconds for every attempt and every wait between them. */
  readonly totalTimeout: number
  readonly maxRetries: number
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>
}

const isTime = (value: unknown): boolean => typeof value === "number" && value > 0

export const connectionOf = (options: PasslockOptions): Connection => {
  const given: Readonly<Record<string, unknown>> = { ...options }
  const connection = {
    tenancyId: options?.tenancyId,
    endpoint: options?.endpoint ?? defaultEndpoint,
    timeout: options?.timeout ?? 30_000,
    totalTimeout: options?.totalTimeout ?? 60_000,
    maxRetries: options?.maxRetries ?? standard.maxRetries,
    fetch: options?.fetch ?? ((url, init) => globalThis.fetch(url, init))
  } satisfies Connection
  const rules: Readonly<Record<string, readonly [holds: boolean, says: string]>> = {
    tenancyId: [typeof connection.tenancyId === "string" && isSegment(connection.tenancyId), segmentDescription],
    endpoint: [typeof connection.endpoint === "string" && isEndpoint(connection.endpoint), endpointDescription],
    timeout: [isTime(connection.timeout), "a number of milliseconds above 0"],
    totalTimeout: [isTime(connection.totalTimeout), "a number of milliseconds above 0"],
    maxRetries: [Number.isInteger(connection.maxRetries) && connection.maxRetries >= 0, "a whole number, 0 or more"],
    fetch: [typeof connection.fetch === "function", "a function"],
    // Somebody who writes no TypeScript is not told by a compiler.
    apiKey: [given.apiKey === undefined, "nothing: whoever opens a page can read what is in it"]
  }
  const issues = Object.entries(rules).flatMap(
    ([path, [holds, says]]): ReadonlyArray<Fault> => (holds ? [] : [{ path, message: `expected ${says}` }])
  )
  if (issues.length > 0) throw invalidInput("new Passlock", issues)
  return connection
}
