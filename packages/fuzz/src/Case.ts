/** One case: a call, and how its server replies. Plain data, so that it can be printed. */
import type { Operation } from "./documented.js"

export type Cause =
  | "refused"
  | "refused twice"
  | "refused and reset"
  | "no such host"
  | "connect timeout"
  | "read timeout"
  | "reset"
  | "socket closed"
  | "headers too large"
  | "string"
  | "undefined"
  | "circular"
  | "throws when read"
  | "secrets in the message"
  | "no response"
  | "empty object"

export interface ResponseReply {
  readonly type: "response"
  readonly status: number
  readonly headers: ReadonlyArray<readonly [name: string, value: string]>
  readonly body: Uint8Array
  /** Where the body is cut into chunks. */
  readonly cuts: ReadonlyArray<number>
  /** What follows the last chunk. */
  readonly end: "end" | "error" | "silence"
  /** `text`: a replaced `fetch` without streams. */
  readonly form: "stream" | "text"
}

export type Reply =
  | ResponseReply
  /** `fetch` rejects. */
  | { readonly type: "failure"; readonly cause: Cause }
  /** No response. */
  | { readonly type: "silence" }

/** How a server on a socket frames its responses, and how it breaks HTTP. */
export interface Wire {
  readonly framing: "length" | "chunked" | "close" | "gzip"
  readonly damage:
    | "none"
    | "bad status line"
    | "cut"
    | "reset"
    | "junk after"
    | "headers without end"
    | "huge header"
    | "bare line feeds"
    | "two lengths"
    | "bad chunk"
    | "not gzip"
  /** Where the damage is, from 0 to 1. */
  readonly at: number
}

export interface Settings {
  readonly maxRetries: number
  readonly timeout: number
  readonly totalTimeout: number
  readonly maxResponseSize: number
}

export interface Case {
  readonly operation: Operation
  readonly settings: Settings
  /** Which of the facade's methods. */
  readonly variant: "plain" | "safe" | "withResponse"
  /** Which `HttpClient` the programs use. */
  readonly client: "stub" | "fetch"
  /** One for each request. The last one repeats. */
  readonly replies: readonly [Reply, ...ReadonlyArray<Reply>]
  /** Over a real socket. */
  readonly wire: Wire | undefined
}
