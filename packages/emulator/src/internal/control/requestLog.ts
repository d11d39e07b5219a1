/** The latest requests, without anything secret: for the eyes of a developer. */
import type { Operation } from "../api/handlers.js"

export interface LoggedRequest {
  readonly id: number
  /** When it came, in milliseconds since 1970. */
  readonly at: number
  readonly tenancyId: string | undefined
  /** Which of the API's operations it asked for. */
  readonly operation: Operation | undefined
  readonly method: string
  /** The path, its secrets hidden. */
  readonly path: string
  /** The status of the answer, where there was one. */
  readonly status: number | undefined
  /** The tag of an error, or why there was no answer. */
  readonly outcome: string | undefined
  /** How long it took, in milliseconds. */
  readonly duration: number
  /** The fault that it met. */
  readonly fault: string | undefined
}

export interface RequestLog {
  /** Newest first. */
  readonly all: () => ReadonlyArray<LoggedRequest>
  readonly add: (request: Omit<LoggedRequest, "id">) => void
  readonly clear: () => void
}

export const lineOf = (request: Omit<LoggedRequest, "id">): string => {
  const { duration, fault, method, outcome, path, status } = request
  const shown = [method, path, status, outcome, `${duration.toFixed(1)} ms`, fault === undefined ? fault : `(${fault})`]
  return shown.filter((part) => part !== undefined).join(" ")
}

const maximum = 500

export const make = (): RequestLog => {
  const requests: Array<LoggedRequest> = []
  let id = 0
  return {
    all: () => [...requests].reverse(),
    add: (request) => {
      id += 1
      requests.push({ ...request, id })
      if (requests.length > maximum) requests.shift()
    },
    clear: () => {
      requests.length = 0
    }
  }
}
