/** A server in the same process: a `fetch` that replies as a case says, and records what a client does with it. */
import type { Case, Cause, Reply, ResponseReply } from "./Case.js"
import { secretsOf } from "./documented.js"

export interface Request {
  readonly method: string
  readonly url: string
  readonly headers: Headers
  readonly body: string | undefined
  readonly redirect: string | undefined
}

export interface Server {
  readonly fetch: (url: URL | string, init?: RequestInit) => Promise<Response>
  readonly requests: Array<Request>
  /** Whether the client waits for nothing that the server will still send. */
  readonly isQuiet: () => boolean
  /** How many bytes each response was asked for. */
  readonly bytesRead: Array<number>
  /** How many responses and bodies are neither complete nor cancelled. */
  readonly open: () => number
}

const errorOf = (cause: Cause, secrets: ReadonlyArray<string>): unknown => {
  const system = (code: string, syscall = "read") => Object.assign(new Error(`${syscall} ${code}`), { code, syscall })
  const failed = (inner: unknown) => new TypeError("fetch failed", { cause: inner })
  switch (cause) {
    case "refused":
      return failed(system("ECONNREFUSED", "connect"))
    case "refused twice":
      return failed(
        Object.assign(new AggregateError([system("ECONNREFUSED", "connect"), system("ECONNREFUSED", "connect")]), {
          code: "ECONNREFUSED"
        })
      )
    case "refused and reset":
      return failed(new AggregateError([system("ECONNREFUSED", "connect"), system("ECONNRESET")]))
    case "no such host":
      return failed(system("ENOTFOUND", "getaddrinfo"))
    case "connect timeout":
      return failed(system("ETIMEDOUT", "connect"))
    case "read timeout":
      return failed(system("ETIMEDOUT"))
    case "reset":
      return failed(system("ECONNRESET"))
    case "socket closed":
      return failed(Object.assign(new Error("other side closed"), { code: "UND_ERR_SOCKET" }))
    case "headers too large":
      return failed(Object.assign(new Error("Headers Overflow Error"), { code: "UND_ERR_HEADERS_OVERFLOW" }))
    case "string":
      return "boom"
    case "undefined":
      return undefined
    case "circular": {
      const error: Error & { errors?: ReadonlyArray<unknown> } = new Error("round and round")
      error.cause = error
      error.errors = Array(30).fill(error)
      return error
    }
    case "throws when read":
      return new Proxy(
        {},
        {
          get: () => {
            throw new Error("unreadable")
          },
          getPrototypeOf: () => {
            throw new Error("unreadable")
          }
        }
      )
    case "secrets in the message":
      return failed(new Error(secrets.join(" ").repeat(20)))
    case "no response":
    case "empty object":
      return undefined
  }
}

const chunksOf = ({ body, cuts }: ResponseReply): ReadonlyArray<Uint8Array> => {
  const ends = cuts.filter((cut) => cut <= body.length).sort((one, other) => one - other)
  return [...ends, body.length].map((end, index) => body.subarray(ends[index - 1] ?? 0, end))
}

export const make = ({ operation, replies }: Case): Server => {
  const requests: Array<Request> = []
  const bytesRead: Array<number> = []
  let waiting = 0
  let silent = 0
  let open = 0

  const respond = (reply: ResponseReply, signal: AbortSignal | undefined, isOver: () => void): Response => {
    const index = requests.length - 1
    bytesRead[index] = 0
    const chunks = chunksOf(reply)
    const close = () => {
      isOver()
    }
    const stream = new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          signal?.addEventListener("abort", () => {
            close()
            // The stream may be closed already.
            try {
              controller.error(signal.reason)
            } catch {}
          })
        },
        pull: (controller) => {
          const chunk = chunks[0]
          if (chunk !== undefined) {
            ;(chunks as Array<Uint8Array>).shift()
            bytesRead[index] = (bytesRead[index] ?? 0) + chunk.length
            controller.enqueue(chunk)
            return
          }
          if (reply.end === "end") {
            close()
            controller.close()
            return
          }
          if (reply.end === "error") {
            close()
            controller.error(new TypeError("terminated", { cause: errorOf("socket closed", []) }))
            return
          }
          silent++
          return new Promise(() => {})
        },
        cancel: close
      },
      { highWaterMark: 0 }
    )
    const headers = new Headers(reply.headers.map(([name, value]): [string, string] => [name, value]))
    const text = async () => {
      // As `fetch` does.
      if (signal?.aborted) throw new DOMException("The operation was aborted.", "AbortError")
      if (reply.end === "silence") {
        silent++
        await new Promise((_, reject) => signal?.addEventListener("abort", () => reject(signal.reason)))
      }
      close()
      if (reply.end === "error") throw new TypeError("terminated")
      return new TextDecoder().decode(reply.body)
    }
    if (reply.form === "text") {
      return { status: reply.status, headers, body: null, text } as Response
    }
    // `Response` has no body with some statuses, and does not take others: a replaced `fetch` may return them.
    return reply.status >= 200 && ![204, 205, 304].includes(reply.status)
      ? new Response(stream, { status: reply.status, headers })
      : ({ status: reply.status, headers, body: stream, text } as Response)
  }

  return {
    requests,
    bytesRead,
    isQuiet: () => waiting === 0 || silent > 0,
    open: () => open,
    fetch: async (url, init = {}) => {
      const signal = init.signal ?? undefined
      requests.push({
        method: init.method ?? "GET",
        url: String(url),
        headers: new Headers(init.headers),
        body: init.body === undefined || init.body === null ? undefined : await new Response(init.body).text(),
        redirect: init.redirect
      })
      const reply = replies[Math.min(requests.length, replies.length) - 1] as Reply
      silent = 0
      waiting++
      open++
      let isOpen = true
      const isOver = () => {
        if (!isOpen) return
        isOpen = false
        open--
        waiting--
      }
      switch (reply.type) {
        case "response":
          return respond(reply, signal, isOver)
        case "failure":
          isOver()
          if (reply.cause === "no response") return undefined as never
          if (reply.cause === "empty object") return {} as Response
          throw errorOf(reply.cause, secretsOf(operation))
        case "silence":
          silent++
          return new Promise((_, reject) => {
            signal?.addEventListener("abort", () => {
              isOver()
              reject(signal.reason)
            })
          })
      }
    }
  }
}
