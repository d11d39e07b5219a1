/** The proxy, and a server between it and the emulator that can change a response. */
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"

export interface Violation {
  readonly location: ReadonlyArray<string>
  readonly message: string
}

export interface Replacement {
  readonly status: number
  readonly body: unknown
}

/** What the proxy reports of a request or its response. */
export const violationsOf = (response: Response): ReadonlyArray<Violation> =>
  JSON.parse(response.headers.get("sl-violations") ?? "[]")

export const isOfResponse = ({ location }: Violation): boolean => location[0] === "response"

let replacement: Replacement | undefined

/** Lets the proxy receive another response than the emulator's. */
export const withReplacement = async <A>(next: Replacement, run: () => Promise<A>): Promise<A> => {
  replacement = next
  try {
    return await run()
  } finally {
    replacement = undefined
  }
}

const closers: Array<() => void> = []

export const close = (): void => {
  for (const closer of closers) closer()
}

/** Forwards to the emulator, unless there is a replacement. */
const startRelay = async (emulator: string): Promise<string> => {
  const server = createServer(async (request, response) => {
    const chunks: Array<Buffer> = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const { "content-type": type, authorization } = request.headers
    const headers = {
      ...(type !== undefined && { "content-type": type }),
      ...(authorization !== undefined && { authorization })
    }
    const body = chunks.length === 0 ? {} : { body: Buffer.concat(chunks) }
    if (replacement !== undefined) {
      response
        .writeHead(replacement.status, { "content-type": "application/json" })
        .end(JSON.stringify(replacement.body))
      return
    }
    const upstream = await fetch(emulator + request.url, { method: request.method ?? "GET", headers, ...body })
    const retryAfter = upstream.headers.get("retry-after")
    response
      .writeHead(upstream.status, {
        "content-type": upstream.headers.get("content-type") ?? "",
        ...(retryAfter !== null && { "retry-after": retryAfter })
      })
      .end(Buffer.from(await upstream.arrayBuffer()))
  })
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  closers.push(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** The first URL that the proxy prints. */
const urlOf = (prism: ChildProcess): Promise<string> =>
  new Promise((resolve, reject) => {
    let output = ""
    const read = (chunk: Buffer) => {
      output += chunk
      const [url] = /http:\/\/127\.0\.0\.1:\d+/.exec(output) ?? []
      if (url !== undefined) resolve(url)
    }
    prism.stdout?.on("data", read)
    prism.stderr?.on("data", read)
    prism.once("exit", () => reject(new Error(`Prism ended:\n${output}`)))
  })

/** Starts the proxy, which validates requests and responses against the document. Returns its URL. */
export const start = async (document: string, emulator: string): Promise<string> => {
  const relay = await startRelay(emulator)
  const args = ["node_modules/@stoplight/prism-cli/dist/index.js", "proxy", document, relay, "--port", "0"]
  const prism = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"] })
  closers.push(() => prism.kill())
  return urlOf(prism)
}
